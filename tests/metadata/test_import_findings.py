"""What an import tells of its rows: cells as they were typed, what would change, what was refused before."""

from __future__ import annotations

import pytest
from django.utils import translation

from gsbpm_portal.accounts.models import Organisation
from metadata import services
from metadata.enums import Kind, State
from metadata.models import ImportBatch, Item, Version
from metadata.models.imports import CODES, LINKS, Mode, Stage
from metadata.selectors.imports import likely_organisation
from tests import factories
from tests.metadata import making
from tests.metadata.test_imports import CONCEPTS, apply, hand_in, result, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def classification(office):
    version = making.draft(office, Kind.CLASSIFICATION, "WILAYAH")
    version.codes.all().delete()
    return version


def test_findings_show_cells_as_they_were_typed(office, classification):
    batch = hand_in(office, "kode,nama_id,konsep\nA,a,tidak_ada\n", Kind.VARIABLE)
    assert [fault["value"] for fault in batch.faults] == ["tidak_ada"]
    text = "uraian,alasan,kode,label_id,berlaku_dari,berlaku_sampai\n,lama,1,satu,1-2-2026,31/1/2026\n"
    batch = hand_in(office, text, CODES, version=classification)
    [fault] = batch.faults
    assert (fault["column"], fault["value"]) == ("berlaku_sampai", "31/1/2026")
    assert "1-2-2026" in fault["message"] and "2026-01" not in fault["message"]


def test_a_text_that_calls_itself_a_workbook_is_refused_with_the_kinds_that_are_taken(office):
    batch = hand_in(office, CONCEPTS, name="tabel.xlsx")
    assert stage(batch) == Stage.UNREADABLE
    assert "XLSX" in batch.file.refusal and "CSV" in batch.file.refusal and ".txt" not in batch.file.refusal


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_double_that_is_handed_back_unchanged_is_told_again_and_again(office, language):
    first = hand_in(office, "kode,nama_id\nA,Satu\nA,Dua\n")
    apply(office, first, partial=True)
    back = result(first)
    with translation.override(language):
        for _time in range(2):
            batch = hand_in(office, back)
            assert (stage(batch), batch.to_write) == (Stage.FAULTY, 0)
            back = result(batch)
    assert stage(hand_in(office, back.replace(";A;", ";B;"))) == Stage.READY
    reason = back.splitlines()[1].partition(";A;")[0]
    apply(office, hand_in(office, back.replace(reason, "")))
    assert Version.objects.get().name_id == "Dua"


def test_what_was_refused_as_there_already_is_not_written_over(office):
    making.draft(office, Kind.CONCEPT, "A", name_id="Lama")
    back = result(hand_in(office, "kode,nama_id\nA,Baru\n", mode=Mode.NEW))
    assert stage(hand_in(office, back)) == Stage.FAULTY


def test_a_mended_row_that_keeps_its_reason_is_taken(office):
    making.draft(office, Kind.CONCEPT, "A", name_id="Lama")
    back = result(hand_in(office, "kode,nama_id,publik\nA,Baru,entah\n"))
    assert hand_in(office, back.replace("Baru;entah", "Baru;ya")).count("changed") == 1


def test_doubles_among_codes_and_links_are_told_again(office, classification):
    batch = hand_in(office, "kode,label_id\n1,Satu\n1,Uno\n", CODES, version=classification)
    apply(office, batch, partial=True)
    assert stage(hand_in(office, result(batch), CODES, version=classification)) == Stage.FAULTY
    table = making.draft(office, Kind.CORRESPONDENCE)
    table.links.all().delete()
    batch = hand_in(office, "kode_asal,kode_tujuan,catatan\n1,1,a\n1,1,b\n2,,c\n2,,d\n", LINKS, version=table)
    assert batch.count("wrong") == 2
    apply(office, batch, partial=True)
    batch = hand_in(office, result(batch), LINKS, version=table)
    assert (batch.count("wrong"), batch.to_write) == (2, 0)


def test_formulas_in_csv_are_told_and_texts_in_front_of_which_an_apostrophe_stands_are_not(office):
    cells = ["=1+1", '"=HYPERLINK(""http://x"";""k"")"', " =2", "@SUM(A1)", "'=1+1", "-", "+62", "- ya", "@nama", "="]
    text = "kode;nama_id\n" + "".join(f"K{n};{cell}\n" for n, cell in enumerate(cells))
    batch = hand_in(office, text)
    assert [(fault["row"], fault["value"]) for fault in batch.faults] == [
        (2, "=1+1"), (3, '=HYPERLINK("http://x";"k")'), (4, "=2"), (5, "@SUM(A1)"),
    ]  # fmt: skip
    again = hand_in(office, result(batch))
    assert again.count("wrong") == 4
    apply(office, batch, partial=True)
    assert list(Item.objects.order_by("code").values_list("versions__name_id", flat=True)) == [
        "=1+1", "-", "+62", "- ya", "@nama", "=",
    ]  # fmt: skip


def test_codes_that_are_there_need_no_label(office, classification):
    apply(office, hand_in(office, "kode,label_id\n1,Satu\n2,Dua\n", CODES, version=classification))
    batch = hand_in(office, "kode;kode_lain\n1;A1\n2;A2\n", CODES, version=classification)
    assert (stage(batch), batch.count("changed")) == (Stage.READY, 2), batch.faults
    apply(office, batch)
    rows = classification.codes.order_by("position").values_list("code", "label_id", "alt_code")
    assert list(rows) == [("1", "Satu", "A1"), ("2", "Dua", "A2")]


@pytest.mark.parametrize("mode", [Mode.UPDATE, Mode.REPLACE, Mode.NEW])
def test_new_codes_need_a_label_and_hold_back_what_is_under_them(office, classification, mode):
    batch = hand_in(office, "kode;kode_induk\n9;\n91;9\n", CODES, version=classification, mode=mode)
    assert [(fault["row"], fault["column"]) for fault in batch.faults] == [(2, "label_id"), (3, "label_id")]
    assert "9" in batch.faults[0]["message"]
    batch = hand_in(office, "kode;label_id;kode_induk\n9;;\n91;Bawah;9\n", CODES, version=classification, mode=mode)
    assert [(fault["row"], fault["column"]) for fault in batch.faults] == [(2, "label_id"), (3, "kode_induk")]


def test_codes_that_are_there_do_not_lose_their_label(office, classification):
    apply(office, hand_in(office, "kode,label_id\n1,Satu\n", CODES, version=classification))
    batch = hand_in(office, "kode;label_id;kode_lain\n1;;A1\n", CODES, version=classification)
    assert [(fault["row"], fault["column"]) for fault in batch.faults] == [(2, "label_id")]


def test_whose_a_code_is_is_told_to_who_may_write_there(office):
    bidang = factories.make_organisation(
        "bidang", parent=office.places["perikanan"], name="Bidang Budidaya", kind="unit"
    )
    office.places["bidang"] = bidang
    making.draft(office, Kind.CONCEPT, "ATAS")
    making.draft(office, Kind.CONCEPT, "LUAR", at="kesehatan", by="walidata")
    batch = hand_in(office, "kode,nama_id\nATAS,x\nLUAR,y\n", at="bidang")
    first, second = batch.faults
    assert "Dinas Perikanan" in first["message"] and "Dinas Perikanan" in first["fix"]
    assert "Kesehatan" not in second["message"] + second["fix"]


def test_the_organisation_that_is_offered_first(office):
    perikanan = office.places["perikanan"]
    unit = factories.make_organisation("bidang", parent=perikanan, name="Bidang Budidaya", kind="unit")
    staf = office["staf"]
    staf.home_unit = unit
    reach = {one.code: one for one in Organisation.objects.under([perikanan.path])}
    assert likely_organisation(staf, reach) == "perikanan"
    services.create_item(Kind.CONCEPT, "A", organisation=unit, values={"name_id": "A"}, by=office["staf"])
    assert likely_organisation(staf, reach) == "bidang"
    for code in ("B", "C"):
        making.draft(office, Kind.CONCEPT, code)
    assert likely_organisation(staf, reach) == "perikanan"
    making.draft(office, Kind.CONCEPT, "D", at="kesehatan", by="walidata")
    everything = {one.code: one for one in Organisation.objects.under([office.places["kota"].path])}
    walidata = office["walidata"]
    walidata.home_unit = office.places["kesehatan"]
    assert likely_organisation(walidata, everything) == "kesehatan"
    walidata.home_unit = None
    assert likely_organisation(walidata, everything) == "perikanan"
    assert likely_organisation(walidata, {}) == ""


def test_a_row_that_is_what_stands_in_force_leaves_the_draft_beside_it(office):
    base = making.in_force(office, Kind.CONCEPT, "A", name_id="Berlaku")
    draft = making.following(office, base, name_id="Naskah")
    batch = hand_in(office, "kode,nama_id\nA,Berlaku\n")
    assert (stage(batch), batch.count("equal"), batch.count("warnings")) == (Stage.IDLE, 1, 1)
    assert "1.0.1" in batch.faults[0]["message"]
    apply(office, hand_in(office, "kode,nama_id\nA,Lain\n"))
    draft.refresh_from_db()
    assert (draft.name_id, draft.state) == ("Lain", State.DRAFT)


# What changes ---------------------------------------------------------------------------------------------------------------


def lines(batch):
    return [(line["row"], line["code"], line["column"], line["old"], line["new"]) for line in batch.changes]


def test_what_changes_is_listed_and_what_was_written_is_linked(office, client):
    base = making.in_force(office, Kind.STANDARD, "ALAT", name_id="Alat tangkap", unit="Orang")
    making.in_force(office, Kind.STANDARD, "KATA", name_id="Kata lama")
    draft = making.draft(office, Kind.STANDARD, "NASKAH", name_id="Naskah lama")
    text = "kode,nama_id,satuan\nALAT,Alat tangkap ikan,Hektar\nKATA,Kata baru,Orang\nNASKAH,Naskah baru,Orang\nBARU,Baru,\n"
    batch = hand_in(office, text, Kind.STANDARD)
    assert lines(batch) == [
        (2, "ALAT", "nama_id", "Alat tangkap", "Alat tangkap ikan"),
        (2, "ALAT", "satuan", "Orang", "Hektar"),
        (3, "KATA", "nama_id", "Kata lama", "Kata baru"),
        (4, "NASKAH", "nama_id", "Naskah lama", "Naskah baru"),
    ]
    assert [line["draft"] for line in batch.changes] == ["2.0.0", "2.0.0", "1.0.1", ""]
    assert (batch.count("changed"), batch.count("drafts"), batch.written) == (3, 2, [])
    client.force_login(office["staf"])
    page = client.get(batch.get_absolute_url()).content.decode()
    assert 'id="perubahan"' in page and "<ins>" in page and "2.0.0" in page and 'id="hasil"' not in page
    apply(office, batch)
    page = client.get(batch.get_absolute_url()).content.decode()
    made = {f"{v.item.code} {v.number}": v for v in Version.objects.filter(state=State.DRAFT, item__kind=Kind.STANDARD)}
    assert sorted(made) == ["ALAT 2.0.0", "BARU 1.0.0", "KATA 1.0.1", "NASKAH 1.0.0"]
    assert 'id="hasil"' in page and 'id="perubahan"' not in page
    for label, version in made.items():
        assert f'href="{version.get_absolute_url()}"><span class="code">{label}</span>' in page
    assert sorted(what for _key, what in batch.written) == ["changed", "draft", "draft", "new"]
    services.discard_draft(made["BARU 1.0.0"], by=office["staf"])
    assert "BARU 1.0.0" not in client.get(batch.get_absolute_url()).content.decode()
    assert draft.pk in [key for key, _what in batch.written] and base.pk not in [key for key, _what in batch.written]


def test_changes_of_codes_and_links_are_listed(office, classification, client):
    apply(office, hand_in(office, "kode,label_id\n1,Satu\n2,Dua\n3,<b>Tiga</b>\n", CODES, version=classification))
    text = "kode,label_id,kode_induk\n1,Satu saja,\n2,Dua,1\n"
    batch = hand_in(office, text, CODES, version=classification, mode=Mode.REPLACE)
    assert lines(batch) == [
        (2, "1", "label_id", "Satu", "Satu saja"),
        (3, "2", "kode_induk", "", "1"),
        (3, "2", "tingkat", "1", "2"),
        (0, "3", "label_id", "<b>Tiga</b>", ""),
    ]
    client.force_login(office["staf"])
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Tiga" in page and "<b>Tiga" not in page
    table = making.draft(office, Kind.CORRESPONDENCE)
    text = "kode_asal,kode_tujuan,hubungan,catatan\n1,1,narrower,Sebagian\n2,2,exact,\n"
    batch = hand_in(office, text, LINKS, version=table, mode=Mode.REPLACE)
    assert [line[:3] for line in lines(batch)] == [
        (2, "1 → 1", "hubungan"),
        (2, "1 → 1", "catatan"),
        (0, "3 → 3", "hubungan"),
    ]
    assert client.get(batch.get_absolute_url()).status_code == 200


def test_no_more_than_a_hundred_changes_are_kept_and_long_texts_from_their_change_on(office, classification):
    rows = "".join(f"{n},Kode {n}\n" for n in range(150))
    apply(office, hand_in(office, "kode,label_id\n" + rows, CODES, version=classification))
    batch = hand_in(office, "kode,label_id\n" + rows.replace("Kode", "Lain"), CODES, version=classification)
    assert (len(batch.changes), batch.count("changed")) == (100, 150)
    text = "awal " * 1500
    making.draft(office, Kind.CONCEPT, "A", name_id="A", definition_id=text + "lama")
    [line] = hand_in(office, f"kode,nama_id,definisi_id\nA,A,{text}baru\n").changes
    assert len(line["new"]) < 100 and line["new"].endswith("awal baru") and line["old"].endswith("awal lama")


def test_a_checked_file_that_changes_nothing_lists_nothing(office, client):
    making.draft(office, Kind.CONCEPT, "A", name_id="Sama")
    batch = hand_in(office, "kode,nama_id\nA,Sama\nB,Baru\n")
    assert batch.changes == []
    client.force_login(office["staf"])
    assert 'id="perubahan"' not in client.get(ImportBatch.objects.get().get_absolute_url()).content.decode()
