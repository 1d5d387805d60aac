"""The house form: token, wiring of help and errors, the summary."""

import re
import uuid
from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from gsbpm_portal.core.dates import parse_day
from gsbpm_portal.core.forms import DateField, HouseForm, problems


class Sample(HouseForm):
    title = forms.CharField(label="Judul", help_text="Seperti pada publikasi.")
    start = DateField(label="Mulai", required=False)
    how = forms.ChoiceField(label="Cara", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    sure = forms.BooleanField(label="Yakin")
    folded = {"title": ("Peraturan", "Pasal <1>")}

    def clean(self):
        if self.data.get("whole"):
            raise forms.ValidationError("Isian saling bertentangan.")


@pytest.fixture(autouse=True)
def indonesian():
    with override("id"):
        yield


def show(form, source="{% load crispy_forms_tags %}{% form_errors form %}<form>{% crispy form %}</form>"):
    return Template(source).render(Context({"form": form}))


def test_token_is_fresh_for_each_form_and_kept_when_sent_back():
    first, second = Sample()["token"].value(), Sample()["token"].value()
    assert uuid.UUID(first) != uuid.UUID(second)
    assert f'name="token" value="{first}"' in show(Sample({"token": first}))


def test_token_has_one_name_whatever_the_prefix_and_no_id():
    html = show(Sample(prefix="p"))
    assert re.search(r'<input type="hidden" name="token" value="[\w-]{36}">', html)
    assert 'name="p-title"' in html


def test_token_alone_is_no_change_and_nonsense_is_none():
    form = Sample({"token": str(uuid.uuid4()), "how": ""}, empty_permitted=True, use_required_attribute=False)
    assert "token" not in form.changed_data
    broken = Sample({"token": "zzz", "title": "x", "how": "a", "sure": "on"})
    assert broken.is_valid() and broken.cleaned_data["token"] is None


def test_form_without_token():
    class Bare(Sample):
        with_token = False

    assert "token" not in Bare().fields


def test_help_and_label_are_wired():
    html = show(Sample())
    assert '<label class="form-label" for="id_title">Judul</label>' in html
    assert 'aria-describedby="id_title_helptext"' in html and 'id="id_title_helptext"' in html
    assert "(opsional)" in html and "problems" not in html
    assert "<summary>Peraturan</summary><div>Pasal &lt;1&gt;</div>" in html
    assert (
        '<fieldset class="field field--how field--group" id="div_id_how"><legend class="form-label">Cara</legend>'
        in html
    )
    assert "style=" not in html and "<script" not in html


def test_errors_stand_in_the_summary_named_by_their_field_and_at_the_field():
    form = Sample({"title": "", "start": "32/13/2026", "how": "zzz"})
    html = show(form)
    assert "Ada yang perlu diperbaiki" in html
    lines = problems(form)
    assert [anchor for anchor, _text in lines] == ["id_title", "id_start", "id_how_0", "id_sure"]
    for anchor, text in lines:
        assert html.count(text.removeprefix("Mulai: ").removeprefix("Cara: ")) == 2
        assert f'href="#{anchor}"' in html and f'id="{anchor}"' in html
    assert html.count("Mulai: ") == 1, "the label stands above the field already"
    assert lines[0][1] == "Judul belum diisi." and lines[1][1].startswith("Mulai: ")
    assert 'aria-describedby="id_title_helptext id_title_error"' in html and 'aria-invalid="true"' in html
    assert 'id="id_how_error"' in html and 'aria-describedby="id_how_error"' in html


def test_error_of_the_whole_form_has_no_field():
    form = Sample({"title": "x", "how": "a", "sure": "on", "whole": "1"})
    assert problems(form) == [("", "Isian saling bertentangan.")]
    assert "<li>Isian saling bertentangan.</li>" in show(form)


def test_values_are_escaped():
    html = show(Sample({"title": '"><script>', "how": "<b>"}))
    assert "<script>" not in html and "<b>" not in html.replace('<b class="', "")


def test_a_day_is_typed_as_people_write_it_and_the_field_says_how():
    for initial in ("2026-05-09", date(2026, 5, 9)):
        html = show(Sample(initial={"start": initial}))
        assert 'type="text" name="start" value="09-05-2026"' in html and "Misalnya 17-08-2026." in html
    bound = Sample({"title": "x", "how": "a", "sure": "on", "start": "9 Mei 2026"})
    assert bound.is_valid() and bound.cleaned_data["start"] == date(2026, 5, 9)
    assert 'value="09-05-2026"' in show(bound)
    wrong = Sample({"title": "x", "how": "a", "sure": "on", "start": "31/02/2026"})
    assert "17-08-2026" in wrong.errors["start"][0] and 'value="31/02/2026"' in show(wrong), "what was typed stays"


@pytest.mark.parametrize(
    "written",
    [
        "2026-08-17",
        "17-08-2026",
        "17/8/2026",
        "17.8.2026",
        " 17 8 2026",
        "17 Agustus 2026",
        "17 agu 2026",
        "17-Aug-2026",
    ]
    + ["Senin, 17 Agustus 2026", "August 17, 2026", "17 August, 2026", "2026/8/17"],
)
def test_usual_forms_of_a_day(written):
    assert parse_day(written) == date(2026, 8, 17)


@pytest.mark.parametrize(
    "written",
    ["", "x", "17-08-26", "08/17/2026", "30-02-2026", "17 abc 2026", "0-0-0000", "1" * 99, "٠٩-٠٥-٢٠٢٦", "17082026"],
)
def test_what_is_no_day(written):
    assert parse_day(written) is None


def test_several_forms_share_one_summary():
    html = Template("{% form_errors a b %}").render(Context({"a": Sample({"title": ""}, prefix="a"), "b": None}))
    assert 'href="#id_a-title"' in html
