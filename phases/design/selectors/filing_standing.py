"""What the pages of a form tell of its filing while it is written: what was asked about a line, what was answered otherwise when
it was last submitted, what was said of warnings then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gsbpm_portal.core.models import Decision
from gsbpm_portal.core.remarks import Remark
from phases.design.enums import NoteState, Submission
from phases.design.models import Filing, FilingNote, FilingVersion
from phases.design.projection import freeze, project
from phases.design.selectors.filing import latest_version, open_remarks
from phases.design.selectors.filing_changes import Change, between
from phases.design.selectors.filled import Filled, Page


@dataclass(frozen=True)
class Standing:
    """`version`: what was last submitted; `changes`: what the form says otherwise now; `remarks`: what the walidata asked about
    lines and is not settled; `notes`: what BPS asked about them and is not answered; `returned`: the walidata's return, while the
    form is being mended."""

    version: FilingVersion | None = None
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notes: tuple[FilingNote, ...] = ()
    returned: Decision | None = None
    by_line: Mapping[str, Change] = field(default_factory=dict)

    def asked_about(self, line: str) -> list[Remark]:
        return [remark for remark in self.remarks if remark.part == line]

    def noted_on(self, line: str) -> list[FilingNote]:
        return [note for note in self.notes if note.line == line]

    def asked_on(self, page: Page) -> int:
        """How much was asked about lines of a page."""
        lines = {line.code for line in page.lines}
        return sum(remark.part in lines for remark in self.remarks) + sum(note.line in lines for note in self.notes)

    def changed_on(self, page: Page) -> int:
        return sum(line.code in self.by_line for line in page.lines)

    @property
    def words(self) -> dict[str, str]:
        """What was said of warnings, by rule."""
        kept = self.version.findings if self.version else ()
        return {finding["id"]: finding["word"] for finding in kept if finding.get("word")}


def standing(filing: Filing | None, filled: Filled) -> Standing:
    """Of the filing under way (four queries, of which two are for a form that is being mended); nothing of one that is over."""
    if filing is None or filing.is_over or (version := latest_version(filing)) is None:
        return Standing()
    changes = between(version.content, freeze(project(filled.form, filled.facts, "id")))
    notes = filing.notes.filter(state=NoteState.OPEN) if filing.state == Submission.MENDING else ()
    return Standing(
        version,
        tuple(changes),
        tuple(open_remarks(filing)),
        tuple(notes),
        _return_of(filing) if filing.state == Submission.DRAFT else None,
        {change.code: change for change in changes},
    )


def _return_of(filing: Filing) -> Decision | None:
    """The walidata's return, where nothing was decided since."""
    rows = Decision.objects.filter(subject_kind="design.filing", subject_id=filing.pk).select_related("by")
    last = rows.order_by("-pk").first()
    return last if last is not None and last.verb == "return" else None
