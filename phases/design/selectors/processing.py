"""2.5: the plan of processing and analysis as people read it, and what it misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.design.facts import FactRow, Facts
from activities.design.options import ProcessStep
from activities.enums import ActivityKind
from gsbpm_portal.expressions import BOOLEAN
from phases.design.selectors.lacks import Lack, Places, unfilled, unfilled_rows
from phases.design.selectors.vocabulary import Read, Vocabulary, read

TABLES = ("rules", "codings", "imputations", "estimations", "process_steps", "hypotheses")
PARTS: tuple[tuple[str, Any, str, ProcessStep | None], ...] = (
    ("koding", gettext_lazy("Coding"), "codings", None),
    ("editing", gettext_lazy("Editing"), "process_steps", ProcessStep.EDITING),
    ("validasi", gettext_lazy("Validation rules"), "rules", None),
    ("turunan", gettext_lazy("Derived variables"), "derived", ProcessStep.DERIVATION),
    ("imputasi", gettext_lazy("Imputation"), "imputations", None),
    ("penimbang", gettext_lazy("Weighting"), "process_steps", ProcessStep.WEIGHTING),
    ("estimasi", gettext_lazy("Estimation"), "estimations", None),
    ("macro-editing", gettext_lazy("Macro-editing"), "process_steps", ProcessStep.MACRO_EDITING),
    ("integrasi", gettext_lazy("Integration of sources"), "process_steps", ProcessStep.INTEGRATION),
    ("finalisasi", gettext_lazy("Finalisation of data"), "process_steps", ProcessStep.FINALISATION),
    ("kerahasiaan", gettext_lazy("Residual disclosure and confidentiality"), "process_steps", ProcessStep.CONFIDENTIALITY),
    ("harapan", gettext_lazy("Expected results"), "hypotheses", None),
)  # fmt: skip
"""Parts of the plan in the order in which they are done: place on the page, title, table, kind of step."""
ALWAYS = ("editing", "validasi", "macro-editing", "finalisasi", "kerahasiaan")
"""Parts that every activity has; those of a compilation are its six steps."""


def codes(text: str) -> list[str]:
    """The codes of a field in which several are parted by commas."""
    return [code for part in text.replace(";", ",").split(",") if (code := part.strip())]


@dataclass(frozen=True)
class Line:
    """A row with an expression, and how it reads."""

    row: FactRow
    read: Read


@dataclass(frozen=True)
class Part:
    """A part of the plan: where it stands on the page, its rows, where one is added."""

    anchor: str
    title: Any
    rows: tuple[FactRow, ...]
    add: str
    needed: bool


def rules_of(facts: Facts, vocabulary: Vocabulary) -> list[Line]:
    """The validation rules, each a statement that must hold."""
    return [
        Line(row, read(row["expression"], vocabulary.environment, wanted=BOOLEAN, rule=True))
        for row in facts.rows("rules")
    ]


def conditions_of(facts: Facts, vocabulary: Vocabulary) -> list[Line]:
    """The estimations that are made for some units only."""
    return [
        Line(row, read(row["condition"], vocabulary.environment, wanted=BOOLEAN))
        for row in facts.rows("estimations")
        if row["condition"]
    ]


def steps_read(facts: Facts, vocabulary: Vocabulary) -> list[Line]:
    """The other steps that carry an expression."""
    return [
        Line(row, read(row["expression"], vocabulary.environment))
        for row in facts.rows("process_steps")
        if row["expression"]
    ]


def is_compilation(facts: Facts) -> bool:
    return bool(facts.cycle.activity.kind == ActivityKind.ADMIN)


def parts_of(facts: Facts, places: Places) -> list[Part]:
    """All parts of the plan, with what stands in them."""
    found = []
    steps = facts.rows("process_steps")
    for anchor, title, table, kind in PARTS:
        rows = tuple(row for row in steps if row["kind"] == kind) if kind else tuple(facts.rows(table))
        if kind == ProcessStep.DERIVATION:
            rows = tuple(facts.rows("derived")) + rows
        proposed = {"kind": kind.value} if kind and table == "process_steps" else {}
        needed = anchor in ALWAYS and not is_compilation(facts)
        found.append(Part(anchor, title, rows, places.add(table, **proposed), needed))
    return found


def compilation_steps(facts: Facts, places: Places) -> list[Part]:
    """The six steps of a compilation in their order."""
    rows = facts.rows("process_steps")
    return [
        Part(
            kind.value,
            kind.label,
            tuple(row for row in rows if row["kind"] == kind),
            places.add("process_steps", kind=kind.value),
            True,
        )
        for kind in ProcessStep.of_a_compilation()
    ]


def lacks(facts: Facts, vocabulary: Vocabulary, places: Places) -> list[Lack]:
    """What 2.5 still misses; contradictions stand in contradictions.py."""
    found = unfilled(facts, "processing", places)
    found += unfilled_rows(facts, TABLES, places)
    for part in compilation_steps(facts, places) if is_compilation(facts) else parts_of(facts, places):
        if part.needed and not part.rows:
            found.append(Lack(_("Not planned yet: %(part)s.") % {"part": part.title}, part.add))
    found += _outputs(facts, "estimations", _("No estimation is planned for %(output)s."), places)
    found += _outputs(facts, "hypotheses", _("It is not said what is expected of %(output)s."), places)
    return found


def _outputs(facts: Facts, table: str, words: str, places: Places) -> list[Lack]:
    """The outputs that no row of the table speaks of."""
    spoken = {row["output"] for row in facts.rows(table)}
    return [
        Lack(words % {"output": f"{row.key} {row.name}"}, places.add(table, output=row.key))
        for row in facts.rows("outputs")
        if row.key not in spoken
    ]
