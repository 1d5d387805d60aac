"""The audit trail of a cycle: narrowed, as sentences with what changed from what to what, and its verification in words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.design import declared_reading
from activities.design import selectors as design
from activities.design.declared import is_declared
from activities.models import ALL_PHASES, Cycle
from gsbpm_portal.core import wording
from gsbpm_portal.core.audit import CHANGED, Finding, Verification
from gsbpm_portal.core.models import AuditEntry
from phases.engine.enums import IterationState, PhaseState, RecheckState, RequestState
from phases.engine.models import Iteration, PhaseRun, Recheck, Request, SubProcessRun
from phases.engine.selectors.replay import Difference
from phases.engine.selectors.sentences import look, sentence

LONG = 80
"""Letters; longer texts are compared word by word in place of old → new."""


FIRST_DAY, LAST_DAY = "1900-01-01", "2999-12-31"
"""Days beyond these cut nothing off, and have no midnight in every time zone."""


@dataclass(frozen=True)
class Wish:
    """What of the trail is to be shown; plain values, for addresses and jobs. `place` is a phase (3) or sub-process (3.6)."""

    person: str = ""
    kind: str = ""
    place: str = ""
    since: str = ""
    until: str = ""

    def as_parameters(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Wish:
        known = {f.name for f in fields(cls)}
        return cls(**{name: str(value) for name, value in parameters.items() if name in known})


def entries(cycle: Cycle, wish: Wish) -> QuerySet[AuditEntry]:
    """The entries of the cycle, and of the activity itself, that the wish names, the newest first."""
    found = AuditEntry.objects.filter(chain__key=cycle.audit_chain, scope__in=[cycle.audit_scope, ""])
    if wish.person:
        found = found.filter(actor_name=wish.person)
    if wish.kind:
        found = found.filter(kind=wish.kind)
    if wish.place:
        found = found.filter(_about(cycle, wish.place))
    since, until = date.fromisoformat(wish.since or FIRST_DAY), date.fromisoformat(wish.until or LAST_DAY)
    if since > date.fromisoformat(FIRST_DAY):
        found = found.filter(at__gte=_midnight(since))
    if until < date.fromisoformat(LAST_DAY):
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.order_by("-seq")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _about(cycle: Cycle, place: str) -> Q:
    """Entries on one sub-process, or on a phase with everything in it."""
    runs = SubProcessRun.objects.filter(cycle=cycle).order_by()
    phase = place.split(".", 1)[0]
    if "." in place:
        runs = runs.filter(number=place)
        phase_runs = PhaseRun.objects.none()
    else:
        runs = runs.filter(phase_run__number=phase)
        phase_runs = PhaseRun.objects.filter(cycle=cycle, number=phase)
    requests = Request.objects.filter(Q(run__in=runs) | Q(phase_run__in=phase_runs))
    owners: dict[str, QuerySet[Any]] = {
        "phases.subprocessrun": runs,
        "phases.iteration": Iteration.objects.filter(run__in=runs),
        "phases.recheck": Recheck.objects.filter(run__in=runs),
        "phases.request": requests,
        "phases.phaserun": phase_runs,
    }
    found = Q(pk__in=[])
    for kind, owner in owners.items():
        found |= Q(subject_kind=kind, subject_id__in=list(owner.order_by().values_list("pk", flat=True)))
    return found


def people(cycle: Cycle) -> list[str]:
    """Everyone who has an entry in the cycle, by name."""
    names = entries(cycle, Wish()).exclude(actor_name="")
    return list(names.order_by("actor_name").values_list("actor_name", flat=True).distinct())


# As sentences ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One value from what to what. Long texts are to be compared word by word."""

    label: str
    old: str
    new: str

    @property
    def is_long(self) -> bool:
        return len(self.old) > LONG or len(self.new) > LONG


@dataclass(frozen=True)
class Entry:
    """One entry as the page shows it."""

    row: AuditEntry
    text: SafeString
    look: str
    changes: list[Change]

    @property
    def day(self) -> date:
        return timezone.localdate(self.row.at)


FIELDS: dict[str, str | Promise] = {
    "state": gettext_lazy("State"),
    "applicability": gettext_lazy("Applies"),
    "not_applicable_reason": gettext_lazy("Reason for not applicable"),
    "assignee": gettext_lazy("Person in charge"),
    "planned_start": gettext_lazy("Planned start"),
    "planned_end": gettext_lazy("Planned end"),
    "due": gettext_lazy("Due"),
    "note": gettext_lazy("Note"),
    "iteration": gettext_lazy("Iteration"),
    "template": gettext_lazy("Workflow"),
    "summary": gettext_lazy("Summary"),
    "title": gettext_lazy("Title"),
    "person": gettext_lazy("Person"),
    "previous": gettext_lazy("Previous edition"),
}
DECLARED = "activities.declaredsection"
"""The kind of subject under which edits of declared sections stand."""
SAID = {"done", "granted", "evidence", "input", "recheck", "gate"}
"""Changes that their sentence says already."""

_STATES = {
    "phases.iteration": IterationState,
    "phases.subprocessrun": IterationState,
    "phases.phaserun": PhaseState,
    "phases.request": RequestState,
    "phases.recheck": RecheckState,
}


def as_entries(rows: list[AuditEntry], address: Callable[[str], str]) -> list[Entry]:
    return [Entry(row, sentence(row, address=address), look(row), changes_of(row)) for row in rows]


def changes_of(row: AuditEntry) -> list[Change]:
    """What changed, in the words of the language in force; what the sentence says already is left out."""
    found = []
    for name, values in row.changes.items():
        if name in SAID or not isinstance(values, list) or len(values) != 2:
            continue
        field = _field(row, name)
        label = _label(row, name, field)
        old, new = (_shown(row, name, field, value) for value in values)
        if old != new or CHANGED in (old, new):
            found.append(Change(label, old, new))
    return found


def _label(row: AuditEntry, name: str, field: Any) -> str:
    if row.subject_kind == DECLARED and is_declared(row.context.get("section", "")):
        with contextlib.suppress(KeyError):
            return declared_reading.label_of(row.context["section"], name)
    if code := design.CODES_OF_MODELS.get(row.subject_kind):
        with contextlib.suppress(ValueError, FieldDoesNotExist):
            return str(design.label(code, name))
    return str(FIELDS.get(name) or capfirst(getattr(field, "verbose_name", name.replace("_", " "))))


def _field(row: AuditEntry, name: str) -> Any:
    """The field of the subject that a change is about, where it is one."""
    try:
        return apps.get_model(row.subject_kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _shown(row: AuditEntry, name: str, field: Any, value: Any) -> str:
    if row.subject_kind in design.CODES_OF_MODELS:
        return design.text_of_kept(name, value) or "–"
    if row.subject_kind == DECLARED and value != CHANGED and is_declared(row.context.get("section", "")):
        return declared_reading.shown_of(row.context["section"], name, value) or "–"
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | dict):
        return ", ".join(str(part) for part in value) or "–"
    text = str(value)
    if name == "state" and (states := _STATES.get(row.subject_kind)) is not None and text in states.values:
        return str(states(text).label)
    if name == "phase" and text == str(ALL_PHASES):
        return _("all")
    choices = dict(getattr(field, "flatchoices", ()))
    if text in choices:
        return str(choices[text])
    if isinstance(field, DateField):  # DateTimeField is one too
        with contextlib.suppress(ValueError):
            if isinstance(field, DateTimeField):
                return wording.moment(datetime.fromisoformat(text), "full")
            return wording.moment(date.fromisoformat(text), "date")
    return text


# Verification ---------------------------------------------------------------------------------------------------------

FAULTS: dict[str, str | Promise] = {
    "changed": gettext_lazy("Entry %(seq)s was changed after it was written: its seal does not fit its content."),
    "gap": gettext_lazy(
        "Where entry %(seq)s should stand there is another one: an entry was taken out, added or moved."
    ),
    "broken": gettext_lazy("Entry %(seq)s does not follow from the one before it: one of the two was exchanged."),
    "cut": gettext_lazy(
        "From entry %(seq)s on, entries are missing that were witnessed outside the database: the end was cut off."
    ),
    "recomputed": gettext_lazy(
        "Entry %(seq)s differs from what was witnessed outside the database when it was written."
    ),
    "head": gettext_lazy("The head of the chain does not fit its last entry."),
    "gone": gettext_lazy("The whole chain is gone, although its entries were witnessed outside the database."),
}


DIFFERENCES: dict[str, str | Promise] = {
    "state": gettext_lazy("%(number)s is “%(present)s”, but the trail says “%(told)s”."),
    "iteration": gettext_lazy("%(number)s is in iteration %(present)s, but the trail says %(told)s."),
    "applicability": gettext_lazy("Whether %(number)s applies is not what the trail says."),
    "phase": gettext_lazy("Phase %(number)s is “%(present)s”, but the trail says “%(told)s”."),
    "flag": gettext_lazy("The flags to re-check %(number)s are not those that the trail tells of."),
    "break": gettext_lazy("Entry %(told)s on %(number)s does not begin where the one before it ended."),
}


@dataclass(frozen=True)
class Verdict:
    """The outcome of a verification, in words; `faults` is empty where the chain is sound.

    A chain holds the entries of an activity; `of_cycle` of them are about the cycle named `cycle`, as its timeline lists them.
    """

    cycle: str
    entries: int
    of_cycle: int
    witnessed: int
    faults: list[str]
    more: int

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def summary(self) -> str:
        counted = _(
            "%(entries)s entries of this activity were read, %(of_cycle)s of them about the cycle %(cycle)s; "
            "%(witnessed)s are also witnessed outside the database."
        ) % {
            "entries": wording.number(self.entries),
            "of_cycle": wording.number(self.of_cycle),
            "cycle": self.cycle,
            "witnessed": wording.number(self.witnessed),
        }
        if self.ok:
            sound = _("The chain is sound.")
            return f"{sound} {counted}"
        total = len(self.faults) + self.more
        text = ngettext("The chain has %(count)s fault.", "The chain has %(count)s faults.", total)
        return f"{text % {'count': wording.number(total)}} {counted}"


SHOWN_FAULTS = 20


def in_words(cycle: Cycle, result: Verification, differing: Sequence[Difference] = ()) -> Verdict:
    """What a verification found, and where the rows differ from the trail; after twenty sentences the rest is counted."""
    of_cycle = entries(cycle, Wish()).count()
    faults = [fault_in_words(finding) for finding in result.findings[:SHOWN_FAULTS]]
    faults += [difference_in_words(difference) for difference in differing[: SHOWN_FAULTS - len(faults)]]
    more = len(result.findings) + len(differing) - len(faults)
    return Verdict(cycle.name or cycle.edition, result.entries, of_cycle, result.witnessed, faults, more)


def fault_in_words(finding: Finding) -> str:
    return str(FAULTS.get(finding.code, finding.code)) % {"seq": wording.number(finding.seq)}


def difference_in_words(difference: Difference) -> str:
    states: Any = {"state": IterationState, "phase": PhaseState}.get(difference.what)
    told, present = difference.told, difference.present
    if states is not None:
        told, present = (states(value).label if value in states.values else value for value in (told, present))
    return str(DIFFERENCES[difference.what]) % {"number": difference.number, "told": told, "present": present}
