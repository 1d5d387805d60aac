"""The rules by which examiners look at a design before it is recommended, as pure functions over the facts of a cycle.

    findings = review(facts, form("romantik"), submitted_on=day)
    [finding for finding in findings if finding.is_blocking]

RULES is the one table of those in code (40, by id); shipped_rules() and load_rules() give rules as data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from phases.design.forms_catalogue import Form
from phases.design.projection.projecting import spoken
from phases.design.reading.facts import Facts, Reader, Unreadable
from phases.design.review_rules import fieldwork, identity, planning, sampling
from phases.design.review_rules.from_data import RuleFromData, load_rules, shipped_rules
from phases.design.review_rules.named_facts import ENVIRONMENT, NAMES, record
from phases.design.review_rules.register import BLOCKS, table
from phases.design.review_rules.verdicts import Context, Finding, Outcome, Rule, Severity, Verdict, unknown

__all__ = [
    "ENVIRONMENT",
    "NAMES",
    "RESERVED",
    "RULES",
    "Context",
    "Finding",
    "Outcome",
    "Rule",
    "RuleFromData",
    "Severity",
    "Verdict",
    "judge",
    "load_rules",
    "review",
    "shipped_rules",
]

HOMES = (identity, planning, sampling, fieldwork)
"""Where the rules stand; importing them registers them."""
RULES = table()
"""The rules in code, by id, in the order of the form."""
RESERVED = frozenset({*BLOCKS, "P"})
"""What ids of the portal's own rules begin with, today's and those to come: no office gives its rules such an id."""


def judge(rule: Rule, reader: Reader, context: Context | None = None) -> Verdict:
    """The verdict of one rule. What cannot be read cannot be judged; nothing that the facts hold makes it raise."""
    try:
        return rule.check(reader, context or Context())
    except Unreadable as error:
        return unknown(error.path)


def review(
    facts: Facts,
    form: Form,
    *,
    submitted_on: dt.date | None = None,
    most_error: Decimal | None = None,
    more: Iterable[RuleFromData] = (),
) -> list[Finding]:
    """The findings of all rules, in their order, each with its line of the form and the page where it is mended."""
    reader = Reader(facts)
    context = Context(submitted_on, most_error if most_error is not None else Context.most_error)
    found = [_finding(rule, judge(rule, reader, context), facts, form) for rule in RULES.values()]
    extra = list(more)
    named = record(reader) if extra else {}
    return found + [_finding(rule, rule.judge(named), facts, form) for rule in extra]


def _finding(rule: Rule | RuleFromData, verdict: Verdict, facts: Facts, form: Form) -> Finding:
    path = verdict.path or rule.path
    line = form.line_of(path)
    try:
        source = facts.source(path)
    except LookupError:
        source = None
    return Finding(
        rule=rule,
        outcome=verdict.outcome,
        text=verdict.text,
        path=path,
        form_line=line.code if line else "",
        form_label=line.label.text(spoken()) if line else "",
        section=str(getattr(source, "title", "") or ""),
        url=str(getattr(source, "url", "") or ""),
    )
