"""Notes of BPS on a notification, each with the sub-process that looks at it again, answered by the staff one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, Reason
from phases.design import rules
from phases.design.enums import NoteState, Submission
from phases.design.machines import filing_machine
from phases.design.models import Filing, FilingNote
from phases.design.office_codes import office_form
from phases.design.selectors.filed import full_labels
from phases.design.selectors.filing import latest_version
from phases.design.selectors.filled import OWN, fill
from phases.engine.services.work import NOT_YOURS


@dataclass(frozen=True)
class Wanted:
    """A note as somebody writes it. An empty sub-process is proposed from where the line is typed."""

    text: str
    line: str = ""
    subprocess: str = ""


@transaction.atomic
def add_note(filing: Filing, *, by: Any, wanted: Wanted) -> FilingNote:
    """One more note of BPS."""
    row = filing_machine.locked(filing)
    if not rules.records(by, row.cycle):
        raise NotAllowed(NOT_YOURS)
    if row.state != Submission.MENDING:
        raise MoveRefused(_state(row))
    return _write(row, [wanted], by)[0]


def write_notes(filing: Filing, wanted: Sequence[Wanted], *, by: Any) -> list[FilingNote]:
    """Notes of BPS on a locked notification, within the move that brings them."""
    return _write(filing, wanted, by)


def _write(filing: Filing, wanted: Sequence[Wanted], by: Any) -> list[FilingNote]:
    version = latest_version(filing)
    if version is None:
        raise MoveRefused(_state(filing))
    number = filing.notes.aggregate(last=Max("number"))["last"] or 0
    found = []
    for place, one in enumerate(wanted, number + 1):
        label, owner = _about(filing, one.line)
        note = FilingNote(
            filing=filing, version=version, number=place, line=one.line, label=label,
            subprocess=one.subprocess or owner, text=one.text.strip(), by=by,
        )  # fmt: skip
        _check(note)
        note.save(force_insert=True)
        _log(filing, note, "filing.noted", by, reason=note.text)
        found.append(note)
    return found


def _check(note: FilingNote) -> None:
    if not note.text:
        raise ValidationError({"text": [_("Write down what is to be mended.")]})
    if note.subprocess and not note.filing.cycle.runs.filter(number=note.subprocess).exists():
        raise ValidationError({"subprocess": [_("There is no such sub-process.")]})
    note.full_clean(validate_constraints=False, validate_unique=False)


def _about(filing: Filing, line: str) -> tuple[str, str]:
    """(number and label of a line, the sub-process that answers for it); a note on no line is about the form, so of 2.6."""
    if not line:
        return "", OWN
    if all(one.code != line for one in office_form(filing.form).lines):
        raise ValidationError({"line": [_("The form has no such line.")]})
    filled = fill(filing.cycle, code=filing.form, language="id")
    found = filled.projection[line]
    owner = found.given.owner if found.given else ""
    labels = full_labels((one.code, one.label, one.kind) for one in filled.projection.lines)
    return labels.get(line, found.label)[:300], owner or OWN


@transaction.atomic
def answer(note: FilingNote, *, by: Any, words: str, seen: int) -> FilingNote:
    """Say what was mended. Staff alone, while the form is to be mended; refused where somebody else answered meanwhile."""
    filing, row = _locked(note)
    if not rules.is_staff(by, filing.cycle):
        raise NotAllowed(NOT_YOURS)
    if filing.state != Submission.MENDING:
        raise MoveRefused(_state(filing))
    if seen != row.revision:
        text = _("%(name)s answered meanwhile. Read it again, then save.")
        raise MoveRefused(Reason("changed", text % {"name": row.answered_by}))
    if not words.strip():
        raise ValidationError({"answer": [_("Say what was mended, or why nothing has to be.")]})
    row.state, row.answer = NoteState.MENDED, words.strip()
    row.answered_by, row.answered_at = by, clock.now()
    return _save(filing, row, "filing.answered", by, reason=row.answer)


# Parts --------------------------------------------------------------------------------------------------------------------


def _locked(note: FilingNote) -> tuple[Filing, FilingNote]:
    filing = filing_machine.locked(note.filing)
    row = FilingNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    row.filing = filing
    return filing, row


def _save(filing: Filing, note: FilingNote, action: str, by: Any, *, reason: str = "") -> FilingNote:
    note.revision += 1
    note.full_clean(validate_constraints=False, validate_unique=False)
    note.save()
    _log(filing, note, action, by, reason=reason)
    return note


def _log(filing: Filing, note: FilingNote, action: str, by: Any, *, reason: str = "") -> None:
    audit.append(
        filing.audit_chain, action=action, by=by, subject=note, scope=filing.audit_scope, reason=reason,
        context={"number": note.subprocess or OWN, "reference": filing.reference, "note": note.key},
    )  # fmt: skip


def _state(filing: Filing) -> Reason:
    return Reason("state", _("The state is “%(state)s”.") % {"state": filing.get_state_display()})
