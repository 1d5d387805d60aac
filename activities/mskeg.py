"""A cycle as MS-Keg describes it: a view over its identity and its design record, no second copy.

What was not filled in stands there empty, with the sub-process in which it is entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.design import registry, selectors
from activities.design.enums import CollectionMeans, Stage, YesNo
from activities.design.facts import Facts, facts_of
from activities.design.models import VariableUse
from activities.design.options import Level, Selection
from activities.design.variables import uses_of_cycle
from activities.enums import MSKEG_KIND, MSKEG_REPETITION, ActivityKind, Coverage, Repetition
from activities.models import Cycle
from gsbpm_portal.accounts.models import CONTACT
from metadata.models import Version
from metadata.registry import ActivityDescription, Block, Line, VariableUsed

SECTIONS = ("description", "objectives", "variables", "population", "schedule", "staff")
IN_THE_FIELD = CollectionMeans.PAPI | CollectionMeans.CAPI | CollectionMeans.CATI
"""Means for which MS-Keg asks about field staff (6.4 to 6.7)."""
ADDRESS = ("address", "phone", "fax", "email")
STEPS = ("processing.editing", "processing.coding", "processing.entry", "processing.validation")
PRODUCTS = ("printed", "digital", "microdata")
CODED = frozenset(
    {
        *("collection.type", "collection.quality", "sample.design", "sample.selection", "sample.probability_method"),
        *("sample.nonprobability_method", "sample.frame_kind", "processing.nonresponse", "processing.analysis"),
        "processing.analysis_units",
    }
)
"""Answers of declared sections that MS-Keg writes as codes; several answers are added up."""
OTHERS = frozenset({"collection.quality_other", "processing.analysis_units_other"})


def describe(code: str, edition: str, user: Any) -> ActivityDescription | None:
    """The description of a cycle as this person may read it; None where there is none, or none for them."""
    if user is None or not user.is_authenticated:
        return None
    cycle = (
        Cycle.objects.visible_to(user)
        .select_related("activity__organisation", "activity__sector")
        .filter(activity__code=code, edition=edition)
        .first()
    )
    return _Form(cycle, user).description() if cycle is not None else None


def listing(user: Any, words: str = "") -> Any:
    """The cycles that the person may see, narrowed to those whose title or code holds each word."""
    if user is None or not user.is_authenticated:
        return Cycle.objects.none().values()
    found = Cycle.objects.visible_to(user)
    for word in words.split()[:8]:
        found = found.filter(Q(activity__title__icontains=word) | Q(activity__code__icontains=word))
    found = found.order_by("activity__title", "-period_start", "-pk")
    return found.annotate(variables=Count("variablessection__uses")).values(
        "edition",
        "year",
        "variables",
        code=F("activity__code"),
        title=F("activity__title"),
        organisation=F("activity__organisation__name"),
    )


@dataclass
class _Form:
    """MS-Keg of one cycle, entry by entry."""

    cycle: Cycle
    user: Any

    @cached_property
    def values(self) -> dict[str, Any]:
        """The content of all sections, by field."""
        found: dict[str, Any] = {}
        for code in SECTIONS:
            found |= selectors.values_of(selectors.section_row(self.cycle, code), code)
        return found

    @cached_property
    def rows(self) -> Mapping[str, tuple[str, str]]:
        """(sub-process, address) where each section is entered."""
        wanted = [registry.get(code) for code in SECTIONS]
        owners = registry.owners(self.cycle, wanted)
        return {
            section.code: (
                f"{owners[section.code].number} {owners[section.code].name}".strip(),
                section.address(self.cycle),
            )
            for section in wanted
        }

    @cached_property
    def facts(self) -> Facts:
        """Everything that was typed of the cycle, by path."""
        return facts_of(self.cycle)

    # Entries ------------------------------------------------------------------------------------------------------------

    def of(self, number: str, label: Any, section: str, name: str, *, asked: bool = True) -> Line:
        """An entry that is a field of a section."""
        value = self.values[name]
        text = selectors.text(name, value)
        if text and (other := self.values.get(f"{name}_other")):
            text = f"{text} ({other})"
        coded = name in selectors.BITS or name in selectors.CODES
        code = str(value) if coded and value else ""
        place, url = self.rows[section]
        return Line(number, label, text, code, place, url, asked or bool(text))

    def identity(self, number: str, label: Any, text: str, code: str = "", *, asked: bool = True) -> Line:
        """An entry that belongs to the activity or the cycle itself."""
        address = reverse("activities:activity", args=[self.cycle.activity.code])
        return Line(number, label, text, code, _("Identity of the activity"), address, asked)

    def fact(self, number: str, label: Any, path: str, *, text: str = "", asked: bool = True) -> Line:
        """An entry that is a field of a declared section, with its code where it has one; `text` says it in other words."""
        value = self.facts.value(path)
        other = self.facts.value(f"{path}_other") if f"{path}_other" in OTHERS else ""
        shown = text or self.facts.text(path)
        if shown and other:
            shown = f"{shown} ({other})"
        return self.told(number, label, path, shown, str(value) if path in CODED and value else "", asked=asked)

    def told(self, number: str, label: Any, path: str, text: str, code: str = "", *, asked: bool = True) -> Line:
        """An entry that is entered at a path, in words of our own."""
        source = self.facts.source(path)
        place = f"{source.owner} {source.owner_name}".strip() or str(source.title)
        return Line(number, label, text, code, place, source.url, asked)

    def contact(self, prefix: str, names: Iterable[str]) -> str:
        """Parts of an address or of a person, one a line, those that are filled."""
        paths = [f"contacts.{prefix}{name}" for name in names]
        texts = [self.facts.text(path) or self.facts.instead(path)[1] for path in paths]
        return "\n".join(text for text in texts if text)

    # Blocks -------------------------------------------------------------------------------------------------------------

    def description(self) -> ActivityDescription:
        cycle, activity = self.cycle, self.cycle.activity
        blocks = tuple(Block(number, heading, tuple(lines)) for number, heading, lines in self.blocks())
        return ActivityDescription(
            code=activity.code,
            edition=cycle.edition,
            title=activity.title,
            organisation=activity.organisation.name,
            organisation_code=activity.organisation.code,
            url=reverse("activities:design", args=[activity.code, cycle.edition]),
            year=cycle.year,
            abstract=self.values["outline"] or activity.description,
            universe=self.values["population"],
            period=(cycle.period_start, cycle.period_end),
            variables=self.variables,
            sections=tuple(
                (block.heading, tuple((_numbered(line), line.text) for line in block.lines if line.text))
                for block in blocks
            ),
            blocks=blocks,
        )

    @cached_property
    def uses(self) -> list[VariableUse]:
        """Every variable of the cycle, in its order."""
        return uses_of_cycle(self.cycle)

    @cached_property
    def variables(self) -> tuple[VariableUsed, ...]:
        """Those that the person may see, as the cycle uses them."""
        uses = self.uses
        seen = set(
            Version.objects.visible_to(self.user)
            .filter(pk__in=[use.version_id for use in uses])
            .values_list("pk", flat=True)
        )
        return tuple(
            VariableUsed(use.version, use.reference_period, use.question, use.source)
            for use in uses
            if use.version_id in seen
        )

    def blocks(self) -> list[tuple[str, Any, list[Line]]]:
        return [
            ("", _("Head of the form"), self.head()),
            ("I", _("Organiser"), self.organiser()),
            ("II", _("Persons in charge"), self.in_charge()),
            ("III", _("Planning and preparation"), self.planning()),
            ("IV", _("Design of the activity"), self.design()),
            ("V", _("Design of the sample"), self.sample()),
            ("VI", _("Collection of the data"), self.collection()),
            ("VII", _("Processing and analysis"), self.processing()),
            ("VIII", _("Dissemination of results"), self.dissemination()),
        ]

    def head(self) -> list[Line]:
        cycle, activity = self.cycle, self.cycle.activity
        recommendation = _("Yes: %(identity)s") % {"identity": cycle.recommendation} if cycle.recommendation else ""
        return [
            self.identity("", _("Title of the activity"), activity.title),
            self.identity("", _("Year"), str(cycle.year)),
            self.identity("", _("Code of the activity"), _("is given by BPS"), asked=False),
            self.identity(
                "", _("Way of collecting data"), activity.get_kind_display(), MSKEG_KIND[ActivityKind(activity.kind)]
            ),
            self.identity("", _("Sector of the activity"), str(activity.sector), activity.sector.code),
            self.identity("", _("Type of statistics"), activity.get_statistic_type_display()),
            self.identity("", _("Recommended by BPS"), recommendation, "1" if recommendation else ""),
        ]

    def organiser(self) -> list[Line]:
        office = self.cycle.activity.organisation
        name, address = _("Organising office"), _("Full address, telephone, fax, e-mail")
        own = self.facts.text("contacts.organiser")
        mine = next((one for one in CONTACT if self.facts.text(f"contacts.{one}")), None)
        at = f"contacts.{mine}" if mine else "organisation.address"
        return [
            self.told("1.1", name, "contacts.organiser", own) if own else self.identity("1.1", name, office.name),
            self.told("1.2", address, at, self.contact("", CONTACT)),
        ]

    def units_in_charge(self) -> str:
        """Echelon I and II; the organising office is at echelon II where no other unit is named."""
        first, second, own = (self.facts.text(f"contacts.{name}") for name in ("echelon1", "echelon2", "organiser"))
        if first and not second:
            second = own or self.cycle.activity.organisation.name
        return "\n".join(filter(None, [first, second]))

    def in_charge(self) -> list[Line]:
        return [
            self.told(
                "2.1",
                _("Unit in charge (echelon I and II)"),
                "contacts.echelon2",
                self.units_in_charge(),
            ),
            self.told(
                "2.2",
                _("Person in charge of technical matters"),
                "contacts.manager_name",
                self.contact("manager_", ("name", "position", *ADDRESS)),
            ),  # fmt: skip
        ]

    def planning(self) -> list[Line]:
        stages = [
            self.of(f"3.3.{place}", stage.label, "schedule", f"stage_{stage.value}")
            for place, stage in enumerate(Stage, 1)
        ]
        place, url = self.rows["variables"]
        text = "\n".join(use.version.name for use in self.uses)
        return [
            self.of("3.1", _("Background"), "description", "background"),
            self.of("3.2", _("Objectives"), "objectives", "aims"),
            *stages,
            Line("3.4", _("Variables collected"), text, "", place, url),
        ]

    def design(self) -> list[Line]:
        activity = self.cycle.activity
        repeated = activity.repetition == Repetition.REPEATED
        coverage = self.of("4.4", _("Coverage"), "population", "coverage")
        if not coverage.text:
            coverage = self.identity("4.4", _("Coverage"), activity.get_coverage_display(), activity.coverage)
        regions = self.of("4.5", _("Regions covered"), "population", "regions", asked=coverage.code != Coverage.ALL)
        if not regions.text and regions.asked and activity.coverage_note:
            regions = self.identity("4.5", _("Regions covered"), activity.coverage_note)
        return [
            self.identity(
                "4.1",
                _("The activity is done"),
                activity.get_repetition_display(),
                MSKEG_REPETITION[Repetition(activity.repetition)],
            ),
            self.identity("4.2", _("Frequency"), activity.get_frequency_display(), activity.frequency, asked=repeated),
            self.fact("4.3", _("Type of data collection"), "collection.type"),
            coverage,
            regions,
            self.of("4.6", _("Methods of data collection"), "population", "methods"),
            self.of("4.7", _("Means of data collection"), "population", "means"),
            self.of("4.8", _("Units of data collection"), "population", "units"),
        ]

    def sample(self) -> list[Line]:
        asked = self.cycle.activity.kind == ActivityKind.SURVEY
        selection = self.facts.value("sample.selection")
        probability = asked and selection != Selection.NONPROBABILITY
        method = "nonprobability_method" if selection == Selection.NONPROBABILITY else "probability_method"
        kind, variable = self.facts.text("sample.error_kind"), self.facts.text("sample.key_variable")
        error = self.facts.text("sample.error")
        if error:
            error = "; ".join(filter(None, [error, kind, variable]))
        return [
            self.fact("5.1", _("Kind of sample design"), "sample.design", asked=asked),
            self.fact("5.2", _("Selection of the sample in the last stage"), "sample.selection", asked=asked),
            self.fact("5.3", _("Method of selection"), f"sample.{method}", asked=asked),
            self.fact("5.4", _("Sampling frame of the last stage"), "sample.frame_kind", asked=asked),
            self.fact("5.5", _("Overall sampling fraction"), "sample.fraction", asked=probability),
            self.fact(
                "5.6",
                _("Estimated sampling error of the main variables"),
                "sample.error",
                text=error,
                asked=probability,
            ),
            self.fact("5.7", _("Sampling unit"), "sample.unit", asked=asked),
            self.of("5.8", _("Unit of observation"), "population", "observation_unit", asked=asked),
        ]

    def collection(self) -> list[Line]:
        means = self.values["means"]
        field = not means or bool(means & IN_THE_FIELD)
        supervisors, enumerators = (
            self.of(number, selectors.label("staff", name), "staff", name, asked=field)
            for number, name in (("6.6a", "supervisors"), ("6.6b", "enumerators"))
        )
        return [
            self.of("6.1", _("Pilot survey"), "staff", "pilot"),
            self.fact("6.2", _("Quality control of data collection"), "collection.quality"),
            self.fact("6.3", _("Adjustment for non-response"), "processing.nonresponse"),
            self.of("6.4", _("Field staff"), "staff", "kind", asked=field),
            self.of("6.5", _("Lowest education of field staff"), "staff", "education", asked=field),
            supervisors,
            enumerators,
            self.of("6.7", _("Training of field staff"), "staff", "training", asked=field),
        ]

    def processing(self) -> list[Line]:
        steps = (_("Editing"), _("Coding"), _("Data entry"), _("Validation"))
        levels = 0
        others = []
        for row in self.facts.rows("outputs"):
            levels |= row["levels"]
            others.append(row["levels_other"])
        shown = "; ".join(str(level.label) for level in Level.within(levels))
        if named := "; ".join(dict.fromkeys(filter(None, others))):
            shown = f"{shown} ({named})"
        return [
            self.told("7.1", _("Stages of processing"), STEPS[0], self.answers(zip(steps, STEPS, strict=True))),
            self.fact("7.2", _("Method of analysis"), "processing.analysis"),
            self.fact("7.3", _("Unit of analysis"), "processing.analysis_units"),
            self.told("7.4", _("Level at which results are shown"), "outputs", shown, str(levels or "")),
        ]

    def dissemination(self) -> list[Line]:
        names = dict(zip(PRODUCTS, (_("Printed"), _("Digital"), _("Microdata")), strict=True))
        paths = {name: f"dissemination.{name}" for name in PRODUCTS}
        given = {name: self.facts.value(path) for name, path in paths.items()}
        days = [
            f"{names[name]}: {day}"
            for name, answer in given.items()
            if answer == YesNo.YES and (day := self.facts.text(f"{paths[name]}_on"))
        ]
        released = any(answer != YesNo.NO for answer in given.values())
        products = self.answers((names[name], path) for name, path in paths.items())
        return [
            self.told("8.1", _("Products open to the public"), paths["printed"], products),
            self.told("8.2", _("Planned day of release"), paths["printed"], "; ".join(days), asked=released),
        ]

    def answers(self, questions: Iterable[tuple[str, str]]) -> str:
        """Questions that are answered with yes or no, those that are answered: "Editing: yes; Coding: no"."""
        return "; ".join(f"{label}: {text}" for label, path in questions if (text := self.facts.text(path)))


def _numbered(line: Line) -> str:
    return f"{line.number} {line.label}".strip()
