"""Rules on collection, processing, analysis and products (VI, VII, VIII)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.design.enums import CollectionMeans, CollectionMethod, Education, YesNo
from activities.design.options import Analysis, QualityCheck, Selection
from activities.enums import ActivityKind
from phases.design.reading.facts import Reader
from phases.design.review_rules.identity import kind_of
from phases.design.review_rules.register import E, W, rule
from phases.design.review_rules.sampling import missing_parts
from phases.design.review_rules.verdicts import Context, Verdict, passed, unknown, violated

PROCESSING = ("processing.editing", "processing.coding", "processing.entry", "processing.validation")
PRODUCTS = ("dissemination.printed", "dissemination.digital", "dissemination.microdata")


def _pilot(reader: Reader, message: Any) -> Verdict:
    pilot = reader.text("staff.pilot")
    if not pilot:
        return unknown("staff.pilot")
    return passed() if pilot == YesNo.YES else violated("staff.pilot", message)


@rule("VI-01", W, "staff.pilot", _("What is no compilation is tried out."))
def tried_out(reader: Reader, context: Context) -> Verdict:
    kind = kind_of(reader)
    if not kind:
        return unknown("activity.kind")
    if kind == ActivityKind.ADMIN:
        return passed()
    return _pilot(reader, _("No pilot is planned. Try out instruments and field work before data are collected."))


@rule("VI-02", W, "staff.pilot", _("Collection by CAPI or CAWI is tried out."))
def application_tried_out(reader: Reader, context: Context) -> Verdict:
    means = reader.bits("population.means")
    if not means:
        return unknown("population.means")
    if not means & (CollectionMeans.CAPI | CollectionMeans.CAWI):
        return passed()
    return _pilot(
        reader,
        _(
            "Data are collected with an application, but no pilot is planned. Try the application out in the field first."
        ),
    )


@rule("VI-04A", W, "staff.education", _("The lowest education of field staff is above junior secondary school."))
def education_enough(reader: Reader, context: Context) -> Verdict:
    education = reader.text("staff.education")
    if not education:
        return unknown("staff.education")
    if education != Education.JUNIOR:
        return passed()
    return violated(
        "staff.education",
        _("Field staff needs no more than junior secondary school (SMP). Ask for SMA/SMK at least, or explain it."),
    )


@rule("VI-05", W, "staff.supervisors", _("There are no more supervisors than enumerators."))
def fewer_supervisors(reader: Reader, context: Context) -> Verdict:
    supervisors, enumerators = reader.integer("staff.supervisors"), reader.integer("staff.enumerators")
    if supervisors is None or enumerators is None:
        return unknown("staff.supervisors" if supervisors is None else "staff.enumerators")
    if supervisors <= enumerators:
        return passed()
    return violated(
        "staff.supervisors",
        _("There are %(supervisors)s supervisors for %(enumerators)s enumerators. Check whether the numbers are swapped."),
        supervisors=supervisors, enumerators=enumerators,
    )  # fmt: skip


@rule("VI-07", E, "staff.training", _("Staff that interviews or observes is trained."))
def staff_trained(reader: Reader, context: Context) -> Verdict:
    methods, training = reader.bits("population.methods"), reader.text("staff.training")
    if not methods:
        return unknown("population.methods")
    if not methods & (CollectionMethod.INTERVIEW | CollectionMethod.OBSERVATION):
        return passed()
    if not training:
        return unknown("staff.training")
    if training == YesNo.YES:
        return passed()
    return violated(
        "staff.training",
        _("Data are collected by interview or observation, but the staff is not trained. Plan a training."),
    )


@rule("VI-08", E, "collection.quality", _("Where there are supervisors, they check the quality of collection."))
def supervisors_supervise(reader: Reader, context: Context) -> Verdict:
    supervisors, quality = reader.integer("staff.supervisors"), reader.bits("collection.quality")
    if supervisors is None:
        return unknown("staff.supervisors")
    if supervisors <= 0:
        return passed()
    if not quality:
        return unknown("collection.quality")
    if quality & QualityCheck.SUPERVISION:
        return passed()
    return violated(
        "collection.quality",
        _("There are supervisors, but supervision is not among the methods of quality control. Tick it."),
    )


def _one_of(reader: Reader, paths: tuple[str, ...], message: Any) -> Verdict:
    """Passes with one yes, is violated when all are answered with no."""
    answers = [reader.text(path) for path in paths]
    if YesNo.YES in answers:
        return passed()
    open_ones = [path for path, answer in zip(paths, answers, strict=True) if not answer]
    return unknown(open_ones[0]) if open_ones else violated(paths[0], message)


@rule("VII-01", E, PROCESSING[0], _("There is at least one step of processing."))
def processed(reader: Reader, context: Context) -> Verdict:
    return _one_of(reader, PROCESSING, _("No step of processing is planned. Data are at least edited or validated."))


def _infers(reader: Reader) -> Verdict | None:
    """A verdict where rules on inference do not apply or cannot be judged."""
    kind, analysis = kind_of(reader), reader.text("processing.analysis")
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.SURVEY:
        return passed()
    if not analysis:
        return unknown("processing.analysis")
    return None if analysis in (Analysis.INFERENTIAL, Analysis.BOTH) else passed()


@rule("VII-03", E, "processing.analysis", _("A survey that infers has a probability sample."))
def inference_from_probability(reader: Reader, context: Context) -> Verdict:
    if (early := _infers(reader)) is not None:
        return early
    selection = reader.text("sample.selection")
    if not selection:
        return unknown("sample.selection")
    if selection == Selection.PROBABILITY:
        return passed()
    return violated(
        "processing.analysis",
        _(
            "From a non-probability sample nothing can be inferred on the population. Describe only, or draw another sample."
        ),
    )


@rule("VII-04", E, "sample.design", _("A survey that infers has a complete design of its sample."))
def inference_from_design(reader: Reader, context: Context) -> Verdict:
    if (early := _infers(reader)) is not None:
        return early
    if not reader.text("sample.selection"):
        return unknown("sample.selection")
    missing = missing_parts(reader)
    if not missing:
        return passed()
    return violated(
        next(iter(missing)),
        _("The analysis infers on the population, but of the sample is missing: %(parts)s."),
        parts=", ".join(str(label) for label in missing.values()),
    )


@rule("VIII-01", E, PRODUCTS[0], _("At least one product is open to the public."))
def product_open(reader: Reader, context: Context) -> Verdict:
    if reader.text("dissemination.other_product") or reader.text("dissemination.macro") == YesNo.YES:
        return passed()
    return _one_of(
        reader,
        PRODUCTS,
        _(
            "No product is open to the public. Statistics are made to be used: plan a printed or digital publication at least."
        ),
    )
