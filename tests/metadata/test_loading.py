"""Shipped code lists and regions: loaded once as shared, endorsed classifications; changed ones as new versions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db.models import Count

from gsbpm_portal.core import audit
from gsbpm_portal.core.models import AuditEntry
from metadata import shipped
from metadata.enums import Change, Kind, State
from metadata.models import Item, Version
from metadata.models.items import SHARED_CHAIN
from metadata.services.items import start_version
from metadata.services.loading import digest_of_list, load_list, load_registry
from metadata.services.registration import digest_of
from metadata.shipped import CatalogueError, ShippedCode, ShippedList
from tests.metadata import making

TREE = ShippedList(
    code="UJI",
    name_id="Daftar uji",
    name_en="Test list",
    definition_id="Untuk menguji.",
    reference="Buku uji.",
    authority="Badan Uji",
    decree="1/2026",
    levels=(("Atas", "Top"), ("Bawah", "Bottom")),
    codes=(
        ShippedCode("A", "Alfa", "Alpha"),
        ShippedCode("A1", "Alfa satu", "", "A", "Keterangan."),
        ShippedCode("B", "Beta"),
    ),
)


def with_codes(*codes: ShippedCode, number: str = "1.0.0") -> ShippedList:
    return replace(TREE, codes=codes, number=number)


def versions():
    rows = Version.objects.filter(item__code="UJI").order_by("major", "minor", "patch")
    return [(v.number, v.state, v.is_current) for v in rows]


def test_the_files_are_sound_and_each_names_its_source_and_authority():
    lists = list(shipped.read())
    assert {"KBLI_2020_KATEGORI", "JENIS_KELAMIN", "KELOMPOK_UMUR_5", "KLASIFIKASI_DAERAH"} <= {
        one.code for one in lists
    }
    for one in lists:
        shipped.check(one)
        assert one.codes and one.reference and one.authority and one.name_en
        assert all(row.label_en for row in one.codes)
    kbli = next(one for one in lists if one.code == "KBLI_2020_KATEGORI")
    assert [row.code for row in kbli.codes] == list("ABCDEFGHIJKLMNOPQRSTU")


def test_regions_are_all_there_each_under_its_own():
    regions = shipped.regions()
    shipped.check(regions)
    levels = [row.code.count(".") for row in regions.codes]
    assert [levels.count(depth) for depth in range(4)] == [38, 514, 7285, 83762]
    assert all(row.parent == row.code.rpartition(".")[0] for row in regions.codes)
    names = {row.code: row.label_id for row in regions.codes}
    assert (names["33"], names["33.74"]) == ("Jawa Tengah", "Kota Semarang")


@pytest.mark.parametrize(
    "codes",
    [
        (ShippedCode("A", "Alfa"), ShippedCode("A", "Lagi")),
        (ShippedCode("A1", "Anak", parent="A"), ShippedCode("A", "Alfa")),
        (ShippedCode("", "Alfa"),),
        (ShippedCode("A", ""),),
        (ShippedCode(1, "Angka"),),
    ],
)
def test_an_unsound_list_is_refused(codes):
    with pytest.raises(CatalogueError):
        shipped.check(with_codes(*codes))


def test_two_lists_of_one_code_are_refused(monkeypatch):
    monkeypatch.setattr(shipped, "read", lambda: iter([TREE, TREE]))
    with pytest.raises(CatalogueError, match="UJI"):
        list(shipped.all_lists())


@pytest.mark.django_db
def test_a_list_is_loaded_as_a_shared_endorsed_locked_version():
    assert load_list(TREE) == "added"
    version = Version.objects.get(item__code="UJI")
    assert (version.item.organisation, version.state, version.is_current, version.authority, version.decree) == (
        None, State.ENDORSED, True, "Badan Uji", "1/2026",
    )  # fmt: skip
    assert version.locked_at and version.digest == digest_of(version) == digest_of_list(TREE)
    assert version.content == {"reference": "Buku uji.", "levels": [["Atas", "Top"], ["Bawah", "Bottom"]]}
    rows = list(version.codes.order_by("position").values_list("code", "parent__code", "level", "description"))
    assert rows == [("A", None, 1, ""), ("A1", "A", 2, "Keterangan."), ("B", None, 1, "")]
    assert Version.objects.visible_to(AnonymousUser()).filter(pk=version.pk).exists()
    assert AuditEntry.objects.get(action="registry.loaded").context == {"codes": 3, "authority": "Badan Uji"}
    assert audit.verify(SHARED_CHAIN).findings == []


@pytest.mark.django_db
def test_a_second_load_changes_nothing():
    load_list(TREE)
    before = AuditEntry.objects.count()
    assert load_list(TREE) == "unchanged"
    assert (versions(), AuditEntry.objects.count()) == ([("1.0.0", State.ENDORSED, True)], before)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (with_codes(ShippedCode("A", "Alfa lain", "Alpha"), *TREE.codes[1:]), "1.0.1"),
        (replace(TREE, definition_id="Lain."), "1.0.1"),
        (replace(TREE, decree="2/2026"), "1.0.1"),
        (with_codes(*TREE.codes, ShippedCode("C", "Gama")), "1.1.0"),
        (with_codes(*TREE.codes[::2]), "2.0.0"),
        (with_codes(TREE.codes[0], ShippedCode("A1", "Alfa satu", "", "", "Keterangan."), TREE.codes[2]), "2.0.0"),
        (replace(with_codes(*TREE.codes, ShippedCode("C", "Gama")), number="3.0.0"), "3.0.0"),
    ],
)
def test_a_changed_list_becomes_the_next_version_and_supersedes_the_one_before(wanted, number):
    load_list(TREE)
    assert load_list(wanted) == "renewed"
    assert versions() == [("1.0.0", State.SUPERSEDED, False), (number, State.ENDORSED, True)]
    assert load_list(wanted) == "unchanged"
    newest = Version.objects.get(item__code="UJI", is_current=True)
    assert list(newest.codes.values_list("code", flat=True)) == [row.code for row in wanted.codes]
    assert audit.verify(SHARED_CHAIN).findings == []


@pytest.mark.django_db
def test_what_an_office_made_of_it_is_left():
    load_list(TREE)
    office = making.Office()
    base = Version.objects.get(item__code="UJI")
    draft = start_version(base, change=Change.MINOR, note="Kode BPS", by=office["walidata"])
    assert load_list(TREE) == "unchanged"
    Version.objects.filter(pk=draft.pk).delete()
    item = Item.objects.create(kind=Kind.CLASSIFICATION, code="MILIK", organisation=office.places["perikanan"])
    Version.objects.create(item=item, name_id="Milik kantor")
    assert load_list(replace(TREE, code="MILIK")) == "left"
    own = Version(item=base.item, minor=1, state=State.ENDORSED, name_id="Versi kantor", created_by=office["walidata"])
    own.save()
    assert load_list(with_codes(ShippedCode("Z", "Lain"))) == "left"


@pytest.mark.django_db
def test_the_command_loads_everything_once(capsys):
    call_command("load_registry")
    call_command("load_registry")
    first, second = capsys.readouterr().out.splitlines()
    count = len(list(shipped.all_lists()))
    assert first == f"Registry: {count} added, 0 renewed, 0 unchanged"
    assert second == f"Registry: 0 added, 0 renewed, {count} unchanged"
    regions = Version.objects.get(item__code=shipped.REGIONS, is_current=True)
    levels = dict(regions.codes.order_by().values_list("level").annotate(count=Count("pk")))
    assert levels == {1: 38, 2: 514, 3: 7285, 4: 83762}
    level_of = dict(
        regions.codes.order_by().values_list("pk", "level")
    )  # a join of so many new rows has no statistics yet
    below = regions.codes.order_by().filter(parent__isnull=False).values_list("level", "parent")
    assert all(level == level_of[parent] + 1 for level, parent in below)
    assert regions.codes.get(code="33.74.01").parent.code == "33.74"
    assert regions.content["alt_code_name"] == "Kode BPS"
    assert not load_registry().added
