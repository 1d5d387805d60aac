"""What waits for people because of a notification: lines of Tindakan saya. Told from the live state, in its one query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gsbpm_portal.accounts.models import paths_under
from gsbpm_portal.core.models import Decision
from phases.design.enums import ExemptionState, Submission
from phases.design.models import Exemption, Filing
from phases.design.rules import PHASE
from phases.engine.models import SubProcessRun
from phases.engine.selectors.candidates import Row, made_by, select
from phases.engine.selectors.inbox import Doing, Waiting
from phases.engine.selectors.inbox_kinds import Kind, register_kind
from phases.engine.selectors.mandates import Mandate

Given = Mapping[str, Any]
OFFICE = "cycle__activity__organisation__path"


def register() -> None:
    for kind in KINDS:
        register_kind(kind)


def _columns() -> dict[str, Any]:
    run = SubProcessRun.objects.filter(cycle=OuterRef("cycle"), number="2.6")
    return {"cycle": F("cycle_id"), "phase": Value(PHASE), "run": Subquery(run.values("pk")[:1])}


def _decision(verb: str) -> QuerySet[Decision]:
    return Decision.objects.filter(subject_kind="design.filing", subject_id=OuterRef("pk"), verb=verb).order_by("-pk")


def _to_check(given: Given) -> QuerySet[Any]:
    """flag: the person is a maker."""
    rows = Filing.objects.filter(paths_under(OFFICE, given["walidata"]), state=Submission.WAITING)
    return select(
        rows, "filing.check", **_columns(), at=F("submitted_at"), person=F("submitted_by__full_name"),
        flag=made_by(given["user"], "design.filing"),
    )  # fmt: skip


def _returned(given: Given) -> QuerySet[Any]:
    """Drafts that were submitted before: returned by the walidata. words: why."""
    last = _decision("return")
    rows = Filing.objects.filter(state=Submission.DRAFT, revision__gt=0, cycle__in=given["writing"])
    return select(
        rows, "filing.returned", **_columns(), at=Subquery(last.values("at")[:1]),
        person=Subquery(last.values("by__full_name")[:1]), words=Subquery(last.values("comment")[:1]),
    )  # fmt: skip


def _noted(given: Given) -> QuerySet[Any]:
    last = _decision("bring")
    rows = Filing.objects.filter(state=Submission.MENDING, cycle__in=given["writing"])
    return select(rows, "filing.noted", **_columns(), at=Subquery(last.values("at")[:1]))


def _to_send(given: Given) -> QuerySet[Any]:
    rows = Filing.objects.filter(state=Submission.VERIFIED, cycle__in=given["writing"])
    return select(rows, "filing.send", **_columns(), at=F("verified_at"), person=F("verified_by__full_name"))


def _exemptions(given: Given) -> QuerySet[Any]:
    """flag: the person is a maker; words: the reason."""
    reach = paths_under(OFFICE, given["walidata"]) | Q(cycle__in=given["voting"])
    rows = Exemption.objects.filter(reach, state=ExemptionState.ASKED)
    return select(
        rows, "filing.exempt", **_columns(), at=F("asked_at"), person=F("asked_by__full_name"), words=F("reason"),
        state=Value(""), flag=made_by(given["user"], "design.exemption"),
    )  # fmt: skip


def _unless_maker(doing: Doing) -> Any:
    return lambda row, mine, today: None if row.flag else doing


def _for_staff(doing: Doing) -> Any:
    def found(row: Row, mine: Mandate, today: date) -> Doing | None:
        return doing if mine.writes(row.cycle, PHASE) else None

    return found


def _page(name: str) -> Any:
    return lambda code, edition: reverse(f"filing:{name}", args=[code, edition])


def _says(text: Any) -> Any:
    def why(item: Waiting) -> str:
        return str(text) % {"name": item.person}

    return why


def _sent_back(item: Waiting) -> str:
    """A draft that nobody returned was withdrawn or taken back by its own staff."""
    if not item.person:
        return _("It was taken back to draft: submit it again.")
    return _("%(name)s returned the notification. Mend it and submit it again.") % {"name": item.person}


KINDS = (
    Kind(
        "filing.check", _to_check, ("walidata",), doing=_unless_maker(Doing.CHECK), do=gettext_lazy("Check"),
        address=_page("review"), why=_says(gettext_lazy("%(name)s submitted the notification; you are walidata in its reach.")),
    ),
    Kind(
        "filing.returned", _returned, ("writing",), doing=_for_staff(Doing.RETURNED), do=gettext_lazy("Mend"),
        address=_page("home"), why=_sent_back, quotes=True,
    ),
    Kind(
        "filing.noted", _noted, ("writing",), doing=_for_staff(Doing.RETURNED), do=gettext_lazy("Mend"), address=_page("home"),
        why=_says(gettext_lazy("BPS returned the notification with notes. Answer each of them, then submit it again.")),
    ),
    Kind(
        "filing.send", _to_send, ("writing",), doing=_for_staff(Doing.GOING), do=gettext_lazy("Continue"), address=_page("home"),
        why=_says(gettext_lazy("%(name)s found the notification fit. Submit it to BPS and record it.")),
    ),
    Kind(
        "filing.exempt", _exemptions, ("walidata", "voting"), doing=_unless_maker(Doing.ANSWER),
        do=gettext_lazy("Answer it"), address=_page("exemption"),
        why=_says(gettext_lazy("%(name)s asks to be spared the recommendation of BPS; you may decide.")), quotes=True,
    ),
)  # fmt: skip
