"""Rules on the schedule and the variables (III)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import wording
from phases.design.reading.computed import planning
from phases.design.reading.facts import Reader, Span
from phases.design.review_rules import texts
from phases.design.review_rules.register import E, W, rule
from phases.design.review_rules.verdicts import Context, Verdict, passed, unknown, violated

VARIABLES = "variables.variables"
COLLECTION = "schedule.stage_3"
TOLD = 5
"""Variables that a message names."""
STAGES = (
    ("schedule.stage_1", _("Planning")),
    (COLLECTION, _("Data collection")),
    ("schedule.stage_4", _("Data processing")),
    ("schedule.stage_5", _("Analysis")),
    ("schedule.stage_6", _("Dissemination of results")),
)
"""The five stages of the notification; planning and design count as one."""


def _spans(reader: Reader) -> list[tuple[str, object, Span]]:
    found: list[tuple[str, object, Span]] = []
    for path, label in STAGES:
        span = planning(reader) if path == "schedule.stage_1" else reader.span(path)
        if span:
            found.append((path, label, span))
    return found


@rule("III-04", E, COLLECTION, _("The notification is handed in before collection starts."))
def handed_in_before(reader: Reader, context: Context) -> Verdict:
    collection = reader.span(COLLECTION)
    if collection is None:
        return unknown(COLLECTION)
    if context.submitted_on is None:
        return unknown(COLLECTION, _("The notification has not been handed in yet."))
    if context.submitted_on < collection[0]:
        return passed()
    return violated(
        COLLECTION,
        _("Collection starts on %(start)s, before the notification is handed in (%(day)s). Move the collection."),
        start=wording.moment(collection[0], "date"), day=wording.moment(context.submitted_on, "date"),
    )  # fmt: skip


@rule("III-05A", E, COLLECTION, _("The stages of the schedule do not overlap."))
def stages_in_order(reader: Reader, context: Context) -> Verdict:
    """A stage may begin on the day on which the one before ends."""
    spans = _spans(reader)
    if len(spans) < 2:
        return unknown(COLLECTION, _("Fewer than two stages have dates."))
    for place, (_path, before, (_start, end)) in enumerate(spans):
        for path, after, (start, _end) in spans[place + 1 :]:
            if start < end:
                return violated(
                    path,
                    _("%(after)s starts on %(start)s, before %(before)s ends on %(end)s. Let the stages follow each other."),
                    after=after, before=before, start=wording.moment(start, "date"), end=wording.moment(end, "date"),
                )  # fmt: skip
    return passed()


@rule("III-06", E, "schedule.stage_1", _("Planning ends no later than collection starts."))
def planning_first(reader: Reader, context: Context) -> Verdict:
    plan, collection = planning(reader), reader.span(COLLECTION)
    if plan is None or collection is None:
        return unknown("schedule.stage_1" if plan is None else COLLECTION)
    if plan[1] <= collection[0]:
        return passed()
    return violated(
        "schedule.stage_1",
        _("Planning and design end on %(end)s, after collection starts on %(start)s. End planning earlier or collect later."),
        end=wording.moment(plan[1], "date"), start=wording.moment(collection[0], "date"),
    )  # fmt: skip


def _listed(names: list[str]) -> str:
    shown = [name[:60] for name in names[:TOLD]]
    return ", ".join(shown) + (f" (+{len(names) - TOLD})" if len(names) > TOLD else "")


@rule("III-08A", W, VARIABLES, _("Names of variables hold no abbreviation and no unit of measurement."))
def names_in_full(reader: Reader, context: Context) -> Verdict:
    variables = [one for one in reader.variables() if one["name"]]
    if not variables:
        return unknown(VARIABLES, _("No variables are chosen yet."))
    faults = []
    for one in variables:
        if found := [*texts.abbreviations(one["name"]), *texts.units(one["name"])]:
            faults.append(f"{one['name'][:60]} ({', '.join(dict.fromkeys(found))})")
    if not faults:
        return passed()
    return violated(
        VARIABLES, _("Write these names out and keep the unit in its own field: %(names)s."), names=_listed(faults)
    )


def _every(faulty: list[str], any_known: bool, message: object) -> Verdict:
    if not any_known:
        return unknown(VARIABLES, _("No variables are chosen yet."))
    return violated(VARIABLES, message, names=_listed(faulty)) if faulty else passed()


@rule("III-09", E, VARIABLES, _("Every variable has a definition."))
def variables_defined(reader: Reader, context: Context) -> Verdict:
    variables = reader.variables()
    faulty = [one["name"] or one["label"] for one in variables if not one["definition"]]
    return _every(
        faulty,
        bool(variables),
        _("These variables have no definition: %(names)s. Define them in the registry, or choose others."),
    )


@rule("III-10", W, VARIABLES, _('Definitions do not begin with "adalah" and end with a full stop.'))
def definitions_well_written(reader: Reader, context: Context) -> Verdict:
    defined = [one for one in reader.variables() if one["definition"]]
    if not defined:
        return unknown(VARIABLES, _("No variable has a definition yet."))
    faults = [(one["name"], texts.definition_faults(one["definition"])) for one in defined]
    opens = [name for name, found in faults if "opens" in found]
    ends = [name for name, found in faults if "ends" in found]
    if opens and ends:
        message = _(
            'These definitions begin with "adalah" or a word like it: %(opens)s. These do not end with a full stop: %(ends)s.'
        )
    elif opens:
        message = _(
            'These definitions begin with "adalah" or a word like it: %(opens)s. Begin with what the variable means.'
        )
    elif ends:
        message = _("These definitions do not end with a full stop: %(ends)s.")
    else:
        return passed()
    return violated(VARIABLES, message, opens=_listed(opens), ends=_listed(ends))


@rule("III-12", W, VARIABLES, _("Every variable has a reference period."))
def variables_timed(reader: Reader, context: Context) -> Verdict:
    variables = reader.variables()
    faulty = [one["name"] or one["label"] for one in variables if not one["reference_period"]]
    return _every(
        faulty, bool(variables), _("These variables have no time reference: %(names)s. Write it beside the variable.")
    )
