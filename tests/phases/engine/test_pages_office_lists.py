"""Portfolio, schedule and timeline: what they show, to whom, in how many queries, and as files."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from activities.models import Activity
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.jobs import run_pending
from gsbpm_portal.core.models import Job, JobState
from phases.engine import charts, exports
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.models import SubProcessRun
from phases.engine.selectors import portfolio, portfolio_rows, schedule, timeline
from phases.engine.selectors.portfolio import Condition, Wish
from phases.engine.selectors.portfolio_rows import Cell
from phases.engine.services import asks, work
from tests import factories
from tests.factories import World

pytestmark = pytest.mark.django_db

Sign = Callable[[User], Client]


@pytest.fixture
def sign_in(client: Client) -> Sign:
    def sign(user: User) -> Client:
        client.force_login(user, "gsbpm_portal.accounts.backends.PersonBackend")
        client.cookies["django_language"] = "en"
        client.get("/profil/")
        return client

    return sign


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def more(world: World, number: int, **values: Any) -> list[Activity]:
    """So many further activities of the office, each with a cycle."""
    made = []
    for _n in range(number):
        activity = factories.make_activity(world.places["perikanan"], by=world["staf"], **values)
        factories.make_cycle(activity, team=[(world["staf"], "staf", 0)])
        made.append(activity)
    return made


def titles(client: Client, **query: Any) -> list[str]:
    table = client.get(reverse("engine:portfolio"), query).context["table"]
    return [row.title for row in table.rows()]


# Portfolio ------------------------------------------------------------------------------------------------------------


def test_cells_tell_done_overdue_and_waiting(world: World, sign_in: Sign) -> None:
    SubProcessRun.objects.update(due=clock.today() + timedelta(days=9))
    for number, state in {"1.1": "disetujui", "1.2": "dilewati", "1.3": "diajukan", "1.4": "dikerjakan"}.items():
        world.bring(number, state)
    factories.set_aside(world, "1.5")
    SubProcessRun.objects.filter(number__in=["1.1", "1.4", "1.5"]).update(due=clock.today() - timedelta(days=1))
    (row,) = portfolio_rows.rows_of_activities(world["staf"], portfolio.activities(world["staf"], Wish()))
    assert row.cells[1] == Cell(done=2, total=5, late=1, waiting=1)
    assert row.cells[2] == Cell(total=6)
    assert row.whole == Cell(done=2, total=43, late=1, waiting=1)
    text = sign_in(world["staf"]).get(reverse("engine:portfolio")).content.decode()
    assert "2 of 5 done" in text and "1 late" in text and "1 waiting" in text
    assert f'href="{reverse("engine:phase", args=["IKAN", "2026", 1])}"' in text


def test_a_closing_phase_waits_too(world: World) -> None:
    world.bring_phase(1, PhaseState.CLOSING)
    (row,) = portfolio_rows.rows_of_cycles(portfolio.cycles(world["staf"], Wish(condition=Condition.WAITING)))
    assert row.cells[1].waiting == 1


@pytest.mark.parametrize("name, seen", [("staf", 1), ("pimpinan", 2), ("super", 3), ("luar", 1)])
def test_everybody_sees_what_is_in_reach_and_their_teams(world: World, sign_in: Sign, name: str, seen: int) -> None:
    for place in ("kesehatan", "lain"):
        factories.make_cycle(factories.make_activity(world.places[place], by=world["luar"]))
    assert len(titles(sign_in(world[name]))) == seen
    assert len(portfolio_rows.Everything(world[name])) == seen


def test_the_newest_cycle_that_the_person_sees_stands_for_the_activity(world: World, sign_in: Sign) -> None:
    newer = factories.make_cycle(world.cycle.activity, edition="2027")
    client = sign_in(world["staf"])
    table = client.get(reverse("engine:portfolio")).context["table"]
    assert [row.cycle for row in table.rows()] == [newer.pk]
    every = client.get(reverse("engine:portfolio"), {"siklus": "semua"}).context["table"]
    assert [row.edition for row in every.rows()] == ["2027", "2026"]
    foreign = factories.make_activity(world.places["lain"], by=world["luar"])
    old = factories.make_cycle(foreign, edition="2025", team=[(world["staf"], "staf", 0)])
    factories.make_cycle(foreign, edition="2026")
    assert old.pk in [row.cycle for row in client.get(reverse("engine:portfolio")).context["table"].rows()]


def test_filters_narrow_and_stay_in_the_address(world: World, sign_in: Sign) -> None:
    client, today = sign_in(world["staf"]), clock.today()
    more(world, 1, kind="census", title="Sensus Nelayan", code="NELAYAN")
    (basic,) = more(world, 1, statistic_type="dasar", title="Harga Pasar", code="HARGA")
    SubProcessRun.objects.update(due=today + timedelta(days=9))
    world.bring("1.1", IterationState.RETURNED)
    SubProcessRun.objects.filter(cycle__activity=basic, number="1.1").update(due=today - timedelta(days=1))
    ikan = world.cycle.activity.title
    assert (
        titles(client, q="nelayan")
        == titles(client, q="NELAYAN sensus")
        == titles(client, jenis="census")
        == ["Sensus Nelayan"]
    )
    assert titles(client, tipe="dasar") == titles(client, keadaan="terlambat") == ["Harga Pasar"]
    assert titles(client, keadaan="dikembalikan") == titles(client, keadaan="berjalan") == [ikan]
    assert titles(client, keadaan="belum") == ["Harga Pasar", "Sensus Nelayan"]
    assert titles(client, keadaan="selesai") == titles(client, tahun=2025) == titles(client, q="tidak ada") == []
    assert (
        len(titles(client, organisasi="perikanan"))
        == len(titles(client, tahun=2026))
        == len(titles(client, tim="saya"))
        == 3
    )
    page = client.get(reverse("engine:portfolio"), {"jenis": "census", "tahun": "apa", "organisasi": "tidak-ada"})
    assert page.status_code == 200 and 'name="jenis"' in page.content.decode()
    assert titles(sign_in(world["pimpinan"]), organisasi="kesehatan") == []
    assert titles(sign_in(world["penyelia"]), tim="saya") == [ikan]


def test_sorting_by_title_organisation_and_figures(world: World, sign_in: Sign) -> None:
    client, today = sign_in(world["staf"]), clock.today()
    more(world, 1, title="A", code="A")
    SubProcessRun.objects.update(due=today + timedelta(days=9))
    world.bring("1.1", IterationState.APPROVED)
    SubProcessRun.objects.filter(cycle__activity__code="A", number="1.2").update(due=today - timedelta(days=1))
    first, second = "A", world.cycle.activity.title
    for sort in ("title", "progress", "-overdue", "organisation"):
        assert titles(client, urut=sort) == [first, second], sort
    for sort in ("-title", "-progress", "overdue", "moved", "-moved", "-organisation"):
        assert titles(client, urut=sort) == [second, first], sort
    assert titles(client, urut="password") == [first, second]


@pytest.mark.parametrize("query", ["", "?keadaan=belum", "?urut=-progress&siklus=semua", "?q=i&organisasi=perikanan"])
def test_the_portfolio_asks_at_most_twelve_queries_whatever_its_length(world: World, sign_in: Sign, query: str) -> None:
    client = sign_in(world["staf"])
    counts = []
    for number in (0, 2, 5):
        more(world, number)
        counts.append(queries_of(client, reverse("engine:portfolio") + query))
    assert len(set(counts)) == 1 and counts[0] <= 12, counts


def test_an_activity_without_a_cycle_stands_there_too(world: World, sign_in: Sign) -> None:
    factories.make_activity(world.places["perikanan"], by=world["staf"], title="Baru", code="BARU")
    assert "Baru" in titles(sign_in(world["staf"]))


def test_the_empty_portfolio_says_what_will_stand_there(world: World, sign_in: Sign) -> None:
    stranger = factories.make_user("asing", role="staf", at=factories.make_organisation("kosong"))
    text = sign_in(stranger).get(reverse("engine:portfolio")).content.decode()
    assert "will stand here" in text and reverse("activities:new") in text


def test_an_htmx_filter_gets_the_same_list(world: World, sign_in: Sign) -> None:
    page = sign_in(world["staf"]).get(reverse("engine:portfolio"), {"q": "ikan"}, headers={"HX-Request": "true"})
    assert 'id="list"' in page.content.decode()


# Exports --------------------------------------------------------------------------------------------------------------


def test_an_unknown_format_is_refused(world: World, sign_in: Sign) -> None:
    client = sign_in(world["staf"])
    token = (
        client.get(reverse("engine:portfolio")).content.decode().split('name="token" value="', 1)[1].split('"', 1)[0]
    )
    assert client.post(reverse("engine:portfolio-export"), {"token": token, "format": "exe"}).status_code == 400
    assert not Job.objects.exists()


def test_exports_show_what_the_person_sees_and_nothing_else(world: World) -> None:
    assert [row[0] for row in exports.portfolio_rows(world["luar"], {}).rows] == []
    assert len(list(exports.portfolio_rows(world["pimpinan"], {"every": True, "sort": "-overdue"}).rows)) == 1
    assert len(exports.schedule_rows(world["staf"], {"cycle": "IKAN/2026", "detail": True}).rows) == 52
    assert list(exports.schedule_rows(world["luar"], {"year": 2026}).rows) == []
    for rows in (exports.schedule_rows, exports.timeline_rows):
        with pytest.raises(exports.JobRefused):
            rows(world["luar"], {"cycle": "IKAN/2026"})


# Schedule -------------------------------------------------------------------------------------------------------------

WORDS = charts.Words("Plan & fact", "<two> lines", "today", ["Jan", "Feb", "Mar"] + ["Mon"] * 9)


def test_the_chart_escapes_names_and_marks_what_is_late() -> None:
    day = date(2026, 3, 10)
    bars = [
        charts.Bar("<b>Late</b>", date(2026, 1, 5), date(2026, 2, 5), date(2026, 1, 7), None, note="33 days late"),
        charts.Bar(
            "In <time>" + " name" * 16,
            date(2026, 1, 5),
            date(2026, 2, 5),
            date(2026, 1, 7),
            date(2026, 2, 1),
            strong=True,
            url="/a/?b&c",
        ),
        charts.Bar("Nothing known"),
    ]
    drawn = charts.gantt(bars, today=day, words=WORDS)
    assert charts.span_of(bars, day) == (date(2026, 1, 1), date(2026, 3, 31))
    assert "<b>" not in drawn and "&lt;b&gt;Late" in drawn and "Plan &amp; fact" in drawn
    assert "style=" not in drawn and 'role="img"' not in drawn, "a picture would hide its links"
    full = "In &lt;time&gt;" + " name" * 16
    assert f'<a href="/a/?b&amp;c" aria-label="{full}"><text' in drawn and f"<title>{full}</title>" in drawn
    assert drawn.count("<tspan") == 4, "a long name stands on two lines"
    assert drawn.count('fill="url(#gantt-hatch)"') == 1 and "33 days late" in drawn
    assert drawn.count("gantt__planned") == 2 and drawn.count("gantt__actual--done") == 1


def test_a_bar_outside_of_what_is_shown_is_not_drawn() -> None:
    bar = charts.Bar("Old", date(2025, 1, 5), date(2025, 2, 5), date(2025, 1, 7), date(2025, 2, 1))
    drawn = charts.gantt([bar], today=date(2026, 3, 10), words=WORDS, span=(date(2026, 1, 1), date(2026, 12, 31)))
    assert "gantt__planned" not in drawn and "gantt__actual" not in drawn


def test_the_schedule_of_a_cycle_tells_plan_fact_and_difference(world: World, sign_in: Sign) -> None:
    today = clock.today()
    SubProcessRun.objects.filter(number="1.1").update(
        planned_start=today - timedelta(days=9), due=today - timedelta(days=2)
    )
    SubProcessRun.objects.filter(number="1.2").update(due=today + timedelta(days=3))
    world.bring("1.1", IterationState.IN_WORK)
    world.bring("1.2", IterationState.APPROVED)
    spans = {span.name.split()[0]: span for span in schedule.spans_of_cycle(world.cycle, detail=True)}
    assert (spans["1.1"].actual_start, spans["1.1"].actual_end, spans["1.1"].late) == (today, None, 2)
    assert (spans["1.2"].actual_end, spans["1.2"].late) == (today, -3)
    assert spans["1"].actual_start == today and spans["2"].actual_start is None
    client = sign_in(world["staf"])
    here = reverse("engine:cycle-schedule", args=["IKAN", "2026"])
    text = client.get(here + "?rinci=1").content.decode()
    assert "2 days late" in text and "3 days early" in text and text.count('<svg class="gantt"') == 1
    assert sign_in(world["luar"]).get(here).status_code == 404


def test_the_year_box_says_which_year_is_shown(world: World, sign_in: Sign) -> None:
    client, here = sign_in(world["staf"]), reverse("engine:schedule")
    for query, year in (("", clock.today().year), ("?tahun=", clock.today().year), ("?tahun=2031", 2031)):
        page = client.get(here + query).content.decode()
        assert re.search(
            rf'<input[^>]*name="tahun"[^>]*value="{year}"|<input[^>]*value="{year}"[^>]*name="tahun"', page
        )
    assert (
        f'<a href="{world.cycle.get_absolute_url()}" aria-label=' in client.get(here + "?tahun=2026").content.decode()
    )


def test_the_schedule_of_a_year(world: World, sign_in: Sign) -> None:
    client, here = sign_in(world["staf"]), reverse("engine:schedule")
    counts = []
    for number in (0, 2, 5):
        more(world, number)
        counts.append(queries_of(client, f"{here}?tahun=2026"))
    assert len(set(counts)) == 1 and counts[0] <= 12, counts
    page = client.get(here, {"tahun": "2026", "tim": "saya"})
    assert len(page.context["spans"]) == 8
    assert client.get(here, {"tahun": "2020"}).context["spans"] == []
    assert client.get(here, {"tahun": "99999999"}).context["year"] == clock.today().year


# Timeline -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(world: World) -> str:
    """A cycle with some history; the address of its timeline."""
    world.bring("1.1", IterationState.RETURNED)
    world.bring("1.2", IterationState.IN_WORK, by="staf2")
    work.write_note(world.iteration("1.2"), world.task("1.2.1"), by=world["staf2"], note="=SUM(A1)")
    world.bring("2.1", IterationState.IN_WORK)
    return reverse("engine:timeline", args=["IKAN", "2026"])


def shown(client: Client, address: str, **query: str) -> list[str]:
    return [entry.row.action for entry in client.get(address, query).context["entries"]]


def test_the_timeline_tells_who_when_what_and_why(world: World, told: str, sign_in: Sign) -> None:
    client = sign_in(world["staf"])
    actions = shown(client, told)
    assert {"iteration.start", "phase.open_by_start"} == set(actions[:2]) and actions[-1] == "cycle.open"
    text = client.get(told).content.decode()
    assert "Lengkapi notulen" in text and "Awaiting decision → Returned" in text
    assert sign_in(world["luar"]).get(told).status_code == 404


def test_the_timeline_is_filtered_by_person_kind_place_and_date(world: World, told: str, sign_in: Sign) -> None:
    client = sign_in(world["staf"])
    assert shown(client, told, orang=str(world["penyelia"])) == ["iteration.return"]
    assert shown(client, told, macam="decision") == ["iteration.return"]
    assert set(shown(client, told, tempat="1.2")) == {"iteration.start", "task.note"}
    assert set(shown(client, told, tempat="2")) == {"iteration.start", "phase.open_by_start"}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert shown(client, told, dari=tomorrow) == []
    assert shown(client, told, sampai=tomorrow, dari="x") == shown(client, told)


def test_an_override_has_its_own_colour(world: World, told: str, sign_in: Sign) -> None:
    world.bring("1.6", IterationState.IN_WORK)
    request = asks.ask(
        RequestKind.OVERRIDE,
        by=world["penyelia"],
        iteration=world.iteration("1.6"),
        gate="G-kak-submit-1.6",
        reason="Mendesak",
    )
    asks.confirm_request(request, by=world["penyelia2"])
    text = sign_in(world["staf"]).get(told, {"macam": "override"}).content.decode()
    assert text.count("timeline__item--override") == 2


def test_the_timeline_costs_the_same_for_few_and_many(world: World, told: str, sign_in: Sign) -> None:
    client = sign_in(world["staf"])
    few = queries_of(client, told)
    iteration = world.iteration("1.2")
    for number in range(60):
        work.write_note(iteration, world.task("1.2.1"), by=world["staf2"], note=f"Catatan {number}")
    assert queries_of(client, told) == few <= 15
    assert len(shown(client, told)) == 50


def test_a_long_chain_is_verified_by_a_job(world: World, told: str, sign_in: Sign, monkeypatch: Any) -> None:
    monkeypatch.setattr("phases.engine.views.timeline.AT_ONCE", 3)
    client = sign_in(world["staf"])
    token = client.get(told).content.decode().split('name="token" value="', 1)[1].split('"', 1)[0]
    answer = client.post(told + "verifikasi/", {"token": token})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("core:job", args=[job.public_id])
    audit.witness_missing()
    run_pending()
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED and job.result["sound"] is True and job.result["message"]


def test_the_trail_as_a_file_has_old_new_and_reason(world: World, told: str) -> None:
    with translation.override("en"):
        table = exports.timeline_rows(world["staf"], {"cycle": "IKAN/2026", "place": "1"})
        rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    returned = next(row for row in rows if row["Reason"] == "Lengkapi notulen")
    assert (returned["Who"], returned["Old"], returned["New"]) == ("Penyelia", "Awaiting decision", "Returned")
    assert len(rows) >= table.total


def test_the_verification_counts_as_the_list_does(world: World) -> None:
    """The chain holds other cycles' entries too; what is about the activity itself stands on every cycle's list."""
    about = {"by": world["penyelia"], "subject": world.cycle.activity}
    before = timeline.entries(world.cycle, timeline.Wish()).count()
    audit.append(world.cycle.audit_chain, action="cycle.changed", scope="IKAN/2025", **about)
    audit.append(world.cycle.audit_chain, action="activity.changed", **about)
    assert timeline.entries(world.cycle, timeline.Wish()).count() == before + 1
    listed = timeline.entries(world.cycle, timeline.Wish()).count()
    with translation.override("id"):
        words = timeline.in_words(world.cycle, audit.verify(world.cycle.audit_chain)).summary
    assert f"{listed + 1} entri kegiatan ini dibaca, {listed} di antaranya tentang siklus 2026" in words


def test_every_fault_has_words(world: World) -> None:
    for code in ("changed", "gap", "broken", "cut", "recomputed", "head", "gone"):
        assert timeline.fault_in_words(audit.Finding(code, 12)) not in (code, "")
    many = timeline.in_words(
        world.cycle, audit.Verification("a", 30, 30, [audit.Finding("broken", n) for n in range(30)])
    )
    assert len(many.faults) == 20 and many.more == 10 and not many.ok


def test_a_reopened_iteration_keeps_the_first_start(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        world.bring("1.1", IterationState.APPROVED)
    factories.reopen(world, "1.1")
    (span,) = [s for s in schedule.spans_of_cycle(world.cycle, detail=True) if s.name.startswith("1.1 ")]
    assert span.actual_start == clock.today() - timedelta(days=10) and span.actual_end is None
