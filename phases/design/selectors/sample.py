"""2.4: the sample of the record, what the calculator makes of it, and what would be taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from activities.design import declared
from activities.design.facts import FactRow, Facts
from activities.design.options import ErrorKind, ProbabilityMethod, SampleDesign, Selection
from activities.design.values import digests
from activities.enums import ActivityKind
from gsbpm_portal.core import wording
from phases.design.calculator.parameters import NAMES, Asked, asked_of
from phases.design.calculator.results import Calculation, Divided, calculate, divide, overall
from phases.design.selectors.lacks import Lack, Places, Weight, unfilled, unfilled_rows
from phases.methods.sampling import Fraction

SECTION = "sample"


def parameters(facts: Facts, typed: Mapping[str, Any] | None = None) -> Asked:
    """What the record asks for; with `typed`, what stands in the calculator's form over it."""
    values = facts.values(SECTION)
    stages = facts.rows("stages")
    clusters = stages[0]["population"] if len(stages) > 1 else None
    start = {**values, "size": None}
    return asked_of({**start, **(typed or {})}, clusters=clusters)


def is_probability(facts: Facts) -> bool:
    """A probability sample, or not decided yet."""
    return bool(facts.value("sample.selection") != Selection.NONPROBABILITY)


@dataclass(frozen=True)
class Worked:
    """The calculator's answer for one set of parameters over the strata and stages of the record."""

    calculation: Calculation
    strata: tuple[FactRow, ...]
    divided: tuple[Divided, ...]
    n: int | None
    """What is divided, or taken over."""
    fraction: Fraction | None
    """Of the stages."""
    stages: tuple[FactRow, ...] = ()

    @property
    def asked(self) -> Asked:
        return self.calculation.asked

    @property
    def chosen(self) -> Divided | None:
        """The rule that is asked for, where it can be computed."""
        for one in self.divided:
            if one.rule == self.asked.rule and one.allocation is not None:
                return one
        return None

    @property
    def is_undivided(self) -> bool:
        """A rule is asked for, and cannot be computed over the strata."""
        return bool(self.strata and self.asked.rule and self.n) and self.chosen is None

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.strata]


def work(facts: Facts, asked: Asked) -> Worked:
    """Everything that the calculator shows."""
    calculation = calculate(asked)
    strata = tuple(facts.rows("strata"))
    n = asked.size or calculation.selected
    divided = divide([row.values for row in strata], asked, n) if strata and n else ()
    stages = tuple(facts.rows("stages"))
    return Worked(calculation, strata, divided, n, overall([row.values for row in stages]), stages)


# What would be taken over ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One value of the record beside the one that the calculation gives."""

    label: Any
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Takeover:
    """What one press writes: fields of the section, and the sample of each stratum, with digests of what was shown."""

    fields: Mapping[str, Any]
    strata: Mapping[str, int]
    changes: tuple[Change, ...]
    seen: Mapping[str, Mapping[str, str]]
    """Digests by row key; "" holds those of the fields."""


def takeover(facts: Facts, worked: Worked) -> Takeover | None:
    """What the record would hold; None while there is no sample size, or it cannot be divided as asked, or none is drawn by
    probability."""
    if not worked.n or worked.is_undivided or not is_probability(facts):
        return None
    spec = declared.spec_of(SECTION)
    fields = _fields(worked)
    strata = _of_strata(worked)
    present = facts.values(SECTION)
    changes = [
        Change(spec.field(name).label, facts.text(f"sample.{name}"), facts.shown(spec.field(name), value))
        for name, value in fields.items()
    ]
    column = declared.table_of("strata").field("sample")
    seen = {"": digests([spec.field(name) for name in fields], present)}
    for row in worked.strata if strata else ():
        label = _("Sample size of stratum %(name)s") % {"name": row.name}
        changes.append(Change(label, facts.shown(column, row["sample"]), facts.shown(column, strata[row.key])))
        seen[row.key] = digests([column], row.values)
    return Takeover(fields, strata, tuple(changes), seen)


def _fields(worked: Worked) -> dict[str, Any]:
    asked, n = worked.asked, worked.n or 0
    fields: dict[str, Any] = {name: value for name, value in _parameters(asked).items() if value not in (None, "")}
    fields["size"] = n
    if text := fraction_text(worked):
        fields["fraction"] = text
    if (error := expected_error(worked)) is not None:
        fields |= {"error_kind": ErrorKind.RSE.value, "error": error}
    if worked.chosen is not None:
        fields["allocation"] = worked.chosen.rule.value
    return fields


def _parameters(asked: Asked) -> dict[str, Any]:
    values = (
        asked.target, asked.proportion, asked.mean, asked.deviation, asked.precision_kind, asked.precision,
        asked.confidence, asked.deff, asked.response, asked.minimum, asked.roh, asked.take, asked.population,
    )  # fmt: skip
    found = {name: _plain(value) for name, value in zip(NAMES[: len(values)], values, strict=True)}
    if asked.is_proportion:
        return {name: value for name, value in found.items() if name not in ("calc_mean", "calc_deviation")}
    return {name: value for name, value in found.items() if name != "calc_proportion"}


def _plain(value: Any) -> Any:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def expected_error(worked: Worked) -> str | None:
    """The relative standard error in per cent, two decimals, of the chosen allocation or of the sample as a whole."""
    share = None
    if worked.chosen is not None and worked.chosen.precision is not None:
        share = worked.chosen.precision.rse
    elif worked.calculation.precision is not None and worked.n == worked.calculation.selected:
        share = worked.calculation.precision.rse
    if share is None:
        return None
    return _plain(Decimal(str(share * 100)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def fraction_text(worked: Worked) -> str:
    """The overall sampling fraction as it is kept, in the language of the office: "5,23 % (214 / 4.091)"."""
    with translation.override(settings.LANGUAGE_CODE):
        if worked.fraction is not None and len(worked.stages) > 1:
            parts = " × ".join(f"{row['sample']}/{row['population']}" for row in worked.stages)
            return f"{wording.number(worked.fraction.overall * 100, 2)} % ({parts})"
        population = worked.asked.population
        if not population or not worked.n:
            return ""
        share = wording.number(Decimal(worked.n) / Decimal(population) * 100, 2)
        return f"{share} % ({wording.number(worked.n)} / {wording.number(population)})"


def _of_strata(worked: Worked) -> dict[str, int]:
    if worked.chosen is None:
        return {}
    return {row.key: n for row, n in zip(worked.strata, worked.chosen.sizes, strict=True)}


# What is missing ----------------------------------------------------------------------------------------------------------


def lacks(facts: Facts, places: Places, calculator: str) -> list[Lack]:
    """What 2.4 still misses."""
    kind = facts.cycle.activity.kind
    if not declared.spec_of(SECTION).is_asked(kind):
        return []
    if kind == ActivityKind.CENSUS:
        return unfilled(facts, SECTION, places, ("kerangka",))
    found = unfilled(facts, SECTION, places, ("kerangka", "rancangan"))
    found += unfilled_rows(facts, ("strata", "stages"), places)
    values = facts.values(SECTION)
    if is_probability(facts):
        found += _of_design(facts, values, places)
        if not values["size"]:
            found.append(Lack(_("The sample size is not calculated yet."), calculator))
    elif values["error"] or values["calc_precision"]:
        text = _("A sampling error is given, but the sample is not drawn by probability.")
        found.append(Lack(text, places.fields(SECTION, "rancangan"), Weight.CONTRADICTS))
    return found


def _of_design(facts: Facts, values: Mapping[str, Any], places: Places) -> list[Lack]:
    found = []
    strata, stages = facts.rows("strata"), facts.rows("stages")
    size, frame = values["size"], values["frame_size"]
    if size and frame and size > frame:
        told = {"n": wording.number(size), "frame": wording.number(frame)}
        text = _("The sample (%(n)s) is larger than the frame (%(frame)s).")
        found.append(Lack(text % told, places.fields(SECTION, "rancangan"), Weight.CONTRADICTS))
    if values["probability_method"] == ProbabilityMethod.STRATIFIED and not strata:
        found.append(Lack(_("The sample is stratified, but no stratum is entered."), places.add("strata")))
    if strata and not values["allocation"]:
        found.append(Lack(_("How the sample is divided among the strata is open."), places.fields(SECTION, "alokasi")))
    sums = sum(row["sample"] or 0 for row in strata)
    if size and strata and all(row["sample"] is not None for row in strata) and sums != size:
        told = {"sum": wording.number(sums), "n": wording.number(size)}
        text = _("The strata add up to %(sum)s units, the sample size is %(n)s.")
        found.append(Lack(text % told, places.fields(SECTION, "rancangan"), Weight.CONTRADICTS))
    units = sum(row["size"] or 0 for row in strata)
    if frame and strata and all(row["size"] for row in strata) and units != frame:
        told = {"sum": wording.number(units), "frame": wording.number(frame)}
        text = _("The strata hold %(sum)s units, the frame %(frame)s.")
        found.append(Lack(text % told, places.fields(SECTION, "kerangka"), Weight.CONTRADICTS))
    if values["design"] == SampleDesign.MULTI and len(stages) < 2:
        text = _("The design has several stages, but fewer than two are entered.")
        found.append(Lack(text, places.add("stages")))
    if values["design"] == SampleDesign.SINGLE and len(stages) > 1:
        text = _("The design has a single stage, but several are entered.")
        found.append(Lack(text, places.fields(SECTION, "rancangan"), Weight.CONTRADICTS))
    return found
