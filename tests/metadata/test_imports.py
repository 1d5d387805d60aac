"""From a file to the registry: what comes in, what is refused, and that nothing comes in by halves."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from gsbpm_portal.core import audit, jobs
from gsbpm_portal.core.models import Job
from gsbpm_portal.core.models.jobs import JobState
from metadata import services
from metadata.enums import Change, Kind, State
from metadata.models import Code, ImportBatch, Item, Version
from metadata.models.imports import CODES, LINKS, Mode, Stage
from metadata.selectors.imports import state_of
from metadata.selectors.values import values_of
from metadata.services import imports
from tests.metadata import making

pytestmark = pytest.mark.django_db


def hand_in(office, text, what=Kind.CONCEPT, *, name="berkas.csv", by="staf", at="perikanan", **options):
    raw = text if isinstance(text, bytes) else text.encode()
    if what not in (CODES, LINKS):
        options["organisation"] = office.places[at]
    batch = imports.request_import(SimpleUploadedFile(name, raw), what=what, by=office[by], **options)
    jobs.run_pending()
    return ImportBatch.objects.get(pk=batch.pk)


def apply(office, batch, *, by="staf", **options):
    imports.request_apply(batch, by=office[by], **options)
    jobs.run_pending()
    batch.refresh_from_db()
    return batch


def stage(batch):
    return state_of(ImportBatch.objects.get(pk=batch.pk)).stage


def result(batch):
    with state_of(batch).check.result_file.file.open("rb") as handle:
        return handle.read().decode("utf-8-sig")


CONCEPTS = "kode,nama_id,definisi_id,publik\nPENDUDUK,Penduduk,Orang yang tinggal.,ya\nKELUARGA,Keluarga,Orang serumah.,tidak\n"


def test_new_items_arrive_as_drafts_of_the_organisation(office):
    batch = hand_in(office, CONCEPTS)
    assert stage(batch) == Stage.READY
    assert (batch.count("new"), Item.objects.count()) == (2, 0)
    apply(office, batch)
    assert stage(batch) == Stage.APPLIED
    rows = Version.objects.order_by("item__code").values_list(
        "item__code", "state", "public", "item__organisation__code"
    )
    assert list(rows) == [("KELUARGA", "draft", False, "perikanan"), ("PENDUDUK", "draft", True, "perikanan")]
    assert audit.verify("registry:perikanan").findings == []


def test_a_second_press_and_a_second_run_change_nothing(office):
    batch = hand_in(office, CONCEPTS)
    first = imports.request_apply(batch, by=office["staf"])
    assert imports.request_apply(batch, by=office["staf"]) is None
    jobs.run_pending()
    assert imports.request_apply(batch, by=office["staf"]) is None
    Job.objects.filter(pk=first.pk).update(state=JobState.QUEUED, finished_at=None)
    jobs.run_pending()
    assert Version.objects.count() == 2


def test_wrong_rows_hold_everything_back_unless_the_good_ones_are_chosen(office):
    batch = hand_in(office, CONCEPTS + "salah satu,Tanpa kode baik,,ya\nKETIGA,,,entah\n")
    assert stage(batch) == Stage.FAULTY
    assert (batch.count("new"), batch.count("wrong")) == (2, 2)
    assert [fault["row"] for fault in batch.faults] == [4, 5, 5]
    with pytest.raises(ValidationError):
        imports.request_apply(batch, by=office["staf"])
    apply(office, batch, partial=True)
    assert list(Item.objects.values_list("code", flat=True)) == ["KELUARGA", "PENDUDUK"]


def test_wrong_rows_come_back_as_a_file_that_is_imported_once_mended(office):
    batch = hand_in(office, CONCEPTS + "KETIGA,,Batasan.,ya\n")
    text = result(batch)
    assert text.splitlines()[0] == "alasan;kode;nama_id;definisi_id;publik"
    mended = text.replace("KETIGA;;", "KETIGA;Ketiga;")
    again = hand_in(office, mended)
    assert stage(again) == Stage.READY
    apply(office, again)
    assert Version.objects.get().name_id == "Ketiga"


def test_a_draft_takes_changes_and_equal_rows_change_nothing(office):
    first = making.draft(office, Kind.CONCEPT, "A_LAMA", name_id="Lama")
    making.draft(office, Kind.CONCEPT, "B_SAMA", name_id="Sama")
    batch = hand_in(office, "kode,nama_id\nA_LAMA,Baru\nB_SAMA,Sama\n")
    assert (batch.count("changed"), batch.count("equal"), batch.count("new")) == (1, 1, 0)
    apply(office, batch)
    first.refresh_from_db()
    assert (first.name_id, first.revision, first.definition_id) == ("Baru", 1, "Batasan yang jelas.")


def test_an_endorsed_entry_gets_a_patch_for_words_and_a_new_period_for_its_meaning(office):
    concept = making.in_force(office, Kind.CONCEPT, "KONSEP_LAIN")
    one, two = (making.in_force(office, Kind.STANDARD, code) for code in ("SATU", "DUA"))
    text = "kode,nama_id,satuan,konsep\nSATU,Satu saja,Orang,{one}\nDUA,Dua,Hektar,{two}\n".format(
        one=values_of(one)["concept"][0].target.label, two=concept.label
    )
    batch = hand_in(office, text, Kind.STANDARD)
    assert batch.count("changed") == 2, batch.faults
    apply(office, batch)
    drafts = Version.objects.filter(state=State.DRAFT).order_by("item__code")
    assert [(v.item.code, v.change, v.number) for v in drafts] == [
        ("DUA", Change.MAJOR, "2.0.0"),
        ("SATU", Change.PATCH, "1.0.1"),
    ]


def test_equal_to_the_endorsed_version_makes_no_draft(office):
    making.in_force(office, Kind.CONCEPT, "A", name_id="Sama")
    assert stage(hand_in(office, "kode,nama_id\nA,Sama\n")) == Stage.IDLE


@pytest.mark.parametrize("state", [State.SUBMITTED, State.REVIEWED])
def test_what_is_on_its_way_is_not_changed(office, state):
    making.bring(office, making.draft(office, Kind.CONCEPT, "A", name_id="Sama"), state)
    batch = hand_in(office, "kode,nama_id\nA,Lain\n")
    assert stage(batch) == Stage.FAULTY
    assert stage(hand_in(office, "kode,nama_id\nA,Sama\n")) == Stage.IDLE


def test_codes_of_other_organisations_and_of_rejected_entries_are_told(office):
    making.bring(office, making.draft(office, Kind.CONCEPT, "DITOLAK"), State.REJECTED)
    services.create_item(
        Kind.CONCEPT,
        "ORANG_LAIN",
        organisation=office.places["kesehatan"],
        values={"name_id": "X"},
        by=office["walidata"],
    )
    batch = hand_in(office, "kode,nama_id\nDITOLAK,x\nORANG_LAIN,y\nkecil,z\nBARU,a\nBARU,b\n")
    assert [(fault["row"], fault["column"]) for fault in batch.faults] == [
        (2, "kode"),
        (3, "kode"),
        (4, "kode"),
        (6, "kode"),
    ]


def test_mode_new_refuses_codes_that_exist(office):
    making.draft(office, Kind.CONCEPT, "A")
    assert stage(hand_in(office, "kode,nama_id\nA,x\n", mode=Mode.NEW)) == Stage.FAULTY


def test_references_name_codes_and_versions(office):
    concept = making.in_force(office, Kind.CONCEPT, "K")
    batch = hand_in(office, "kode,nama_id,konsep\nA,a,k\nB,b,K@1.0.0\nC,c,TIDAK_ADA\nD,d,K@9.0.0\n", Kind.VARIABLE)
    assert [(fault["row"], fault["column"]) for fault in batch.faults] == [(4, "konsep"), (5, "konsep")]
    apply(office, batch, partial=True)
    assert [r.target_id for v in Version.objects.filter(item__kind="variable") for r in v.references.all()] == [
        concept.pk
    ] * 2


def test_indicators_may_name_others_of_the_same_file_in_any_order(office):
    text = "kode,nama_id,komposit,indikator_pembangun\nA,a,ya,B\nB,b,ya,C | Publikasi C\nC,c,,\n"
    batch = hand_in(office, text, Kind.INDICATOR)
    assert stage(batch) == Stage.READY, batch.faults
    apply(office, batch)
    versions = {v.item.code: v for v in Version.objects.all()}
    assert [(r.target, r.note) for r in versions["B"].references.all()] == [(versions["C"], "Publikasi C")]
    assert [r.target for r in versions["A"].references.all()] == [versions["B"]]


def test_circles_among_indicators_and_rows_that_need_wrong_ones_are_told(office):
    text = "kode,nama_id,komposit,indikator_pembangun\nA,a,ya,B\nB,b,ya,A\nC,c,ya,D\nD,,ya,\nE,e,tidak,\n"
    batch = hand_in(office, text, Kind.INDICATOR)
    assert sorted({fault["row"] for fault in batch.faults}) == [2, 3, 4, 5]
    apply(office, batch, partial=True)
    assert list(Item.objects.values_list("code", flat=True)) == ["E"]


def test_rules_are_read_by_the_expression_language(office):
    making.in_force(office, Kind.CONCEPT, "K")
    text = "kode;nama_id;tipe_data;aturan_validasi\nUMUR;Umur;integer;UMUR >= 0\nLAIN;Lain;integer;UMUR >= \n"
    batch = hand_in(office, text, Kind.VARIABLE)
    assert {(fault["row"], fault["column"]) for fault in batch.faults} == {(3, "aturan_validasi")}


def test_what_changes_after_the_check_stops_the_whole_import(office):
    draft = making.draft(office, Kind.CONCEPT, "A", name_id="Lama")
    batch = hand_in(office, "kode,nama_id\nB_BARU,b\nA,Baru\n")
    imports.request_apply(batch, by=office["staf"])
    services.move(draft, "submit", by=office["staf"])
    jobs.run_pending()
    assert state_of(batch).apply.state == JobState.REFUSED
    assert "3" in state_of(batch).error
    assert list(Item.objects.values_list("code", flat=True)) == ["A"]
    assert stage(batch) == Stage.READY
    imports.request_check(batch, by=office["staf"])
    jobs.run_pending()
    assert stage(batch) == Stage.FAULTY


def test_nothing_is_half_written_when_a_row_fails_in_the_middle(office, monkeypatch):
    batch = hand_in(office, CONCEPTS)
    original, calls = services.items.create_item, []

    def fails(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("the worker dies")
        return original(*args, **kwargs)

    monkeypatch.setattr(services.items, "create_item", fails)
    apply(office, batch)
    assert len(calls) == 2
    assert (Item.objects.count(), stage(batch)) == (0, Stage.READY)
    monkeypatch.undo()
    apply(office, batch)
    assert (Item.objects.count(), stage(batch)) == (2, Stage.APPLIED)


@pytest.mark.parametrize(
    ("who", "place"), [("staf", "kesehatan"), ("pimpinan", "perikanan"), ("admin", "perikanan"), ("staf", "lain")]
)
def test_only_producers_of_the_organisation_hand_in(office, who, place):
    with pytest.raises(PermissionDenied):
        hand_in(office, CONCEPTS, by=who, at=place)
    assert not ImportBatch.objects.exists()


def test_who_lost_the_right_meanwhile_writes_nothing(office):
    batch = hand_in(office, CONCEPTS)
    imports.request_apply(batch, by=office["staf"])
    office["staf"].memberships.all().delete()
    jobs.run_pending()
    assert (Item.objects.count(), state_of(batch).apply.state) == (0, JobState.REFUSED)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", "kode;nama_id\nA;Nu\xf1ez\n".encode("cp1252")),
        ("a.csv", b"bukan;judul\n1;2\n"),
        ("a.txt", b"hanya teks"),
        ("a.png", b"\x89PNG\r\n\x1a\nxx"),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.csv", "kode;nama_id\nA;b\n".encode("utf-16")),
    ],
)
def test_files_that_are_no_table_are_refused_with_a_reason(office, name, raw):
    batch = hand_in(office, raw, name=name)
    assert stage(batch) == Stage.UNREADABLE
    assert batch.file.refusal or batch.faults


# Codes and links --------------------------------------------------------------------------------------------------------

TREE = "kode,label_id,kode_induk\n1101,Simeulue,11\n11,Aceh,\n12,Sumatera Utara,\n"


@pytest.fixture
def classification(office):
    version = making.draft(office, Kind.CLASSIFICATION, "WILAYAH")
    version.codes.all().delete()
    return version


def rows(version):
    return list(version.codes.order_by("position").values_list("code", "label_id", "parent__code", "level"))


def test_codes_come_in_with_their_tree(office, classification):
    batch = hand_in(office, TREE, CODES, version=classification)
    apply(office, batch)
    assert rows(classification) == [
        ("1101", "Simeulue", "11", 2),
        ("11", "Aceh", None, 1),
        ("12", "Sumatera Utara", None, 1),
    ]
    classification.refresh_from_db()
    assert classification.revision == 1


def test_codes_are_updated_and_moved(office, classification):
    apply(office, hand_in(office, TREE, CODES, version=classification))
    keys = dict(classification.codes.values_list("code", "pk"))
    text = "kode,label_id,kode_induk\n11,Aceh Baru,12\n13,Sumatera Barat,\n12,Sumatera Utara,\n"
    batch = hand_in(office, text, CODES, version=classification)
    assert (batch.count("new"), batch.count("changed"), batch.count("equal")) == (1, 1, 1)
    apply(office, batch)
    assert rows(classification) == [
        ("1101", "Simeulue", "11", 3),
        ("11", "Aceh Baru", "12", 2),
        ("12", "Sumatera Utara", None, 1),
        ("13", "Sumatera Barat", None, 1),
    ]
    assert keys.items() <= dict(classification.codes.values_list("code", "pk")).items()


def test_replacing_deletes_what_the_file_leaves_out(office, classification):
    apply(office, hand_in(office, TREE, CODES, version=classification))
    batch = hand_in(
        office, "kode,label_id,kode_induk\n12,Sumut,\n1201,Nias,12\n", CODES, version=classification, mode=Mode.REPLACE
    )
    assert batch.count("removed") == 2
    apply(office, batch)
    assert rows(classification) == [("12", "Sumut", None, 1), ("1201", "Nias", "12", 2)]


def test_a_replacement_with_wrong_rows_cannot_be_taken_in_part(office, classification):
    batch = hand_in(office, TREE + "12,dua kali,\n", CODES, version=classification, mode=Mode.REPLACE)
    with pytest.raises(ValidationError):
        imports.request_apply(batch, by=office["staf"], partial=True)


def test_codes_in_a_correspondence_cannot_be_left_out(office):
    source = making.draft(office, Kind.CLASSIFICATION, "ASAL")
    target = making.draft(office, Kind.CLASSIFICATION, "TUJUAN")
    making.draft(office, Kind.CORRESPONDENCE, source=[making.Pointer(source)], target=[making.Pointer(target)])
    batch = hand_in(office, "kode,label_id\n1,satu\n", CODES, version=source, mode=Mode.REPLACE)
    assert stage(batch) == Stage.UNREADABLE
    assert "2, 3" in batch.faults[0]["message"]


def test_codes_of_an_endorsed_version_stay(office):
    version = making.in_force(office, Kind.CLASSIFICATION)
    with pytest.raises(ValidationError):
        hand_in(office, TREE, CODES, version=version)


def test_a_draft_submitted_meanwhile_keeps_its_codes(office):
    version = making.draft(office, Kind.CLASSIFICATION)
    batch = hand_in(office, TREE, CODES, version=version)
    imports.request_apply(batch, by=office["staf"])
    services.move(version, "submit", by=office["staf"])
    jobs.run_pending()
    assert state_of(batch).apply.state == JobState.REFUSED
    assert version.codes.count() == 3


def test_links_between_two_versions(office):
    version = making.draft(office, Kind.CORRESPONDENCE)
    text = "kode_asal,kode_tujuan,hubungan,catatan\n1,1,exact,tetap\n2,1,,\n3,,,hilang\n1,9,,\n2,1,narrower,\n"
    text += "2,2,none,\n3,3,exact,\n"
    batch = hand_in(office, text, LINKS, version=version, mode=Mode.REPLACE)
    assert sorted({fault["row"] for fault in batch.faults}) == [4, 5, 6, 7, 8]
    good = "kode_asal,kode_tujuan,hubungan,catatan\n1,1,exact,tetap\n2,1,,\n3,,,hilang\n"
    apply(office, hand_in(office, good, LINKS, version=version, mode=Mode.REPLACE))
    found = version.links.order_by("position").values_list("source__code", "target__code", "relation", "note")
    assert list(found) == [("1", "1", "exact", "tetap"), ("2", "1", "exact", ""), ("3", None, "none", "hilang")]


def test_many_codes_take_few_queries(office, classification, django_assert_max_num_queries):
    lines = [f"{n:04d},Induk {n}," for n in range(1000, 3000)]
    lines += [f"{n:05d},Kode {n},{n // 10:04d}" for n in range(10_000, 20_000)]
    batch = hand_in(office, "kode,label_id,kode_induk\n" + "\n".join(lines) + "\n", CODES, version=classification)
    assert stage(batch) == Stage.READY, batch.faults[:3]
    imports.request_apply(batch, by=office["staf"])
    with django_assert_max_num_queries(250):
        jobs.run_pending()
    assert Code.objects.filter(version=classification).count() == 12_000


def test_a_circle_by_way_of_entries_that_are_there_is_told(office):
    making.draft(office, Kind.INDICATOR, "LAMA", composite=True)
    text = "kode,nama_id,komposit,indikator_pembangun\nLAMA,Lama,ya,BARU\nBARU,Baru,ya,LAMA\n"
    batch = hand_in(office, text, Kind.INDICATOR)
    assert sorted({fault["row"] for fault in batch.faults}) == [2, 3]


def test_a_wrong_change_of_an_entry_does_not_hold_back_who_refers_to_it(office):
    making.draft(office, Kind.INDICATOR, "LAMA")
    text = "kode,nama_id,komposit,indikator_pembangun\nLAMA,,,\nBARU,Baru,ya,LAMA\n"
    batch = hand_in(office, text, Kind.INDICATOR)
    assert {fault["row"] for fault in batch.faults} == {2}


def test_a_bomb_is_refused_before_its_rows_are_read(office):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
        )
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 30_000_000)
    batch = hand_in(office, target.getvalue(), name="bom.xlsx")
    assert stage(batch) == Stage.UNREADABLE
    assert batch.checked_at is None and batch.file.refusal


def test_an_editorial_correction_takes_words_alone(office):
    base = making.in_force(office, Kind.CLASSIFICATION)
    patch = making.following(office, base)
    batch = hand_in(office, "kode,label_id,kode_induk\n1,Diperbaiki,\n2,Kategori 2,1\n9,Baru,\n", CODES, version=patch)
    assert [fault["row"] for fault in batch.faults] == [3, 4]
    apply(office, batch, partial=True)
    assert list(patch.codes.order_by("position").values_list("label_id", flat=True))[0] == "Diperbaiki"
    batch = hand_in(office, "kode,label_id\n1,Satu\n", CODES, version=patch, mode=Mode.REPLACE)
    assert stage(batch) == Stage.UNREADABLE


def test_an_editorial_correction_of_links_takes_notes_alone(office):
    patch = making.following(office, making.in_force(office, Kind.CORRESPONDENCE))
    text = "kode_asal,kode_tujuan,hubungan,catatan\n1,1,exact,jelas\n2,2,narrower,\n1,3,exact,\n"
    batch = hand_in(office, text, LINKS, version=patch)
    assert [fault["row"] for fault in batch.faults] == [3, 4]
    apply(office, batch, partial=True)
    assert list(patch.links.order_by("position").values_list("note", flat=True)) == ["jelas", "", ""]


def test_days_of_codes_lie_within_reason(office, classification):
    batch = hand_in(
        office, "kode,label_id,berlaku_dari\n1,a,1066-01-01\n2,b,1970-01-01\n", CODES, version=classification
    )
    assert [(fault["row"], fault["column"]) for fault in batch.faults] == [(2, "berlaku_dari")]
