"""What waits for a person, told from the live state and never stored: the landing page and the badge of the header.

What stands here for a decision is what the machines offer: tests/phases/engine/test_inbox.py compares the two for everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import clock
from gsbpm_portal.core.choices import StateChoices
from phases.engine.enums import IterationState, PhaseState, RequestKind
from phases.engine.models import WorkflowTemplate
from phases.engine.selectors import inbox_kinds
from phases.engine.selectors.candidates import SOON_DAYS, Row, candidates, cleared
from phases.engine.selectors.mandates import Mandate, mandate

COUNTED = "_inbox_count"


class Doing(StateChoices):
    """What is to be done, in the order of the page."""

    RETURNED = "dikembalikan", _("Mend what was returned"), "back", "back"
    DECIDE = "putuskan", _("Decide"), "wait", "wait"
    CLOSE = "tutup", _("Decide on the closing of phases"), "wait", "wait"
    CHECK = "periksa", _("Check as walidata"), "wait", "wait"
    ANSWER = "jawab", _("Answer requests"), "wait", "comment"
    RECHECK = "periksa-ulang", _("Re-check"), "back", "flag"
    EVIDENCE = "berkas", _("Replace refused files"), "back", "file"
    OVERDUE = "terlambat", _("Finish what is overdue"), "late", "late"
    SOON = "segera", _("Due within seven days"), "work", "work"
    GOING = "lanjutkan", _("Go on with what is in work"), "work", "work"
    READY = "mulai", _("Ready to begin"), "todo", "todo"
    CLOSABLE = "ajukan-tutup", _("Submit phases for closing"), "done", "done"
    COMMENT = "komentar", _("Answer comments"), "todo", "comment"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. `since` is when it began to wait; `words` and `person` are those of the matter itself."""

    doing: Doing
    pk: int
    cycle: int
    phase: int
    run: int | None
    phase_run: int | None
    since: datetime | None
    due: date | None
    start: date | None
    person: str
    words: str
    asked: str
    what: str = ""

    @property
    def age(self) -> tuple[Any, int]:
        """Oldest first; what has no moment of its own goes by its date."""
        moment = self.since
        if moment is None and (day := self.due or self.start):
            moment = timezone.make_aware(datetime.combine(day, time.min))
        return (moment is None, moment or timezone.now(), self.pk)  # type: ignore[return-value]

    @property
    def until(self) -> date | None:
        """The due date that counts: none for what is to begin, nor for what is finished and asked to be reopened."""
        return None if self.doing is Doing.READY or self.asked == RequestKind.REOPEN else self.due

    def is_late(self, today: date) -> bool:
        return self.until is not None and self.until < today


def waiting(user: User) -> list[Waiting]:
    """Everything that waits for the person now, oldest first within each kind.

    Two queries; one more where a vote was handed to the person, one more where something is to begin, for its gates.
    """
    mine, today = mandate(user), clock.today()
    found: list[tuple[Doing, Row]] = []
    ready: list[Row] = []
    seen: set[tuple[Doing, int, str]] = set()
    for row in candidates(user, mine):
        doing = _doing(row, mine, today)
        foreign = row.what if inbox_kinds.kind_of(row.what) else ""
        if doing is Doing.READY and not foreign:
            ready.append(row)
        elif doing is not None and (doing, row.pk, foreign) not in seen:
            seen.add((doing, row.pk, foreign))
            found.append((doing, row))
    found += [(Doing.READY, row) for row in _not_held(ready)]
    order = {doing: place for place, doing in enumerate(Doing)}
    items = [
        Waiting(
            doing,
            r.pk,
            r.cycle,
            r.phase,
            r.run,
            r.phase_run,
            r.at,
            r.due,
            r.start,
            r.person or "",
            r.words or "",
            r.state,
            r.what,
        )
        for doing, r in found
    ]
    return sorted(items, key=lambda item: (order[item.doing], item.age))


def counts(items: Iterable[Waiting]) -> dict[Doing, int]:
    """How many wait of each kind that there is, in the order of the page."""
    counted = Counter(item.doing for item in items)
    return {doing: counted[doing] for doing in Doing if doing in counted}


def waiting_count(user: User) -> int:
    """The number of the badge: as many as the list has."""
    counted = user.__dict__.pop(COUNTED, None)
    return len(waiting(user)) if counted is None else counted


def remember_count(user: User, count: int) -> None:
    """Spare the header of the page that shows the list a second reading."""
    user.__dict__[COUNTED] = count


def _doing(row: Row, mine: Mandate, today: date) -> Doing | None:
    """What the person is to do about a candidate, or None where it is not for this person."""
    decides = mine.decides(row.cycle, row.phase)
    match row.what:
        case "decide":
            return Doing.DECIDE if decides and not row.flag else None
        case "close":
            return Doing.CLOSE if decides and not row.flag else None
        case "answer":
            return Doing.ANSWER if decides and not row.flag else None
        case "answer_as_head":
            return Doing.ANSWER if not row.flag else None
        case "recheck":
            return Doing.RECHECK if decides else None
        case "evidence":
            return Doing.EVIDENCE if mine.writes(row.cycle, row.phase) else None
        case "closable":
            return Doing.CLOSABLE if decides or mine.writes(row.cycle, row.phase) else None
    if (kind := inbox_kinds.kind_of(row.what)) is not None:
        return kind.doing(row, mine, today)
    if not mine.in_charge(row.cycle, row.phase, row.assignee):
        return None
    match row.what:
        case "returned":
            return Doing.RETURNED
        case "comment":
            return Doing.COMMENT
        case "dated":
            return _by_date(row, today)
    return None


def _by_date(row: Row, today: date) -> Doing | None:
    """Overdue or due soon in a running phase; else in work, or ready to begin where the plan says so."""
    if row.words in PhaseState.running() and row.due is not None:
        if row.due < today:
            return Doing.OVERDUE
        if (row.due - today).days <= SOON_DAYS:
            return Doing.SOON
    if row.state == IterationState.IN_WORK:
        return Doing.GOING
    begins = row.state == IterationState.NOT_STARTED and (row.start is None or row.start <= today)
    return Doing.READY if begins else None


# Gates on beginning ---------------------------------------------------------------------------------------------------


def _not_held(rows: list[Row]) -> list[Row]:
    """Those that no gate of the catalogue keeps from beginning: the questions of phases.engine.gates, asked of many at once."""
    if not rows:
        return []
    known = cleared({row.cycle for row in rows})
    templates = {fact.cycle: fact.code for fact in known if fact.what == "template"}
    facts = {tuple(fact) for fact in known}
    return [
        row
        for row in rows
        if not _is_held(row, _starting_gates(templates[row.cycle]), facts)
        and not (row.words == PhaseState.NOT_OPEN and ("held", row.cycle, str(row.phase), 0) in facts)
    ]


def _is_held(row: Row, gates: list[dict[str, Any]], facts: set[tuple[Any, ...]]) -> bool:
    """Whether an unmet gate keeps the run from beginning, or its phase from opening with it."""
    for gate in gates:
        holds, code = gate["holds"], gate["code"]
        if holds["move"] == "start" and holds.get("subprocess") == row.person:
            overridden = ("run", row.cycle, code, row.run) in facts
        elif holds["move"] == "open_phase" and holds.get("phase") == row.phase and row.words == PhaseState.NOT_OPEN:
            overridden = ("phase", row.cycle, code, row.phase_run) in facts
        else:
            continue
        task = gate["needs"].get("task", "")
        met = (
            not task
            or ("task", row.cycle, task, 0) in facts
            or ("settled", row.cycle, task.rsplit(".", 1)[0], 0) in facts
        )
        if not met and not overridden:
            return True
    return False


_gates_by_checksum: dict[str, list[dict[str, Any]]] = {}


def _starting_gates(checksum: str) -> list[dict[str, Any]]:
    """The gates on beginning work in the template with this checksum; kept, since the checksum stands for the text."""
    if checksum not in _gates_by_checksum:
        gates = WorkflowTemplate.objects.filter(checksum=checksum).values_list("gates", flat=True).first() or []
        _gates_by_checksum[checksum] = [gate for gate in gates if gate["holds"]["move"] in ("start", "open_phase")]
    return _gates_by_checksum[checksum]
