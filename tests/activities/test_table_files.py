"""Declared tables as files: columns of every table, what cells mean, planning without writing, adding all or none, exports."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from activities.design import declared
from activities.design.declared import Field, Table
from activities.design.facts import facts_of
from activities.design.models import DesignRow, TableImport
from activities.design.scales import register_scale
from activities.design.services import add_rows, importing, save_row
from activities.design.tabular import KEY, columns_of, fields_of, records
from gsbpm_portal.core import jobs
from gsbpm_portal.core.models import Job
from gsbpm_portal.core.transitions import MoveRefused
from metadata.models import Item, Version
from metadata.tabular import xlsx_writing
from metadata.tabular.columns import key_of, parse
from metadata.tabular.faults import Unreadable
from metadata.tabular.reading import read
from metadata.tabular.writing import write_table
from tests.activities.asking import post, shown

pytestmark = pytest.mark.django_db
CYCLE = ["IKAN", "2026"]
NEEDS = "Data needed;User;Purpose;How often;Level needed\n"


@pytest.fixture
def working(world):
    for number in ("1.1", "1.2", "1.3", "1.5", "1.6", "2.6"):
        world.bring(number, "dikerjakan")
    return world


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def planned(world, table, raw):
    columns = list(columns_of(declared.table_of(table)).values())
    sheet = read(io.BytesIO(raw if isinstance(raw, bytes) else raw.encode()), columns)
    return importing.plan_rows(
        facts_of(world.cycle), declared.table_of(table), sheet, by=world["staf"], name="daftar.csv"
    )


def found(plan):
    return [(fault.row, fault.column, fault.message) for fault in plan.faults() if not fault.warning]


def kept(plan, *names):
    return [tuple(values.get(name) for name in names) for values in plan.values.values()]


# Columns ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [table.code for spec in declared.specs() for table in spec.tables])
def test_every_declared_table_has_columns_of_its_own_and_a_template(table):
    columns = columns_of(declared.table_of(table))
    headings = [key_of(column.name) for column in columns.values()]
    assert len(set(headings)) == len(headings) == len(fields_of(declared.table_of(table))) + 1
    body = io.BytesIO()
    xlsx_writing.write(body, list(columns.values()), [], title="Templat")
    book = openpyxl.load_workbook(body)
    assert [cell.value for cell in book.worksheets[0][1]] == [column.name for column in columns.values()]
    assert book.worksheets[1].max_row == len(columns) + 1


# Cells ------------------------------------------------------------------------------------------------------------------


def test_cells_are_understood_as_people_write_them(working):
    plan = planned(
        working,
        "budget_lines",
        "No.;parent;level;title;price\n1;;Programme;Program data;\n2;1;Detail;Honor;1.250.000,50\n"
        "3;Program data;detil;Kertas;1250000.5\n",
    )
    assert found(plan) == []
    assert list(plan.keys.values()) == ["B1", "B2", "B3"]
    assert kept(plan, "parent", "level", "price") == [
        ("", "program", ""),
        ("B1", "detil", "1250000.5"),
        ("B1", "detil", "1250000.5"),
    ]


def test_levels_months_days_scores_and_rows_of_other_tables(working):
    register_scale(lambda: [("manfaat", "Use", "")])
    save_row(working.cycle, "needs", by=working["staf"], values={"title": "Produksi"})
    plan = planned(
        working, "needs", NEEDS.strip() + ";Priority;Needed by\nNilai;Bappeda;RPJMD;Yearly;Province; Regency or city\n"
    )
    assert found(plan) != []  # the semicolon stands outside of quotation marks
    plan = planned(
        working,
        "needs",
        'title,user,level,scores,wanted_by\nNilai,Bappeda,"Province; Regency or city",Use 4,17-08-2026\n',
    )
    assert found(plan) == []
    assert kept(plan, "level", "scores", "wanted_by", "origin", "origin_note") == [
        (6, {"manfaat": 4}, "2026-08-17", "impor", "daftar.csv")
    ]
    assert kept(planned(working, "outputs", 'title,needs\nTabel,"K1; produksi"\n'), "needs") == [(["K1"],)]
    assert kept(
        planned(working, "proposal_steps", "title;starts;ends\nLapangan;05-2026;2026-06\n"), "starts", "ends"
    ) == [("2026-05", "2026-06")]


@pytest.mark.parametrize(
    ("table", "raw", "name"),
    [
        ("needs", "title;frequency\nA;kadang\n", "frequency"),
        ("needs", "title;level\nA;Desa\n", "level"),
        ("needs", "title;wanted_by\nA;31-02-2026\n", "wanted_by"),
        ("needs", "title;scores\nA;manfaat 9\n", "scores"),
        ("needs", "title;user\n;Bappeda\n", "title"),
        ("needs", "title;user\nA;=1+1\n", "user"),
        ("budget_lines", "title;price\nA;banyak\n", "price"),
        ("budget_lines", "title;price\nA;-5\n", "price"),
        ("budget_lines", "title;parent\nA;9\n", "parent"),
        ("outputs", "title;needs\nA;K7\n", "needs"),
        ("outputs", "title;indicator\nA;TIDAK_ADA\n", "indicator"),
        ("proposal_steps", "title;starts;ends\nA;06-2026;05-2026\n", "ends"),
        ("proposal_steps", "title;starts\nA;13-2026\n", "starts"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_cell(working, table, raw, name):
    heading = columns_of(declared.table_of(table))[name].name
    assert [(row, column) for row, column, _message in found(planned(working, table, raw))] == [(2, heading)]


def test_a_whole_number_is_whole_and_two_days_are_in_order():
    fields = (Field("title", "T"), Field("people", "P", "int"), Field("days", "D", "span"))
    columns = columns_of(Table("coba", "C", "c", "Z", fields, ("title",)))
    assert parse(columns["people"], "12") == (12, [])
    assert [fault.message for fault in parse(columns["people"], "2,5")[1]] == ["“2,5” is not a whole number."]
    assert parse(columns["days"], "01-05-2026 – 31-05-2026") == (["2026-05-01", "2026-05-31"], [])
    assert len(parse(columns["days"], "01-05-2026")[1]) == 1


def test_a_row_is_named_from_below_alone_and_a_wrong_one_takes_those_with_it(working):
    plan = planned(working, "budget_lines", "No.;parent;title\n2;1;Honor\n1;;Program\n")
    assert [row for row, _column, _message in found(plan)] == [2]
    plan = planned(working, "budget_lines", "No.;parent;title;price\n1;;Program;x\n2;1;Honor;5\n3;2;Rinci;5\n")
    assert [row for row, _column, _message in found(plan)] == [2, 3, 4]
    plan = planned(working, "budget_lines", "No.;title\n1;A\n1;B\n")
    assert [row for row, _column, _message in found(plan)] == [3]


def test_what_stands_in_the_list_is_left_out_where_it_is_equal_and_wrong_where_it_differs(working):
    add_rows(working.cycle, "needs", [{"title": "A", "user": "X"}, {"title": "B", "user": "Y"}], by=working["staf"])
    plan = planned(working, "needs", "No.;title;user\nK1;A;X\nK2;B;Z\n;A;X\n")
    assert plan.counts()["equal"] == 1
    assert [row for row, _column, _message in found(plan)] == [3]
    assert list(plan.keys.values()) == ["K3"]
    assert plan.counts()["warnings"] == 1  # a row of this name stands there already


def test_no_more_rows_than_the_list_holds(working, monkeypatch):
    most = declared.table_of("ceilings").most
    raw = "account;amount\n" + "".join(f"52{n:04d};1\n" for n in range(most + 1))
    plan = planned(working, "ceilings", raw)
    assert plan.counts()["new"] == most and plan.counts()["wrong"] == 1


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02", b"PK\x03\x04rusak", b"satu;dua\n1;2\n", b"title;harga\nA;1\n"])
def test_hostile_and_strange_files_are_refused_as_a_whole(working, raw):
    with pytest.raises(Unreadable):
        planned(working, "needs", raw)


def test_a_workbook_with_formulas_and_merged_cells_is_told_cell_by_cell(working):
    book = openpyxl.Workbook()
    for row in (["Data needed", "User"], ["=1+1", "Bappeda"], ["B", "Dinas"], ["C", None]):
        book.active.append(row)
    book.active.merge_cells("B3:B4")
    body = io.BytesIO()
    book.save(body)
    assert {row for row, _column, _message in found(planned(working, "needs", body.getvalue()))} >= {2}


# Round trip -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_what_is_exported_and_handed_in_again_changes_nothing(working, tmp_path, fmt):
    register_scale(lambda: [("manfaat", "Use", "")])
    needs = [
        {
            "title": "=Produksi",
            "user": "Bappeda; Dinas",
            "level": 6,
            "scores": {"manfaat": 4},
            "wanted_by": "2026-08-17",
            "frequency": "7",
        }
    ]
    add_rows(working.cycle, "needs", needs, by=working["staf"])
    lines = [
        {"level": "program", "title": "Program"},
        {"level": "detil", "title": "Honor", "parent": "B1", "price": "1234.5"},
    ]
    add_rows(working.cycle, "budget_lines", lines, by=working["staf"])
    for code in ("needs", "budget_lines"):
        table = declared.table_of(code)
        target = tmp_path / f"{code}.{fmt}"
        write_table(
            target,
            fmt,
            list(columns_of(table).values()),
            records(facts_of(working.cycle).rows(code), columns_of(table)),
            title="Tabel",
        )
        plan = planned(working, code, target.read_bytes())
        assert found(plan) == []
        assert plan.counts()["equal"] == len(facts_of(working.cycle).rows(code))


def test_numbers_are_numbers_in_a_workbook(working, tmp_path):
    add_rows(working.cycle, "ceilings", [{"account": "0521", "amount": "1250000.5"}], by=working["staf"])
    table = declared.table_of("ceilings")
    target = tmp_path / "pagu.xlsx"
    write_table(
        target,
        "xlsx",
        list(columns_of(table).values()),
        records(facts_of(working.cycle).rows("ceilings"), columns_of(table)),
        title="Pagu",
    )
    [row] = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert (row[0], row[1], Decimal(str(row[3]))) == ("PG1", "0521", Decimal("1250000.5"))


def test_a_criterion_is_named_once_in_a_refusal(working):
    register_scale(lambda: [("manfaat", "Use", "Help"), ("mandat", "Mandate", "")])
    plan = planned(working, "needs", "title;user;purpose;scores\nNilai;Bappeda;RPJMD;Harga 4\n")
    [fault] = plan.faults()
    assert fault.fix.count("manfaat") == 1


def test_what_a_column_means_is_not_its_own_name():
    with translation.override("id"):
        told = list(xlsx_writing._instructions(list(columns_of(declared.table_of("ceilings")).values())))
    assert all(name != meaning for name, meaning, *_more in told)


# Pages ------------------------------------------------------------------------------------------------------------------


def address(name, *more, section="needs", table="needs"):
    return reverse(f"activities:{name}", args=[*CYCLE, section, table, *more])


def hand_in(client, raw, **place):
    upload = SimpleUploadedFile("kebutuhan.csv", raw.encode())
    answer = post(
        client, address("design-import-new", **place), {"upload": upload, "kembali": "/kegiatan/IKAN/2026/kebutuhan/"}
    )
    assert answer.status_code == 302
    jobs.run_pending()
    return TableImport.objects.latest("pk")


def test_from_the_file_to_the_rows(working, browse):
    client = browse("staf")
    batch = hand_in(client, "title;user\nProduksi;Bappeda\nNilai;Dinas\n")
    assert DesignRow.objects.filter(table="needs").count() == 0
    page = client.get(batch.get_absolute_url())
    assert "Produksi" in shown(page) and 'value="apply"' in page.content.decode()
    assert post(client, batch.get_absolute_url(), {"do": "apply"}).status_code == 302
    jobs.run_pending()
    rows = facts_of(working.cycle).rows("needs")
    assert [(row.key, row["title"], row["origin"]) for row in rows] == [
        ("K1", "Produksi", "impor"),
        ("K2", "Nilai", "impor"),
    ]
    assert post(client, batch.get_absolute_url(), {"do": "apply"}).status_code == 302
    jobs.run_pending()
    assert len(facts_of(working.cycle).rows("needs")) == 2
    assert browse("staf2").get(batch.get_absolute_url()).status_code == 404


def test_wrong_rows_hold_everything_back_come_back_as_a_file_or_are_left_out(working, browse):
    client = browse("staf")
    batch = hand_in(client, "title;frequency\nProduksi;kadang-kadang\nNilai;Tahunan\n")
    page = client.get(batch.get_absolute_url()).content.decode()
    assert 'value="good"' in page and 'value="apply"' not in page
    stored = Job.objects.get(kind="activities.table_check").result_file
    with stored.file.open() as file:
        wrong = file.read().decode("utf-8-sig")
    assert wrong.startswith("alasan;title;frequency\r\n") and "kadang-kadang" in wrong and "Nilai" not in wrong
    post(client, batch.get_absolute_url(), {"do": "apply"})
    jobs.run_pending()
    assert facts_of(working.cycle).rows("needs") == []
    post(client, batch.get_absolute_url(), {"do": "good"})
    jobs.run_pending()
    assert [row["title"] for row in facts_of(working.cycle).rows("needs")] == ["Nilai"]


def test_what_changed_since_the_check_stops_the_import(working, browse):
    client = browse("staf")
    batch = hand_in(client, "No.;title\nK1;Produksi\n")
    save_row(working.cycle, "needs", by=working["staf2"], values={"title": "Lain"})
    post(client, batch.get_absolute_url(), {"do": "apply"})
    jobs.run_pending()
    assert [row["title"] for row in facts_of(working.cycle).rows("needs")] == ["Lain"]
    assert "1" in Job.objects.get(kind="activities.table_apply").error


def test_who_may_not_write_hands_nothing_in(working, browse):
    assert browse("penyelia").get(address("design-import-new")).status_code == 403
    with pytest.raises(MoveRefused):
        importing.request_import(
            SimpleUploadedFile("a.csv", b"title\nA\n"), cycle=working.cycle, table="needs", by=working["penyelia"]
        )
    assert browse("luar").get(address("design-template", "xlsx")).status_code == 404
    assert browse("penyelia").get(address("design-template", "pdf")).status_code == 404


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_templates_and_exports_are_given_out(working, browse, fmt):
    client = browse("staf")
    add_rows(working.cycle, "needs", [{"title": "Produksi", "user": "Bappeda"}], by=working["staf"])
    page = client.get(reverse("activities:design-section", args=[*CYCLE, "needs"])).content.decode()
    assert address("design-import-new") in page and address("design-export") in page
    assert client.get(address("design-template", fmt)).status_code == 200
    answer = post(client, address("design-export"), {"format": fmt})
    jobs.run_pending()
    job = Job.objects.get(kind="activities.table_export")
    assert answer["Location"] == job.get_absolute_url()
    with job.result_file.file.open() as file:
        body = file.read()
    assert len(read(io.BytesIO(body), list(columns_of(declared.table_of("needs")).values())).rows) == 1
    assert post(client, address("design-export"), {"format": "pdf"}).status_code == 400


def test_the_key_has_the_first_column():
    assert next(iter(columns_of(declared.table_of("needs")).values())).name == KEY


def test_an_entry_is_of_the_kind_that_the_field_asks_for(working):
    for kind in ("concept", "variable"):
        item = Item.objects.create(kind=kind, code="KAPAL", organisation=working.places["perikanan"])
        Version.objects.create(item=item, state="endorsed", is_current=True, name_id=f"Kapal {kind}")
    save_row(working.cycle, "need_variables", by=working["staf"], values={"name": "Kapal", "registry": "KAPAL"})
    asked = declared.table_of("need_variables").field("registry")
    assert facts_of(working.cycle).version(asked, "KAPAL@1.0.0").item.kind == "variable"
