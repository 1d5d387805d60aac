"""Plain makers of rows for tests: no random values; what is not said is numbered.

They write rows directly, so that they cost a millisecond; what services do besides (checks, audit, notices) is tested with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any

from activities import services as activity_services
from activities.models import Activity, Cycle, Delegation, Sector, TeamSeat
from gsbpm_portal.accounts.enums import OrganisationKind, Role
from gsbpm_portal.accounts.models import Membership, Organisation, User
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import contribute
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.models import Evidence, Iteration, PhaseRun, SubProcessRun, Task, TaskEntry, WorkflowTemplate
from phases.engine.services import artefacts as artefact_services
from phases.engine.services import asks, phases
from phases.engine.services import catalogue as catalogue_services
from phases.engine.services import cycles as cycle_services
from phases.engine.services import iterations as iteration_services
from tests.phases.needs.kak_office import fill_kak

PASSWORD = "kata-sandi-untuk-uji"

_numbers = count(1)


# People and organisations ---------------------------------------------------------------------------------------------


def make_organisation(
    code: str = "", *, parent: Organisation | None = None, name: str = "", **values: Any
) -> Organisation:
    """make_organisation("kota") → a government; with a parent an office below it."""
    code = code or f"org-{next(_numbers)}"
    kind = OrganisationKind.GOVERNMENT if parent is None else OrganisationKind.OFFICE
    values = {"kind": kind, "path": f"{parent.path if parent else ''}{code}/"} | values
    return Organisation.objects.create(code=code, name=name or code.replace("-", " ").title(), parent=parent, **values)


def make_user(
    username: str = "", *, role: str = "", at: Organisation | None = None, password: str | None = None, **values: Any
) -> User:
    """make_user("staf", role="staf", at=office) → a person who holds the role there and is employed there.

    No password is set unless one is given (PASSWORD): tests sign in by client.force_login.
    """
    username = username or f"orang-{next(_numbers)}"
    values = {
        "full_name": username.replace("-", " ").title(),
        "email": f"{username}@contoh.go.id",
        "home_unit": at,
    } | values
    user = User(username=username, **values)
    user.set_password(password)
    user.save(force_insert=True)
    if role:
        make_membership(user, role=role, at=at)
    return user


def make_membership(
    user: User, *, role: str = Role.STAF, at: Organisation | None, starts: date | None = None, ends: date | None = None
) -> Membership:
    """A role at a place, without the notice of it."""
    assert at is not None, "a membership needs a place"
    user.forget_memberships()
    return Membership.objects.create(user=user, organisation=at, role=role, starts=starts, ends=ends)


# Activities, cycles, and runs in every state ---------------------------------------------------------------------------


def load_catalogue() -> WorkflowTemplate:
    """The catalogue of the portal and the sectors; costs nothing where they stand already."""
    if not Sector.objects.exists():
        activity_services.load_sectors()
    return catalogue_services.load_catalogue()[0]


def make_activity(
    organisation: Organisation, *, by: User, code: str = "", kind: str = "survey", **values: Any
) -> Activity:
    """A yearly activity without a cycle."""
    load_catalogue()
    code = code or f"KEGIATAN-{next(_numbers)}"
    values = {
        "title": f"Kegiatan {code}",
        "repetition": "berulang",
        "frequency": "7",
        "coverage_note": "Kota Contoh",
    } | values
    sector = values.pop("sector", None) or Sector.objects.order_by("position").first()
    return Activity.objects.create(
        code=code, organisation=organisation, kind=kind, sector=sector, created_by=by, **values
    )


def make_cycle(
    activity: Activity,
    *,
    by: User | None = None,
    edition: str = "2026",
    team: Iterable[tuple[User, str, int]] = (),
    **values: Any,
) -> Cycle:
    """A cycle with its workflow (44 runs, presets) and team, given as (person, role in the team, phase; 0 for all)."""
    year = int(edition[:4])
    values = {
        "year": year,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "planned_start": date(year, 1, 1),
        "planned_end": date(year, 12, 31),
        "recommendation": "V-26.9999.001",  # so that phase 4 can open; tests of the notification begin without one
    } | values
    load_catalogue()
    cycle = Cycle.objects.create(activity=activity, edition=edition, created_by=by or activity.created_by, **values)
    TeamSeat.objects.bulk_create(TeamSeat(cycle=cycle, user=user, role=role, phase=phase) for user, role, phase in team)
    cycle_services.open_cycle(cycle, by or activity.created_by)
    return cycle


def make_delegation(
    cycle: Cycle, *, delegator: User, delegate: User, starts: date, ends: date, phase: int = 0
) -> Delegation:
    """A delegation as stored, of any days; the service refuses those in the past."""
    return Delegation.objects.create(
        cycle=cycle, delegator=delegator, delegate=delegate, starts=starts, ends=ends, phase=phase, reason="Dinas luar",
        created_by=delegator,
    )  # fmt: skip


PEOPLE: dict[str, tuple[str, str, str, tuple[int, ...]]] = {
    # user name: (role, place, seat in the team, its phases)
    "staf": (Role.STAF, "perikanan", "staf", (0,)),
    "staf2": (Role.STAF, "perikanan", "staf", (0,)),
    "penyelia": (Role.PENYELIA, "perikanan", "penyelia", (0,)),
    "penyelia2": (Role.PENYELIA, "perikanan", "penyelia", (0,)),
    "walidata": (Role.WALIDATA, "kota", "walidata", (0,)),
    "pimpinan": (Role.PIMPINAN, "kota", "", ()),
    "admin": (Role.ADMIN, "kota", "", ()),
    "rekan": (Role.STAF, "perikanan", "", ()),  # same office, no seat in the team
    "luar": (Role.PENYELIA, "lain", "", ()),  # another government
}
"""Who works in the world of the tests; besides them "super", a superuser without any role."""


class World:
    """An office with its people and one cycle. Every access reads anew, so that nothing cached by an earlier step is seen."""

    def __init__(self, cycle: Cycle, people: Mapping[str, int], places: Mapping[str, Organisation]):
        self.cycle_id, self.people, self.places = cycle.pk, dict(people), dict(places)

    def __getitem__(self, username: str) -> User:
        return User.objects.get(pk=self.people[username])

    @property
    def cycle(self) -> Cycle:
        return Cycle.objects.select_related("activity__organisation").get(pk=self.cycle_id)

    def run(self, number: str) -> SubProcessRun:
        found = SubProcessRun.objects.select_related(
            "current", "subprocess", "phase_run", "cycle__activity__organisation"
        )
        return found.get(cycle=self.cycle_id, number=number)

    def iteration(self, number: str) -> Iteration:
        """The current iteration of a sub-process."""
        return Iteration.objects.select_related("run__cycle__activity__organisation").get(
            pk=self.run(number).current_id
        )

    def phase(self, number: int) -> PhaseRun:
        return PhaseRun.objects.select_related("cycle__activity__organisation").get(cycle=self.cycle_id, number=number)

    def task(self, code: str) -> Task:
        return Task.objects.get(subprocess__runs__cycle=self.cycle_id, code=code)

    def at(self, cycle: Cycle) -> World:
        """The same people in another cycle."""
        return World(cycle, self.people, self.places)

    def bring(self, number: str, state: str, *, by: str = "staf", decided_by: str = "penyelia") -> Iteration:
        """Bring a sub-process that was not started to any state, by the services."""
        return bring_run(self, number, state, by=by, decided_by=decided_by)

    def bring_phase(self, number: int, state: str) -> PhaseRun:
        """Bring a phase that was not opened to any state, all of its sub-processes finished where the state needs it."""
        return bring_phase(self, number, state)


def make_people(names: Iterable[str] = (*PEOPLE, "super")) -> tuple[dict[str, User], dict[str, Organisation]]:
    """The people of PEOPLE (those named) with the places that they belong to."""
    kota = make_organisation("kota", name="Pemerintah Kota Contoh")
    places = {
        "kota": kota,
        "perikanan": make_organisation("perikanan", parent=kota, name="Dinas Perikanan"),
        "kesehatan": make_organisation("kesehatan", parent=kota, name="Dinas Kesehatan"),
        "lain": make_organisation("lain", name="Pemerintah Kota Lain"),
    }
    people = {}
    for name in names:
        if name == "super":
            people[name] = make_user(name, is_superuser=True, is_staff=True)
        else:
            role, place, _seat, _phases = PEOPLE[name]
            people[name] = make_user(name, role=role, at=places[place])
    return people, places


def make_world(*, kind: str = "survey", code: str = "IKAN") -> World:
    """All people of PEOPLE and one cycle in which they have the seats that stand there."""
    people, places = make_people()
    activity = make_activity(places["perikanan"], by=people["staf"], code=code, kind=kind, title="Survei Ikan")
    cycle = make_cycle(activity, by=people["staf"], team=seats_of(people))
    return World(cycle, {name: user.pk for name, user in people.items()}, places)


def seats_of(people: Mapping[str, User]) -> list[tuple[User, str, int]]:
    return [
        (people[name], seat, phase)
        for name, (_role, _place, seat, phases) in PEOPLE.items()
        for phase in phases
        if name in people
    ]


def tick_all(iteration: Iteration, *, by: User) -> None:
    """Tick every task that staff tick, in one go, and record the maker."""
    have = set(iteration.entries.values_list("task", flat=True))
    iteration.entries.filter(not_applicable_reason="", task__needs_approval=False).update(
        done_at=clock.now(), done_by=by
    )
    tasks = Task.objects.filter(subprocess=iteration.run.subprocess_id, needs_approval=False).exclude(pk__in=have)
    TaskEntry.objects.bulk_create(
        TaskEntry(iteration=iteration, task=task, done_at=clock.now(), done_by=by, changed_by=by) for task in tasks
    )
    contribute(iteration, iteration.round, by, "edit")


def make_evidence(iteration: Iteration, *, by: User, output: str = "", title: str = "", **values: Any) -> Evidence:
    """A link as evidence (a file has to be checked first)."""
    title = title or f"Bukti {output}".strip()
    return artefact_services.add_evidence(
        iteration, by=by, title=title, output=output, **{"url": f"https://contoh.go.id/{output or 'bukti'}"} | values
    )


def fill(iteration: Iteration, *, by: User) -> None:
    """All that a submission needs of the iteration itself: its tasks ticked, its mandatory outputs there."""
    there = set(iteration.evidence.filter(withdrawn_at__isnull=True).values_list("output", flat=True))
    for output in iteration.run.subprocess.outputs:
        if output["mandatory"] and output["code"] not in there:
            make_evidence(iteration, by=by, output=output["code"])
    if iteration.run.number == "1.6":
        fill_kak(iteration.cycle)
    tick_all(iteration, by=by)


def bring_run(world: World, number: str, state: str, *, by: str = "staf", decided_by: str = "penyelia") -> Iteration:
    """By the services, from not started to `state`; a skip is asked for by `by` and confirmed by `decided_by`.

    Nothing is forced: what a gate holds is refused here as in the portal.
    """
    iteration, worker, supervisor = world.iteration(number), world[by], world[decided_by]
    if state == IterationState.NOT_STARTED:
        return iteration
    if state == IterationState.SKIPPED:
        request = asks.ask(RequestKind.SKIP, by=worker, iteration=iteration, reason="Tidak diperlukan tahun ini")
        asks.confirm_request(request, by=supervisor)
        return world.iteration(number)
    iteration = iteration_services.start_iteration(iteration, by=worker)
    if state == IterationState.IN_WORK:
        return iteration
    fill(iteration, by=worker)
    iteration = iteration_services.submit_iteration(world.iteration(number), by=worker)
    if state == IterationState.SUBMITTED:
        return iteration
    if state == IterationState.RETURNED:
        return iteration_services.return_iteration(iteration, by=supervisor, comment="Lengkapi notulen")
    if state != IterationState.APPROVED:
        raise ValueError(f"no way to {state}")
    return iteration_services.approve_iteration(iteration, by=supervisor)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def reopen(world: World, number: str, *, by: str = "penyelia", reason: str = "Ada kesalahan") -> Iteration:
    """The next iteration of a finished sub-process, due in 30 days."""
    return iteration_services.reopen_run(world.run(number), by=world[by], reason=reason, due=in_days(30))


def finish(world: World, number: str, *, by: str = "staf", decided_by: str = "penyelia") -> Iteration:
    """What is in work, submitted and approved."""
    fill(world.iteration(number), by=world[by])
    submitted = iteration_services.submit_iteration(world.iteration(number), by=world[by])
    return iteration_services.approve_iteration(submitted, by=world[decided_by])


def set_aside(world: World, number: str, *, by: str = "penyelia", reason: str = "Tidak dilakukan") -> SubProcessRun:
    """A sub-process marked not applicable."""
    return cycle_services.set_applicability(world.run(number), by=world[by], applies=False, reason=reason)


def finish_phase(world: World, number: int) -> None:
    """Every sub-process of the phase approved, or set aside where that is lawful and quicker."""
    for run in SubProcessRun.objects.filter(cycle=world.cycle_id, phase_run__number=number).order_by(
        "subprocess__position"
    ):
        if run.applies and not world.run(run.number).is_finished:
            mandatory = any(o["mandatory"] for o in run.subprocess.outputs)
            if mandatory:
                bring_run(world, run.number, IterationState.APPROVED)
            else:
                set_aside(world, run.number)


def bring_phase(world: World, number: int, state: str) -> PhaseRun:
    """By the services, from not opened to `state`."""
    if state == PhaseState.NOT_OPEN:
        return world.phase(number)
    phases.open_phase(world.phase(number), by=world["penyelia"])
    if state == PhaseState.RUNNING:
        return world.phase(number)
    finish_phase(world, number)
    phases.submit_closing(world.phase(number), by=world["staf"], summary="Semua selesai")
    if state == PhaseState.CLOSING:
        return world.phase(number)
    phases.close_phase(world.phase(number), by=world["penyelia"])
    if state == PhaseState.REOPENED:
        phases.reopen_phase(world.phase(number), by=world["penyelia"], comment="Ada koreksi")
    return world.phase(number)
