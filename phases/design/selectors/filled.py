"""A cycle's form as it fills itself from the design record, by block and page, with what is missing and where it is typed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design import declared, registry, selectors
from activities.design.facts import IDENTITY, Facts, facts_of
from activities.models import Cycle
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import NOT_YOURS, MoveRefused, NotAllowed, Reason
from gsbpm_portal.expressions.environment import Language
from phases.design.forms_catalogue import Form
from phases.design.forms_catalogue import Line as LineOf
from phases.design.office_codes import office_form
from phases.design.projection import Line, Projection, Share, project
from phases.design.reading.computed import COMPUTED
from phases.design.review_rules import Finding, Outcome, Severity, review, shipped_rules
from phases.design.selectors.filed import full_labels
from phases.design.selectors.filing import form_for
from phases.design.selectors.review_rules import office_rules

MOST = 15
"""Lines of a page at most."""
OWN = "2.6"
TYPED = frozenset(
    {"text", "long", "code", "yesno", "bits", "int", "decimal", "percent"}
    | {"money", "date", "span", "email", "phone", "url"}
)
"""Types of declared fields that are typed in the form's own page; the others have pages of their own."""
WRITTEN_ELSEWHERE = frozenset({"regions", "variables"})
PAGES = {"cycle": "activities:change-cycle", "team": "activities:team"}
"""Where an identity is typed that is not the activity's."""


@dataclass
class Filled:
    """The form of a cycle, filled from the facts as they are now."""

    cycle: Cycle
    facts: Facts
    form: Form
    projection: Projection
    submitted_on: dt.date

    @cached_property
    def findings(self) -> list[Finding]:
        """What all rules say: those in code, those shipped as data, those that the office keeps (one query)."""
        more = (*shipped_rules(), *office_rules())
        return review(self.facts, self.form, submitted_on=self.submitted_on, more=more)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_blocking]

    @property
    def warnings(self) -> list[Finding]:
        return [f for f in self.findings if f.outcome == Outcome.VIOLATION and f.severity == Severity.WARNING]

    @property
    def unknown(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.outcome == Outcome.UNKNOWN]

    @property
    def share(self) -> Share:
        return self.projection.share()

    @property
    def prefilled(self) -> Share:
        """How many questions are answered by what was typed before 2.6."""
        owners = {line.given.owner for line in self.projection.lines if line.given is not None} - {OWN}
        return self.projection.share(owners)

    @property
    def sources(self) -> list[tuple[str, str, int]]:
        """(owner, section, how many answered questions) of what fills the form, most first; owner "" for the identity.

        A question with parts from several sections counts where its first part stands, so that all add up to `share.done`.
        """
        counted = Counter(
            (line.given.owner, line.given.title)
            for answers in self.projection.answered
            if (line := next((one for one in answers if one.given is not None), None)) is not None
            and line.given is not None
        )
        return [(owner, title, n) for (owner, title), n in counted.most_common()]

    @property
    def typed(self) -> list[Line]:
        """What is left to be typed for the form alone: asked, empty, and not to be computed from what stands elsewhere."""
        return [line for line in self.projection.missing if not line.computed]

    @cached_property
    def pages(self) -> list[Page]:
        return [page for block in self.projection.blocks for page in _pages(block)]

    def page(self, code: str) -> Page | None:
        return next((page for page in self.pages if page.code == code), None)

    def page_of(self, line: str) -> Page | None:
        """The page on which a line stands."""
        return next((page for page in self.pages if any(one.code == line for one in page.lines)), None)


def fill(
    cycle: Cycle,
    *,
    code: str = "",
    language: Language | None = None,
    submitted_on: dt.date | None = None,
) -> Filled:
    """The cycle's form (or another one of the catalogue) from the facts as they are stored now. KeyError where none is asked."""
    form = office_form(code or form_for(cycle) or "")
    found = facts_of(cycle)
    return Filled(cycle, found, form, project(form, found, language), submitted_on or clock.today())


# Pages --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A block of the form, or a part of a long one, as it is filled in on one page."""

    code: str
    title: str
    asked: bool
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def answers(self) -> list[Line]:
        return [line for line in self.lines if line.asked and line.kind != "heading"]

    @property
    def labelled(self) -> list[tuple[Line, str]]:
        """The answers with what each is called away from the form: parts name their question."""
        labels = full_labels((line.code, line.label, line.kind) for line in self.lines)
        return [(line, labels[line.code]) for line in self.answers]

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.is_missing]

    @property
    def done(self) -> int:
        return sum(not line.is_empty for line in self.answers)

    @property
    def total(self) -> int:
        """The answers that count: those that are there, and those that are missing."""
        return self.done + len(self.missing)

    @property
    def state(self) -> str:
        """A colour word of the design: done, work, todo, skip."""
        if not self.asked:
            return "skip"
        if not self.missing:
            return "done"
        return "work" if self.done else "todo"

    @property
    def icon(self) -> str:
        return "na" if self.state == "skip" else self.state

    @property
    def word(self) -> str:
        if not self.asked:
            return _("not asked")
        if not self.missing:
            return _("complete")
        if not self.done:
            return _("not filled in yet")
        return ngettext("%(count)s missing", "%(count)s missing", len(self.missing)) % {"count": len(self.missing)}


def _pages(block: Any) -> Iterator[Page]:
    """The block; one of more than MOST lines in parts, a question with its parts never torn."""
    slug = (block.code or "judul").lower()
    parts = list(_parts(block.lines))
    for number, lines in enumerate(parts, 1):
        title = (
            block.title if len(parts) == 1 else _("%(title)s (part %(part)s)") % {"title": block.title, "part": number}
        )
        yield Page(slug if number == 1 else f"{slug}-{number}", title, block.asked, lines, block.note)


def _parts(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    questions: list[list[Line]] = []
    for line in lines:
        if line.level == 0 or not questions:
            questions.append([])
        questions[-1].append(line)
    part: list[Line] = []
    for question in questions:
        if part and _fields(part) + _fields(question) > MOST:
            yield tuple(part)
            part = []
        part += question
    if part:
        yield tuple(part)


def _fields(lines: Iterable[Line]) -> int:
    return sum(line.kind != "heading" for line in lines)


# Where an answer is typed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """A fact that is typed on the form's page itself: it is written to the section that keeps it."""

    path: str
    section: str
    name: str
    label: Any

    @property
    def control(self) -> str:
        """What its control is called; a path holds a dot, which names of controls do without."""
        return self.path.replace(".", "__")

    @property
    def declared(self) -> Any:
        """The declared field; None in a section that is written by hand."""
        return declared.spec_of(self.section).field(self.name) if declared.is_declared(self.section) else None


def slots_of(form: Form, line: Line) -> list[Slot]:
    """The facts behind a line that are typed in its place: the first path that it reads, and what completes an option.

    None for what is computed, belongs to the identity, is kept in rows, or is filled in by BPS.
    """
    of = form[line.code]
    if of.computed or of.by_bps or not of.sources:
        return []
    slots = [slot for path in of.sources[:1] if (slot := _slot(path, line.label)) is not None]
    if (
        slots
        and of.other
        and (other := _slot(of.other, _("%(label)s: if another, which") % {"label": line.label})) is not None
    ):
        slots.append(other)
    return slots


def _slot(path: str, label: Any) -> Slot | None:
    section, _dot, name = path.partition(".")
    if path in IDENTITY or name in WRITTEN_ELSEWHERE:
        return None
    if section in selectors.FIELDS:
        return Slot(path, section, name, label) if name in selectors.FIELDS[section] else None
    if declared.is_declared(section) and any(field.name == name for field in declared.spec_of(section).fields):
        return Slot(path, section, name, label) if declared.spec_of(section).field(name).type in TYPED else None
    return None


def paths_of(of: LineOf) -> tuple[str, ...]:
    """Every path that a line reads."""
    return COMPUTED[of.computed].reads if of.computed else of.sources


def section_of(path: str) -> str:
    """The section that keeps a fact; "" for the identity of the activity."""
    if path in IDENTITY:
        return ""
    code = path.partition(".")[0]
    return code if code in selectors.MODELS or declared.is_declared(code) else declared.spec_of_table(code).code


def sections_read(form: Form) -> set[str]:
    """The sections of the design record that a form reads."""
    return {section_of(path) for line in form.lines for path in (*paths_of(line), *filter(None, [line.other]))} - {""}


def address_of(cycle: Cycle, path: str) -> str:
    """The page on which a fact is typed: the page of its fields, else of its section, else of the activity."""
    args = [cycle.activity.code, cycle.edition]
    section, name = section_of(path), path.partition(".")[2]
    if not section:
        page = PAGES.get(path.partition(".")[0], "activities:change")
        return reverse(page, args=args[:1] if page == "activities:change" else args)
    if declared.is_declared(section):
        spec = declared.spec_of(section)
        for group in spec.pages if spec.fields else ():
            if name in group.fields and path.partition(".")[0] == section:
                return reverse("activities:design-fields", args=[*args, section, group.code])
        table = path.partition(".")[0]
        fragment = f"#{section}-{table}" if table != section else ""
        return reverse("activities:design-section", args=[*args, section]) + fragment
    return registry.get(section).address(cycle)


def and_back(url: str, page: str) -> str:
    """The address, which leads back to a page of the portal once something is saved there."""
    head, mark, fragment = url.partition("#")
    return f"{head}{'&' if '?' in head else '?'}kembali={quote(page)}{mark}{fragment}"


@dataclass
class Place:
    """What a line's page says of where it is typed: who owns it, whether this person may write it now, and the way there."""

    section: str
    title: str
    owner: str
    url: str
    reasons: list[Reason]

    @property
    def may(self) -> bool:
        return not self.reasons

    @property
    def is_closed(self) -> bool:
        """Its owner is not in work: the way there leads over reopening it."""
        return any(reason.code == "owner" for reason in self.reasons)


class Places:
    """Where the lines of a form are typed, for one person; each section is asked about once."""

    def __init__(self, filled: Filled, user: Any):
        self.filled, self.user = filled, user
        self._reasons: dict[str, list[Reason]] = {}

    def reasons(self, section: str) -> list[Reason]:
        if section not in self._reasons:
            self._reasons[section] = registry.reasons_against(self.filled.cycle, registry.get(section), self.user)
        return self._reasons[section]

    def refusal(self) -> MoveRefused:
        """Why nothing at all can be written: about the person, else about the sub-processes."""
        found = {reason.code: reason for reasons in self._reasons.values() for reason in reasons}
        if "role" in found or not found:
            return NotAllowed(found.get("role", NOT_YOURS))
        return MoveRefused(*found.values())

    def of(self, line: Line) -> Place | None:
        """Where the line is typed; None for headings and for what BPS fills in."""
        paths = paths_of(self.filled.form[line.code])
        if not paths or line.by_bps:
            return None
        path = line.given.path if line.given and line.computed else paths[0]
        section = section_of(path)
        if section and not registry.get(section).is_asked(self.filled.cycle.activity.kind):
            return None
        source = self.filled.facts.source(path)
        reasons = self.reasons(section) if section else []
        return Place(section, str(source.title), source.owner, address_of(self.filled.cycle, path), reasons)
