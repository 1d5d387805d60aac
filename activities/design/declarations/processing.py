"""Sub-process 2.5: the plan that phases 5 and 6 execute."""

from django.utils.translation import gettext_lazy as _

from activities.design.declarations.posts import POSTS
from activities.design.declared import Field, Group, Spec, Table
from activities.design.enums import CollectionUnit
from activities.design.options import (
    Analysis,
    CodingMethod,
    Estimator,
    ImputationMethod,
    ProcessStep,
    RuleScope,
    Severity,
    VarianceMethod,
)
from metadata.enums import Kind

PROCESSING = Spec(
    "processing",
    _("Processing and analysis"),
    "2.5",
    intro=_("What is done with the data after they came in. Rules and methods stand here once; processing executes them."),
    fields=(
        Field("editing", _("Editing (7.1)"), "yesno", needed=True),
        Field("coding", _("Coding (7.1)"), "yesno", needed=True),
        Field("entry", _("Data entry (7.1)"), "yesno", needed=True),
        Field("validation", _("Validation (7.1)"), "yesno", needed=True),
        Field("nonresponse", _("Adjustment for non-response (6.3)"), "yesno", needed=True),
        Field("analysis", _("Method of analysis (7.2)"), "code", choices=Analysis, needed=True),
        Field("analysis_units", _("Unit of analysis (7.3)"), "bits", choices=CollectionUnit, needed=True),
        Field("analysis_units_other", _("Name the other unit"), needed=True, when=lambda v: bool((v.get("analysis_units") or 0) & CollectionUnit.OTHER)),
        Field("concept", _("Concept of validation"), "long"),
        Field("analysis_plan", _("Plan of the analysis"), "long", rows=6),
    ),
    groups=(
        Group("tahapan", _("Stages and analysis"),
              ("editing", "coding", "entry", "validation", "nonresponse", "analysis", "analysis_units", "analysis_units_other", "concept", "analysis_plan")),
    ),
    tables=(
        Table(
            "rules",
            _("Validation rules"),
            _("validation rule"),
            "R",
            (
                Field("title", _("Rule"), needed=True),
                Field("expression", _("Expression"), "expression", needed=True, rows=3, help=_("True for data that are in order, for example UMUR >= 0 dan UMUR <= 120.")),
                Field("scope", _("Over what"), "code", choices=RuleScope, needed=True),
                Field("group_by", _("Group by"), when=lambda v: v.get("scope") in (RuleScope.GROUP, RuleScope.AGGREGATE), needed=True, help=_("Code of the variable that names the group.")),
                Field("severity", _("Severity"), "code", choices=Severity, needed=True),
                Field("message", _("Message"), "long", rows=2, needed=True, help=_("What the person who mends the data reads.")),
                Field("active_from", _("In which step"), help=_("Entry, 5.3, 6.2 …")),
            ),
            columns=("title", "expression", "scope", "severity"),
            empty_text=_("Validation rules stand here, in the portal's expression language over the variables of the cycle."),
        ),
        Table(
            "codings",
            _("Coding"),
            _("coding"),
            "KD",
            (
                Field("variable", _("Variable"), needed=True, max_length=60, help=_("Code of the variable that holds the text.")),
                Field("classification", _("Classification"), "pointer", kinds=(Kind.CLASSIFICATION,), needed=True),
                Field("method", _("Method"), "code", choices=CodingMethod, needed=True),
                Field("threshold", _("Accepted from a likeness of (%)"), "percent", minimum=0, maximum=100, when=lambda v: v.get("method") == CodingMethod.FUZZY),
                Field("correspondence", _("Correspondence table"), "pointer", kinds=(Kind.CORRESPONDENCE,), when=lambda v: v.get("method") == CodingMethod.RECODE),
                Field("verification_share", _("Share that a second coder verifies (%)"), "percent", minimum=0, maximum=100),
                Field("note", _("Note"), "long", rows=2),
            ),
            columns=("variable", "classification", "method", "verification_share"),
            name_field="variable",
            empty_text=_("Variables that are coded, with their classification and method."),
        ),
        Table(
            "imputations",
            _("Imputation"),
            _("imputation"),
            "IM",
            (
                Field("variable", _("Variable"), needed=True, max_length=60),
                Field("method", _("Method"), "code", choices=ImputationMethod, needed=True),
                Field("classes", _("Classes"), help=_("Codes of the variables that form the classes, parted by commas.")),
                Field("auxiliary", _("Auxiliary variable"), max_length=60),
                Field("order", _("Order"), "int", minimum=1, maximum=1000),
                Field("limit", _("At most (% of the values)"), "percent", minimum=0, maximum=100),
                Field("reason", _("Reason"), "long", rows=2),
            ),
            columns=("variable", "method", "classes", "order"),
            name_field="variable",
            empty_text=_("Variables whose missing values are imputed, or why none are."),
        ),
        Table(
            "estimations",
            _("Estimation"),
            _("estimation"),
            "ES",
            (
                Field("output", _("Output"), "pick", table="outputs", needed=True),
                Field("variable", _("Variable"), needed=True, max_length=60),
                Field("estimator", _("Estimator"), "code", choices=Estimator, needed=True),
                Field("denominator", _("Denominator"), max_length=60, when=lambda v: v.get("estimator") == Estimator.RATIO, needed=True),
                Field("domains", _("Domains"), help=_("Codes of the variables by which it is shown, parted by commas.")),
                Field("condition", _("Only where"), "expression", rows=2),
                Field("variance", _("Sampling error by"), "code", choices=VarianceMethod, needed=True),
                Field("note", _("Note"), "long", rows=2),
            ),
            columns=("output", "variable", "estimator", "domains", "variance"),
            name_field="variable",
            empty_text=_("For each output, what is estimated by which domains, and how its sampling error is."),
        ),
        Table(
            "process_steps",
            _("Other steps"),
            _("step of the processing"),
            "LP",
            (
                Field("kind", _("Step"), "code", choices=ProcessStep, needed=True),
                Field("title", _("What is done"), needed=True),
                Field("procedure", _("Procedure"), "long", needed=True),
                Field("sources", _("Sources"), "picks", table="sources"),
                Field("variables", _("Variables"), help=_("Codes, parted by commas.")),
                Field("expression", _("Expression"), "expression", rows=2),
                Field("correspondence", _("Correspondence table"), "pointer", kinds=(Kind.CORRESPONDENCE,)),
                Field("responsible", _("In charge"), offers=POSTS),
                Field("note", _("Note"), "long", rows=2),
            ),
            columns=("kind", "title", "variables", "responsible"),
            empty_text=_("Editing, macro-editing, integration, weighting, finalisation; for a compilation its six steps."),
        ),
        Table(
            "hypotheses",
            _("Expected results"),
            _("expected result"),
            "HP",
            (
                Field("output", _("Output"), "pick", table="outputs", needed=True),
                Field("title", _("What is expected"), needed=True, help=_("For example the catch grows by less than ten per cent.")),
                Field("low", _("From"), "decimal"),
                Field("high", _("To"), "decimal"),
                Field("basis", _("Why"), "long", rows=2, needed=True),
            ),
            columns=("output", "title", "low", "high"),
            empty_text=_("What is expected of each output before the data are seen: the analysis compares results with it."),
            check=lambda values, rows: (
                {"high": _("The upper end is below the lower one.")}
                if values.get("low") and values.get("high") and float(values["high"]) < float(values["low"])
                else {}
            ),
        ),
    ),
)  # fmt: skip

SECTIONS = (PROCESSING,)
