"""2.5: what the plan says against itself, and against the rest of the design."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from activities.design import declared
from activities.design.enums import YesNo
from activities.design.facts import FactRow, Facts
from activities.design.options import Analysis, ImputationMethod, ProcessStep, Selection, VarianceMethod
from activities.enums import ActivityKind
from phases.design.selectors.lacks import Lack, Places, Weight
from phases.design.selectors.processing import Line, codes, conditions_of, rules_of, steps_read
from phases.design.selectors.vocabulary import Vocabulary


def contradictions(facts: Facts, vocabulary: Vocabulary, places: Places) -> list[Lack]:
    """Everything that cannot be so, each with the place where it is mended."""
    return [
        *unrunnable(facts, vocabulary, places),
        *(
            Lack(text, url, Weight.CONTRADICTS)
            for parts in (
                _names(facts, vocabulary, places),
                _answers(facts, places),
                _sampling(facts, places),
                _repeated(facts, places),
            )
            for text, url in parts
        ),
    ]


def unrunnable(facts: Facts, vocabulary: Vocabulary, places: Places) -> list[Lack]:
    """What phases 5 and 6 could not execute. It holds the submission of 2.5."""
    return [Lack(text, url, Weight.HOLDS) for text, url in _expressions(facts, vocabulary, places)]


Found = Iterator[tuple[str, str]]


def _expressions(facts: Facts, vocabulary: Vocabulary, places: Places) -> Found:
    """Rules, conditions and steps that cannot be executed."""
    lines: list[Line] = [
        *rules_of(facts, vocabulary),
        *conditions_of(facts, vocabulary),
        *steps_read(facts, vocabulary),
    ]
    for line in lines:
        if line.row.table.code == "rules" and not line.row["expression"]:
            continue  # said as missing already
        for problem in line.read.problems[:1]:
            told = {"key": line.row.key, "name": line.row.name, "problem": problem}
            yield (
                _("%(key)s %(name)s cannot be executed. %(problem)s") % told,
                places.row(line.row.table.code, line.row.key),
            )


def _names(facts: Facts, vocabulary: Vocabulary, places: Places) -> Found:
    """Codes of variables that the cycle does not have; imputations of what is not collected."""
    derived = {one.code for one in vocabulary.derived} - set(vocabulary.collected)
    for row in facts.rows("imputations"):
        name, method = row["variable"], row["method"]
        if name in derived and method not in ("", ImputationMethod.NONE):
            text = _("%(key)s imputes %(name)s, which is not collected but derived: impute what it is made of.")
            yield text % {"key": row.key, "name": name}, places.row("imputations", row.key)
        elif name and not vocabulary.knows(name):
            text = _("%(key)s imputes %(name)s, which the cycle does not collect.")
            yield text % {"key": row.key, "name": name}, places.row("imputations", row.key)
    outputs = {row.key for row in facts.rows("outputs")}
    for row in facts.rows("estimations"):
        if row["output"] and row["output"] not in outputs:
            text = _("%(key)s estimates for an output that is not there: %(name)s.")
            yield text % {"key": row.key, "name": row["output"]}, places.row("estimations", row.key)
    for table, named in (
        ("codings", lambda row: [row["variable"]]),
        ("imputations", lambda row: [*codes(row["classes"]), row["auxiliary"]]),
        ("estimations", lambda row: [row["variable"], row["denominator"], *codes(row["domains"])]),
        ("rules", lambda row: codes(row["group_by"])),
        ("process_steps", lambda row: codes(row["variables"])),
    ):
        for row in facts.rows(table):
            if unknown := vocabulary.unknown(name for name in named(row) if name):
                told = {"key": row.key, "names": ", ".join(unknown)}
                yield (
                    _("%(key)s names variables that the cycle does not have: %(names)s.") % told,
                    places.row(table, row.key),
                )


def _answers(facts: Facts, places: Places) -> Found:
    """The yes and no of 7.1 and 6.3 beside what is planned."""
    values = facts.values("processing")
    steps = {row["kind"] for row in facts.rows("process_steps")}
    planned = {
        "editing": ProcessStep.EDITING in steps,
        "coding": bool(facts.rows("codings")),
        "validation": bool(facts.rows("rules")),
        "nonresponse": ProcessStep.WEIGHTING in steps or any(_imputes(row) for row in facts.rows("imputations")),
    }
    labels = {field.name: field.label for field in declared.spec_of("processing").fields}
    url = places.fields("processing", "tahapan")
    for name, there in planned.items():
        if values[name] == YesNo.NO and there and name != "nonresponse":
            yield _("“%(question)s” says no, but such steps are planned.") % {"question": labels[name]}, url
        if values[name] == YesNo.YES and not there:
            yield _("“%(question)s” says yes, but no such step is planned.") % {"question": labels[name]}, url


def _imputes(row: FactRow) -> bool:
    return row["method"] not in ("", ImputationMethod.NONE)


def _sampling(facts: Facts, places: Places) -> Found:
    """What may be concluded from which kind of data."""
    kind = facts.cycle.activity.kind
    url = places.fields("processing", "tahapan")
    drawn = kind not in (ActivityKind.CENSUS, ActivityKind.ADMIN)
    by_chance = facts.value("sample.selection") != Selection.NONPROBABILITY
    infers = facts.value("processing.analysis") in (Analysis.INFERENTIAL, Analysis.BOTH)
    if infers and drawn and not by_chance:
        yield _("Inferential analysis is planned on a sample that is not drawn by probability."), url
    for row in facts.rows("estimations"):
        has_error = row["variance"] not in ("", VarianceMethod.NONE)
        if has_error and not drawn:
            text = _("%(key)s computes a sampling error, but no sample is drawn.")
            yield text % {"key": row.key}, places.row("estimations", row.key)
        elif has_error and not by_chance:
            text = _("%(key)s computes a sampling error, but the sample is not drawn by probability.")
            yield text % {"key": row.key}, places.row("estimations", row.key)
        elif (
            row["variance"] == VarianceMethod.NONE
            and drawn
            and facts.value("sample.selection") == Selection.PROBABILITY
        ):
            text = _("%(key)s is estimated from a probability sample without a sampling error.")
            yield text % {"key": row.key}, places.row("estimations", row.key)
    if not drawn and any(row["kind"] == ProcessStep.WEIGHTING for row in facts.rows("process_steps")):
        yield _("Weighting is planned, but no sample is drawn."), places.section("processing")


def _repeated(facts: Facts, places: Places) -> Found:
    """The same variable coded or imputed twice; the same rule twice."""
    for table, field in (("codings", "variable"), ("imputations", "variable"), ("rules", "expression")):
        first: dict[str, str] = {}
        for row in facts.rows(table):
            value = " ".join(row[field].split())
            if value and value in first:
                told = {"key": row.key, "other": first[value], "value": value}
                yield _("%(key)s says the same as %(other)s: %(value)s.") % told, places.row(table, row.key)
            first.setdefault(value, row.key)
