"""Sub-process 2.4: frame and sample."""

from django.utils.translation import gettext_lazy as _

from activities.design.declared import Field, Group, Spec, Table, Values
from activities.design.options import (
    Allocation,
    ErrorKind,
    FrameKind,
    NonprobabilityMethod,
    PrecisionKind,
    ProbabilityMethod,
    SampleDesign,
    Selection,
    Target,
)
from activities.enums import ActivityKind


def _is_probability(values: Values) -> bool:
    return values.get("selection") == Selection.PROBABILITY


def _is_nonprobability(values: Values) -> bool:
    return values.get("selection") == Selection.NONPROBABILITY


def _is_proportion(values: Values) -> bool:
    return values.get("calc_target") == Target.PROPORTION


def _is_amount(values: Values) -> bool:
    return values.get("calc_target") in (Target.MEAN, Target.TOTAL)


SAMPLE = Spec(
    "sample",
    _("Frame and sample"),
    "2.4",
    applies=(ActivityKind.SURVEY, ActivityKind.CENSUS, ActivityKind.OTHER),
    intro=_("From which frame how many units are selected how, and how sure the results will be. Numbers in brackets are those of MS-Keg."),
    fields=(
        Field("frame_kind", _("Sampling frame of the last stage (5.4)"), "code", choices=FrameKind, needed=True),
        Field("frame", _("Description of the frame"), "long", needed=True, help=_("Source, year, faults; one for each stage.")),
        Field("frame_size", _("Units in the frame (N)"), "int", minimum=1, maximum=1_000_000_000),
        Field("design", _("Kind of sample design (5.1)"), "code", choices=SampleDesign, needed=True),
        Field("design_note", _("The stages or phases"), "long", rows=3, needed=True, when=lambda v: v.get("design") == SampleDesign.MULTI),
        Field("selection", _("Selection in the last stage (5.2)"), "code", choices=Selection, needed=True),
        Field("probability_method", _("Method of selection (5.3a)"), "code", choices=ProbabilityMethod, when=_is_probability, needed=True),
        Field("nonprobability_method", _("Method of selection (5.3b)"), "code", choices=NonprobabilityMethod, when=_is_nonprobability, needed=True),
        Field("selection_note", _("How the selection is done"), "long", rows=3),
        Field("unit", _("Sampling unit (5.7)"), needed=True),
        Field("size", _("Sample size (n)"), "int", minimum=1, maximum=100_000_000, when=_is_probability),
        Field("fraction", _("Overall sampling fraction (5.5)"), needed=True, when=_is_probability, help=_("n/N; with several stages the product of their fractions.")),
        Field("key_variable", _("Main variable"), when=_is_probability),
        Field("error_kind", _("Kind of sampling error"), "code", choices=ErrorKind, when=_is_probability),
        Field("error", _("Estimated sampling error of the main variable, in per cent (5.6)"), "percent", minimum=0, maximum=100, when=_is_probability, needed=True),
        Field("weighting", _("Weighting"), "long", rows=4, help=_("Design weights, adjustment for non-response, calibration.")),
        Field("allocation", _("Allocation to the strata"), "code", choices=Allocation),
        Field("allocation_power", _("Exponent of the power allocation"), "decimal", minimum=0, maximum=1, when=lambda v: v.get("allocation") == Allocation.POWER),
        Field("allocation_minimum", _("Fewest units in a stratum"), "int", minimum=1, maximum=1_000_000),
        Field("calc_target", _("Calculated for"), "code", choices=Target),
        Field("calc_proportion", _("Expected proportion (%)"), "percent", minimum=0, maximum=100, when=_is_proportion),
        Field("calc_mean", _("Expected mean"), "decimal", when=_is_amount),
        Field("calc_deviation", _("Standard deviation"), "decimal", minimum=0, when=_is_amount),
        Field("calc_precision_kind", _("Precision as"), "code", choices=PrecisionKind),
        Field("calc_precision", _("Precision wanted"), "decimal", minimum=0),
        Field("calc_confidence", _("Level of confidence (%)"), "percent", minimum=50, maximum=99.99),
        Field("calc_deff", _("Design effect"), "decimal", minimum=0.01, maximum=100),
        Field("calc_response", _("Expected response rate (%)"), "percent", minimum=1, maximum=100),
        Field("calc_minimum", _("At least so many units"), "int", minimum=1, maximum=100_000_000),
        Field("calc_roh", _("Intraclass correlation"), "decimal", minimum=-1, maximum=1),
        Field("calc_take", _("Units in each first-stage unit"), "int", minimum=1, maximum=1_000_000),
    ),
    groups=(
        Group("kerangka", _("Population and frame"), ("frame_kind", "frame", "frame_size", "unit")),
        Group("rancangan", _("Sample design"),
              ("design", "design_note", "selection", "probability_method", "nonprobability_method", "selection_note", "size", "fraction",
               "key_variable", "error_kind", "error", "weighting")),
        Group("hitungan", _("Sample size"),
              ("calc_target", "calc_proportion", "calc_mean", "calc_deviation", "calc_precision_kind", "calc_precision", "calc_confidence",
               "calc_deff", "calc_response", "calc_minimum", "calc_roh", "calc_take")),
        Group("alokasi", _("Allocation"), ("allocation", "allocation_power", "allocation_minimum")),
    ),
    tables=(
        Table(
            "strata",
            _("Strata"),
            _("stratum"),
            "H",
            (
                Field("title", _("Stratum"), needed=True),
                Field("size", _("Units in the population (N)"), "int", minimum=1, maximum=1_000_000_000, needed=True),
                Field("mean", _("Expected mean"), "decimal"),
                Field("deviation", _("Standard deviation (S)"), "decimal", minimum=0),
                Field("proportion", _("Expected proportion (%)"), "percent", minimum=0, maximum=100),
                Field("cost", _("Cost of a unit"), "decimal", minimum=0),
                Field("importance", _("Importance (for the power allocation)"), "decimal", minimum=0),
                Field("minimum", _("At least"), "int", minimum=0, maximum=100_000_000),
                Field("sample", _("Sample size (n)"), "int", minimum=0, maximum=100_000_000),
            ),
            columns=("title", "size", "mean", "deviation", "sample"),
            empty_text=_("Strata stand here where the sample is drawn from parts of the population one by one."),
        ),
        Table(
            "stages",
            _("Stages"),
            _("stage of selection"),
            "TH",
            (
                Field("title", _("Unit of the stage"), needed=True, help=_("For example census block, then household.")),
                Field("frame", _("Sampling frame"), "long", rows=2, needed=True),
                Field("method", _("Method of selection"), "code", choices=ProbabilityMethod, needed=True),
                Field("method_note", _("How the selection is done"), "long", rows=2),
                Field("population", _("Units in the population"), "int", minimum=1, maximum=1_000_000_000),
                Field("sample", _("Units selected"), "int", minimum=1, maximum=100_000_000, help=_("In later stages within each unit of the stage before.")),
            ),
            columns=("title", "method", "population", "sample"),
            empty_text=_("The stages of selection, the first one first; one row where the sample is drawn in one go."),
        ),
    ),
)  # fmt: skip

SECTIONS = (SAMPLE,)
