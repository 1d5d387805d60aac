"""A cycle's notification as it stands: which form, how far it has come, what BPS's clock says, whom it goes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from activities.design.facts import Facts, facts_of
from activities.design.models import DeclaredSection
from activities.enums import ActivityKind, Coverage, StatisticType
from activities.models import Cycle
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import Membership, User
from gsbpm_portal.core import clock, office
from gsbpm_portal.core.models import Decision, Remark
from gsbpm_portal.core.remarks import remarks_on
from gsbpm_portal.core.working_days import add_working_days, years_without_holidays
from phases.design.enums import ExemptionState, FilingForm, NoteState, Submission, Verdict
from phases.design.models import Exemption, Filing, FilingNote, FilingVersion
from phases.design.reading.computed import regions
from phases.design.reading.facts import Reader, Unreadable
from phases.design.selectors.filed import labels_of
from phases.engine.enums import IterationState
from phases.engine.models import SubProcessRun

DAYS, WORKING, GROUND, HANDOVER = (
    "recommendation_days", "recommendation_working_days", "recommendation_ground_days", "results_handover_days",
)  # fmt: skip
"""Keys of the office settings of this module."""
COLLECTION = 4
"""The phase that waits for the recommendation."""
GATED = (ActivityKind.SURVEY, ActivityKind.CENSUS)
"""Kinds of activity whose collection of sectoral statistics waits for the recommendation."""


def form_for(cycle: Cycle) -> FilingForm | None:
    """The form by which the cycle is notified; None for basic and special statistics, which have no such duty."""
    activity = cycle.activity
    if activity.statistic_type != StatisticType.SECTORAL:
        return None
    return FilingForm.FP_KPA if activity.kind == ActivityKind.ADMIN else FilingForm.FS3


def filings_of(cycle: Cycle) -> QuerySet[Filing]:
    return (
        Filing.objects.filter(cycle=cycle)
        .select_related("cycle__activity__organisation", "submitted_by", "verified_by", "begun_by")
        .order_by("-number")
    )


def filing_of(cycle: Cycle) -> Filing | None:
    """The newest notification of the cycle; None while none was handed in."""
    return filings_of(cycle).first()


def latest_version(filing: Filing) -> FilingVersion | None:
    return filing.versions.select_related("by").order_by("-number").first()


def corrections_of(filing: Filing) -> list[Decision]:
    """Every correction of its identity: who, when, why, and from what to what (in `data`)."""
    rows = Decision.objects.filter(subject_kind="design.filing", subject_id=filing.pk, verb="correct")
    return list(rows.select_related("by").order_by("pk"))


# People -----------------------------------------------------------------------------------------------------------------


def walidatas(cycle: Cycle, *, without: Iterable[int] = ()) -> list[User]:
    """Everybody who is walidata in reach of the activity's organisation today, by name."""
    path = cycle.activity.organisation.path
    nodes = [path[: place + 1] for place, letter in enumerate(path) if letter == "/"]
    held = Membership.objects.active().filter(role=Role.WALIDATA, organisation__path__in=nodes).values("user")
    return list(User.objects.filter(is_active=True, pk__in=held).exclude(pk__in=set(without)).order_by("full_name"))


# The addressee ------------------------------------------------------------------------------------------------------------


def addressee(facts: Facts) -> str:
    """The office of BPS that the coverage makes responsible: of the one regency, of the one province, else the head office.

    What cannot be told (no region listed) gives "".
    """
    reader = Reader(facts)
    try:
        coverage = reader.first("population.coverage", "activity.coverage")
        listed = regions(reader)
    except Unreadable:
        return ""
    if coverage == Coverage.ALL:
        return _("BPS, head office")
    if not listed:
        return ""
    provinces = {row["province"] for row in listed if row["province"]}
    if len(provinces) > 1:
        return _("BPS, head office")
    if len(listed) == 1 and listed[0]["regency"]:
        return _("BPS %(place)s") % {"place": listed[0]["regency"]}
    return _("BPS %(place)s") % {"place": next(iter(provinces))} if provinces else ""


# Clocks -------------------------------------------------------------------------------------------------------------------


def add_days(day: dt.date, days: int, *, working: bool) -> dt.date:
    """`days` after a day, or as many working days after it."""
    return add_working_days(day, days) if working else day + dt.timedelta(days=days)


def answer_due(filing: Filing) -> dt.date | None:
    """Until when BPS is to answer what was last submitted; None while it is not with BPS."""
    if filing.state not in Submission.at_bps() or filing.sent_on is None:
        return None
    return add_days(filing.sent_on, office.get(DAYS), working=office.get(WORKING))


def notes_ground(filing: Filing) -> dt.date | None:
    """The day from which unanswered notes have been a ground of refusal; None while none wait."""
    if filing.state != Submission.MENDING or filing.noted_on is None:
        return None
    return filing.noted_on + dt.timedelta(days=office.get(GROUND))


RELEASED, PROCESSED = "schedule.stage_6", "schedule.stage_4"


def results_due(filing: Filing) -> dt.date | None:
    """Until when results and metadata are to be with BPS: the end of dissemination (else the day on which results are there for
    everybody, the end of processing, of the cycle) and the office's days; None where nothing is owed."""
    if filing.verdict != Verdict.FIT:
        return None
    reader = Reader(facts_of(filing.cycle))
    released, processed = (span[1] if (span := reader.span(path)) else None for path in (RELEASED, PROCESSED))
    end = released or reader.day("dissemination.available_on") or processed or filing.cycle.planned_end
    return end + dt.timedelta(days=office.get(HANDOVER))


def uncollected(cycle: Cycle) -> list[str]:
    """The sub-processes of collection that are not finished yet."""
    runs = SubProcessRun.objects.filter(cycle=cycle, phase_run__number=COLLECTION)
    runs = runs.exclude(current__state__in=IterationState.finished()).select_related("subprocess")
    return [run.number for run in runs.order_by("subprocess__position") if run.applies]


@dataclass(frozen=True)
class Clock:
    """A day that counts, and whether it has passed."""

    label: str
    due: dt.date
    done: dt.date | None = None
    doubt: str = ""
    """Why the day may be another one."""

    @property
    def is_late(self) -> bool:
        return self.done is None and self.due < clock.today()


def clocks(filing: Filing) -> list[Clock]:
    """The days that run for a notification now."""
    found = []
    if due := answer_due(filing):
        found.append(Clock(_("BPS answers by"), due, doubt=_doubt(filing.sent_on, due)))
    if due := notes_ground(filing):
        found.append(Clock(_("Notes are answered before"), due))
    if due := results_due(filing):
        found.append(Clock(_("Results and metadata handed over by"), due, filing.handed_on))
    return found


def _doubt(first: dt.date | None, due: dt.date) -> str:
    """Holidays that are not known make a count of working days end too early."""
    if first is None or not office.get(WORKING):
        return ""
    years = ", ".join(str(year) for year in years_without_holidays(first, due))
    return _("no holidays of %(years)s are kept in the administration") % {"years": years} if years else ""


# Notes --------------------------------------------------------------------------------------------------------------------


def notes_of(filing: Filing) -> list[FilingNote]:
    """The notes of BPS, in their order."""
    return list(filing.notes.select_related("by", "answered_by", "version").order_by("number"))


def open_remarks(filing: Filing) -> list[Remark]:
    """The remarks on its lines that are not settled."""
    return [remark for remark in remarks_on(filing) if remark.is_open]


def waiting_queries(filing: Filing) -> list[tuple[Remark, str]]:
    """The queries of the walidata that nobody has answered, each with what its line is called."""
    found = [remark for remark in open_remarks(filing) if remark.waits]
    version = latest_version(filing) if found else None
    labels = labels_of(version.content) if version is not None else {}
    return [(remark, labels.get(remark.part, "")) for remark in found]


def unanswered(filing: Filing) -> QuerySet[FilingNote]:
    """The notes of BPS that nobody has answered."""
    return filing.notes.filter(state=NoteState.OPEN)


# Whether a recommendation is needed, and there -----------------------------------------------------------------------------


def is_gated(cycle: Cycle) -> bool:
    """Whether collection waits for a recommendation: sectoral statistics by survey or census."""
    return cycle.activity.statistic_type == StatisticType.SECTORAL and cycle.activity.kind in GATED


def exemption_of(cycle: Cycle) -> Exemption | None:
    """The newest wish to be spared the recommendation."""
    return (
        Exemption.objects.filter(cycle=cycle)
        .select_related("asked_by", "answered_by")
        .order_by("-asked_at", "-pk")
        .first()
    )


def reason_of(cycle: Cycle) -> str:
    """Why no recommendation is needed, as it stands in the design record."""
    return str(facts_of(cycle).value("notification.exempt_reason")).strip()


def granted_now() -> QuerySet[Exemption]:
    """Exemptions whose reason somebody else approved and which still stands in the design record."""
    said = DeclaredSection.objects.filter(cycle=OuterRef("cycle"), code="notification")
    stands = Subquery(said.values(reason=KT("content__exempt_reason"))[:1])
    return Exemption.objects.filter(state=ExemptionState.GRANTED).annotate(stands=stands).filter(reason=F("stands"))


def is_exempt(cycle: Cycle) -> bool:
    return granted_now().filter(cycle=cycle).exists()


def waiting_cycles() -> QuerySet[Cycle]:
    """The cycles whose collection waits for a recommendation: none has come, and no reason why none is needed is approved."""
    return Cycle.objects.filter(
        ~Exists(granted_now().filter(cycle=OuterRef("pk"))),
        activity__statistic_type=StatisticType.SECTORAL,
        activity__kind__in=GATED,
        recommendation="",
    )


def is_cleared(cycle: Cycle) -> bool:
    """Whether collection may begin as far as the recommendation goes."""
    return not waiting_cycles().filter(pk=cycle.pk).exists()
