"""What waits for producers, walidata and heads because of a data plan: lines of Tindakan saya, one for each plan and kind of
work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from gsbpm_portal.accounts.models import paths_under
from gsbpm_portal.core.models import Contribution
from phases.engine.selectors.candidates import made_by, select
from phases.engine.selectors.inbox import Doing, Waiting
from phases.engine.selectors.inbox_kinds import Kind, Where, register_kind
from phases.needs.planning.enums import EntryState, PlanState
from phases.needs.planning.models import PlanEntry, PlanYear

Given = Mapping[str, Any]
OFFICE = "organisation__path"
PHASE = 1


def register() -> None:
    for kind in KINDS:
        register_kind(kind)


def _of_others(given: Given, state: EntryState) -> QuerySet[PlanEntry]:
    """The entries of a plan in which the person had no hand, in any round."""
    own = Contribution.objects.filter(subject_kind="needs.planentry", subject_id=OuterRef("pk"), user=given["user"])
    return PlanEntry.objects.filter(~Exists(own), plan=OuterRef("pk"), state=state)


def _rows(plans: QuerySet[PlanYear], what: str, **columns: Any) -> QuerySet[Any]:
    nowhere = Value(0, output_field=BigIntegerField())
    return select(plans, what, cycle=nowhere, phase=Value(PHASE), **columns)


def _counted(plans: QuerySet[PlanYear], what: str, entries: QuerySet[PlanEntry]) -> QuerySet[Any]:
    """Plans with such entries; words: how many there are."""
    many = entries.order_by().values("plan").annotate(many=Count("pk")).values("many")[:1]
    first = entries.order_by("updated_at").values("updated_at")[:1]
    return _rows(plans.filter(Exists(entries)), what, at=Subquery(first), words=Cast(Subquery(many), TextField()))


def _to_mend(given: Given) -> QuerySet[Any]:
    """Plans with entries of the person's offices that the walidata returned."""
    mine = PlanEntry.objects.filter(
        paths_under("producer__path", given["producers"]), plan=OuterRef("pk"), state=EntryState.RETURNED
    )
    return _counted(PlanYear.objects.filter(state__in=sorted(PlanState.proposing())), "plan.mend", mine)


def _to_check(given: Given) -> QuerySet[Any]:
    plans = PlanYear.objects.filter(paths_under(OFFICE, given["walidata"]), state__in=sorted(PlanState.running()))
    return _counted(plans, "plan.check", _of_others(given, EntryState.PROPOSED))


def _to_decide(given: Given) -> QuerySet[Any]:
    plans = PlanYear.objects.filter(paths_under(OFFICE, given["walidata"]), state=PlanState.FORUM)
    return _counted(plans, "plan.forum", _of_others(given, EntryState.FIT))


def _to_record(given: Given) -> QuerySet[Any]:
    """Plans on which the forum has said everything."""
    entries = PlanEntry.objects.filter(plan=OuterRef("pk"))
    plans = PlanYear.objects.filter(
        ~Exists(entries.filter(state__in=sorted(EntryState.undecided()))),
        Exists(entries.filter(state=EntryState.AGREED)),
        paths_under(OFFICE, given["walidata"]),
        state=PlanState.FORUM,
    )
    last = entries.order_by("-decided_at").values("decided_at")[:1]
    return _rows(plans, "plan.record", at=Subquery(last))


def _to_confirm(given: Given) -> QuerySet[Any]:
    """flag: the person recorded the agreement."""
    reach = paths_under(OFFICE, given["walidata"]) | paths_under(OFFICE, given["heads"])
    return _rows(
        PlanYear.objects.filter(reach, state=PlanState.RECORDED), "plan.confirm", at=F("recorded_at"),
        person=F("recorded_by__full_name"), flag=made_by(given["user"], "needs.planyear"),
    )  # fmt: skip


def _places(name: str) -> Callable[[list[int]], Mapping[int, Where]]:
    """Where the plans are: on the page of this name (one query)."""

    def places(keys: list[int]) -> Mapping[int, Where]:
        plans = PlanYear.objects.filter(pk__in=keys).select_related("organisation")
        return {
            plan.pk: Where(
                _("Data plan %(year)s") % {"year": plan.year},
                plan.organisation.name,
                plan.organisation.label,
                plan.address(name),
            )
            for plan in plans
        }

    return places


def _count(text: Any) -> Callable[[Waiting], str]:
    return lambda item: str(text % {"count": int(item.words or 0)})


def _by(text: Any) -> Callable[[Waiting], str]:
    return lambda item: str(text) % {"name": item.person}


KINDS = (
    Kind(
        "plan.mend", _to_mend, ("producer",), doing=lambda row, mine, today: Doing.RETURNED, do=gettext_lazy("Mend"),
        why=_count(
            ngettext_lazy(
                "The walidata returned %(count)s proposal of your office.",
                "The walidata returned %(count)s proposals of your office.",
                "count",
            )
        ),
        places=_places("plan"),
    ),
    Kind(
        "plan.check", _to_check, ("walidata",), doing=lambda row, mine, today: Doing.CHECK, do=gettext_lazy("Check"),
        why=_count(
            ngettext_lazy("%(count)s proposal waits for the walidata.", "%(count)s proposals wait for the walidata.", "count")
        ),
        places=_places("check"),
    ),
    Kind(
        "plan.forum", _to_decide, ("walidata",), doing=lambda row, mine, today: Doing.CHECK, do=gettext_lazy("Record it"),
        why=_count(
            ngettext_lazy(
                "The decision of the forum on %(count)s entry is to be recorded.",
                "The decisions of the forum on %(count)s entries are to be recorded.",
                "count",
            )
        ),
        places=_places("forum"),
    ),
    Kind(
        "plan.record", _to_record, ("walidata",), doing=lambda row, mine, today: Doing.CHECK, do=gettext_lazy("Record it"),
        why=_by(gettext_lazy("The forum has decided on every entry: record the agreement with its minutes.")),
        places=_places("forum"),
    ),
    Kind(
        "plan.confirm", _to_confirm, ("walidata", "head"), doing=lambda row, mine, today: None if row.flag else Doing.ANSWER,
        do=gettext_lazy("Confirm"), why=_by(gettext_lazy("%(name)s recorded the agreement of the forum; you may confirm it.")),
        places=_places("plan"),
    ),
)  # fmt: skip
