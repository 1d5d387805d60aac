"""The way of a notification: handed to the walidata, checked, sent to BPS, mended, recommended or refused.

Each move writes its decision and its audit entry in one transaction; those whose turn it is are told in it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from activities.design.models import DeclaredSection, DesignRow
from activities.design.selectors import MODELS
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.documents import freezing
from gsbpm_portal.core.transitions import MoveRefused, Reason, contribute, makers
from phases.design import rules
from phases.design.enums import Submission, Verdict
from phases.design.form_documents import form_document
from phases.design.machines import filing_machine
from phases.design.models import Filing, FilingVersion
from phases.design.office_codes import office_form
from phases.design.projection import checksum, freeze, project, romantik_json
from phases.design.review_rules import Finding, Outcome
from phases.design.selectors.filing import filing_of, form_for, open_remarks, walidatas
from phases.design.selectors.filled import fill, sections_read
from phases.engine.models import SubProcessRun
from phases.engine.services.people import seated
from phases.engine.services.work import NOT_YOURS

NO_FORM = Reason("form", _("Activities of this type of statistics are not notified to BPS."))


# Begin ------------------------------------------------------------------------------------------------------------------


def under_way(cycle: Cycle) -> Filing | None:
    """The notification on which something is still to be done."""
    found = filing_of(cycle)
    return None if found is None or found.is_over else found


@transaction.atomic
def begin(cycle: Cycle, *, by: Any) -> Filing:
    """The notification that is under way, or a new one in draft. Those who wrote what its form reads become its makers.

    Refused to all but staff of the phase, where no form is asked, and once the cycle has its recommendation.
    """
    audit.hold(cycle.audit_chain)
    if (present := under_way(cycle)) is not None:
        return present
    if not rules.is_staff(by, cycle):
        raise MoveRefused(NOT_YOURS)
    form = form_for(cycle)
    if form is None:
        raise MoveRefused(NO_FORM)
    earlier = Filing.objects.filter(cycle=cycle)
    if earlier.filter(verdict=Verdict.FIT).exists():
        raise MoveRefused(Reason("state", _("The cycle has its recommendation already.")))
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    filing = Filing.objects.create(cycle=cycle, form=form, number=number, begun_by=by)
    audit.append(
        filing.audit_chain, action="filing.begun", by=by, subject=filing, scope=filing.audit_scope,
        context={"number": "2.6", "reference": filing.reference},
    )  # fmt: skip
    for author in _authors(cycle, form):
        contribute(filing, filing.round, author, "edit")
    return filing


def _authors(cycle: Cycle, form: str) -> list[User]:
    """Who wrote last in the sections that the form reads, and in their rows."""
    codes = sections_read(office_form(form))
    found = set(DeclaredSection.objects.filter(cycle=cycle, code__in=codes).values_list("updated_by", flat=True))
    found |= set(
        DesignRow.objects.filter(section__cycle=cycle, section__code__in=codes).values_list("updated_by", flat=True)
    )
    for code in codes & set(MODELS):
        found |= set(MODELS[code]._default_manager.filter(cycle=cycle).values_list("updated_by", flat=True))
    return list(User.objects.filter(pk__in=found - {None}))


def edited(cycle: Cycle, section: Any, by: Any) -> None:
    """An edit of what the form reads makes its author a maker of the notification that is under way."""
    filing = Filing.objects.filter(cycle=cycle).exclude(state__in=Submission.over()).first()
    if filing is not None and section.code in sections_read(office_form(filing.form)):
        contribute(filing, filing.round, by, "edit")


# The walidata's check -----------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(cycle: Cycle, *, by: Any, words: Mapping[str, str] | None = None, note: str = "") -> Filing:
    """Hand the form to the walidata: what it says now is frozen as the next version.

    Refused while errors of the review stand. `words` says something of warnings, by rule; all of them are carried along.
    """
    filing = begin(cycle, by=by)
    row = moved_with_version(filing, "submit", by=by, words=words, note=note, stamp=_submitted(by))
    people = walidatas(row.cycle, without=makers(row, row.round))
    tell(
        row,
        people,
        "to_decide",
        gettext_noop("%(by)s submitted the notification %(what)s for your check."),
        by,
        "tinjau/",
    )
    return row


def _submitted(by: Any) -> Callable[[Filing], None]:
    def write(row: Filing) -> None:
        row.submitted_at, row.submitted_by = clock.now(), by
        row.verified_at = row.verified_by = None

    return write


@transaction.atomic
def withdraw(filing: Filing, *, by: Any, comment: str = "") -> Filing:
    """Take it back from the walidata to go on writing."""
    return moved(filing, "withdraw", by=by, comment=comment)


@transaction.atomic
def pass_on(filing: Filing, *, by: Any, comment: str = "", seen: str = "") -> Filing:
    """The walidata finds it fit for BPS. Never by a maker; refused while a query stands, and after another was first."""

    def write(row: Filing) -> None:
        row.verified_at, row.verified_by = clock.now(), by

    row = moved(filing, "pass", by=by, comment=comment, seen=seen, write=write)
    tell_staff(row, "approved", gettext_noop("%(by)s found the notification %(what)s fit: submit it to BPS."), by)
    return row


@transaction.atomic
def give_back(filing: Filing, *, by: Any, comment: str = "", seen: str = "") -> Filing:
    """The walidata returns it. Refused without a word on what is to be mended: a remark of those who check, or a comment."""
    locked = filing_machine.locked(filing)
    written = makers(locked, locked.round)
    if not comment.strip() and all(remark.by_id in written for remark in open_remarks(locked)):
        raise MoveRefused(
            Reason("comment", _("Say what is to be mended: write a comment, or a remark on a line."), "#comment")
        )
    row = moved(locked, "return", by=by, comment=comment, seen=seen)
    tell_staff(row, "returned", gettext_noop("%(by)s returned the notification %(what)s."), by)
    return row


@transaction.atomic
def recall(filing: Filing, *, by: Any, comment: str) -> Filing:
    """Take a verified one back to draft, with the reason; the walidata checks it anew."""
    row = moved(filing, "recall", by=by, comment=comment, write=_unverified)
    tell(
        row, walidatas(row.cycle), "returned", gettext_noop("%(by)s took the notification %(what)s back to draft."), by
    )
    return row


def _unverified(row: Filing) -> None:
    row.verified_at = row.verified_by = None


@transaction.atomic
def cancel(filing: Filing, *, by: Any, comment: str) -> Filing:
    """End it without a recommendation, with the reason; another one may be begun."""
    row = moved(filing, "cancel", by=by, comment=comment)
    tell(row, walidatas(row.cycle), "returned", gettext_noop("%(by)s cancelled the notification %(what)s."), by)
    return row


# Parts --------------------------------------------------------------------------------------------------------------------


def moved(
    filing: Filing, move: str, *, by: Any, comment: str = "", seen: str = "", write: Callable[[Filing], None] | None = None,
    **data: Any,
) -> Filing:  # fmt: skip
    told = {"number": "2.6", "reference": filing.reference, **data}
    return filing_machine.move(filing, move, by=by, comment=comment, seen=seen, data=told, before_write=write)


def moved_with_version(
    filing: Filing,
    move: str,
    *,
    by: Any,
    words: Mapping[str, str] | None,
    note: str,
    stamp: Callable[[Filing], None],
    **data: Any,
) -> Filing:
    """A move that freezes what the form says now. The chain is held before the form is read: it cannot change until the end."""
    locked = filing_machine.locked(filing)

    def write(row: Filing) -> None:
        row.revision += 1
        stamp(row)

    row = moved(locked, move, by=by, comment=note, write=write, version=locked.revision + 1, **data)
    _freeze(row, by=by, words=words or {}, note=note)
    return row


def _freeze(filing: Filing, *, by: Any, words: Mapping[str, str], note: str) -> FilingVersion:
    """The form as it is now, in Indonesian as it is filed, with what the rules say of it."""
    filled = fill(filing.cycle, code=filing.form, language="id", submitted_on=filing.notified_on)
    content = freeze(filled.projection)
    layout = project(office_form("romantik"), filled.facts, "id")
    with override("id"):
        findings = [_kept(finding, words) for finding in filled.findings if finding.outcome != Outcome.PASS]
    return FilingVersion.objects.create(
        filing=filing, number=filing.revision, content=content, digest=checksum(content), romantik=romantik_json(layout),
        document=freezing.to_json(form_document(filled.projection, number=f"{filing.reference} v{filing.revision}")),
        findings=findings, words=note.strip(), by=by,
    )  # fmt: skip


def _kept(finding: Finding, words: Mapping[str, str]) -> dict[str, str]:
    return {
        "id": finding.id,
        "severity": str(finding.severity.value),
        "outcome": str(Outcome(finding.outcome).value),
        "text": finding.text,
        "line": finding.form_line,
        "label": finding.form_label,
        "word": words.get(finding.id, "").strip()[:500],
    }


def tell(filing: Filing, people: list[User], kind: str, message: str, by: Any, tail: str = "") -> None:
    notify(
        people, kind=kind, message=message, by=by, url=filing.get_absolute_url() + tail,
        params={"by": str(by) if by else "", "what": filing.reference, "cycle": str(filing.cycle)},
    )  # fmt: skip


def tell_staff(filing: Filing, kind: str, message: str, by: Any) -> None:
    """Who submitted it, who is in charge of 2.6, and the staff of the phase."""
    people = {user.pk: user for user in seated(filing.cycle, "staf", rules.PHASE)}
    run = SubProcessRun.objects.filter(cycle=filing.cycle, number="2.6").select_related("assignee").first()
    for user in (filing.submitted_by, run.assignee if run else None):
        if user is not None:
            people[user.pk] = user
    tell(filing, list(people.values()), kind, message, by)
