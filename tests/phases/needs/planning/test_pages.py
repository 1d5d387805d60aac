"""The pages of the yearly planning: what they show and to whom, what they do, in how many queries; the exports read back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from gsbpm_portal.core import clock
from gsbpm_portal.core.jobs import run_pending
from gsbpm_portal.core.models import Job, JobState
from phases.needs.planning import exports
from phases.needs.planning.attributes import SPECS
from phases.needs.planning.enums import EntryState, ListKind, PlanState
from phases.needs.planning.models import PlanEntry, PlanYear
from phases.needs.planning.services import entries, plans
from tests.phases.needs.planning.making import COMPLETE, MINUTES, Town, token, with_needs

pytestmark = pytest.mark.django_db


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def post(client: Any, address: str, **data: Any) -> Any:
    return client.post(address, {"token": token(), **data})


def typed(kind: str, **more: Any) -> dict[str, Any]:
    """Complete values of a list as its form sends them."""
    found: dict[str, Any] = {}
    for name, value in COMPLETE[kind].items():
        if isinstance(value, list):
            found |= {f"{name}_start": value[0], f"{name}_end": value[1]}
        else:
            found[name] = value
    return found | more


# Years --------------------------------------------------------------------------------------------------------------------


def test_an_empty_start_says_how_to_begin(town: Town, browse: Any) -> None:
    PlanYear.objects.all().delete()
    page = text_of(browse(town["staf"]).get("/rencana-data/"))
    assert "No year is planned yet" in page and "Open a year" not in page
    assert "Open a year" in text_of(browse(town["walidata"]).get("/rencana-data/"))
    for name in ("admin",):
        assert browse(town[name]).get("/rencana-data/").status_code == 404
        assert "Data plan" not in text_of(browse(town[name]).get("/profil/"))


def test_the_walidata_open_a_year(town: Town, browse: Any) -> None:
    client = browse(town["walidata"])
    assert 'value="kota"' in text_of(client.get("/rencana-data/baru/"))
    assert "stands already" in text_of(post(client, "/rencana-data/baru/", organisation="kota", year=2027), 422)
    assert post(client, "/rencana-data/baru/", organisation="kota", year=2028)["Location"] == "/rencana-data/kota/2028/"
    assert browse(town["staf"]).get("/rencana-data/baru/").status_code == 403


# A plan -------------------------------------------------------------------------------------------------------------------


def test_the_overview_tells_the_numbers_and_what_waits(town: Town, browse: Any) -> None:
    town.propose()
    town.bring(town.propose(name="Nelayan"), EntryState.RETURNED)
    here = town.plan.get_absolute_url()
    page = text_of(browse(town["staf"]).get(here))
    assert "1 entry came back to be mended." in page and "waits for your check" not in page
    page = text_of(browse(town["walidata"]).get(here))
    assert "1 proposal waits for your check." in page and "No entry is checked yet" in page
    assert f"{here}daftar-data/?status=usulan" in page
    assert "Draw from the activities" not in text_of(browse(town["pimpinan"]).get(here))


def test_a_move_refused_says_why_and_one_that_is_lawful_is_made(town: Town, browse: Any) -> None:
    client, here = browse(town["walidata"]), town.plan.address("plan-move", name="discuss")
    assert "No entry is checked yet" in text_of(client.get(here))
    assert "No entry is checked yet" in text_of(post(client, here, seen="1.0"), 409)
    town.bring(town.propose(), EntryState.FIT)
    assert post(client, here, seen="1.0").status_code == 302 and town.plan.state == PlanState.FORUM
    assert client.get(here)["Location"] == town.plan.get_absolute_url()
    back = town.plan.address("plan-move", name="resume")
    assert "Write down the reason." in text_of(post(client, back), 422)
    assert post(browse(town["staf"]), back, comment="Kembali").status_code == 403
    assert client.get(town.plan.address("plan-move", name="apa")).status_code == 404


def test_the_agreed_lists_stand_word_by_word(town: Town, browse: Any) -> None:
    client = browse(town["staf"])
    assert "Nothing was agreed yet" in text_of(client.get(town.plan.address("agreed")))
    plan = town.bring_plan(PlanState.AGREED)
    page = text_of(client.get(plan.address("agreed")))
    assert plan.snapshots.get().digest in page and "Produksi Perikanan Tangkap" in page and "DDP-17" in page
    assert client.get(plan.address("agreed") + "?versi=7").status_code == 404
    assert "Agreed lists" in text_of(client.get(plan.get_absolute_url()))


# Lists --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_list_is_filtered_sorted_and_counted_in_as_many_queries(town: Town, browse: Any, kind: ListKind) -> None:
    client, here = browse(town["walidata"]), town.plan.address("list", listing=kind)
    with translation.override("en"):
        told = str(SPECS[kind].empty_text)
    assert told in text_of(client.get(here))
    town.propose(kind)
    one = _queries(client, here)
    town.propose(kind, name="Nelayan")
    town.propose(kind, name="Kapal", by="walidata", at="kesehatan")
    assert _queries(client, here) == one <= 18

    def names(**query: Any) -> list[str]:
        return [row.name for row in client.get(here, query).context["table"].rows()]

    first = COMPLETE[kind]["name"]
    assert names() == [first, "Nelayan", "Kapal"] and names(urut="-key") == ["Kapal", "Nelayan", first]
    assert names(q="NELAYAN") == ["Nelayan"] and names(q=f"{kind.prefix}3") == ["Kapal"]
    assert names(instansi="kesehatan") == ["Kapal"] and names(status="layak") == [] and len(names(status="usulan")) == 3


def _queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        text_of(client.get(address))
    return len(queries)


def test_who_may_not_restrict_is_told_why(town: Town, browse: Any) -> None:
    client = browse(town["staf"])
    listed = text_of(client.get(town.plan.address("list", listing=ListKind.RESTRICTION)))
    assert "Restrictions of access are proposed by the walidata" in listed and "pembatasan-akses/baru/" not in listed
    assert "Perpres 39/2019" in text_of(client.get(town.plan.address("entry-new", listing=ListKind.RESTRICTION)), 403)
    assert "UU 14/2008" in text_of(
        browse(town["walidata"]).get(town.plan.address("entry-new", listing=ListKind.RESTRICTION))
    )


@pytest.mark.parametrize("kind", [ListKind.DATA, ListKind.ACTION, ListKind.RESTRICTION])
def test_an_entry_is_proposed_by_its_form(town: Town, browse: Any, kind: ListKind) -> None:
    client, here = browse(town["walidata"]), town.plan.address("entry-new", listing=kind)
    assert "Write the name" in text_of(post(client, here, producer="perikanan", name=""), 422)
    sent = typed(kind, producer="perikanan")
    assert post(client, here, **sent)["Location"] == f"/rencana-data/kota/2027/{kind.prefix}1/"
    made = PlanEntry.objects.get()
    assert (made.producer, {name: made.content[name] for name in COMPLETE[kind]}) == (
        town.places["perikanan"],
        COMPLETE[kind],
    )


def test_priority_data_are_written_on_two_pages(town: Town, browse: Any) -> None:
    client = browse(town["staf"])
    new = town.plan.address("entry-new", listing=ListKind.PRIORITY)
    answer = post(client, new, **typed(ListKind.PRIORITY, producer="perikanan"))
    assert answer["Location"] == "/rencana-data/kota/2027/P1/ubah/?bagian=2"
    second = client.get(answer["Location"]).context["form"]
    assert "schedule" in second.fields and "indicator" not in second.fields
    sent = {
        name: COMPLETE[ListKind.PRIORITY][name] for name in ("schedule", "regional_support", "first_year", "last_year")
    }
    assert post(client, answer["Location"], **sent).status_code == 302
    assert PlanEntry.objects.get().content["last_year"] == 2028
    assert all(len(group.fields) <= 15 for spec in SPECS.values() for group in spec.groups)


def test_two_writers_are_told_of_each_other(town: Town, browse: Any) -> None:
    entry = town.propose()
    client, here = browse(town["staf"]), entry.address("entry-edit")
    base = client.get(here).context["form"]["base"].value()
    entries.save_entry(entry, by=town["staf2"], values={"note": "Dari TPI"})
    sent = typed(ListKind.DATA, note="Dari pasar", base=base)
    answer = post(client, here, **sent)
    page = text_of(answer, 422)
    assert "Somebody saved this meanwhile: Dari TPI" in page and "Dari pasar" in page
    again = sent | {"base": answer.context["form"].data["base"]}
    assert post(client, here, **again).status_code == 302
    assert town.entry(entry).content["note"] == "Dari pasar"


# Entries ------------------------------------------------------------------------------------------------------------------


def test_an_entry_tells_what_may_be_done_and_what_was_decided(town: Town, browse: Any) -> None:
    entry = town.bring(town.propose(), EntryState.RETURNED)
    page = text_of(browse(town["staf"]).get(entry.get_absolute_url()))
    assert "Send it again" in page and "Lengkapi definisi" in page and "Put on the priority list" in page
    page = text_of(browse(town["sehat"]).get(entry.get_absolute_url()))
    assert "Send it again" not in page and "Put on the priority list" not in page
    assert browse(town["luar"]).get(entry.get_absolute_url()).status_code == 404
    assert browse(town["staf"]).get("/rencana-data/kota/2027/D9/").status_code == 404


def test_an_entry_is_moved_by_a_page_for_each_move(town: Town, browse: Any) -> None:
    entry = town.propose(definition="")
    client, here = browse(town["walidata"]), entry.address("entry-move", name="pass")
    assert "Definition is not filled in yet." in text_of(post(client, here, seen="1.0"), 409)
    entries.save_entry(entry, by=town["staf"], values={"definition": "Ikan"})
    assert "changed since" in text_of(post(client, here, seen="1.0"), 409)
    assert post(client, here, seen="1.1")["Location"] == entry.get_absolute_url()
    assert client.get(here)["Location"] == entry.get_absolute_url()
    assert post(browse(town["penyelia"]), entry.address("entry-move", name="return"), comment="X").status_code == 403


def test_a_decision_on_a_restriction_asks_who_decided(town: Town, browse: Any) -> None:
    entry = town.bring(town.propose(ListKind.RESTRICTION), EntryState.FIT)
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    client, here = browse(town["walidata2"]), entry.address("entry-move", name="agree")
    assert "Name who decided" in text_of(post(client, here), 422)
    assert post(client, here, decided_by="Forum")["Location"] == town.plan.address("forum")
    assert town.entry(entry).decided_by == "Forum"


def test_data_become_priority_by_a_press_and_progress_is_noted(town: Town, browse: Any) -> None:
    entry, client = town.propose(), browse(town["staf"])
    assert post(client, entry.address("entry-promote"))["Location"] == "/rencana-data/kota/2027/P1/"
    assert "P1 Produksi Perikanan Tangkap" in text_of(client.get(entry.get_absolute_url()))
    entries.move_entry(PlanEntry.objects.get(kind="prioritas"), "withdraw", by=town["staf"])
    entries.move_entry(town.entry(entry), "withdraw", by=town["staf"])
    town.bring_plan(PlanState.AGREED)
    action = PlanEntry.objects.get(kind=ListKind.ACTION)
    here = town.entry(action).address("entry-progress")
    assert "Progress in per cent" in text_of(post(client, here, percent="banyak"), 422)
    assert post(client, here, percent=60, note="Tiga").status_code == 302
    assert "60%" in text_of(client.get(town.entry(action).get_absolute_url()))
    assert post(browse(town["sehat"]), here, percent=60).status_code == 403


# Drawing, likeness, forum --------------------------------------------------------------------------------------------------


def test_the_list_is_drawn_with_one_press(town: Town, browse: Any) -> None:
    client, here = browse(town["staf"]), town.plan.address("draw")
    assert "Nothing to draw" in text_of(client.get(here))
    with_needs(town)
    offered = [one.key for _cycle, rows in client.get(here).context["groups"] for one, _what in rows]
    assert "Tick at least one entry." in text_of(post(client, here), 422)
    assert post(client, here, chosen=offered)["Location"] == town.plan.address("list", listing=ListKind.DATA)
    assert [(entry.key, entry.origin_key) for entry in PlanEntry.objects.all()] == [("D1", "K1"), ("D2", "L1")]
    origin = "/kegiatan/IKAN/2026/rancangan/needs/#needs-needs"
    assert origin in text_of(client.get(town.entry(PlanEntry.objects.get(number=1)).get_absolute_url()))
    assert browse(town["pimpinan"]).get(here).status_code == 403


def test_entries_alike_stand_side_by_side_with_a_decision(town: Town, browse: Any) -> None:
    first, second = town.propose(), town.propose(by="sehat", at="kesehatan", definition="Ikan dari tambak.")
    client, here = browse(town["walidata"]), town.plan.address("alike")
    page = text_of(client.get(here))
    assert "Ikan yang didaratkan." in page and "Ikan dari tambak." in page
    sent = {"pasangan": "D1-D2", "D1-D2-verdict": "D1", "D1-D2-reason": "Satu sumber"}
    assert "Reason is not filled in yet." in text_of(post(client, here, **(sent | {"D1-D2-reason": ""})), 422)
    assert post(client, here, **(sent | {"pasangan": "D1-D7"})).status_code == 404
    assert post(client, here, **sent).status_code == 302
    assert (town.entry(first).state, town.entry(second).state) == (EntryState.PROPOSED, EntryState.RETURNED)
    assert "D1 stands" in text_of(client.get(here))
    assert post(browse(town["staf"]), here, **sent).status_code == 403


def test_the_walidata_check_and_the_forum_agrees_on_one_page(town: Town, browse: Any) -> None:
    town.propose()
    town.propose(name="Nelayan", definition="")
    client = browse(town["walidata"])
    page = client.get(town.plan.address("check"))
    assert "missing:" in text_of(page) and [row.key for row in page.context["whole"]] == ["D1"]
    post(client, town.plan.address("check"), chosen=["D1@1.0"])
    assert browse(town["staf"]).get(town.plan.address("check")).status_code == 403
    client = browse(town["walidata"])
    plans.move_plan(town.plan, "discuss", by=town["walidata"])
    forum = town.plan.address("forum")
    assert "What needs no talk" in text_of(client.get(forum))
    assert "Tick at least one entry." in text_of(post(client, forum, do="setujui"), 422)
    assert post(client, forum, do="setujui", chosen=["D1@1.0"], comment="Sesuai notulen").status_code == 302
    assert PlanEntry.objects.get(number=1).decision == "Sesuai notulen"
    assert "What needs no talk" not in text_of(client.get(forum))


def test_the_minutes_are_written_and_their_paper_is_fetched(town: Town, browse: Any) -> None:
    client, forum = browse(town["walidata"]), town.plan.address("forum")
    assert client.get(town.plan.address("minutes-file")).status_code == 404
    paper = io.BytesIO(b"Berita acara forum")
    paper.name = "notulen.txt"
    sent = {"do": "notulen", **MINUTES, "agreed_on": clock.today().isoformat(), "upload": paper, "seen": 0}
    assert post(client, forum, **sent).status_code == 302
    assert "still being checked" in text_of(client.get(town.plan.address("minutes-file")), 409)
    run_pending()
    assert b"".join(client.get(town.plan.address("minutes-file")).streaming_content) == b"Berita acara forum"
    stale = {"do": "notulen", **MINUTES, "agenda": "Lain", "seen": 0}
    assert "Somebody saved the minutes meanwhile" in text_of(post(client, forum, **stale), 422)
    assert post(browse(town["staf"]), forum, **stale).status_code == 403
    assert "Bappeda" in text_of(browse(town["staf"]).get(forum))


# Exports --------------------------------------------------------------------------------------------------------------------


def _exported(client: Any, address: str, fmt: str) -> Any:
    answer = post(client, address, format=fmt)
    assert answer.status_code == 302
    run_pending()
    job = Job.objects.get(public_id=answer["Location"].strip("/").split("/")[-1])
    assert job.state == JobState.SUCCEEDED, job.error
    with job.result_file.file.open("rb") as file:
        return file.read()


def test_a_list_is_exported_in_the_columns_of_the_forum(town: Town, browse: Any) -> None:
    town.propose(ListKind.PRIORITY)
    town.propose(ListKind.PRIORITY, name="=Nelayan", definition="")
    client, here = browse(town["staf"]), town.plan.address("list-export", listing=ListKind.PRIORITY)
    sheet = load_workbook(io.BytesIO(_exported(client, here, "xlsx"))).worksheets[0]
    rows = [[cell if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    start = next(place for place, row in enumerate(rows) if "DDP number" in row)
    assert rows[start] == [
        "No.", "DDP number", "Reference source", "Indicator", "Name of the data", "Kind of data", "Kind of submission",
        "Standard data", "Producer", "Unit of the producer", "Definition", "Unit of measurement", "Classification by risk",
        "Classification of presentation", "Schedule of updating", "RAD tag", "Support of the region",
        "Level of the regional producer", "Note", "2025", "2026", "2027", "2028", "2029", "State", "Decision",
    ]  # fmt: skip
    assert rows[start + 1][:6] == [
        "P1",
        "DDP-17",
        "RPJMD",
        "Produksi perikanan",
        "Produksi Perikanan Tangkap",
        "Statistical data",
    ]
    assert rows[start + 1][19:25] == ["", "yes", "yes", "yes", "", "Proposed"]
    lines = list(
        csv.reader(io.StringIO(_exported(client, f"{here}?q=nelayan", "csv").decode("utf-8-sig")), delimiter=";")
    )
    assert [line[0] for line in lines[1:]] == ["P2"] and lines[1][4].endswith("=Nelayan") and lines[1][4] != "=Nelayan"
    assert post(client, here, format="pdf").status_code == 400


def test_the_agreed_list_is_exported_as_it_was_frozen(town: Town, browse: Any) -> None:
    plan = town.bring_plan(PlanState.AGREED)
    PlanEntry.objects.filter(kind=ListKind.DATA).update(name="Diubah kemudian")
    client = browse(town["pimpinan"])
    here = plan.address("agreed-export", listing=ListKind.DATA)
    lines = list(
        csv.reader(io.StringIO(_exported(client, f"{here}?versi=1", "csv").decode("utf-8-sig")), delimiter=";")
    )
    assert lines[1][:2] == ["D1", "Produksi Perikanan Tangkap"]
    assert post(client, f"{here}?versi=4", format="csv").status_code == 404


def test_an_export_shows_nothing_to_who_sees_the_plan_no_longer(town: Town) -> None:
    from gsbpm_portal.core.jobs import JobRefused

    wanted = {"government": "kota", "year": 2027, "kind": "data"}
    assert exports.entries(town["staf"], wanted).total == 0
    for name in ("luar", "admin"):
        with pytest.raises(JobRefused):
            exports.entries(town[name], wanted)
    with pytest.raises(JobRefused):
        exports.agreed(town["staf"], {**wanted, "version": 1})
