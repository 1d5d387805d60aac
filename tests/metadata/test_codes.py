"""Codes of a classification and links of a correspondence table: browsing, searching, writing one at a time."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.transitions import MoveRefused, makers
from metadata.enums import Change, Kind, State
from metadata.models import Code
from metadata.selectors import tree
from metadata.selectors.advice import advice_on
from metadata.services import codes as services
from metadata.services import links as link_services
from metadata.services.items import start_version
from tests.metadata import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return making.Office()


def values(code, label="", parent="", **more):
    return {"code": code, "label_id": label or f"Label {code}", "parent": parent, **more}


def shape(version):
    """(code, code above, level) in the order of the positions; no two share one."""
    rows = list(version.codes.order_by("position", "pk").values_list("code", "parent__code", "level", "position"))
    assert len({row[3] for row in rows}) == len(rows)
    return [row[:3] for row in rows]


def grown(office):
    """1 (1.1 (1.1.1), 1.2), 2, 3"""
    version = making.draft(office, Kind.CLASSIFICATION, "POHON")
    for code, parent in (("1.1", "1"), ("1.1.1", "1.1"), ("1.2", "1")):
        services.add_code(version, by=office["staf"], values=values(code, parent=parent))
    return version


def test_codes_are_added_last_under_their_parent(office):
    version = grown(office)
    assert shape(version) == [
        ("1", None, 1), ("1.1", "1", 2), ("1.1.1", "1.1", 3), ("1.2", "1", 2), ("2", None, 1), ("3", None, 1),
    ]  # fmt: skip
    services.add_code(version, by=office["staf"], values=values("1.1.2", parent="1.1"))
    services.add_code(version, by=office["staf"], values=values("4"))
    assert [row[0] for row in shape(version)] == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "3", "4"]


def test_every_change_is_a_revision_an_audit_entry_and_makes_a_maker(office):
    version = making.draft(office, Kind.CLASSIFICATION)
    code = services.add_code(version, by=office["staf2"], values=values("4", "Empat", alt_code="X"))
    services.change_code(code, by=office["staf2"], values={"label_en": "Four"})
    services.change_code(code, by=office["staf2"], values={"label_en": "Four"})
    services.remove_code(code, by=office["staf2"])
    version.refresh_from_db()
    assert version.revision == 3
    entries = list(AuditEntry.objects.filter(action__startswith="registry.code").order_by("seq"))
    assert [(e.action, e.changes) for e in entries] == [
        ("registry.code_added", {"code": [None, "4"], "label_id": [None, "Empat"], "alt_code": [None, "X"]}),
        ("registry.code_changed", {"label_en": ["", "Four"]}),
        ("registry.code_removed", {"code": ["4", None], "label_id": ["Empat", None], "label_en": ["Four", None],
         "alt_code": ["X", None]}),
    ]  # fmt: skip
    assert office["staf2"].pk in makers(version, version.round)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"code": "1"}, "code"), ({"code": " "}, "code"), ({"code": "--"}, "code"), ({"code": "a\u200bb\u202e"}, "code"),
     ({"code": "9" * 61}, "code"), ({"label_id": " "}, "label_id"), ({"label_id": "x" * 501}, "label_id"),
     ({"parent": "99"}, "parent"),
     ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, "valid_until"),
     ({"valid_from": date(1800, 1, 1)}, "valid_from")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_at_its_field(office, wrong, field):
    version = making.draft(office, Kind.CLASSIFICATION)
    with pytest.raises(ValidationError) as refusal:
        services.add_code(version, by=office["staf"], values={**values("7"), **wrong})
    assert set(refusal.value.message_dict) == {field}


def test_a_branch_moves_as_a_whole_and_never_under_itself(office):
    version = grown(office)
    branch = version.codes.get(code="1.1")
    services.change_code(branch, by=office["staf"], values={"parent": "2"})
    assert shape(version) == [
        ("1", None, 1), ("1.2", "1", 2), ("2", None, 1), ("1.1", "2", 2), ("1.1.1", "1.1", 3), ("3", None, 1),
    ]  # fmt: skip
    services.change_code(branch, by=office["staf"], values={"parent": ""})
    assert shape(version)[-2:] == [("1.1", None, 1), ("1.1.1", "1.1", 2)]
    for parent in ("1.1", "1.1.1"):
        with pytest.raises(ValidationError):
            services.change_code(branch, by=office["staf"], values={"parent": parent})


def test_levels_have_a_bottom(office):
    version = making.draft(office, Kind.CLASSIFICATION)
    above = "1"
    for level in range(2, 13):
        above = services.add_code(version, by=office["staf"], values=values(f"L{level}", parent=above)).code
    with pytest.raises(ValidationError):
        services.add_code(version, by=office["staf"], values=values("L13", parent=above))
    services.add_code(version, by=office["staf"], values=values("2.1", parent="2"))
    with pytest.raises(ValidationError):
        services.change_code(version.codes.get(code="L2"), by=office["staf"], values={"parent": "2.1"})


def test_codes_with_others_under_them_or_linked_stay(office):
    version = grown(office)
    with pytest.raises(MoveRefused) as refusal:
        services.remove_code(version.codes.get(code="1.1"), by=office["staf"])
    assert [reason.code for reason in refusal.value.reasons] == ["children"]
    services.remove_code(version.codes.get(code="1.1.1"), by=office["staf"])
    assert not version.codes.filter(code="1.1.1").exists()


def test_only_producers_write_and_only_drafts(office):
    version = making.draft(office, Kind.CLASSIFICATION)
    with pytest.raises(PermissionDenied):
        services.add_code(version, by=office["luar"], values=values("9"))
    making.bring(office, version, State.SUBMITTED)
    code = version.codes.get(code="1")
    for act in (
        lambda: services.add_code(version, by=office["staf"], values=values("9")),
        lambda: services.change_code(code, by=office["staf"], values={"label_id": "Lain"}),
        lambda: services.remove_code(code, by=office["staf"]),
    ):
        with pytest.raises(MoveRefused):
            act()


def test_an_editorial_correction_changes_words_alone(office):
    base = making.in_force(office, Kind.CLASSIFICATION)
    draft = start_version(base, change=Change.PATCH, note="Ejaan", by=office["staf"])
    code = draft.codes.get(code="1")
    services.change_code(code, by=office["staf"], values={"label_id": "Ejaan baru"})
    for act in (
        lambda: services.add_code(draft, by=office["staf"], values=values("9")),
        lambda: services.change_code(code, by=office["staf"], values={"code": "9"}),
        lambda: services.change_code(code, by=office["staf"], values={"parent": "2"}),
        lambda: services.remove_code(code, by=office["staf"]),
    ):
        with pytest.raises(MoveRefused):
            act()


# Links --------------------------------------------------------------------------------------------------------------------


def test_links_are_written_and_covered(office):
    version = making.draft(office, Kind.CORRESPONDENCE)
    version.links.all().delete()
    ends = tree.ends_of(version)
    assert tree.coverage(version, ends) == (0, 3)
    add = lambda **v: link_services.add_link(version, by=office["staf"], values=v)  # noqa: E731
    first = add(source="1", target="2", relation="exact")
    add(source="1", target="3", relation="narrower")
    add(source="2", target="", relation="none", note="Dihapus")
    assert tree.coverage(version, ends) == (2, 3)
    assert [code.code for code in tree.unlinked(version, ends)] == ["3"]
    for wrong, field in (
        ({"source": "1", "target": "2", "relation": "exact"}, "target"),
        ({"source": "2", "target": "", "relation": "none"}, "target"),
        ({"source": "3", "target": "1", "relation": "none"}, "target"),
        ({"source": "3", "target": "", "relation": "exact"}, "target"),
        ({"source": "9", "target": "1", "relation": "exact"}, "source"),
        ({"source": "", "target": "1", "relation": "exact"}, "source"),
        ({"source": "3", "target": "1", "relation": "apa"}, "relation"),
    ):
        with pytest.raises(ValidationError) as refusal:
            add(**wrong)
        assert set(refusal.value.message_dict) == {field}
    link_services.change_link(first, by=office["staf"], values={"target": "1"})
    link_services.remove_link(version.links.get(source__code="2"), by=office["staf"])
    shown = [(link.source.code, link.target.code) for link in tree.links(version)]
    assert shown == [("1", "1"), ("1", "3")]
    assert [link.target.code for link in tree.links(version, "kategori 3")] == ["3"]
    seen = tree.correspondences(ends.source.codes.get(code="1"), office["staf"])
    assert [(one.other.code, one.is_source) for one in seen] == [("1", True), ("3", True)]
    assert tree.correspondences(ends.source.codes.get(code="1"), office["luar"]) == []
    with pytest.raises(PermissionDenied):
        link_services.add_link(version, by=office["luar"], values={"source": "3", "target": "3", "relation": "exact"})


# Pages --------------------------------------------------------------------------------------------------------------------


def post(client, address, **data):
    return client.post(address, {"token": str(uuid.uuid4()), **data})


def test_browsing_goes_level_by_level(office, client):
    version = grown(office)
    client.force_login(office["staf"])
    top = client.get(version.address("codes")).content.decode()
    assert "?induk=1" in top
    assert ">1.1<" not in top
    below = client.get(version.address("codes") + "?induk=1").content.decode()
    assert ">1.1</a>" in below
    assert ">1.2</a>" in below
    assert client.get(version.address("codes") + "?induk=99").status_code == 404
    assert "Label 1.1.1" in client.get(version.address("codes") + "?q=1.1.1").content.decode()
    assert "Label 1.1.1" in client.get(version.address("codes") + "?q=label").content.decode()
    assert client.get(version.address("codes") + "?q=%00%27%25&hal=x").status_code == 200


def test_page_of_a_code_shows_where_it_stands(office, client):
    version = grown(office)
    client.force_login(office["staf"])
    body = client.get(version.address("code", value="1.1")).content.decode()
    assert version.address("code", value="1") in body
    assert version.address("code", value="1.1.1") in body
    assert client.get(version.address("code", value="9")).status_code == 404


@pytest.mark.parametrize("code", ["A/B", "~", "~1", "a b", "ä%2F", "x?y#z", "baru"])
def test_a_code_of_any_signs_has_an_address(office, client, code):
    version = making.draft(office, Kind.CLASSIFICATION)
    Code.objects.create(version=version, code=code, label_id="Aneh", position=9)
    client.force_login(office["staf"])
    for name in ("code", "code-change", "code-remove"):
        assert client.get(version.address(name, value=code)).status_code == 200


def test_a_code_is_added_changed_and_taken_out_on_pages(office, client):
    version = making.draft(office, Kind.CLASSIFICATION)
    client.force_login(office["staf"])
    address = version.address("code-add")
    assert post(client, address, code="1", label_id="Dobel").status_code == 422
    answer = post(client, address, code="1.1", label_id="Anak", parent="1", valid_from="01-01-2026")
    assert (answer.status_code, answer["Location"]) == (302, version.address("codes") + "?induk=1")
    code = version.codes.get(code="1.1")
    assert (code.level, code.valid_from) == (2, date(2026, 1, 1))
    change = version.address("code-change", value="1.1")
    assert post(client, change, code="1.2", label_id="Anak lain", parent="2").status_code == 302
    code.refresh_from_db()
    assert (code.code, code.parent.code) == ("1.2", "2")
    assert post(client, version.address("code-remove", value="2")).status_code == 409
    assert post(client, version.address("code-remove", value="1.2")).status_code == 302
    assert version.codes.count() == 3
    making.bring(office, version, State.SUBMITTED)
    assert client.get(address)["Location"] == version.address("codes")


def test_links_are_written_on_pages(office, client):
    version = making.draft(office, Kind.CORRESPONDENCE)
    version.links.all().delete()
    client.force_login(office["staf"])
    address = version.address("link-add")
    assert post(client, address, source="9", target="1", relation="exact").status_code == 422
    assert post(client, address, source="1", target="", relation="none").status_code == 302
    change = reverse("metadata:link-change", args=[*version.get_absolute_url().strip("/").split("/")[1:], "1", ""])
    assert post(client, change, source="1", target="2", relation="exact").status_code == 302
    body = client.get(version.address("links")).content.decode()
    assert "2 dari 3" in body or "2 of 3" in body
    only = client.get(version.address("links") + "?tanpa=1").content.decode()
    assert "?dari=3" in only
    remove = version.address("link-remove", source="1", target="2")
    assert post(client, remove).status_code == 302
    assert version.links.count() == 0


def test_strangers_and_the_public_see_what_is_released(office, client):
    version = making.draft(office, Kind.CORRESPONDENCE)
    ends = tree.ends_of(version)
    assert client.get(version.address("links")).status_code == 404
    assert client.get(ends.source.address("codes")).status_code == 200
    client.force_login(office["luar"])
    assert client.get(version.address("links")).status_code == 404
    client.force_login(office["pimpinan"])
    assert client.get(version.address("links")).status_code == 200
    assert client.get(version.address("link-add")).status_code == 403
    assert client.get(making.draft(office, Kind.CLASSIFICATION).address("code-add")).status_code == 403


@pytest.mark.parametrize("name", ["codes", "code", "search", "links"])
def test_queries_do_not_grow_with_the_rows(office, client, name):
    counts = []
    client.force_login(office["staf"])
    for size in (3, 30):
        version = making.draft(office, Kind.CORRESPONDENCE if name == "links" else Kind.CLASSIFICATION)
        if name == "links":
            version.links.all().delete()
            ends = tree.ends_of(version)
            targets = list(ends.target.codes.all())
            source = making.draft(office, Kind.CLASSIFICATION)
            version.references.filter(attribute="source").update(target=source)
            rows = Code.objects.bulk_create(
                Code(version=source, code=f"x{n}", label_id="L", position=n) for n in range(size)
            )
            for place, row in enumerate(rows):
                version.links.create(source=row, target=targets[0], relation="exact", position=place)
            address = version.address("links")
        else:
            top = version.codes.get(code="1")
            rows = Code.objects.bulk_create(
                Code(version=version, code=f"1.{n}", label_id="L", position=n, parent=top, level=2) for n in range(size)
            )
            for row in rows:
                Code.objects.create(version=version, code=f"{row.code}.1", label_id="M", parent=row, level=3)
            address = {
                "codes": version.address("codes") + "?induk=1",
                "code": version.address("code", value="1"),
                "search": version.address("codes") + "?q=L",
            }[name]
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize("who", ["staf", None])
def test_the_second_code_is_called_what_the_classification_calls_it(office, client, who):
    version = making.draft(office, Kind.CLASSIFICATION, "WILAYAH_UJI", alt_code_name="Kode BPS")
    version.codes.filter(code="2").update(alt_code="1375")
    making.bring(office, version, State.ENDORSED)
    plain = making.in_force(office, Kind.CLASSIFICATION, "PASAR")
    without = making.in_force(office, Kind.CLASSIFICATION, "WILAYAH_LAIN", alt_code_name="Kode BPS")
    if who:
        client.force_login(office[who])
    for one in (without.address("codes"), without.get_absolute_url()):
        assert "Kode BPS" not in client.get(one).content.decode()
    assert "Kode BPS" in client.get(version.get_absolute_url()).content.decode()
    heads = client.get(version.address("codes")).content.decode().split("<thead>")[1].split("</thead>")[0]
    assert ">Kode BPS</th>" in heads
    assert "Kode kedua" not in heads
    assert "Kode BPS" not in client.get(plain.address("codes")).content.decode()


def test_the_codes_that_fit_best_stand_beside_the_entries(office, client, django_assert_max_num_queries):
    version = making.draft(office, Kind.CLASSIFICATION, "WILAYAH_UJI", name_id="Wilayah")
    named = [("21", "Kepulauan Riau", ""), ("21.71", "Kota Batam", "21"), ("21.71.01", "Batam Kota", "21.71")]
    named += [(f"21.71.01.{n}", f"Pasar {n} Kota Batam", "21.71.01") for n in range(9)]
    for code, label, parent in named:
        services.add_code(version, by=office["staf"], values=values(code, label, parent))
    making.bring(office, version, State.ENDORSED)
    address = reverse("metadata:code-search")
    with django_assert_max_num_queries(6):
        text = client.get(f"{address}?ringkas=1&q=kota+batam").content.decode()
    assert text.count("<li>") == 5
    assert text.index(f'href="{version.address("code", value="21.71")}"') < text.index("21.71.01")
    assert "<html" not in text
    assert client.get(f"{address}?ringkas=1&q=zzz").content.strip() == b""
    assert client.get(f"{address}?ringkas=1").content.strip() == b""


def test_codes_are_found_in_all_classifications(office, client, django_assert_max_num_queries):
    shown = making.in_force(office, Kind.CLASSIFICATION, "PASAR")
    hidden = making.draft(office, Kind.CLASSIFICATION, "RAHASIA")
    address = reverse("metadata:code-search")
    with django_assert_max_num_queries(6):
        text = client.get(f"{address}?q=kategori+2").content.decode()
    assert shown.address("code", value="2") in text
    assert hidden.item.code not in text
    assert client.get(address).status_code == 200
    assert "Tidak ada" in client.get(f"{address}?q=zzz").content.decode()


def test_a_code_below_the_named_levels_is_pointed_out(office, client):
    version = making.draft(office, Kind.CLASSIFICATION, levels=[["Golongan", ""], ["Kelas", ""]])
    client.force_login(office["staf"])
    add = version.address("code-add")
    said = []
    for code, parent in (("1.1", "1"), ("1.1.1", "1.1")):
        page = client.post(
            add, {"token": str(uuid.uuid4()), "code": code, "label_id": "Isi", "parent": parent}, follow=True
        )
        said.append([message.level_tag for message in page.context["messages"]])
    assert said == [["success"], ["success", "warning"]]
    assert [one.attribute for one in advice_on(version, office["staf"])] == ["levels"]
