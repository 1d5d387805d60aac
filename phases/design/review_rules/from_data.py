"""Review rules as data: written in the portal's expression language over named facts, checked when they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.expressions import BOOLEAN, Analysis, Expression, analyse, describe, evaluate, names
from phases.design.forms_catalogue.lined import CatalogueError, Strict, read
from phases.design.forms_catalogue.paths import known_paths
from phases.design.projection.projecting import spoken
from phases.design.review_rules.named_facts import ENVIRONMENT, NAMES
from phases.design.review_rules.verdicts import Outcome, Severity, Verdict, passed, unknown

SHIPPED = Path(__file__).resolve().parent / "more_rules.yaml"


@dataclass(frozen=True)
class RuleFromData:
    """A rule that is true for designs in order. `place` is the fact to mend.

    True is a pass, false a violation; missing, and what cannot be computed, is not evaluable: the verdict says what is missing.
    """

    id: str
    severity: Severity
    expression: str
    message_id: str
    message_en: str
    place: str

    @cached_property
    def analysis(self) -> Analysis:
        """The checked expression; `problems` tells what is wrong with it."""
        return analyse(self.expression, ENVIRONMENT, BOOLEAN)

    @property
    def path(self) -> str:
        return self.place

    @property
    def title(self) -> str:
        """The expression read aloud; the expression itself while it has mistakes."""
        tree = self.analysis.tree
        if tree is None or not self.analysis.ok:
            return self.expression
        return describe(tree, ENVIRONMENT, spoken())

    @property
    def message(self) -> str:
        return self.message_en if spoken() == "en" else self.message_id

    def problems(self, language: str = "id") -> list[str]:
        """Why the rule cannot be used: mistakes of the expression, a place that nobody declared, a missing message."""
        found = [one.text("en" if language == "en" else "id") for one in self.analysis.problems]
        if self.place not in known_paths():
            found.append(self.place)
        return found

    def judge(self, record: Mapping[str, Any]) -> Verdict:
        """The verdict for the named facts of one cycle. An expression with mistakes judges nothing, and says so."""
        tree = self.analysis.tree
        if tree is None or not self.analysis.ok:
            fault = self.analysis.problems[0].text(spoken())
            return unknown(self.place, _("The rule itself has a mistake and cannot be judged. %(fault)s"), fault=fault)
        result = evaluate(tree, record, ENVIRONMENT)
        if result.value is True:
            return passed()
        if result.value is False:
            return Verdict(Outcome.VIOLATION, "%(told)s", {"told": self.message}, self.place)
        if result.reasons:
            why = result.reasons[0].message(spoken())
            return unknown(self.place, _("This cannot be computed. %(why)s"), why=why)
        return self._unfilled(tree, record)

    def _unfilled(self, tree: Expression, record: Mapping[str, Any]) -> Verdict:
        """What has to be filled in before the rule can be judged; the first of it is the place."""
        empty = [NAMES[name] for name in names(tree) if record.get(name) is None]
        if not empty:
            return unknown(self.place)
        labels = ", ".join(one.label.text(spoken()) for one in empty)
        return unknown(empty[0].path, _("Not filled in yet: %(names)s."), names=labels)


def load_rules(name: str, text: str) -> tuple[RuleFromData, ...]:
    """The rules that a YAML (or JSON) text lists under `rules`. Raises CatalogueError with file and line for any mistake."""
    content = Strict(name, read(name, text)).only(("rules",))
    found: dict[str, RuleFromData] = {}
    for one in content.mappings("rules"):
        one.only(("id", "severity", "expression", "message", "place"))
        message = one.mapping("message").only(("id", "en"))
        severity = one.text("severity")
        if severity not in Severity.values:
            raise one.refuse(f"severity is E or W, not {severity}", "severity")
        rule = RuleFromData(
            one.text("id"), Severity(severity), one.text("expression").strip(),
            message.text("id"), message.text("en"), one.text("place"),
        )  # fmt: skip
        if rule.id in found:
            raise one.refuse(f"the rule {rule.id} stands twice", "id")
        if not (rule.message_id and rule.message_en):
            raise one.refuse("message is needed in both languages", "message")
        for problem in rule.problems("en"):
            raise one.refuse(problem, "expression" if rule.analysis.problems else "place")
        found[rule.id] = rule
    return tuple(found.values())


def shipped_rules() -> tuple[RuleFromData, ...]:
    """The rules of more_rules.yaml."""
    return load_rules(SHIPPED.name, SHIPPED.read_text(encoding="utf-8"))


__all__ = ["CatalogueError", "RuleFromData", "load_rules", "shipped_rules"]
