"""The plan of 2.5 as a machine reads it: what phase 5 executes. Rules are parsed, dependencies ordered, nothing is guessed.

`plan_of` gives plain values that JSON holds. Every record has `key`, the row of the design that it comes from, `complete`, and
`missing`: the needed columns that are empty. An expression stands as it was typed and in the language's own words (`canonical`,
empty where it cannot be read); `problems` lists all that keeps the plan from being executed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from activities.design.facts import FactRow, Facts, Used
from activities.design.options import ProcessStep
from gsbpm_portal.expressions import BOOLEAN
from phases.design.selectors.processing import codes, is_compilation, rules_of
from phases.design.selectors.vocabulary import LANGUAGES, Read, Vocabulary, read, vocabulary_of

SCHEMA = "processing-plan/1"
ANSWERS = ("editing", "coding", "entry", "validation", "nonresponse", "analysis")
"""Questions of MS-Keg whose codes the plan carries (7.1, 6.3, 7.2)."""
Record = dict[str, Any]


def plan_of(facts: Facts, vocabulary: Vocabulary | None = None) -> Record:
    """The whole plan of a cycle as it stands now."""
    names = vocabulary or vocabulary_of(facts)
    activity, cycle = facts.cycle.activity, facts.cycle
    plan: Record = {
        "schema": SCHEMA,
        "activity": activity.code,
        "edition": cycle.edition,
        "kind": str(activity.kind),
        "is_compilation": is_compilation(facts),
        "variables": [_variable(names, used) for used in facts.variables],
        "code_lists": sorted(names.environment.code_lists),
        "derived": _derived(names),
        "loops": [list(loop) for loop in names.loops],
        "rules": [_rule(line.row, line.read) for line in rules_of(facts, names)],
        "codings": [_plain(row) for row in facts.rows("codings")],
        "imputations": [_plain(row, classes=codes(row["classes"])) for row in _ordered(facts.rows("imputations"))],
        "estimations": [_estimation(facts, row, names) for row in facts.rows("estimations")],
        "steps": [_step(row, names) for row in _in_step_order(facts.rows("process_steps"))],
        "expected": [_plain(row) for row in facts.rows("hypotheses")],
        "disclosure": [_plain(row) for row in facts.rows("disclosure")],
        "answers": {name: facts.value(f"processing.{name}") for name in ANSWERS},
    }  # fmt: skip
    plan["problems"] = list(_problems(plan))
    plan["complete"] = not plan["problems"]
    return plan


def _variable(names: Vocabulary, used: Used) -> Record:
    variable = names.environment.variables[used.code]
    return {
        "code": variable.name,
        "version": used.version.label,
        "type": str(variable.type.kind),
        "code_list": variable.type.code_list,
        "label": {"id": variable.label.text("id"), "en": variable.label.text("en")},
        "source": used.source,
    }


def _derived(names: Vocabulary) -> list[Record]:
    """In the order in which they are computed; what is in a loop or cannot be read comes last."""
    place = {code: number for number, code in enumerate(names.order)}
    rows = sorted(names.derived, key=lambda one: (place.get(one.code, len(place)), one.repeated))
    return [
        {**_plain(one.row), **_read(one.read), "order": place.get(one.code), "needs": list(one.needs), "repeated": one.repeated}
        for one in rows
    ]  # fmt: skip


def _rule(row: FactRow, reading: Read) -> Record:
    return {**_plain(row), **_read(reading), "group_by": codes(row["group_by"])}


def _estimation(facts: Facts, row: FactRow, names: Vocabulary) -> Record:
    output = facts.row("outputs", row["output"]) if row["output"] else None
    record = _plain(row, domains=codes(row["domains"]))
    record["output_title"] = output.name if output else ""
    if row["condition"]:
        record |= _read(read(row["condition"], names.environment, wanted=BOOLEAN))
    return record


def _step(row: FactRow, names: Vocabulary) -> Record:
    record = _plain(row, variables=codes(row["variables"]))
    return record | _read(read(row["expression"], names.environment)) if row["expression"] else record


def _plain(row: FactRow, **instead: Any) -> Record:
    """The columns of a row as they are kept."""
    values: Mapping[str, Any] = {**row.values, **instead}
    missing = [field.name for field in row.missing]
    return {"key": row.key, "complete": not missing, "missing": missing, **values}


def _read(reading: Read) -> Record:
    """What is known of an expression; `type` is that of its result."""
    kind = reading.analysis.type
    return {
        "canonical": reading.canonical if reading.ok else "",
        "names": list(reading.names),
        "type": str(kind.kind) if kind else "",
        "words": {language: reading.words.get(language, "") for language in LANGUAGES},
        "faults": [
            {"line": one.span.line, "column": one.span.column, "id": one.id, "text": one.message("id")}
            for one in reading.analysis.problems
        ],
    }


def _ordered(rows: Iterable[FactRow]) -> list[FactRow]:
    """By the order that was given; what has none comes last, as it was typed."""
    return sorted(rows, key=lambda row: (row["order"] is None, row["order"] or 0))


def _in_step_order(rows: Iterable[FactRow]) -> list[FactRow]:
    order = [step.value for step in ProcessStep]
    return sorted(rows, key=lambda row: order.index(row["kind"]) if row["kind"] in order else len(order))


def _problems(plan: Record) -> Iterable[Record]:
    """What keeps the plan from being executed, by record."""
    for part in ("derived", "rules", "codings", "imputations", "estimations", "steps", "expected", "disclosure"):
        for record in plan[part]:
            if record["missing"]:
                yield {"part": part, "key": record["key"], "id": "missing", "text": ", ".join(record["missing"])}
            for fault in record.get("faults", ()):
                yield {"part": part, "key": record["key"], "id": fault["id"], "text": fault["text"]}
            if record.get("repeated"):
                yield {"part": part, "key": record["key"], "id": "repeated", "text": record["code"]}
    for loop in plan["loops"]:
        yield {"part": "derived", "key": "", "id": "loop", "text": " → ".join(loop)}
