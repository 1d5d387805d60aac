"""Rules on the design of the activity and its sample (IV, V)."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.design.enums import CollectionMethod
from activities.design.options import CollectionType, SampleDesign, Selection
from activities.enums import ActivityKind, Coverage, Repetition
from phases.design.reading.computed import percent, regions
from phases.design.reading.facts import Reader
from phases.design.review_rules.identity import kind_of
from phases.design.review_rules.register import E, W, rule
from phases.design.review_rules.verdicts import Context, Verdict, passed, unknown, violated

_PART = re.compile(r"\d[\d.,]*\s*/\s*\d[\d.,]*|\d[\d.,]*\s*%")
_STAGE_WORD = re.compile(r"\b(?:tahap|stage|fase|phase)\b", re.IGNORECASE)


@rule("IV-01", E, "activity.frequency", _("A repeated activity tells how often."))
def frequency_told(reader: Reader, context: Context) -> Verdict:
    repetition = reader.text("activity.repetition")
    if not repetition:
        return unknown("activity.repetition")
    if repetition != Repetition.REPEATED or reader.text("activity.frequency"):
        return passed()
    return violated(
        "activity.frequency", _("The activity is repeated, but it is not told how often. Choose a frequency.")
    )


@rule("IV-05", E, "collection.type", _("An activity that is done once is cross sectional."))
def once_is_cross_sectional(reader: Reader, context: Context) -> Verdict:
    repetition, kind = reader.text("activity.repetition"), reader.text("collection.type")
    if not repetition:
        return unknown("activity.repetition")
    if repetition != Repetition.ONCE:
        return passed()
    if not kind:
        return unknown("collection.type")
    if kind == CollectionType.CROSS:
        return passed()
    return violated(
        "collection.type",
        _(
            "An activity that is done only once cannot be longitudinal. Choose cross sectional, or say that it is repeated."
        ),
    )


@rule("IV-07", E, "population.regions", _("Regions are listed where a part of Indonesia is covered."))
def regions_listed(reader: Reader, context: Context) -> Verdict:
    coverage = reader.first("population.coverage", "activity.coverage")
    if not coverage:
        return unknown("population.coverage")
    if coverage != Coverage.PART or regions(reader):
        return passed()
    return violated(
        "population.regions",
        _("A part of Indonesia is covered, but no region is listed. List provinces, and regencies or cities."),
    )


@rule("IV-09", E, "population.methods", _("A compilation collects secondary data."))
def compilation_is_secondary(reader: Reader, context: Context) -> Verdict:
    kind, methods = kind_of(reader), reader.bits("population.methods")
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.ADMIN:
        return passed()
    if not methods:
        return unknown("population.methods")
    if methods & CollectionMethod.SECONDARY:
        return passed()
    return violated(
        "population.methods", _('A compilation takes data that others recorded. Tick "Collection of secondary data".')
    )


# The sample -------------------------------------------------------------------------------------------------------------

MAIN = {
    "sample.design": _("kind of sample design"),
    "sample.selection": _("selection in the last stage"),
    "sample.frame_kind": _("sampling frame"),
    "sample.unit": _("sampling unit"),
    "population.observation_unit": _("unit of observation"),
}
METHODS = {Selection.PROBABILITY: "sample.probability_method", Selection.NONPROBABILITY: "sample.nonprobability_method"}


def missing_parts(reader: Reader) -> dict[str, Any]:
    """The main questions of the sample that have no answer: {path: what it is}."""
    asked = dict(MAIN)
    selection = reader.text("sample.selection")
    if selection in METHODS:
        asked[METHODS[Selection(selection)]] = _("method of selection")
    if selection == Selection.PROBABILITY:
        asked |= {"sample.fraction": _("overall sampling fraction"), "sample.error": _("sampling error")}
    return {path: label for path, label in asked.items() if not _is_filled(reader, path)}


def _is_filled(reader: Reader, path: str) -> bool:
    if path == "sample.error":
        return reader.decimal(path) is not None
    if path == "sample.frame_kind":
        return bool(reader.first("sample.frame_kind", "sample.frame") or reader.column("stages.frame"))
    if path == "sample.probability_method":
        return bool(reader.text(path) or reader.column("stages.method"))
    return bool(reader.text(path))


@rule("V-01", E, "sample.design", _("A survey has a design of its sample."))
def sample_there(reader: Reader, context: Context) -> Verdict:
    kind = kind_of(reader)
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.SURVEY:
        return passed()
    own = [path for path in MAIN if path.startswith("sample.")]
    if any(_is_filled(reader, path) for path in own):
        return passed()
    return violated(
        "sample.design",
        _(
            "Nothing is known of the sample yet. A survey describes it; where the whole population is asked, it is a census."
        ),
    )


@rule("V-02", E, "sample.design", _("The main questions on the sample are answered."))
def sample_complete(reader: Reader, context: Context) -> Verdict:
    """Fraction and sampling error of a probability sample are matters of V-03."""
    kind = kind_of(reader)
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.SURVEY:
        return passed()
    later = ("sample.fraction", "sample.error")
    missing = {path: label for path, label in missing_parts(reader).items() if path not in later}
    if not missing:
        return passed()
    if len(missing) == len(MAIN):
        return unknown("sample.design", _("Nothing is known of the sample yet."))
    return violated(
        next(iter(missing)),
        _("Of the sample is missing: %(parts)s."),
        parts=", ".join(str(label) for label in missing.values()),
    )


def _of_a_probability_sample(reader: Reader, path: str, message: Any) -> Verdict:
    kind, selection = kind_of(reader), reader.text("sample.selection")
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.SURVEY:
        return passed()
    if not selection:
        return unknown("sample.selection", _("It is not told whether the sample is a probability sample."))
    if selection != Selection.PROBABILITY or _is_filled(reader, path):
        return passed()
    return violated(path, message)


@rule("V-03A", E, "sample.probability_method", _("A probability sample names its method of selection."))
def method_named(reader: Reader, context: Context) -> Verdict:
    return _of_a_probability_sample(
        reader,
        "sample.probability_method",
        _("The method of a probability sample is not named. Choose it, for example stratified random sampling."),
    )


@rule("V-03B", E, "sample.frame_kind", _("A probability sample names its frame."))
def frame_named(reader: Reader, context: Context) -> Verdict:
    return _of_a_probability_sample(
        reader,
        "sample.frame_kind",
        _("A probability sample is drawn from a frame. Tell which: list or area, source and year."),
    )


@rule("V-03C", E, "sample.fraction", _("A probability sample tells its overall sampling fraction."))
def fraction_told(reader: Reader, context: Context) -> Verdict:
    return _of_a_probability_sample(
        reader,
        "sample.fraction",
        _("The overall sampling fraction is empty. Write n/N, with several stages the product of their fractions."),
    )


@rule("V-03D", E, "sample.error", _("A probability sample tells its expected sampling error."))
def error_told(reader: Reader, context: Context) -> Verdict:
    return _of_a_probability_sample(
        reader,
        "sample.error",
        _("The expected sampling error of the main variable is empty. Calculate it with the sample size."),
    )


@rule("V-08A", W, "sample.fraction", _("The fraction of a sample in several stages shows the stages."))
def fraction_by_stages(reader: Reader, context: Context) -> Verdict:
    """Two fractions (10/40 x 400/4.000), two percentages, or the stages by name."""
    kind, design, fraction = kind_of(reader), reader.text("sample.design"), reader.text("sample.fraction")[:2000]
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.SURVEY:
        return passed()
    if not design:
        return unknown("sample.design")
    if design != SampleDesign.MULTI or reader.text("sample.selection") == Selection.NONPROBABILITY:
        return passed()
    if not fraction:
        return unknown("sample.fraction")
    if len(_PART.findall(fraction)) >= 2 or len(_STAGE_WORD.findall(fraction)) >= 2:
        return passed()
    return violated(
        "sample.fraction",
        _("The sample has several stages, the fraction shows one. Write each of them, for example 10/40 x 400/4.000."),
    )


def _error(reader: Reader) -> Verdict | None:
    """A verdict where rules on the figure do not apply or cannot be judged."""
    kind, selection = kind_of(reader), reader.text("sample.selection")
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.SURVEY or selection == Selection.NONPROBABILITY:
        return passed()
    if reader.decimal("sample.error") is None:
        return unknown("sample.error")
    return None


@rule("V-11", W, "sample.error", _("The sampling error is small enough."))
def error_small(reader: Reader, context: Context) -> Verdict:
    if (early := _error(reader)) is not None:
        return early
    error = reader.decimal("sample.error")
    if error is None or error <= context.most_error:
        return passed()
    return violated(
        "sample.error",
        _("The expected sampling error is %(error)s %%, more than %(most)s %%. Enlarge the sample, or explain it."),
        error=percent(error), most=percent(context.most_error),
    )  # fmt: skip


@rule("V-12", W, "sample.error_kind", _("The kind of sampling error is named."))
def error_named(reader: Reader, context: Context) -> Verdict:
    if (early := _error(reader)) is not None:
        return early
    if reader.text("sample.error_kind"):
        return passed()
    return violated(
        "sample.error_kind",
        _("A figure alone can be read in several ways. Tell whether it is an RSE, a CV, a margin of error or alpha."),
    )


@rule("V-14A", W, "sample.unit", _("Units of sampling, observation and analysis are told."))
def units_told(reader: Reader, context: Context) -> Verdict:
    kind = kind_of(reader)
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.SURVEY:
        return passed()
    given = {
        "sample.unit": (reader.text("sample.unit"), _("sampling unit")),
        "population.observation_unit": (reader.text("population.observation_unit"), _("unit of observation")),
        "processing.analysis_units": (reader.bits("processing.analysis_units"), _("unit of analysis")),
    }
    missing = {path: label for path, (value, label) in given.items() if not value}
    if not missing:
        return passed()
    parts = ", ".join(str(label) for label in missing.values())
    return violated(next(iter(missing)), _("Not told: %(parts)s."), parts=parts)
