"""Rules on the organiser, the title and the persons in charge (I, ID, II)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from activities.enums import ActivityKind
from gsbpm_portal.core import wording
from phases.design.reading.computed import regions
from phases.design.reading.facts import Reader
from phases.design.review_rules import texts
from phases.design.review_rules.register import E, W, rule
from phases.design.review_rules.verdicts import Context, Verdict, passed, unknown, violated

TITLE = "notification.survey_title"
MISSING = _("This is not filled in yet.")


def organiser_of(reader: Reader) -> str:
    return reader.first("contacts.organiser", "organisation.name")


def title_of(reader: Reader) -> str:
    return reader.first(TITLE, "activity.title")


def kind_of(reader: Reader) -> str:
    return reader.text("activity.kind")


@rule("I-01", E, "contacts.organiser", _("The organising office is named."))
def organiser_named(reader: Reader, context: Context) -> Verdict:
    if organiser_of(reader):
        return passed()
    return violated("contacts.organiser", _("The organising office is not named. Write its full name, at echelon II."))


@rule("I-02A", W, "contacts.organiser", _("The name of the organising office has no abbreviation."))
def organiser_in_full(reader: Reader, context: Context) -> Verdict:
    name = organiser_of(reader)
    if not name:
        return unknown("contacts.organiser")
    if not (short := texts.abbreviations(name)):
        return passed()
    return violated(
        "contacts.organiser",
        _(
            "The name of the office has abbreviations: %(words)s. Write it out, for example Dinas Komunikasi dan Informatika."
        ),
        words=", ".join(short),
    )


@rule("I-04", E, "contacts.address", _("The address of the organising office is given."))
def address_given(reader: Reader, context: Context) -> Verdict:
    if reader.text("contacts.address"):
        return passed()
    return violated(
        "contacts.address",
        _("The address of the organising office is empty. Write street, regency or city, and province."),
    )


@rule("ID-02A", E, TITLE, _("The title agrees with the way of collecting data."))
def title_agrees(reader: Reader, context: Context) -> Verdict:
    """The way that the title names first counts. A title of a compilation that names none is a matter of ID-03."""
    title, kind = title_of(reader), kind_of(reader)
    if not title or not kind:
        return unknown(TITLE if not title else "activity.kind")
    named = texts.ways(title)
    if not named:
        if kind in (ActivityKind.SURVEY, ActivityKind.CENSUS):
            return violated(
                TITLE,
                _('The title does not tell how data are collected. Begin with it: "%(proposal)s".'),
                proposal=_proposal(reader, title, kind),
            )
        return unknown(TITLE, _("The title names no way of collecting data that could be compared."))
    if named[0] == kind or kind == ActivityKind.OTHER:
        return passed()
    if kind not in ActivityKind.values:
        return unknown("activity.kind")
    return violated(
        TITLE,
        _(
            'The title says "%(word)s", but the data are collected by another way: %(kind)s. Change the one or the other.'
        ),
        word=texts.parse_title(title).way_word or texts.WAYS[named[0]][0],
        kind=ActivityKind(kind).label,
    )


def _proposal(reader: Reader, title: str, kind: str) -> str:
    areas = [name for row in regions(reader) for name in (row["regency"], row["province"])]
    parts = texts.parse_title(title, areas)
    word = {ActivityKind.SURVEY: "Survei", ActivityKind.CENSUS: "Sensus"}[ActivityKind(kind)]
    return " ".join(
        part for part in (word, parts.main, parts.area or next(iter(filter(None, areas)), ""), parts.rest) if part
    )


@rule("ID-03", W, TITLE, _('The title of a compilation contains the word "Kompilasi".'))
def compilation_named(reader: Reader, context: Context) -> Verdict:
    title, kind = title_of(reader), kind_of(reader)
    if not kind:
        return unknown("activity.kind")
    if kind != ActivityKind.ADMIN:
        return passed()
    if not title:
        return unknown(TITLE)
    if "kompilasi" in title.lower():
        return passed()
    return violated(
        TITLE,
        _(
            'The title of a compilation of administrative products contains the word "Kompilasi": "Kompilasi %(title)s".'
        ),
        title=title,
    )


@rule("ID-04A", W, TITLE, _("The title holds no year."))
def title_without_year(reader: Reader, context: Context) -> Verdict:
    title = title_of(reader)
    if not title:
        return unknown(TITLE)
    if not (found := texts.years(title)):
        return passed()
    return violated(
        TITLE,
        _("The title holds a year: %(years)s. Take it out; the year of the activity is a field of its own."),
        years=", ".join(found),
    )


@rule("ID-05A", E, "schedule.stage_3", _("The year of the activity agrees with the schedule of collection."))
def year_agrees(reader: Reader, context: Context) -> Verdict:
    """A collection that runs over the turn of a year may belong to either year."""
    year, collection = reader.integer("cycle.year"), reader.span("schedule.stage_3")
    if year is None or collection is None:
        return unknown("schedule.stage_3" if collection is None else "cycle.year")
    if collection[0].year <= year <= collection[1].year:
        return passed()
    return violated(
        "schedule.stage_3",
        _("The activity is of %(year)s, but data are collected from %(start)s until %(end)s. Correct the year or the schedule."),
        year=year, start=wording.moment(collection[0], "date"), end=wording.moment(collection[1], "date"),
    )  # fmt: skip


@rule("II-01", E, "contacts.echelon2", _("The units in charge (echelon I and II) are named."))
def units_named(reader: Reader, context: Context) -> Verdict:
    """The organising office is at echelon II; it stands in where no other unit is named."""
    named = {
        "contacts.echelon1": reader.text("contacts.echelon1"),
        "contacts.echelon2": reader.first("contacts.echelon2", "contacts.organiser", "organisation.name"),
    }
    missing = [path for path, name in named.items() if not name]
    if not missing:
        return passed()
    return violated(
        missing[0],
        _(
            "The units in charge are not complete. Local governments name their secretary as echelon I, the office as II."
        ),
    )


PERSON = {
    "contacts.manager_name": _("name"),
    "contacts.manager_position": _("position"),
    "contacts.manager_phone": _("telephone"),
    "contacts.manager_email": _("e-mail"),
}


@rule(
    "II-02",
    E,
    "contacts.manager_name",
    _("The person in charge of technical matters is named with position and contact."),
)
def manager_complete(reader: Reader, context: Context) -> Verdict:
    """The telephone and e-mail of the office stand in where the person has none."""
    instead = {"contacts.manager_phone": "contacts.phone", "contacts.manager_email": "contacts.email"}
    missing = [path for path in PERSON if not reader.first(path, *filter(None, [instead.get(path)]))]
    if not missing:
        return passed()
    return violated(
        missing[0],
        _("Of the person in charge of technical matters is missing: %(parts)s."),
        parts=", ".join(str(PERSON[path]) for path in missing),
    )
