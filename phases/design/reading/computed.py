"""Answers of forms that no single fact gives: pure functions of a reader. The catalogue names them as `computed:name`.

Each returns what the design record would keep for such an answer: a text, a code, bits, a span, rows as {column: text}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from activities.design.options import ErrorKind, Level, ProbabilityMethod
from activities.enums import ActivityKind, Coverage
from gsbpm_portal.core import wording
from phases.design.reading.facts import Reader, Span, Unreadable, as_bits, as_text


@dataclass(frozen=True)
class Computed:
    """`reads`: the paths that it looks at, the one to type in first."""

    reads: tuple[str, ...]
    function: Callable[[Reader], Any]


COMPUTED: dict[str, Computed] = {}


def _reads(*paths: str) -> Callable[[Callable[[Reader], Any]], Callable[[Reader], Any]]:
    def known(function: Callable[[Reader], Any]) -> Callable[[Reader], Any]:
        COMPUTED[function.__name__] = Computed(paths, function)
        return function

    return known


@_reads("notification.survey_title", "activity.title", "cycle.year")
def title_with_year(reader: Reader) -> str:
    """The title and behind it the year, unless the title holds it already."""
    title, found = reader.first("notification.survey_title", "activity.title"), reader.integer("cycle.year")
    if not title or found is None or str(found) in title:
        return title
    return f"{title} {found}"


@_reads("cycle.year")
def year(reader: Reader) -> str:
    """The year as a text: four digits, no separator."""
    found = reader.integer("cycle.year")
    return "" if found is None else str(found)


@_reads("cycle.recommendation")
def recommended(reader: Reader) -> str:
    """1 once BPS gave the cycle an identity; empty before, for a recommendation may still come."""
    return "1" if reader.text("cycle.recommendation") else ""


@_reads("variables.variables", "need_variables.name", "sources.title")
def variables(reader: Reader) -> list[dict[str, str]]:
    """The cycle's variables as the registry defines them and the cycle uses them; those that users want while none is chosen.

    In a compilation of one administrative source, that is the source of every variable that names no other.
    """
    if found := reader.variables():
        sources = reader.column("sources.title") if reader.text("activity.kind") == ActivityKind.ADMIN else []
        only = sources[0] if len(sources) == 1 else ""
        return [row | {"source": row["source"] or only} for row in found]
    names = {"name": "name", "definition": "definition", "source": "source", "reference_period": "release"}
    wanted = [
        {column: as_text(row.get(name), f"need_variables.{name}") for column, name in names.items()}
        for _key, row in reader.rows("need_variables")
    ]
    return [row for row in wanted if row["name"]]


@_reads("population.regions", "activity.coverage_note")
def regions(reader: Reader) -> list[dict[str, str]]:
    """Province and regency of each region, the whole province where no regency stands; what the activity says of its area while
    no region is listed."""
    given = reader.raw("population.regions")
    if given is None or given == "" or given == []:
        note = reader.text("activity.coverage_note")
        return [{"province": "", "regency": note}] if note else []
    if not isinstance(given, list | tuple):
        raise Unreadable("population.regions")
    found = []
    for pair in given:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Unreadable("population.regions")
        province, regency = (as_text(one, "population.regions") for one in pair)
        found.append({"province": province, "regency": regency})
    return found


@_reads("population.regions", "activity.coverage_note", "population.coverage", "activity.coverage")
def area(reader: Reader) -> str:
    """The area that decides which office of BPS is in charge: the one regency, the one province, or Indonesia."""
    if reader.first("population.coverage", "activity.coverage") == Coverage.ALL:
        return "Indonesia"
    found = regions(reader)
    if not found:
        return ""
    provinces = {row["province"] for row in found}
    if len(provinces) > 1:
        return "Indonesia"
    return found[0]["regency"] if len(found) == 1 and found[0]["regency"] else found[0]["province"]


@_reads("schedule.stage_1", "schedule.stage_2")
def planning(reader: Reader) -> Span | None:
    """From the first day of planning or design to the last: the forms ask for one span."""
    spans = [span for path in ("schedule.stage_1", "schedule.stage_2") if (span := reader.span(path))]
    return (min(start for start, _end in spans), max(end for _start, end in spans)) if spans else None


def _stages(reader: Reader) -> list[Mapping[str, Any]]:
    return [values for _key, values in reader.rows("stages")]


@_reads("stages.frame", "sample.frame", "sample.unit")
def frames(reader: Reader) -> list[dict[str, str]]:
    """The frame of each stage; the one frame of the design where no stages are listed."""
    found = [
        {"stage": as_text(row.get("title"), "stages.title"), "frame": as_text(row.get("frame"), "stages.frame")}
        for row in _stages(reader)
    ]
    if not found and (frame := reader.text("sample.frame")):
        found = [{"stage": reader.text("sample.unit"), "frame": frame}]
    return found


METHODS = {
    ProbabilityMethod.SIMPLE.value: "Simple random sampling",
    ProbabilityMethod.SYSTEMATIC.value: "Systematic random sampling",
    ProbabilityMethod.STRATIFIED.value: "Stratified random sampling",
    ProbabilityMethod.CLUSTER.value: "Cluster sampling",
    ProbabilityMethod.PPS.value: "Probability proportional to size",
}
"""As the forms print them, in both languages."""


def _method(code: str, note: str) -> str:
    label = METHODS.get(code, code)
    return f"{label}: {note}" if label and note else label or note


@_reads("stages.method", "sample.probability_method", "sample.selection_note")
def selections(reader: Reader) -> list[dict[str, str]]:
    """How each stage is selected; the one method of the design where no stages are listed."""
    found = [
        {
            "stage": as_text(row.get("title"), "stages.title"),
            "method": _method(
                as_text(row.get("method"), "stages.method"), as_text(row.get("method_note"), "stages.method_note")
            ),
        }
        for row in _stages(reader)
    ]
    if not found and (
        method := _method(reader.text("sample.probability_method"), reader.text("sample.selection_note"))
    ):
        found = [{"stage": reader.text("sample.unit"), "method": method}]
    return found


@_reads("sample.error", "sample.error_kind", "sample.key_variable")
def sampling_error(reader: Reader) -> str:
    """For example "RSE 4,5 % (Produksi)"; empty without a figure."""
    error = reader.decimal("sample.error")
    if error is None:
        return ""
    kind, variable = reader.text("sample.error_kind"), reader.text("sample.key_variable")
    name = {ErrorKind.RSE: "RSE", ErrorKind.CV: "CV", ErrorKind.MOE: "MoE", ErrorKind.ALPHA: "alpha"}.get(kind, "")  # type: ignore[call-overload]
    figure = f"{percent(error)} %"
    return " ".join(part for part in (name, figure, f"({variable})" if variable else "") if part)


def percent(value: Decimal) -> str:
    """As typed, with the separators of the language."""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return wording.number(plain, max(0, -exponent) if isinstance(exponent, int) else 0)


@_reads("collection.respondent", "population.observation_unit")
def respondent(reader: Reader) -> str:
    """Who answers / the unit of observation."""
    texts = [reader.text("collection.respondent"), reader.text("population.observation_unit")]
    return " / ".join(dict.fromkeys(text for text in texts if text))


@_reads("outputs.levels")
def levels(reader: Reader) -> int:
    """The levels of all outputs together, as bits."""
    found = 0
    for _key, row in reader.rows("outputs"):
        found |= as_bits(row.get("levels"), "outputs.levels")
    return found


@_reads("outputs.levels", "notification.estimation_level_note")
def lowest_level(reader: Reader) -> str:
    """The smallest area for which an output is shown; another level only where nothing else is ticked."""
    found = levels(reader)
    for level in (Level.DISTRICT, Level.REGENCY, Level.PROVINCE, Level.NATIONAL, Level.OTHER):
        if found & level:
            return str(level.value)
    return ""


@_reads("dissemination.other_product", "dissemination.printed", "dissemination.digital")
def other_product(reader: Reader) -> str:
    """1 where another product is named, 2 where it was left empty beside answers about the others."""
    if reader.text("dissemination.other_product"):
        return "1"
    return "2" if reader.text("dissemination.printed") and reader.text("dissemination.digital") else ""


@_reads("objectives.aims", "objectives.benefits")
def aims_and_benefits(reader: Reader) -> str:
    """Both, one below the other; empty while there are no aims."""
    aims, benefits = reader.text("objectives.aims"), reader.text("objectives.benefits")
    return "\n\n".join(part for part in (aims, benefits) if part) if aims else ""


@_reads("supporting.title", "instruments.files", "notification.earlier_publication")
def supporting_files(reader: Reader) -> list[str]:
    """The names of what goes with the notification: instruments with a draft, what else is attached, the earlier publication."""
    found = [
        as_text(row.get("title"), "instruments.title") for _key, row in reader.rows("instruments") if row.get("files")
    ]
    found += reader.column("supporting.title")
    found.append(reader.text("notification.earlier_publication"))
    return list(dict.fromkeys(name.strip() for name in found if name.strip()))
