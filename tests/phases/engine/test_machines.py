"""Every state × person × move of every machine, generated from the machines: offered, refused with a reason, or hidden.

How to read the tables: a column is what all people named in its head get. `move` is offered, `!move` is shown but refused with a
reason, a move that is not named is hidden. Whoever is named in no head gets nothing at all. What is offered must succeed; what is
refused or hidden must be refused, without a trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from gsbpm_portal.core import clock
from gsbpm_portal.core.models import AuditEntry, Decision
from gsbpm_portal.core.transitions import Machine, MoveRefused, NotAllowed, contribute
from phases.engine.enums import IterationState, PhaseState, RecheckState, RequestKind, RequestState
from phases.engine.machines import iteration_machine, phase_machine, recheck_machine, request_machine
from phases.engine.models import Iteration, PhaseRun, Recheck, Request
from phases.engine.services import artefacts, asks, iterations, phases
from tests import factories

ITERATION = """
              | staf staf2 | rangkap                   | penyelia penyelia2 plh | delegator
belum_dimulai | start      | start !skip               | !skip                  | !skip
dikerjakan    | submit     | submit !skip              | !skip                  | !skip
dikerjakan-0  | !submit    | !submit !skip             | !skip                  | !skip
diajukan      | withdraw   | withdraw !approve !return | approve return         | !approve !return
dikembalikan  | submit     | submit !skip              | !skip                  | !skip
disetujui     |            |                           |                        |
dilewati      |            |                           |                        |
"""
"""dikerjakan-0: nothing ticked yet. rangkap sits as staff and as supervisor, and has worked on all but what was not started."""

PHASE = """
               | staf staf2       | rangkap                                 | penyelia penyelia2 plh                | delegator
belum_dibuka   | open_by_start    | open open_by_start                      | open                                  | !open
berjalan       | submit_closing   | submit_closing                          | submit_closing                        | !submit_closing
diajukan_tutup | withdraw_closing | withdraw_closing !close !return_closing | withdraw_closing close return_closing | !withdraw_closing !close !return_closing
ditutup        |                  | reopen                                  | reopen                                | !reopen
dibuka_kembali | submit_closing   | submit_closing                          | submit_closing                        | !submit_closing
"""  # noqa: E501
"""rangkap has submitted the closing. All sub-processes are finished wherever the phase runs."""

REQUEST = """
             | staf     | rangkap           | penyelia         | penyelia2 plh   | delegator         | pimpinan
lewati       | withdraw | !confirm !decline | confirm decline  | confirm decline | !confirm !decline |
perpanjangan | withdraw | !confirm !decline | confirm decline  | confirm decline | !confirm !decline |
buka_kembali | withdraw | confirm decline   | confirm decline  | confirm decline | !confirm !decline |
lampaui      |          | !confirm !decline | withdraw !confirm !decline | confirm decline | !confirm !decline | confirm decline
dikonfirmasi |          |                   |                  |                 |                   |
ditolak      |          |                   |                  |                 |                   |
ditarik      |          |                   |                  |                 |                   |
"""
"""By kind while it is open, then by state. staf has asked (an override: penyelia); rangkap has worked on what it is about."""

RECHECK = """
                 | rangkap penyelia penyelia2 plh | delegator
terbuka          | unchanged redo                 | !unchanged !redo
tidak_berubah    |                                |
dikerjakan_ulang |                                |
"""

Table = dict[str, dict[str, set[str]]]


def read(table: str) -> Table:
    """{state: {person: {"move", "!move"}}}"""
    head, *lines = [line.split("|") for line in table.strip("\n").splitlines()]
    found: Table = {}
    for state, *cells in lines:
        assert len(cells) == len(head) - 1, state
        found[state.strip()] = {
            person: set(cell.split()) for people, cell in zip(head[1:], cells, strict=True) for person in people.split()
        }
    return found


TABLES: dict[str, tuple[Machine[Any], Table, type[Any]]] = {
    "iteration": (iteration_machine, read(ITERATION), IterationState),
    "phase": (phase_machine, read(PHASE), PhaseState),
    "request": (request_machine, read(REQUEST), RequestState),
    "recheck": (recheck_machine, read(RECHECK), RecheckState),
}
CELLS = [(name, state) for name, (_machine, table, _states) in TABLES.items() for state in table]


class Stage:
    """The world with more people, and a subject in every state of every machine."""

    def __init__(self) -> None:
        self.world = factories.make_world()
        office = self.world.places["perikanan"]
        today = clock.today()
        for name, role, seats in (
            ("rangkap", "penyelia", [("staf", 0), ("penyelia", 0)]),
            ("delegator", "penyelia", [("penyelia", 0)]),
            ("plh", "staf", []),
            ("usai", "staf", []),  # their delegation is over
            ("kelak", "staf", []),  # theirs begins tomorrow
            ("lain_fase", "penyelia", [("penyelia", 7), ("staf", 7)]),
            ("tanpa_peran", "", [("penyelia", 0)]),  # a seat without the role behind it
            ("tutup", "penyelia", [("penyelia", 0), ("staf", 0)]),  # the account is closed
        ):
            user = factories.make_user(name, role=role, at=office)
            self.world.people[name] = user.pk
            for seat, phase in seats:
                self.world.cycle.seats.create(user=user, role=seat, phase=phase)
        type(self.world["tutup"]).objects.filter(username="tutup").update(is_active=False)
        self._delegate(self.world.cycle, today)
        self.subjects: dict[tuple[str, str], Any] = {}
        self._iterations()
        self._phases()
        self._requests()
        self._rechecks()
        self.people = {name: self.world[name] for name in self.world.people}  # what they are does not change any more

    def _delegate(self, cycle: Any, today: date) -> None:
        day = timedelta(days=1)
        for delegate, starts, ends in (
            ("plh", today, today),
            ("usai", today - 9 * day, today - day),
            ("kelak", today + day, today + 9 * day),
        ):
            factories.make_delegation(
                cycle, delegator=self.world["delegator"], delegate=self.world[delegate], starts=starts, ends=ends
            )

    def _iterations(self) -> None:
        w = self.world
        for number, state in (
            ("1.1", "belum_dimulai"),
            ("1.2", "dikerjakan"),
            ("1.4", "diajukan"),
            ("1.5", "dikembalikan"),
            ("2.1", "disetujui"),
            ("2.2", "dilewati"),
            ("2.3", "dikerjakan-0"),
        ):
            iteration = w.bring(number, state.removesuffix("-0"))
            if state in ("dikerjakan", "dikembalikan"):
                factories.fill(iteration, by=w["staf"])
            if state not in ("belum_dimulai", "disetujui", "dilewati"):
                contribute(iteration, iteration.round, w["rangkap"], "edit")
            self.subjects["iteration", state] = (Iteration, iteration.pk)

    def _other_cycle(self, edition: str) -> factories.World:
        """The same team in another cycle."""
        w = self.world
        team = [(seat.user, seat.role, seat.phase) for seat in w.cycle.seats.select_related("user")]
        cycle = factories.make_cycle(w.cycle.activity, edition=edition, team=team)
        self._delegate(cycle, clock.today())
        return w.at(cycle)

    def _phases(self) -> None:
        for year, state in enumerate(PhaseState.values, start=2030):
            there = self._other_cycle(str(year))
            if state == PhaseState.RUNNING:
                there.bring_phase(2, PhaseState.RUNNING)
                factories.finish_phase(there, 2)
            else:
                there.bring_phase(2, state)
            phase_run = there.phase(2)
            if state == PhaseState.CLOSING:
                contribute(phase_run, phase_run.round, self.world["rangkap"], "submit_closing")
            self.subjects["phase", state] = (PhaseRun, phase_run.pk)

    def _requests(self) -> None:
        w = self.world
        later = clock.today() + timedelta(days=30)

        def asked(kind: str, number: str, by: str = "staf", **more: Any) -> Request:
            return asks.ask(kind, by=w[by], iteration=w.iteration(number), reason="Perlu", **more)

        w.bring("3.1", IterationState.IN_WORK)
        w.bring("3.2", IterationState.APPROVED)
        w.bring("3.4", IterationState.IN_WORK)
        for number in ("3.1", "3.4"):
            contribute(w.iteration(number), 1, w["rangkap"], "edit")
        (gate,) = asks.gates_held(w.iteration("3.4"))
        made = {
            "lewati": asked(RequestKind.SKIP, "3.1"),
            "perpanjangan": asked(RequestKind.EXTENSION, "3.1", due=later),
            "buka_kembali": asked(RequestKind.REOPEN, "3.2", due=later),
            "lampaui": asked(RequestKind.OVERRIDE, "3.4", by="penyelia", gate=gate),
            "dikonfirmasi": asks.confirm_request(asked(RequestKind.EXTENSION, "2.3", due=later), by=w["penyelia"]),
            "ditolak": asks.decline_request(asked(RequestKind.SKIP, "2.3"), by=w["penyelia"], comment="Tetap perlu"),
            "ditarik": asks.withdraw_request(asked(RequestKind.SKIP, "2.3"), by=w["staf"]),
        }
        for state, request in made.items():
            self.subjects["request", state] = (Request, request.pk)

    def _rechecks(self) -> None:
        w = self.world
        source = w.iteration("3.3")
        source = iterations.start_iteration(source, by=w["staf"])
        factories.fill(source, by=w["staf"])
        factories.make_evidence(source, by=w["staf"], title="Aplikasi")
        iterations.submit_iteration(source, by=w["staf"])
        iterations.approve_iteration(source, by=w["penyelia"])
        artefact = w.run("3.3").artefacts.get()
        for number in ("3.5", "3.6", "3.7"):
            artefacts.record_use(w.bring(number, IterationState.IN_WORK), artefact, by=w["staf"])
        for number in ("3.5", "3.7"):
            factories.fill(w.iteration(number), by=w["staf"])
            iterations.submit_iteration(w.iteration(number), by=w["staf"])
            iterations.approve_iteration(w.iteration(number), by=w["penyelia"])
        factories.reopen(w, "3.3")
        factories.finish(w, "3.3")
        flags = {flag.run.number: flag for flag in Recheck.objects.filter(run__cycle=w.cycle_id)}
        assert set(flags) == {"3.5", "3.6", "3.7"}
        iterations.clear_recheck(flags["3.6"], by=w["penyelia"], comment="Tidak terpengaruh")
        factories.reopen(w, "3.7")
        for state, number in (("terbuka", "3.5"), ("tidak_berubah", "3.6"), ("dikerjakan_ulang", "3.7")):
            self.subjects["recheck", state] = (Recheck, flags[number].pk)

    def state_of(self, machine: str, row: str) -> str:
        """The state that a row of a table is about: those of requests go by kind while they are open."""
        return RequestState.OPEN if row in RequestKind.values and machine == "request" else row.removesuffix("-0")

    def subject(self, machine: str, state: str) -> Any:
        model, pk = self.subjects[machine, state]
        return model.objects.get(pk=pk)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)


def make_move(machine: str, move: str, subject: Any, by: Any) -> Any:
    """By the service that pages use, so that all that hangs on a move is done as well."""
    service: Any = {
        "iteration": {
            "start": iterations.start_iteration,
            "submit": iterations.submit_iteration,
            "withdraw": iterations.withdraw_iteration,
            "approve": iterations.approve_iteration,
            "return": lambda s, by: iterations.return_iteration(s, by=by, comment="Lengkapi"),
            "skip": lambda s, by: iterations.skip_iteration(s, by=by, comment="Tidak perlu"),
        },
        "phase": {
            "open": phases.open_phase,
            "open_by_start": lambda s, by: phase_machine.move(s, "open_by_start", by=by),
            "submit_closing": lambda s, by: phases.submit_closing(s, by=by, summary="Selesai"),
            "withdraw_closing": phases.withdraw_closing,
            "close": phases.close_phase,
            "return_closing": lambda s, by: phases.return_closing(s, by=by, comment="Belum"),
            "reopen": lambda s, by: phases.reopen_phase(s, by=by, comment="Koreksi"),
        },
        "request": {
            "confirm": asks.confirm_request,
            "decline": lambda s, by: asks.decline_request(s, by=by, comment="Tidak"),
            "withdraw": asks.withdraw_request,
        },
        "recheck": {
            "unchanged": lambda s, by: iterations.clear_recheck(s, by=by, comment="Tetap"),
            "redo": lambda s, by: recheck_machine.move(s, "redo", by=by, comment="Ulang"),
        },
    }[machine][move]
    return service(subject, by=by)


def traces() -> tuple[int, int]:
    return AuditEntry.objects.count(), Decision.objects.count()


@pytest.mark.parametrize(("machine", "state"), CELLS, ids=[f"{machine}-{state}" for machine, state in CELLS])
def test_every_cell(stage: Stage, db: None, machine: str, state: str) -> None:
    """Offers are equal to the table for everybody; what is offered can be done, all else is refused and leaves no trace."""
    engine, table, states = TABLES[machine]
    before = traces()
    for name, by in stage.people.items():
        expected = table[state].get(name, set())
        offers = engine.offers(stage.subject(machine, state), by)
        found = {offer.name if offer.may else f"!{offer.name}" for offer in offers}
        assert found == expected, f"{machine} {state}: {name}"
        assert all(reason.text for offer in offers for reason in offer.reasons)
        for transition in engine.transitions:
            if stage.state_of(machine, state) not in transition.sources and name not in ("rangkap", "penyelia"):
                continue  # refused for its state alone: these two would be let through else
            with transaction.atomic():
                subject = stage.subject(machine, state)
                if transition.name in expected:
                    made = make_move(machine, transition.name, subject, by)
                    assert made.state == transition.target
                    assert made.state in states.values
                    assert traces() != before
                else:
                    with pytest.raises(MoveRefused) as refused:
                        make_move(machine, transition.name, subject, by)
                    assert refused.value.reasons
                    if f"!{transition.name}" not in expected and subject.state in transition.sources:
                        assert refused.type is NotAllowed, f"{name} {transition.name}: {refused.value}"
                    assert stage.subject(machine, state).state == subject.state
                    assert traces() == before
                transaction.set_rollback(True)


@pytest.mark.parametrize("machine", TABLES)
def test_the_tables_name_every_state_and_move(machine: str) -> None:
    """A new state or move that nobody thought through fails here; nobody is offered it by default."""
    engine, table, states = TABLES[machine]
    kinds = set(RequestKind.values) if machine == "request" else set()
    assert {state.removesuffix("-0") for state in table} - kinds == set(states.values) - (
        {RequestState.OPEN.value} if kinds else set()
    )
    assert kinds <= set(table)
    named = {move.lstrip("!") for row in table.values() for cell in row.values() for move in cell}
    assert named == {transition.name for transition in engine.transitions}


@pytest.mark.parametrize("machine", TABLES)
def test_every_move_stands_on_firm_ground(machine: str) -> None:
    """Its states exist, somebody is named for it, and what closes a round is a vote."""
    engine, _table, states = TABLES[machine]
    for transition in engine.transitions:
        assert transition.sources <= set(states.values), transition.name
        assert transition.target in states.values, transition.name
        assert callable(transition.who), transition.name
        assert transition.checks or not transition.closes, transition.name
        assert not (transition.checks and transition.makes), transition.name
        assert transition.comment in {"none", "optional", "required"}, transition.name


def test_a_refused_vote_says_why(stage: Stage, db: None) -> None:
    submitted = stage.subject("iteration", "diajukan")
    reasons = {
        name: [r.code for o in iteration_machine.offers(submitted, stage.world[name]) for r in o.reasons]
        for name in ("rangkap", "delegator")
    }
    assert reasons == {"rangkap": ["maker", "maker"], "delegator": ["delegated", "delegated"]}


def test_the_delegate_decides_on_behalf_of_the_delegator(stage: Stage, db: None) -> None:
    approved = iterations.approve_iteration(stage.subject("iteration", "diajukan"), by=stage.world["plh"])
    decision = Decision.objects.get(subject_kind="phases.iteration", subject_id=approved.pk, verb="approve")
    assert (decision.by, decision.on_behalf_of) == (stage.world["plh"], stage.world["delegator"])
    entry = AuditEntry.objects.get(subject_kind="phases.iteration", subject_id=approved.pk, action="iteration.approve")
    assert entry.context["on_behalf_of"] == "Delegator"
