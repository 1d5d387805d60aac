"""Every kind goes out and comes in again without loss: to the byte as CSV, to the cell as XLSX, by the jobs that people use."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gsbpm_portal.core import immutability, jobs
from gsbpm_portal.core.models.jobs import Job, JobState
from metadata.attributes import spec_of
from metadata.enums import Kind, Relation
from metadata.models import Code, CodeLink, ImportBatch, Item, Reference, Version
from metadata.models.imports import CODES, LINKS, Mode
from metadata.selectors.imports import state_of
from metadata.selectors.values import Pointer, plain, values_of
from metadata.services import imports
from tests.metadata import making

pytestmark = pytest.mark.django_db

HOSTILE = '=1+1; "kutip"\nbaris | dua \\ \'@ 😀 _x0041_'


def export(office, parameters, fmt, *, by="staf"):
    job = jobs.enqueue("metadata.export", by=office[by], parameters={**parameters, "format": fmt})
    jobs.run_pending()
    job = Job.objects.get(pk=job.pk)
    assert job.state == JobState.SUCCEEDED, job.error + job.trace
    with job.result_file.file.open("rb") as handle:
        return handle.read()


def bring_in(office, raw, fmt, what, **options):
    upload = SimpleUploadedFile(f"bolak-balik.{fmt}", raw)
    batch = imports.request_import(upload, what=what, by=office["staf"], **options)
    jobs.run_pending()
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.readable and not batch.count("wrong"), (batch.faults, batch.file.refusal)
    if batch.to_write:
        imports.request_apply(batch, by=office["staf"])
        jobs.run_pending()
        batch.refresh_from_db()
        assert batch.applied_at is not None, state_of(batch).error
    return batch


def same(first, second, fmt):
    """Equal to the byte; to the cell where it is a workbook."""
    if fmt == "csv":
        return first == second
    cells = [
        [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows()]
        for raw in (first, second)
    ]
    return cells[0] == cells[1]


def forget(kind):
    """Take the items of a kind out, as if another office began anew."""
    with immutability.lifted():
        versions = Version.objects.filter(item__kind=kind)
        Reference.objects.filter(version__in=versions).delete()
        CodeLink.objects.filter(version__in=versions).delete()
        Code.objects.filter(version__in=versions).delete()
        versions.delete()
        Item.objects.filter(kind=kind).delete()


FULL = {
    Kind.VARIABLE: {
        "alias": "'=alias", "selection_reference": HOSTILE, "measure": "Jumlah", "unit": "-", "question": "+62?\n\n- ya",
        "validation_rule": "BUTIR >= 0", "name_en": "@name",
    },
    Kind.CLASSIFICATION: {"levels": [["Provinsi | Daerah", "Province"], ["\\n", ""]], "alt_code_name": "Kode BPS"},
    Kind.STANDARD: {"proposal": "update", "updates": "SDS-1", "domain_kind": "described", "described_domain": HOSTILE},
    Kind.INDICATOR: {"formula": ""},
    Kind.DATASET: {
        "period_start": date(2020, 1, 1), "period_end": date(2026, 8, 17), "frequency": "7", "access": "closed",
        "access_reason": HOSTILE, "distributions": [["Tabel | utama", "https://example.test/a?b=c;d", "CSV"]],
    },
}  # fmt: skip


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind(office, kind, fmt):
    full = making.draft(office, kind, "BUTIR", definition_id=HOSTILE, name_id="- nama", **FULL.get(kind, {}))
    making.draft(office, kind, "BUTIR_B", public=False)
    if kind == Kind.INDICATOR:
        others = [Pointer(full, "Publikasi; satu | dua")]
        making.draft(office, kind, "A_GABUNGAN", composite=True, component_indicators=others)
    before = {v.item.code: plain(spec_of(kind), values_of(v)) for v in Version.objects.filter(item__kind=kind)}
    first = export(office, {"kind": kind}, fmt)
    again = bring_in(office, first, fmt, kind, organisation=office.places["perikanan"])
    assert again.count("equal") == again.count("rows") == Item.objects.filter(kind=kind).count()
    mine = {code: values for code, values in before.items() if code in ("BUTIR", "BUTIR_B", "A_GABUNGAN")}
    forget(kind)
    bring_in(office, first, fmt, kind, organisation=office.places["perikanan"])
    after = {v.item.code: plain(spec_of(kind), values_of(v)) for v in Version.objects.filter(item__kind=kind)}
    assert {code: after[code] for code in mine} == mine
    assert same(first, export(office, {"kind": kind}, fmt), fmt)


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_codes(office, fmt):
    version = making.draft(office, Kind.CLASSIFICATION, "ASAL")
    version.codes.all().delete()
    top = Code.objects.create(version=version, code="01", label_id="=Satu", label_en="+One", level=1, position=1)
    Code.objects.create(
        version=version, code="0101", label_id="Bawah; \"kutip\"", parent=top, level=3, position=2, description=HOSTILE,
        alt_code="007", valid_from=date(1900, 1, 1), valid_until=date(2026, 1, 1),
    )  # fmt: skip
    Code.objects.create(version=version, code="-", label_id=" tepi ", level=1, position=3)
    first = export(office, {"version": str(version.public_id)}, fmt)
    copy = making.draft(office, Kind.CLASSIFICATION, "SALINAN")
    bring_in(office, first, fmt, CODES, version=copy, mode=Mode.REPLACE)
    assert same(first, export(office, {"version": str(copy.public_id)}, fmt), fmt)
    fields = (
        "code",
        "label_id",
        "label_en",
        "parent__code",
        "level",
        "position",
        "description",
        "alt_code",
        "valid_from",
        "valid_until",
    )
    assert list(copy.codes.order_by("position").values_list(*fields)) == list(
        version.codes.order_by("position").values_list(*fields)
    )
    batch = bring_in(office, first, fmt, CODES, version=copy)
    assert (batch.count("equal"), batch.to_write) == (3, 0)


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_links(office, fmt):
    version = making.draft(office, Kind.CORRESPONDENCE)
    source = version.references.get(attribute="source").target.codes.get(code="3")
    version.links.filter(source=source).update(target=None, relation=Relation.NONE, note=HOSTILE[:100])
    first = export(office, {"version": str(version.public_id)}, fmt)
    version.links.all().delete()
    bring_in(office, first, fmt, LINKS, version=version, mode=Mode.REPLACE)
    assert same(first, export(office, {"version": str(version.public_id)}, fmt), fmt)
    assert version.links.count() == 3


def test_an_export_holds_what_its_person_sees(office):
    making.draft(office, Kind.CONCEPT, "RAHASIA")
    making.in_force(office, Kind.CONCEPT, "TERBUKA")
    codes = [
        line.split(";")[0] for line in export(office, {"kind": "concept"}, "csv", by="luar").decode().splitlines()[1:]
    ]
    assert codes == ["TERBUKA"]
    narrowed = export(office, {"kind": "concept", "wanted": {"q": "rahasia", "status": "draft"}}, "csv")
    assert [line.split(";")[0] for line in narrowed.decode().splitlines()[1:]] == ["RAHASIA"]


def test_an_export_of_what_one_may_not_see_is_refused(office):
    version = making.draft(office, Kind.CLASSIFICATION)
    job = jobs.enqueue(
        "metadata.export", by=office["luar"], parameters={"version": str(version.public_id), "format": "csv"}
    )
    jobs.run_pending()
    assert Job.objects.get(pk=job.pk).state == JobState.REFUSED


def test_a_text_too_long_for_a_workbook_is_told(office):
    version = making.draft(office, Kind.CLASSIFICATION)
    version.codes.filter(code="2").update(description="x" * 40_000)
    parameters = {"version": str(version.public_id)}
    job = jobs.enqueue("metadata.export", by=office["staf"], parameters={**parameters, "format": "xlsx"})
    jobs.run_pending()
    job = Job.objects.get(pk=job.pk)
    assert (job.state, "CSV" in job.error) == (JobState.REFUSED, True)
    assert b"x" * 40_000 in export(office, parameters, "csv")


def test_an_export_asks_the_same_queries_for_many_rows(office, django_assert_max_num_queries):
    for number in range(30):
        making.draft(office, Kind.CONCEPT, f"K_{number}")
    from metadata.selectors.tables import chosen_items, item_records

    staf = office["staf"]
    with django_assert_max_num_queries(9):
        assert len(list(item_records(spec_of("concept"), chosen_items(staf, "concept", {})))) == 30


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_the_version_in_force_goes_out_and_comes_in_without_touching_the_draft_beside_it(office, fmt):
    concept = making.in_force(office, Kind.CONCEPT, "KONSEP_LAIN")
    base = making.in_force(office, Kind.VARIABLE, "BERLAKU", name_id="Berlaku")
    draft = making.following(office, base, "major", name_id="Naskah", concept=[Pointer(concept)])
    making.draft(office, Kind.VARIABLE, "BARU", name_id="Hanya naskah")
    first = export(office, {"kind": "variable"}, fmt)
    if fmt == "csv":
        names = {line.split(";")[0]: line.split(";")[1] for line in first.decode().splitlines()[1:]}
        assert names == {"BERLAKU": "Berlaku", "BARU": "Hanya naskah"}
        by_words = export(office, {"kind": "variable", "wanted": {"q": "naskah"}}, fmt).decode()
        assert "BERLAKU;Berlaku" in by_words and "Hanya naskah" in by_words
        drafts = export(office, {"kind": "variable", "wanted": {"status": "draft"}}, fmt).decode()
        assert "BERLAKU;Naskah" in drafts
    batch = bring_in(office, first, fmt, Kind.VARIABLE, organisation=office.places["perikanan"])
    assert (batch.count("equal"), batch.to_write) == (2, 0)
    draft.refresh_from_db()
    assert draft.name_id == "Naskah"
    assert same(first, export(office, {"kind": "variable"}, fmt), fmt)
