"""What goes to BPS and what comes back: submissions, notes, the recommendation. BPS decides; here it is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from activities.services import record_recommendation
from gsbpm_portal.core import audit, clock, files
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.design import rules
from phases.design.enums import Follow, LetterKind, Verdict
from phases.design.machines import filing_machine
from phases.design.models import Filing, FilingLetter, RecommendationItem
from phases.design.selectors.filing import latest_version, uncollected, walidatas
from phases.design.services.filing import moved, moved_with_version, tell, tell_staff
from phases.design.services.filing_days import ANSWERED, CHECKED, NOTED, SENT, lawful_day
from phases.design.services.filing_identity import lawful_identity, why_odd
from phases.design.services.filing_notes import Wanted, write_notes
from phases.engine.services.work import NOT_YOURS

PURPOSE = "filing"
"""Of the files that are attached to letters and follow-ups."""
MOST_ITEMS = 60


@dataclass(frozen=True)
class Paper:
    """A letter, mail or entry as it is recorded. `day`: when it was sent or written; not in the future."""

    day: dt.date
    channel: str = ""
    letter: str = ""
    addressee: str = ""
    file: File[bytes] | None = None
    words: str = ""


@transaction.atomic
def send(filing: Filing, *, by: Any, paper: Paper) -> Filing:
    """Record that the verified form went to BPS. BPS's clock begins with that day."""
    lawful_day(filing, paper.day, CHECKED)
    row = moved(
        filing, "send", by=by, comment=paper.words, write=_sent(paper), day=paper.day.isoformat(), channel=paper.channel
    )
    _keep(row, LetterKind.SENT, paper, by)
    tell(row, walidatas(row.cycle), "approved", gettext_noop("%(by)s submitted the notification %(what)s to BPS."), by)
    return row


def _sent(paper: Paper) -> Any:
    def write(row: Filing) -> None:
        row.sent_on, row.noted_on, row.reminded_on = paper.day, None, None

    return write


@transaction.atomic
def examine(filing: Filing, *, by: Any, comment: str = "") -> Filing:
    """Record that BPS has begun to look at it."""
    return moved(filing, "examine", by=by, comment=comment)


@transaction.atomic
def bring_notes(filing: Filing, *, by: Any, paper: Paper, notes: Sequence[Wanted]) -> Filing:
    """Record that BPS returned it with notes: at least one. Each belongs to a sub-process that has to look at it again."""
    lawful_day(filing, paper.day, SENT)
    if not notes:
        raise ValidationError({"text": [_("Write at least one note.")]})

    def write(row: Filing) -> None:
        row.noted_on, row.reminded_on = paper.day, None

    row = moved(filing, "bring", by=by, comment=paper.words, write=write, day=paper.day.isoformat(), notes=len(notes))
    _keep(row, LetterKind.NOTES, paper, by)
    write_notes(row, notes, by=by)
    tell_staff(
        row, "returned", gettext_noop("BPS returned the notification %(what)s with notes, recorded by %(by)s."), by
    )
    return row


@transaction.atomic
def resubmit(filing: Filing, *, by: Any, paper: Paper, words: Mapping[str, str] | None = None) -> Filing:
    """Send the mended form to BPS: what it says now is frozen as the next version, and the clock begins anew.

    Refused while a note of BPS is not answered, and while errors of the review stand.
    """
    lawful_day(filing, paper.day, NOTED)
    row = moved_with_version(
        filing, "resubmit", by=by, words=words, note=paper.words, stamp=_sent(paper), day=paper.day.isoformat(),
        channel=paper.channel,
    )  # fmt: skip
    _keep(row, LetterKind.RESENT, paper, by)
    tell(
        row,
        walidatas(row.cycle),
        "approved",
        gettext_noop("%(by)s submitted the mended notification %(what)s to BPS."),
        by,
    )
    return row


@transaction.atomic
def recommend(
    filing: Filing, *, by: Any, paper: Paper, identity: str, odd: str = "", items: Sequence[str] = ()
) -> Filing:  # fmt: skip
    """Record the recommendation: its identity goes to the cycle, each item is followed up on its own, and from now on the
    results and metadata are owed to BPS. Refused without an identity, and with one that looks like none of BPS unless `odd`
    says why it is one."""
    lawful_day(filing, paper.day, SENT)
    identity = lawful_identity(identity, odd, cycle=filing.cycle)
    texts = [text.strip() for text in items if text.strip()]
    if len(texts) > MOST_ITEMS or any(len(text) > 2000 for text in texts):
        raise ValidationError({"items": [_("At most 60 recommendations of 2.000 characters each.")]})

    def write(row: Filing) -> None:
        row.verdict, row.identity, row.answered_on = Verdict.FIT, identity, paper.day

    row = moved(
        filing,
        "recommend",
        by=by,
        comment=paper.words,
        write=write,
        identity=identity,
        day=paper.day.isoformat(),
        items=len(texts),
        **why_odd(identity, odd),
    )
    _keep(row, LetterKind.FIT, paper, by)
    RecommendationItem.objects.bulk_create(
        RecommendationItem(filing=row, number=place, text=text) for place, text in enumerate(texts, 1)
    )
    record_recommendation(row.cycle, by=by, identity=identity)
    tell_staff(row, "approved", gettext_noop("BPS recommends %(cycle)s: the notification %(what)s is fit."), by)
    tell(
        row,
        walidatas(row.cycle),
        "approved",
        gettext_noop("BPS recommends %(cycle)s: the notification %(what)s is fit."),
        by,
    )
    return row


@transaction.atomic
def refuse(filing: Filing, *, by: Any, paper: Paper) -> Filing:
    """Record that BPS refused it, with its grounds. Another notification may be begun."""
    lawful_day(filing, paper.day, SENT)

    def write(row: Filing) -> None:
        row.verdict, row.answered_on = Verdict.REFUSED, paper.day

    row = moved(filing, "refuse", by=by, comment=paper.words, write=write, day=paper.day.isoformat())
    _keep(row, LetterKind.REFUSED, paper, by)
    tell_staff(row, "returned", gettext_noop("BPS refused the notification %(what)s, recorded by %(by)s."), by)
    return row


# After the recommendation -------------------------------------------------------------------------------------------------


@transaction.atomic
def follow_up(
    item: RecommendationItem, *, by: Any, state: str, words: str, evidence: str = "", upload: File[bytes] | None = None,
    seen: int,
) -> RecommendationItem:  # fmt: skip
    """Say what was done about an item. Refused to all but staff of the phase, without words where it is no longer open, and
    where somebody else wrote meanwhile (`seen`: the revision that the person saw)."""
    filing = filing_machine.locked(item.filing)
    row = RecommendationItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if not rules.is_staff(by, filing.cycle):
        raise NotAllowed(NOT_YOURS)
    if seen != row.revision:
        raise MoveRefused(_changed(row.changed_by))
    if state != Follow.OPEN and not words.strip():
        raise ValidationError({"follow_up": [_("Say what was done, or why it cannot be done.")]})
    before = {"state": row.state, "follow_up": row.follow_up, "evidence": row.evidence}
    row.state, row.follow_up, row.evidence = state, words.strip(), evidence
    if upload is not None:
        row.file = files.receive(upload, by=by, purpose=PURPOSE)
    after = {"state": row.state, "follow_up": row.follow_up, "evidence": row.evidence}
    changes = audit.differences(before, after)
    if not changes and upload is None:
        return row
    row.revision, row.changed_by, row.changed_at = row.revision + 1, by, clock.now()
    row.full_clean(validate_constraints=False, validate_unique=False)
    row.save()
    audit.append(
        filing.audit_chain, action="filing.followed", by=by, subject=row, scope=filing.audit_scope, changes=changes,
        context={"number": "2.6", "reference": filing.reference, "item": row.key},
    )  # fmt: skip
    return row


@transaction.atomic
def hand_over(filing: Filing, *, by: Any, paper: Paper) -> Filing:
    """Record that results and metadata went to BPS. Once; refused before the recommendation and without anything to show for
    it (the number of a letter, a file, or words on where they are)."""
    lawful_day(filing, paper.day, ANSWERED)
    row = filing_machine.locked(filing)
    if not rules.records(by, row.cycle):
        raise NotAllowed(NOT_YOURS)
    if row.verdict != Verdict.FIT:
        raise MoveRefused(Reason("state", _("Nothing is owed to BPS before its recommendation.")))
    if row.handed_on is not None:
        raise MoveRefused(Reason("state", _("The results were handed over already.")))
    if not (paper.letter.strip() or paper.file or paper.words.strip()):
        raise ValidationError(
            {"words": [_("Name the letter, attach it, or say where the results can be found at BPS.")]}
        )
    if numbers := uncollected(row.cycle):
        text = _("Collection is not finished (%(numbers)s): there are no results to hand over yet.")
        raise MoveRefused(Reason("state", text % {"numbers": ", ".join(numbers)}))
    row.handed_on = paper.day
    row.save(update_fields=["handed_on"])
    _keep(row, LetterKind.HANDED, paper, by)
    audit.append(
        row.audit_chain, action="filing.handed", by=by, subject=row, scope=row.audit_scope, reason=paper.words.strip(),
        changes={"handed_on": (None, paper.day)}, context={"number": "2.6", "reference": row.reference},
    )  # fmt: skip
    return row


# Parts --------------------------------------------------------------------------------------------------------------------


def _keep(filing: Filing, kind: str, paper: Paper, by: Any) -> FilingLetter:
    stored = files.receive(paper.file, by=by, purpose=PURPOSE) if paper.file else None
    letter = FilingLetter(
        filing=filing, version=latest_version(filing), kind=kind, day=paper.day, channel=paper.channel,
        letter=paper.letter.strip(), addressee=paper.addressee.strip(), file=stored, words=paper.words.strip(), by=by,
    )  # fmt: skip
    letter.full_clean(validate_constraints=False, validate_unique=False, exclude=["file"])
    letter.save(force_insert=True)
    return letter


def _changed(by: Any) -> Reason:
    return Reason("changed", _("%(name)s wrote here meanwhile. Read it again, then save.") % {"name": by})
