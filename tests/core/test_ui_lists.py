"""The house table and the house filter."""

import re

import django_filters
import pytest
from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import override

from gsbpm_portal.core.filters import HouseFilter
from gsbpm_portal.core.models.tokens import SubmissionToken
from gsbpm_portal.core.tables import Column, DueColumn, NumberColumn, Table


class Things(Table):
    caption = "Things"
    empty_title = "No things yet"
    empty_text = "They will stand here."
    name = Column("Name", sort=True, heading=True, link=lambda row: f"/x/{row['code']}/" if row["code"] else None)
    amount = NumberColumn("Amount", sort=True, phone=False)
    note = Column("Note")

    def render_note(self, row):
        return format_html("<i>{}</i>", row["note"]) if row["note"] else None


class Fewer(Things):
    note = None
    due = DueColumn("Due")
    default_sort = "-amount"


def rows(count=3):
    return [
        {"name": f"Thing {n:03}", "code": f"c{n}", "amount": 1000 * n, "note": "<b>", "due": None} for n in range(count)
    ]


@pytest.fixture(autouse=True)
def indonesian():
    with override("id"):
        yield


def names(table):
    return re.findall(r"Thing \d+", str(table.body()))


def test_cells_are_escaped_and_numbers_written_in_indonesian():
    html = Things(rows(3)).render()
    assert '<th scope="row"><a href="/x/c2/">Thing 002</a></th>' in html
    assert '<td class="num no-phone">2.000</td>' in html
    assert "<td><i>&lt;b&gt;</i></td>" in html
    assert "<caption>Things</caption>" in html and 'role="region" tabindex="0" aria-label="Things"' in html


def test_nothing_is_a_dash_and_a_missing_link_is_text():
    html = str(Things([{"name": "A", "code": "", "amount": None, "note": ""}]).body())
    assert html == '<tr><th scope="row">A</th><td class="num no-phone">–</td><td>–</td></tr>'


def test_empty_table_says_what_will_stand_here():
    html = Things([]).render()
    assert "No things yet" in html and "They will stand here." in html and "<table" not in html


def test_columns_are_inherited_and_can_be_dropped():
    assert list(Fewer.columns) == ["name", "amount", "due"]
    assert [column.name for column in Things([], hide=["note"]).shown] == ["name", "amount"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("", "Thing 000"),
        ("name", "Thing 000"),
        ("-name", "Thing 002"),
        ("nonsense", "Thing 000"),
        ("note", "Thing 000"),
    ],
)
def test_sort_from_the_address(asked, first):
    assert names(Things(rows(3), params=QueryDict(f"urut={asked}")))[0] == first


def test_default_sort_and_empty_values_last():
    data = [*rows(3), {"name": "Thing 999", "code": "", "amount": None, "note": "", "due": None}]
    assert names(Fewer(data)) == ["Thing 002", "Thing 001", "Thing 000", "Thing 999"]


def test_heads_tell_the_order_and_lead_to_the_opposite_one():
    html = str(Things(rows(3), params=QueryDict("urut=name&hal=2&q=a")).heads())
    assert 'aria-sort="ascending"' in html and 'href="?urut=-name&amp;q=a"' in html
    assert 'aria-sort="none"' in html and 'href="?urut=amount&amp;q=a"' in html


@pytest.mark.parametrize(("asked", "shown"), [("1", 25), ("3", 10), ("99", 10), ("-1", 10), ("x", 25)])
def test_pages_of_25_and_nonsense_in_the_address(asked, shown):
    table = Things(rows(60), params=QueryDict(f"hal={asked}"))
    assert len(table.rows()) == shown and table.total == 60


def test_two_tables_of_one_page_keep_apart():
    table = Things(rows(60), params=QueryDict("hal=2&b-hal=3"), prefix="b-")
    assert table.page.number == 3 and "b-urut=name" in str(table.heads()) and table.id == "b-things"


class Tokens(Table):
    caption = "Tokens"
    purpose = Column("Purpose", sort=True)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_queryset_costs_one_count_and_one_select(count, django_assert_num_queries):
    import uuid

    SubmissionToken.objects.bulk_create(SubmissionToken(token=uuid.uuid4(), purpose=f"p{n:02}") for n in range(count))
    with django_assert_num_queries(2):
        html = Tokens(SubmissionToken.objects.all(), params=QueryDict("urut=-purpose")).render()
    assert f"p{count - 1:02}" in html


class TokenFilter(HouseFilter):
    q = django_filters.CharFilter(field_name="purpose", lookup_expr="icontains", label="Search")
    kind = django_filters.ChoiceFilter(field_name="purpose", choices=[("a", "Kind A"), ("b", "Kind B")], label="Kind")
    day = django_filters.DateFilter(field_name="created_at", label="Day", widget=forms.DateInput)

    class Meta:
        model = SubmissionToken
        fields = ()


def token_filter(query):
    return TokenFilter(QueryDict(query), SubmissionToken.objects.none())


def test_filter_form_lives_in_the_address():
    html = token_filter("q=ikan&kind=b&urut=-purpose&hal=3").render("list", "/x/")
    assert 'method="get"' in html and 'type="search" name="q" value="ikan"' in html
    assert '<input type="hidden" name="urut" value="-purpose">' in html and 'name="hal"' not in html
    assert 'hx-get="/x/" hx-target="#list"' in html and 'hx-push-url="true"' in html
    assert '<label for="id_kind">Kind</label>' in html


def test_active_filters_in_words_with_a_way_to_take_them_off():
    active = token_filter("q=ikan&kind=b&hal=3").active
    assert [(str(item.label), item.value, item.url) for item in active] == [
        ("Search", "ikan", "?kind=b"),
        ("Kind", "Kind B", "?q=ikan"),
    ]
    assert token_filter("").active == []


def test_filter_that_does_not_parse_is_said_at_its_field():
    broken = token_filter("kind=zzz")
    html = broken.render()
    assert 'id="id_kind_error"' in html and 'aria-describedby="id_kind_error"' in html
    assert broken.active == []
