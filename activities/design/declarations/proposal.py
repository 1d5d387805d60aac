"""Sub-process 1.6: terms of reference (KAK) and budget (RAB)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.design.declared import Field, Group, Spec, Table
from activities.design.enums import Stage
from activities.design.models import MOST_PEOPLE
from activities.design.options import BudgetLevel, BudgetMonth, Delivery

PROPOSAL = Spec(
    "proposal",
    _("Terms of reference (KAK)"),
    "1.6",
    intro=_("What only the terms of reference hold. Background, objectives, outputs and schedule are read from their own sections."),
    fields=(
        Field("ministry", _("Ministry, agency or local government"), help=_("Left empty, the government of the organising office.")),
        Field("program", _("Programme"), needed=True),
        Field("program_target", _("Target of the programme")),
        Field("program_indicator", _("Performance indicator of the programme")),
        Field("budget_activity", _("Activity in the budget"), needed=True),
        Field("activity_target", _("Target of the activity")),
        Field("activity_indicator", _("Performance indicator of the activity")),
        Field("kro", _("Classification of output details (KRO)")),
        Field("kro_indicator", _("Indicator of the KRO")),
        Field("ro", _("Output detail (RO)"), needed=True),
        Field("ro_indicator", _("Indicator of the RO")),
        Field("ro_volume", _("Volume of the RO"), "decimal", minimum=0),
        Field("ro_unit", _("Unit of the RO")),
        Field("beneficiaries_internal", _("Beneficiaries inside the office"), "long"),
        Field("beneficiaries_external", _("Beneficiaries outside"), "long", needed=True),
        Field("delivery", _("How it is done"), "code", choices=Delivery, needed=True),
        Field("delivery_note", _("Explanation of how it is done"), "long"),
        Field("scope", _("Scope"), "long", needed=True),
        Field("location", _("Location")),
        Field("methodology", _("Methodology in short"), "long", needed=True, rows=6),
        Field("staffing", _("Staff needed"), "long"),
        Field("supervisors", _("Number of supervisors"), "int", minimum=0, maximum=MOST_PEOPLE),
        Field("enumerators", _("Number of enumerators"), "int", minimum=0, maximum=MOST_PEOPLE,
              help=_("Who collects the data. The design and the notification (FS3 5.11) begin with these numbers.")),
        Field("organisation", _("Organisation and budget holder (PPK)"), "long", rows=2),
        Field("reporting", _("Reporting"), "long", rows=2),
        Field("duration", _("Time in which the output is reached"), needed=True, help=_("For example 12 months, January to December 2026.")),
        Field("as_is", _("Present state (as is)"), "long"),
        Field("to_be", _("Aim (to be)"), "long"),
        Field("alternatives", _("Alternatives considered"), "long"),
        Field("cost_benefit", _("Costs and benefits"), "long"),
        Field("business_risks", _("Risks when it is not done"), "long"),
        Field("signed_at", _("Place of signature")),
        Field("signed_on", _("Day of signature"), "date"),
        Field("signer", _("Signed by"), needed=True),
        Field("signer_position", _("Position"), needed=True),
        Field("signer_nip", _("NIP"), max_length=18),
    ),
    groups=(
        Group("kepala", _("Head of the terms of reference"),
              ("ministry", "program", "program_target", "program_indicator", "budget_activity", "activity_target", "activity_indicator",
               "kro", "kro_indicator", "ro", "ro_indicator", "ro_volume", "ro_unit")),
        Group("isi", _("Beneficiaries, scope and way of working"),
              ("beneficiaries_internal", "beneficiaries_external", "scope", "location", "methodology", "delivery", "delivery_note",
               "staffing", "supervisors", "enumerators", "organisation", "reporting", "duration")),
        Group("pertimbangan", _("Business case"), ("as_is", "to_be", "alternatives", "cost_benefit", "business_risks")),
        Group("pengesahan", _("Signature"), ("signed_at", "signed_on", "signer", "signer_position", "signer_nip")),
    ),
    tables=(
        Table(
            "proposal_steps",
            _("Steps and time"),
            _("step"),
            "W",
            (
                Field("title", _("Step"), needed=True),
                Field("starts", _("From month"), "month", needed=True),
                Field("ends", _("Until month"), "month", needed=True),
                Field("stage", _("Stage of the schedule"), "code", choices=Stage,
                      help=_("The schedule of the design (MS-Keg 3.3, FS3 7.5) begins with the months of its steps.")),
                Field("output", _("Result of the step")),
            ),
            columns=("title", "starts", "ends", "stage", "output"),
            empty_text=_("The steps of the work by month stand here; the terms of reference print them as a chart."),
            check=lambda values, rows: (
                {"ends": _("The last month is before the first.")}
                if values.get("starts") and values.get("ends") and values["ends"] < values["starts"]
                else {}
            ),
        ),
    ),
)  # fmt: skip


# Pairs of factor and unit in a line of the RAB: 20 people × 3 days.
_FACTOR = {1: _("Factor 1"), 2: _("Factor 2"), 3: _("Factor 3"), 4: _("Factor 4")}
_UNIT = {1: _("Unit 1"), 2: _("Unit 2"), 3: _("Unit 3"), 4: _("Unit 4")}


def _factors() -> tuple[Field, ...]:
    pairs = [
        (Field(f"factor{n}", _FACTOR[n], "decimal", minimum=0), Field(f"unit{n}", _UNIT[n], max_length=30))
        for n in _UNIT
    ]
    return tuple(field for pair in pairs for field in pair)


def _shares(values: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """No more of a line is spent than there is of it."""
    same = [row for row in (*rows.values(), values) if values.get("line") and row.get("line") == values["line"]]
    if sum(Decimal(row.get("percent") or 0) for row in same) > 100:
        return {"percent": _("Together with the other rows of this line it is more than 100 percent.")}
    return {}


BUDGET = Spec(
    "budget",
    _("Budget (RAB)"),
    "1.6",
    intro=_("Volume times unit price, summed up along the tree; the sums are never typed."),
    fields=(
        Field("year", _("Budget year"), "int", minimum=2000, maximum=2100, needed=True),
        Field("funding", _("Source of funds"), needed=True, help=_("For example APBN, APBD, hibah.")),
        Field("document", _("Budget document"), help=_("Number of the DIPA or DPA, where there is one.")),
        Field("ceiling", _("Ceiling"), "money", minimum=0, help=_("The most that may be spent, in rupiah.")),
        Field("ceiling_source", _("Where the ceiling is set")),
        Field("note", _("Notes"), "long", rows=2),
    ),
    tables=(
        Table(
            "budget_lines",
            _("Lines of the budget"),
            _("budget line"),
            "B",
            (
                Field("parent", _("Belongs to"), "pick", table="budget_lines"),
                Field("level", _("Level"), "code", choices=BudgetLevel, needed=True),
                Field("code", _("Code"), max_length=40, help=_("For an account its six digits, for example 521211, or the APBD account.")),
                Field("title", _("Description"), needed=True),
                *_factors(),
                Field("volume_unit", _("Unit of the volume"), max_length=30),
                Field("price", _("Unit price (Rp)"), "money", minimum=0),
                Field("funding", _("Source of funds"), max_length=60),
            ),
            columns=("code", "title", "volume_unit", "price"),
            empty_text=_("The lines of the budget stand here: programme, activity, output, components, accounts and details."),
            most=1000,
        ),
        Table(
            "budget_months",
            _("Spending by month"),
            _("row of the spending by month"),
            "RP",
            (
                Field("line", _("Budget line"), "pick", table="budget_lines", needed=True,
                      help=_("It counts for all lines below it that have no months of their own.")),
                Field("months", _("Months"), "bits", choices=BudgetMonth, needed=True, help=_("It is spent evenly over these months.")),
                Field("percent", _("Share of the line (percent)"), "percent", minimum=0, maximum=100,
                      help=_("Left empty, it is what the other rows of the line leave over: all of it where there are none.")),
            ),
            columns=("line", "months", "percent"),
            name_field="line",
            empty_text=_("Lines that are not spent evenly over the months of the schedule stand here, with the months in which they are spent."),
            check=_shares,
        ),
        Table(
            "ceilings",
            _("Ceilings by account"),
            _("ceiling"),
            "PG",
            (
                Field("account", _("Account"), needed=True, max_length=40, help=_("An account or its first digits: 5241 stands for all of them.")),
                Field("title", _("What it is for")),
                Field("amount", _("Ceiling (Rp)"), "money", minimum=0, needed=True),
            ),
            columns=("account", "title", "amount"),
            name_field="account",
            empty_text=_("Ceilings of single accounts stand here, where the office sets them."),
        ),
    ),
)  # fmt: skip

SECTIONS = (PROPOSAL, BUDGET)
