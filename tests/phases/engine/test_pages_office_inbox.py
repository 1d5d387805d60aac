"""What waits for a person: it equals what the machines offer, for everybody, in worlds built at random."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activities.models import Cycle, TeamSeat
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import clock
from gsbpm_portal.core.comments import add_comment
from gsbpm_portal.core.models import Decision, FileState, StoredFile
from gsbpm_portal.core.transitions import MoveRefused
from phases.engine import rules
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.machines import iteration_machine, phase_machine, recheck_machine, request_machine
from phases.engine.models import Evidence, Iteration, PhaseRun, Recheck, Request, SubProcessRun
from phases.engine.selectors.inbox import Doing, Waiting, waiting, waiting_count
from phases.engine.selectors.mandates import mandate
from phases.engine.services import asks, iterations, phases, work
from tests import factories
from tests.factories import World

pytestmark = pytest.mark.django_db


def doings(user: User) -> dict[Doing, set[int]]:
    found: dict[Doing, set[int]] = {}
    for item in waiting(user):
        assert item.pk not in found.setdefault(item.doing, set()), "the same thing stands twice"
        found[item.doing].add(item.pk)
    return found


# The same as the machines ---------------------------------------------------------------------------------------------


def offered(machine: Any, subjects: Any, user: User, *moves: str) -> set[int]:
    """The subjects on which the machine offers the person one of the moves."""
    sources = {state for move in moves for state in machine[move].sources}
    return {
        subject.pk
        for subject in subjects
        if subject.state in sources
        and any(offer.may and offer.name in moves for offer in machine.offers(subject, user))
    }


def expected(user: User) -> dict[Doing, set[int]]:
    """What should wait, asked of machines and rules one row at a time. Rows of one cycle share it, as on its pages."""
    cycles = Cycle.objects.select_related("activity__organisation").in_bulk()
    phase_runs = PhaseRun.objects.in_bulk()
    runs = SubProcessRun.objects.select_related("assignee", "subprocess").in_bulk()
    rows = {model: list(model.objects.all()) for model in (Iteration, Request, Recheck)}
    for row in [*phase_runs.values(), *runs.values(), *rows[Request]]:
        row.cycle = cycles[row.cycle_id]
    for run in runs.values():
        run.phase_run = phase_runs[run.phase_run_id]
    for row in [*rows[Iteration], *rows[Recheck]]:
        row.run = runs[row.run_id]
    iterations_by_id = {row.pk: row for row in rows[Iteration]}
    today = clock.today()
    found = {
        Doing.DECIDE: offered(iteration_machine, rows[Iteration], user, "approve", "return"),
        Doing.CLOSE: offered(phase_machine, phase_runs.values(), user, "close", "return_closing"),
        Doing.ANSWER: offered(request_machine, rows[Request], user, "confirm"),
        Doing.RECHECK: offered(recheck_machine, rows[Recheck], user, "unchanged"),
        Doing.CLOSABLE: offered(phase_machine, phase_runs.values(), user, "submit_closing"),
    }
    mine: dict[Doing, set[int]] = {
        doing: set() for doing in (Doing.RETURNED, Doing.OVERDUE, Doing.SOON, Doing.GOING, Doing.READY)
    }
    for run in runs.values():
        phase = run.phase_number
        if not run.applies or not rules.is_staff(user, run.cycle, phase):
            continue
        if run.assignee and run.assignee != user and rules.is_staff(run.assignee, run.cycle, phase):
            continue
        current = iterations_by_id[run.current_id]
        running = run.phase_run.state in PhaseState.running()
        if current.state == IterationState.RETURNED:
            mine[Doing.RETURNED].add(current.pk)
        elif current.state not in (IterationState.NOT_STARTED, IterationState.IN_WORK) or not (
            running or run.phase_run.state == PhaseState.NOT_OPEN
        ):
            continue
        elif running and run.due and run.due < today:
            mine[Doing.OVERDUE].add(run.pk)
        elif running and run.due and run.due <= today + timedelta(days=7):
            mine[Doing.SOON].add(run.pk)
        elif current.state == IterationState.IN_WORK:
            mine[Doing.GOING].add(run.pk)
        elif (run.planned_start is None or run.planned_start <= today) and offered(
            iteration_machine, [current], user, "start"
        ):
            mine[Doing.READY].add(run.pk)
    return {doing: pks for doing, pks in (found | mine).items() if pks}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def stir(world: World, chance: random.Random) -> None:
    """Do something lawful or refused, at random, as anybody."""
    user = world[chance.choice(["staf", "staf2", "penyelia", "penyelia2"])]
    begun = SubProcessRun.objects.filter(cycle=world.cycle_id).exclude(current__state=IterationState.NOT_STARTED)
    numbers = [*begun.values_list("number", flat=True), *["1.1", "1.2", "1.4", "2.1", "2.3", "3.5", "4.1", "5.1"]]
    run = world.run(chance.choice(numbers))
    iteration = world.iteration(run.number)
    phase_run = world.phase(run.phase_number)

    def done() -> None:
        factories.fill(iteration, by=user)
        iterations.submit_iteration(world.iteration(run.number), by=user)

    def ask() -> None:
        kind = chance.choice([RequestKind.SKIP, RequestKind.EXTENSION, RequestKind.REOPEN])
        asks.ask(kind, by=user, iteration=iteration, reason="Perlu", due=clock.today() + timedelta(days=30))

    def override() -> None:
        held = asks.gates_held(iteration)
        asks.ask(RequestKind.OVERRIDE, by=user, iteration=iteration, gate=next(iter(held), ""), reason="Mendesak")

    def answer() -> None:
        request = Request.objects.filter(cycle=world.cycle_id, state="terbuka").first()
        if request is not None:
            chance.choice([asks.confirm_request, asks.decline_request])(request, by=user, comment="Baik")

    acts: list[Callable[[], Any]] = [
        lambda: iterations.start_iteration(iteration, by=user),
        lambda: iterations.start_iteration(iteration, by=user),
        done,
        lambda: iterations.approve_iteration(iteration, by=user),
        lambda: iterations.return_iteration(iteration, by=user, comment="Kurang"),
        lambda: iterations.reopen_run(run, by=user, reason="Salah", due=factories.in_days(30)),
        lambda: phases.submit_closing(phase_run, by=user, summary="Selesai"),
        ask,
        override,
        answer,
    ]
    with contextlib.suppress(MoveRefused):
        chance.choice(acts)()


def spread_plans(world: World, chance: random.Random) -> None:
    """Dates round today, people in charge who may and who may no longer write."""
    people = [None, None, world["staf"], world["staf2"], world["rekan"]]
    runs = list(SubProcessRun.objects.filter(cycle=world.cycle_id))
    for run in runs:
        due = clock.today() + timedelta(days=chance.randint(-20, 40))
        run.planned_start = chance.choice([None, due - timedelta(days=chance.randint(0, 30))])
        run.due, run.assignee = due, chance.choice(people)
    SubProcessRun.objects.bulk_update(runs, ["planned_start", "due", "assignee"])


@pytest.mark.parametrize("seed", range(2))
def test_inbox_is_what_the_machines_offer(world: World, seed: int) -> None:
    chance = random.Random(seed)
    today = clock.today()
    second = factories.make_cycle(
        factories.make_activity(world.places["kesehatan"], by=world["staf"], code="KLINIK", kind="admin"),
        team=[
            (world["staf2"], "staf", 0), (world["staf"], "staf", 2), (world["penyelia2"], "penyelia", 1),
            (world["luar"], "penyelia", 0),
            (world["penyelia"], "penyelia", chance.randint(1, 3)), (world["penyelia"], "staf", 1),
        ],
    )  # fmt: skip
    factories.make_membership(world["penyelia"], role="penyelia", at=world.places["kesehatan"])
    worlds = [world, world.at(second)]
    for cycle in (world.cycle, second):
        factories.make_delegation(
            cycle, delegator=world["penyelia"], delegate=world[chance.choice(["rekan", "staf", "penyelia2"])],
            starts=today - timedelta(days=chance.randint(0, 3)), ends=today + timedelta(days=chance.randint(0, 3)),
            phase=chance.choice([0, 1, 2]),
        )  # fmt: skip
    for one in worlds:
        spread_plans(one, chance)
        factories.bring_run(one, "1.1", IterationState.SUBMITTED, by="staf2") if one is world else None
    for _step in range(45):
        stir(chance.choice(worlds), chance)
    seen: set[Doing] = set()
    for name in world.people:
        user = world[name]
        assert mandate(user).votes == {
            cycle.pk: phases
            for cycle in (world.cycle, second)
            if (phases := frozenset(p for p in range(1, 9) if rules.is_supervisor(fresh(user), cycle, p)))
        }, name
        found = doings(user)
        assert {d: pks for d, pks in found.items() if d not in (Doing.EVIDENCE, Doing.COMMENT)} == expected(
            fresh(user)
        ), name
        assert waiting_count(user) == len(waiting(user))
        seen |= set(found)
    assert {Doing.DECIDE, Doing.READY} <= seen


def test_all_kinds_of_waiting_are_seen_over_the_seeds(world: World) -> None:
    """Each kind once, so that the comparison above has something to compare."""
    factories.bring_phase(world, 1, PhaseState.CLOSING)
    factories.bring_phase(world, 2, PhaseState.RUNNING)
    factories.finish_phase(world, 2)
    factories.bring_run(world, "3.1", IterationState.RETURNED)
    asks.ask(RequestKind.SKIP, by=world["staf"], iteration=world.iteration("3.3"), reason="Tidak perlu")
    assert {Doing.CLOSE, Doing.CLOSABLE, Doing.ANSWER} <= set(doings(world["penyelia"]))
    assert {Doing.RETURNED, Doing.CLOSABLE} <= set(doings(world["staf"]))
    for name in world.people:
        found = {d: p for d, p in doings(world[name]).items() if d not in (Doing.EVIDENCE, Doing.COMMENT)}
        assert found == expected(world[name]), name


def test_a_head_in_reach_answers_overrides_and_a_superuser_nothing(world: World) -> None:
    factories.bring_run(world, "1.6", IterationState.IN_WORK)
    asks.ask(
        RequestKind.OVERRIDE,
        by=world["penyelia"],
        iteration=world.iteration("1.6"),
        gate="G-kak-submit-1.6",
        reason="Mendesak",
    )
    assert Doing.ANSWER in doings(world["pimpinan"])
    assert Doing.ANSWER in doings(world["penyelia2"])
    assert Doing.ANSWER not in doings(world["penyelia"])
    assert waiting(world["super"]) == waiting(world["luar"]) == []


# Own work -------------------------------------------------------------------------------------------------------------


def only(user: User, doing: Doing) -> list[Waiting]:
    return [item for item in waiting(user) if item.doing is doing]


def test_returned_work_goes_to_the_person_in_charge_else_to_all_staff(world: World) -> None:
    factories.bring_run(world, "1.1", IterationState.RETURNED, by="staf")
    (item,) = only(world["staf"], Doing.RETURNED)
    assert (item.words, item.person) == ("Lengkapi notulen", str(world["penyelia"]))
    assert item.since == Decision.objects.get(verb="return").at
    assert only(world["staf2"], Doing.RETURNED) == []
    TeamSeat.objects.filter(user=world["staf"]).delete()
    assert only(world["staf"], Doing.RETURNED) == []
    assert len(only(world["staf2"], Doing.RETURNED)) == 1


def test_work_in_hand_stands_for_who_is_in_charge_also_when_reopened_or_left_behind(world: World, sign_in: Any) -> None:
    factories.bring_run(world, "1.1", IterationState.IN_WORK, by="staf")
    factories.bring_run(world, "1.2", IterationState.APPROVED, by="staf")
    factories.reopen(world, "1.2")
    SubProcessRun.objects.filter(number__in=["1.1", "1.2"]).update(due=factories.in_days(30))
    assert {item.run for item in only(world["staf"], Doing.GOING)} == {world.run("1.1").pk, world.run("1.2").pk}
    assert only(world["staf2"], Doing.GOING) == []
    TeamSeat.objects.filter(user=world["staf"]).delete()
    assert only(world["staf"], Doing.GOING) == []
    assert len(only(world["staf2"], Doing.GOING)) == 2
    page = sign_in(world["staf2"]).get("/tindakan/?jenis=lanjutkan").content.decode()
    assert "Penanggung jawabnya tidak lagi duduk di tim untuk ini" in page


def test_a_gate_keeps_what_it_holds_from_standing_ready(world: World) -> None:
    SubProcessRun.objects.update(planned_start=clock.today(), due=clock.today() + timedelta(days=60))
    ready = {item.run for item in only(world["staf"], Doing.READY)}
    assert {world.run("4.1").pk, world.run("2.1").pk} <= ready
    assert not {world.run(number).pk for number in ("4.3", "5.1", "7.3")} & ready


def test_refused_files_and_unanswered_comments_wait_for_their_people(world: World) -> None:
    iteration = factories.bring_run(world, "1.2", IterationState.IN_WORK)
    stored = StoredFile.objects.create(
        name="a.pdf", file="x", size=1, sha256="0", purpose="evidence", state=FileState.REFUSED, refusal="Bukan PDF"
    )
    Evidence.objects.create(iteration=iteration, kind="berkas", title="Notulen", file=stored, added_by=world["staf"])
    remark = add_comment(iteration, by=world["penyelia"], body="Mengapa?")
    add_comment(iteration, by=world["staf"], body="Catatan saya sendiri")
    (refused,) = only(world["staf"], Doing.EVIDENCE)
    (asked,) = only(world["staf"], Doing.COMMENT)
    assert (refused.words, refused.person, asked.words, asked.pk) == ("Notulen", "Bukan PDF", "Mengapa?", remark.pk)
    assert only(world["staf2"], Doing.EVIDENCE) == only(world["staf2"], Doing.COMMENT) == []
    add_comment(iteration, by=world["staf"], body="Karena", parent=remark)
    assert only(world["staf"], Doing.COMMENT) == []


def test_what_is_late_or_soon_stands_once_and_oldest_first(world: World) -> None:
    factories.bring_run(world, "1.1", IterationState.IN_WORK)
    today = clock.today()
    SubProcessRun.objects.update(planned_start=None, due=None)
    for number, days in {"1.1": -1, "1.2": -9, "1.3": 7, "1.4": 8}.items():
        SubProcessRun.objects.filter(number=number).update(due=today + timedelta(days=days))
    assert [item.run for item in only(world["staf"], Doing.OVERDUE)] == [world.run("1.2").pk, world.run("1.1").pk]
    assert [item.run for item in only(world["staf"], Doing.SOON)] == [world.run("1.3").pk]
    assert world.run("1.4").pk in {item.run for item in only(world["staf"], Doing.READY)}


def test_the_headline_counts_whatever_is_late(world: World, client: Client) -> None:
    """What was submitted or returned late is late too, in whichever group it stands; what only is to begin is not."""
    factories.bring_run(world, "1.1", IterationState.IN_WORK)
    factories.bring_run(world, "1.2", IterationState.RETURNED)
    factories.bring_run(world, "1.3", IterationState.SUBMITTED)
    SubProcessRun.objects.filter(cycle=world.cycle_id).update(due=factories.in_days(-2), assignee=world["staf"])
    late = {"staf": "5 di antaranya", "penyelia": "1 di antaranya"}
    for username, words in late.items():
        client.force_login(world[username], "gsbpm_portal.accounts.backends.PersonBackend")
        page = client.get("/tindakan/").content.decode()
        assert page.count("due--late") == int(words.split()[0]) and f"{words} terlambat" in page


# The page -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    def sign(user: User) -> Client:
        client.force_login(user, "gsbpm_portal.accounts.backends.PersonBackend")
        client.get("/tindakan/")
        return client

    return sign


def test_the_front_door_leads_to_what_waits_or_to_the_sign_in(world: World, client: Client, sign_in: Any) -> None:
    assert client.get("/").headers["Location"] == reverse("accounts:login")
    assert sign_in(world["staf"]).get("/").headers["Location"] == reverse("engine:inbox")


def test_the_page_shows_each_thing_with_its_place_and_the_badge_equals_the_list(world: World, sign_in: Any) -> None:
    SubProcessRun.objects.update(planned_start=clock.today() + timedelta(days=9), due=None)
    factories.bring_run(world, "1.1", IterationState.SUBMITTED)
    factories.bring_run(world, "1.2", IterationState.SUBMITTED)
    page = sign_in(world["penyelia"]).get("/tindakan/")
    text = page.content.decode()
    assert page.context["total"] == 2
    assert 'id="badge-engine-inbox"><span aria-hidden="true">2</span>' in text
    assert reverse("engine:review", args=["IKAN", "2026", "1.1"]) in text
    assert reverse("engine:bulk") in text


def test_nothing_waiting_says_what_will_stand_here(world: World, sign_in: Any) -> None:
    page = sign_in(world["rekan"]).get("/tindakan/", headers={"accept-language": "en"})
    assert page.context["groups"] == [] and 'class="empty"' in page.content.decode()


def test_the_queries_do_not_grow_with_the_list(world: World, sign_in: Any) -> None:
    """At most eight, as many at 5 as at 50 and 500 things, whoever looks."""
    counts: dict[str, list[int]] = {}
    for wanted in (5, 50, 500):
        multiply(world, wanted)
        for name in ("staf", "penyelia", "pimpinan"):
            page, count = counted(sign_in(world[name]), "/tindakan/")
            counts.setdefault(name, []).append(count)
            if name != "pimpinan":
                assert page.context["total"] >= wanted * 0.9  # gates hold a few of those to begin
                assert all(len(group.lines) <= 25 for group, _items in page.context["groups"])
    for name, found in counts.items():
        assert len(set(found)) == 1 and found[0] <= 8, (name, found)


def counted(client: Client, address: str) -> tuple[Any, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
    assert page.status_code == 200
    return page, len(queries)


def multiply(world: World, wanted: int) -> None:
    """So many submissions by staff2 and so many things to begin, in as many cycles as it takes."""
    cycles = [world.cycle]
    activity = world.cycle.activity
    people = {name: world[name] for name in ("staf", "penyelia", "penyelia2")}
    while len(cycles) * 15 < wanted:
        edition = f"2026-{len(cycles)}"
        found = activity.cycles.filter(edition=edition).first()
        cycles.append(
            found or factories.make_cycle(activity, by=people["staf"], edition=edition, team=factories.seats_of(people))
        )
    runs = list(SubProcessRun.objects.filter(cycle__in=cycles).order_by("pk"))
    SubProcessRun.objects.filter(cycle__in=cycles).update(planned_start=clock.today() + timedelta(days=99), due=None)
    half = [run for place, run in enumerate(runs) if place % 2][:wanted]
    PhaseRun.objects.filter(cycle__in=cycles).update(state=PhaseState.RUNNING)
    Iteration.objects.filter(run__in=half).update(state=IterationState.SUBMITTED, submitted_at=clock.now())
    rest = [run.pk for place, run in enumerate(runs) if place % 2 == 0][:wanted]
    SubProcessRun.objects.filter(pk__in=rest).update(planned_start=clock.today())


def test_one_kind_is_shown_page_by_page(world: World, sign_in: Any) -> None:
    multiply(world, 50)
    client = sign_in(world["penyelia"])
    page = client.get("/tindakan/?jenis=putuskan&hal=2")
    assert [len(group.lines) for group, _items in page.context["groups"]] == [25]
    assert client.get("/tindakan/?jenis=apa").context["only"] is None


# Several at once ------------------------------------------------------------------------------------------------------


def test_only_what_needs_no_reading_is_approved_together(world: World, sign_in: Any) -> None:
    from phases.engine.selectors import bulk

    for number in ("1.1", "1.2", "1.3", "1.5", "1.6"):  # 1.3 and 1.6 contain an approval and leave a mandatory output
        factories.bring_run(world, number, IterationState.SUBMITTED)
    add_comment(world.iteration("1.5"), by=world["staf"], body="Mohon dibaca")
    ((office, found),) = bulk.candidates(world["penyelia"]).items()
    assert office == world.places["perikanan"]
    assert [c.iteration.run.number for c in found] == ["1.1", "1.2"]
    assert bulk.candidates(world["staf"]) == bulk.candidates(world["luar"]) == {}
    client = sign_in(world["penyelia"])
    address = reverse("engine:bulk")
    page = client.get(address)
    # meanwhile the second is withdrawn, written in, and submitted again
    iterations.withdraw_iteration(world.iteration("1.2"), by=world["staf"])
    work.write_note(world.iteration("1.2"), world.task("1.2.1"), by=world["staf"], note="Baru")
    iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    token = page.context["form"]["token"].value()
    keys = [c.key for c in found] + ["IKAN/2026/1.6@1.1.1", "LAIN/2026/1.1@1"]
    posted = {"token": token, "chosen": keys, "comment": "Lengkap"}
    answer = client.post(f"{address}?instansi=perikanan", posted, follow=True)
    assert Decision.objects.filter(verb="approve", comment="Lengkap").count() == 1
    assert world.iteration("1.1").state == IterationState.APPROVED
    assert world.iteration("1.2").state == world.iteration("1.6").state == IterationState.SUBMITTED
    levels = [message.level_tag for message in answer.context["messages"]]
    assert levels == ["success", "error", "error", "error"]
    repeated = client.post(f"{address}?instansi=perikanan", posted)  # double click
    assert repeated.status_code == 302 and Decision.objects.filter(verb="approve").count() == 1


def test_approving_nothing_is_a_mistake_that_is_said(world: World, sign_in: Any) -> None:
    factories.bring_run(world, "1.1", IterationState.SUBMITTED)
    client = sign_in(world["penyelia"])
    page = client.get(reverse("engine:bulk"))
    answer = client.post(
        f"{reverse('engine:bulk')}?instansi=perikanan", {"token": page.context["form"]["token"].value()}
    )
    assert answer.status_code == 422 and 'href="#id_chosen' in answer.content.decode()
