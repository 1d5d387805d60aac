"""In which phases of which cycles a person works or votes: what phases.engine.rules says of one cycle, told of all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value

from activities.enums import SeatRole
from activities.models import ALL_PHASES, Delegation, TeamSeat
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import Membership, User
from gsbpm_portal.core import clock
from phases.engine.selectors.prepared import Prepared

EVERY_PHASE = frozenset(range(1, 9))
SEAT, MATE, GIVEN, HELD = "seat", "mate", "given", "held"


@dataclass(frozen=True)
class Mandate:
    """By cycle: the phases in which the person writes, and those in which the person has the supervisor's vote today.

    `mates` are the phases in which another active person writes, by cycle and person.
    """

    staff: Mapping[int, frozenset[int]] = field(default_factory=dict)
    votes: Mapping[int, frozenset[int]] = field(default_factory=dict)
    mates: Mapping[tuple[int, int], set[int]] = field(default_factory=dict)

    def writes(self, cycle: int, phase: int) -> bool:
        return phase in self.staff.get(cycle, ())

    def decides(self, cycle: int, phase: int) -> bool:
        return phase in self.votes.get(cycle, ())

    def in_charge(self, cycle: int, phase: int, assignee: int | None) -> bool:
        """Whether the person writes there and nobody else who could is in charge."""
        return self.writes(cycle, phase) and (assignee is None or phase not in self.mates.get((cycle, assignee), ()))


def mandate(user: User) -> Mandate:
    """The person's mandate in one query, and one more where somebody's vote was handed to the person."""
    if not user.is_active:
        return Mandate()
    seats: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    mates: dict[tuple[int, int], set[int]] = defaultdict(set)
    given: dict[int, set[int]] = defaultdict(set)
    paths: dict[int, str] = {}
    held: list[tuple[int, int, int]] = []
    for what, cycle, role, phase, path, other in _facts.rows(user=user.pk, today=clock.today()):
        if what == MATE:
            mates[cycle, other] |= _phases(phase)
            continue
        paths[cycle] = path
        if what == SEAT:
            seats[role][cycle] |= _phases(phase)
        elif what == GIVEN:
            given[cycle] |= _phases(phase)
        else:
            held.append((cycle, phase, other))
    votes: dict[int, set[int]] = defaultdict(set)
    own: dict[int, set[int]] = {}
    for cycle, phases in seats[SeatRole.PENYELIA].items():
        if user.reaches(paths[cycle], Role.PENYELIA):
            own[cycle] = phases
            votes[cycle] = phases - given[cycle]
    if held:
        for cycle, phases in _handed_on(held, paths).items():
            votes[cycle] |= phases - own.get(cycle, set())
    return Mandate(
        staff={cycle: frozenset(phases) for cycle, phases in seats[SeatRole.STAF].items()},
        votes={cycle: frozenset(phases) for cycle, phases in votes.items() if phases},
        mates=mates,
    )


def _phases(phase: int) -> frozenset[int]:
    return EVERY_PHASE if phase == ALL_PHASES else frozenset({phase})


def _build(given: Mapping[str, Any]) -> QuerySet[Any]:
    """(what, cycle, role, phase, path of the organisation, the other person) of seats and running delegations."""
    path, text = F("cycle__activity__organisation__path"), CharField()
    none, nobody = Value("", output_field=text), Value(0, output_field=BigIntegerField())
    columns = ("what", "cycle_id", "word", "phase", "path", "other")

    def select(rows: QuerySet[Any], what: str, word: Any, path: Any, other: Any) -> QuerySet[Any]:
        rows = rows.order_by().annotate(what=Value(what, output_field=text), word=word, path=path, other=other)
        return rows.values_list(*columns)

    user, day = given["user"], given["today"]
    seats = TeamSeat.objects.filter(user=user, role__in=[SeatRole.STAF, SeatRole.PENYELIA])
    mine = TeamSeat.objects.filter(user=user, role=SeatRole.STAF).order_by().values("cycle")
    mates = TeamSeat.objects.filter(role=SeatRole.STAF, cycle__in=mine, user__is_active=True).exclude(user=user)
    running = Delegation.objects.active(day)
    return select(seats, SEAT, F("role"), path, nobody).union(
        select(mates, MATE, none, none, F("user_id")),
        select(running.filter(delegator=user), GIVEN, none, path, F("delegate_id")),
        select(running.filter(delegate=user, delegator__is_active=True), HELD, none, path, F("delegator_id")),
        all=True,
    )


_facts = Prepared(_build)


def _handed_on(held: list[tuple[int, int, int]], paths: Mapping[int, str]) -> dict[int, set[int]]:
    """The phases by cycle in which delegators who have the vote themselves have handed it on (one query)."""
    pairs = Q(pk__in=[])
    for cycle, _phase, delegator in held:
        pairs |= Q(cycle=cycle, user=delegator)
    text = CharField()
    people = {delegator for _cycle, _phase, delegator in held}
    seats = TeamSeat.objects.filter(pairs, role=SeatRole.PENYELIA).order_by()
    roles = Membership.objects.active().filter(user__in=people, role=Role.PENYELIA).order_by()
    found = (
        seats.annotate(path=Value("", output_field=text))
        .values_list("user_id", "cycle_id", "phase", "path")
        .union(
            roles.annotate(
                cycle_id=Value(0, output_field=BigIntegerField()), phase=Value(0), path=F("organisation__path")
            ).values_list("user_id", "cycle_id", "phase", "path"),
            all=True,
        )
    )
    sits: dict[tuple[int, int], set[int]] = defaultdict(set)
    nodes: dict[int, list[str]] = defaultdict(list)
    for person, cycle, phase, path in found:
        if path:
            nodes[person].append(path)
        else:
            sits[cycle, person] |= _phases(phase)
    handed: dict[int, set[int]] = defaultdict(set)
    for cycle, phase, delegator in held:
        if any(paths[cycle].startswith(node) for node in nodes[delegator]):
            handed[cycle] |= _phases(phase) & sits[cycle, delegator]
    return handed
