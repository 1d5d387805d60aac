"""The list of data is drawn from the activities' needs and outputs; entries of it that look alike are decided on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.design.facts import Facts, facts_of
from activities.design.values import day
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import NotAllowed, Reason
from metadata.enums import Access
from phases.needs.planning import rules, selectors
from phases.needs.planning.enums import AccessLevel, EntryState, ListKind, Verdict
from phases.needs.planning.machines import entry_machine, plan_machine
from phases.needs.planning.models import PlanEntry, PlanLikeness, PlanYear
from phases.needs.planning.selectors import Candidate
from phases.needs.planning.services.entries import move_entry, propose

COLLECTED = "schedule.stage_3"


@transaction.atomic
def draw(plan: PlanYear, keys: Iterable[str], *, by: User) -> list[PlanEntry]:
    """Put needs taken up and outputs on the list of data, each once; what was drawn meanwhile is left out.

    Refuses as `propose` does. What the design record does not know stays to be filled in.
    """
    row = plan_machine.locked(plan)
    offered = {one.key: one for one in selectors.candidates(by, row)}
    known: dict[int, Facts] = {}
    found = []
    for one in (offered[key] for key in dict.fromkeys(keys) if key in offered):
        facts = known.setdefault(one.cycle.pk, facts_of(one.cycle))
        found.append(_drawn(row, one, facts, by))
    return found


def _drawn(plan: PlanYear, one: Candidate, facts: Facts, by: User) -> PlanEntry:
    values = _values(plan, one, facts)
    return propose(
        plan, ListKind.DATA, producer=one.cycle.activity.organisation, values=values, by=by, cycle=one.cycle,
        origin=(one.table, one.row, one.name),
    )  # fmt: skip


ACCESS = {Access.OPEN: AccessLevel.OPEN, Access.RESTRICTED: AccessLevel.LIMITED, Access.CLOSED: AccessLevel.CLOSED}


def _values(plan: PlanYear, one: Candidate, facts: Facts) -> dict[str, Any]:
    """What the design record says, as the list asks for it."""
    row = one.values
    values: dict[str, Any] = {
        "name": one.name[:200],
        "definition": row.get("description", ""),
        "frequency": row.get("frequency") or one.cycle.activity.frequency,
        "collected": facts.value(COLLECTED) or facts.instead(COLLECTED)[1] or "",
        "access": ACCESS.get(facts.value("dissemination.access"), ""),
    }
    days = [facts.value("dissemination.available_on")]
    if one.table == "needs":
        values["purpose"] = row.get("purpose", "")
        values["definition"] = values["definition"] or _lines(
            f"{variable.name}: {variable['definition']}"
            for variable in facts.rows("need_variables")
            if variable["need"] == one.row and variable["definition"]
        )
        days.insert(0, row.get("wanted_by", ""))
    else:
        measured = [str(row.get(name, "")).strip() for name in ("measure", "population")]
        values["definition"] = values["definition"] or _lines(text for text in measured if text)
        values["standard"] = row.get("indicator", "")
        days[:0] = sorted(
            str(release["released_on"]) for release in facts.rows("releases") if release["output"] == one.row
        )
    released = next(
        (found for text in days if (found := day(text or "")) is not None and found.year >= plan.year), None
    )
    if released is not None:
        values["released"] = released.strftime("%Y-%m")
    return values


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


@transaction.atomic
def settle(
    plan: PlanYear,
    first: PlanEntry,
    second: PlanEntry,
    *,
    by: User,
    verdict: str,
    reason: str,
    kept: PlanEntry | None = None,
) -> PlanLikeness:
    """Decide whether two entries of the list of data speak of the same data; deciding anew takes the place of what was decided.

    Where they are the same, the one that is not `kept` goes back to its producer with the reason. Refuses other people than the
    walidata (NotAllowed), what the move refuses (a walidata's own entry is returned by another one), a verdict without a reason,
    and none or another entry kept (ValidationError).
    """
    row = plan_machine.locked(plan)
    if not rules.manages(by, row):
        raise NotAllowed(Reason("role", _("The walidata decide on entries that look alike.")))
    if first.pk == second.pk or {first.plan_id, second.plan_id} != {row.pk}:
        raise ValidationError(_("Choose two entries of this plan."))
    if not reason.strip():
        raise ValidationError({"reason": _("Write down the reason.")})
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": _("Choose from the list.")})
    if verdict == Verdict.SAME and (kept is None or kept.pk not in (first.pk, second.pk)):
        raise ValidationError({"verdict": _("Say which of the two stands.")})
    first, second = sorted((entry_machine.locked(first), entry_machine.locked(second)), key=lambda one: one.number)
    found, _created = PlanLikeness.objects.update_or_create(
        first=first, second=second,
        defaults={
            "verdict": verdict, "kept": kept if verdict == Verdict.SAME else None, "reason": reason.strip(), "by": by,
            "at": clock.now(),
        },
    )  # fmt: skip
    audit.append(
        row.audit_chain, action="planentry.settled", by=by, subject=first, scope=row.audit_scope, reason=reason.strip(),
        changes={"likeness": ("", verdict)},
        context={"other": second.key, "kept": kept.key if verdict == Verdict.SAME and kept else ""},
    )  # fmt: skip
    if verdict == Verdict.SAME and kept is not None:
        other = second if kept.pk == first.pk else first
        if other.state in EntryState.undecided():
            words = _("The same data as %(key)s “%(name)s” of %(producer)s. %(reason)s")
            told = {"key": kept.key, "name": kept.name, "producer": kept.producer.label, "reason": reason.strip()}
            move_entry(other, "return", by=by, comment=words % told)
    return found
