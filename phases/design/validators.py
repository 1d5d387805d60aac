"""What is lawful in phase 2: here, a review rule that an office writes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gsbpm_portal.expressions import names
from phases.design.forms_catalogue.paths import known_paths
from phases.design.projection.projecting import spoken
from phases.design.review_rules import RESERVED, RuleFromData


def validate_review_rule(rule: RuleFromData, *, before: RuleFromData | None, in_force: bool) -> None:
    """Refuse (ValidationError by field) a rule of an office that could not be asked; `before`: the rule as it stands so far.

    The code of a new one is none of the portal's own; its expression names facts and is true or false; its place is a fact of
    the design record. What stands there unchanged does not keep a rule from being taken out of force.
    """
    found = {}
    if before is None and rule.id.partition("-")[0] in RESERVED:
        found["code"] = [
            _("Codes that begin like this are the portal's own rules. Write another one, for example K-01.")
        ]
    if before is None or in_force or rule.expression != before.expression:
        found["expression"] = _faults(rule)
    if (before is None or in_force or rule.place != before.place) and rule.place not in known_paths():
        found["place"] = [_("“%(path)s” is no fact of the design record.") % {"path": rule.place}]
    if faults := {name: told for name, told in found.items() if told}:
        raise ValidationError(faults)


def _faults(rule: RuleFromData) -> list[str]:
    """Every mistake of the expression, with its line and column."""
    tree = rule.analysis.tree
    if tree is not None and rule.analysis.ok and not names(tree):
        return [_("The expression names no fact: it would say the same of every design.")]
    return [one.text(spoken()) for one in rule.analysis.problems]
