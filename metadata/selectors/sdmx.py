"""SDMX artefacts out of the registry: which there are, how they hang together. Their content: sdmx_content.py.

Classifications are code lists; data sets are a data structure and a data flow; concepts, variables and indicators in force
stand in one concept scheme each for every agency (KONSEP, VARIABEL, INDIKATOR). Only what anybody may read. The latest version
is the one in force; others come by their number.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from gsbpm_portal.accounts.models import Organisation
from metadata.enums import Kind
from metadata.exchange import artefacts as a
from metadata.exchange.sdmx_query import Query
from metadata.models import Reference
from metadata.selectors.public import default_agency, released

SCHEMES: dict[str, Kind] = {"KONSEP": Kind.CONCEPT, "VARIABEL": Kind.VARIABLE, "INDIKATOR": Kind.INDICATOR}
SCHEME_OF: dict[str, str] = {kind: scheme for scheme, kind in SCHEMES.items()}
COMPONENTS = ("dimensions", "measures", "attributes", "indicators")
AGENCIES = a.Ref(a.AGENCY_SCHEME, "SDMX", "AGENCIES", a.SCHEME_VERSION)
"""The top scheme of agencies has this name in every registry."""


class Shelf:
    """The artefacts of one request. Knows the agency of every organisation (one query, on making)."""

    def __init__(self) -> None:
        self.default = a.agency_id(None, default_agency())
        self.names: dict[str, a.Text] = {}
        self._agencies: dict[int | None, str] = {None: self.default}
        for pk, code, name in Organisation.objects.order_by("pk").values_list("pk", "code", "name"):
            agency = a.agency_id(code, self.default)
            while agency in self.names or agency == self.default:  # no two offices are one agency
                agency += "_"
            self._agencies[pk], self.names[agency] = agency, a.Text(name)
        self.pks: dict[a.Ref, int] = {}
        """The version behind each code list, data structure and data flow that was found"""

    def agency(self, organisation: int | None) -> str:
        return self._agencies[organisation]

    def of_agencies(self, agencies: Iterable[str] | None, prefix: str = "item__") -> Q:
        """The condition that an item belongs to one of `agencies`."""
        if agencies is None:
            return Q()
        wanted = set(agencies)
        pks = [pk for pk, agency in self._agencies.items() if pk is not None and agency in wanted]
        condition = Q(**{f"{prefix}organisation__in": pks})
        return condition | Q(**{f"{prefix}organisation__isnull": True}) if self.default in wanted else condition

    def owner(self, agency: str) -> int | None:
        """The organisation of an agency; None for what is shared by all."""
        return next(pk for pk, one in self._agencies.items() if one == agency)

    def scheme(self, kind: str, organisation: int | None) -> a.Ref:
        return a.Ref(a.CONCEPT_SCHEME, self.agency(organisation), SCHEME_OF[kind], a.SCHEME_VERSION)

    def remember(self, kind: str, pk: int, code: str, organisation: int | None, number: str) -> list[a.Ref]:
        """The references of a version: one for a classification, two for a data set."""
        types = (a.CODELIST,) if kind == Kind.CLASSIFICATION else (a.DATA_STRUCTURE, a.DATAFLOW)
        found = [a.Ref(one, self.agency(organisation), code, number) for one in types]
        self.pks |= dict.fromkeys(found, pk)
        return found

    # What is asked for

    def match(self, query: Query) -> list[a.Ref]:
        """The artefacts that a query names, without references. Two queries at most."""
        found: list[a.Ref] = []
        if a.AGENCY_SCHEME in query.types and self._named(query, AGENCIES):
            found.append(AGENCIES)
        found += self._match_schemes(query)
        return found + self._match_versions(query)

    def _named(self, query: Query, ref: a.Ref) -> bool:
        return (
            (query.agencies is None or ref.agency in query.agencies)
            and (query.ids is None or ref.id in query.ids)
            and ref.version in query.picked({ref.version: True})
        )

    def _match_schemes(self, query: Query) -> list[a.Ref]:
        kinds = [kind for scheme, kind in SCHEMES.items() if query.ids is None or scheme in query.ids]
        if a.CONCEPT_SCHEME not in query.types or not kinds:
            return []
        rows = released().filter(self.of_agencies(query.agencies), item__kind__in=kinds, is_current=True)
        pairs = rows.order_by().values_list("item__kind", "item__organisation_id").distinct()
        return sorted({ref for pair in pairs if self._named(query, ref := self.scheme(*pair))}, key=str)

    def _match_versions(self, query: Query) -> list[a.Ref]:
        kinds = [Kind.CLASSIFICATION] if a.CODELIST in query.types else []
        if {a.DATA_STRUCTURE, a.DATAFLOW} & set(query.types):
            kinds.append(Kind.DATASET)
        if not kinds:
            return []
        rows = released().filter(self.of_agencies(query.agencies), item__kind__in=kinds)
        if query.ids is not None:
            rows = rows.filter(item__code__in=query.ids)
        if query.latest_only:
            rows = rows.filter(is_current=True)
        columns = ("pk", "item__kind", "item__code", "item__organisation_id", "major", "minor", "patch", "is_current")
        items: dict[tuple[str, str, int | None], dict[str, tuple[int, bool]]] = {}
        for pk, kind, code, organisation, *number, current in rows.order_by().values_list(*columns):
            items.setdefault((kind, code, organisation), {})[".".join(map(str, number))] = (pk, current)
        found: list[a.Ref] = []
        for (kind, code, organisation), versions in sorted(items.items(), key=str):
            for number in sorted(query.picked({number: current for number, (_pk, current) in versions.items()})):
                found += self.remember(kind, versions[number][0], code, organisation, number)
        return [ref for ref in found if ref.type in query.types]

    # What hangs together: at most three queries a call, whatever the number of artefacts

    def children(self, refs: frozenset[a.Ref]) -> set[a.Ref]:
        """What artefacts refer to: a data flow to its structure, that to lists and schemes, variables to lists."""
        found = {self._twin(ref, a.DATA_STRUCTURE) for ref in refs if ref.type == a.DATAFLOW}
        structures = [self.pks[ref] for ref in refs if ref.type == a.DATA_STRUCTURE]
        if structures:
            used = Reference.objects.filter(version__in=structures, attribute__in=COMPONENTS, target__in=released())
            pairs = used.order_by().values_list("target__item__kind", "target__item__organisation_id").distinct()
            found |= {self.scheme(*pair) for pair in pairs}
            found |= self._lists(
                Q(version__used_in__version__in=structures, version__used_in__attribute__in=COMPONENTS)
            )
        agencies = [ref.agency for ref in refs if ref.type == a.CONCEPT_SCHEME and ref.id == "VARIABEL"]
        if agencies:
            found |= self._lists(self.of_agencies(agencies, "version__item__") & Q(version__is_current=True))
        return found

    def _lists(self, condition: Q) -> set[a.Ref]:
        """The code lists of the variables that a condition on Reference finds."""
        rows = Reference.objects.filter(
            condition,
            attribute="classification",
            version__item__kind=Kind.VARIABLE,
            version__in=released(),
            target__in=released(),
        )
        columns = ("item__kind", "pk", "item__code", "item__organisation_id", "major", "minor", "patch")
        found: set[a.Ref] = set()
        for kind, pk, code, owner, *number in (
            rows.order_by().values_list(*(f"target__{c}" for c in columns)).distinct()
        ):
            found |= set(self.remember(kind, pk, code, owner, ".".join(map(str, number))))
        return found

    def parents(self, refs: frozenset[a.Ref]) -> set[a.Ref]:
        """What refers to artefacts, of the versions in force."""
        found = {self._twin(ref, a.DATAFLOW) for ref in refs if ref.type == a.DATA_STRUCTURE}
        lists = [self.pks[ref] for ref in refs if ref.type == a.CODELIST]
        if lists:
            rows = Reference.objects.filter(attribute="classification", target__in=lists, version__in=released())
            variables = rows.filter(version__item__kind=Kind.VARIABLE, version__is_current=True)
            owners = variables.order_by().values_list("version__item__organisation_id", flat=True).distinct()
            found |= {self.scheme(Kind.VARIABLE, owner) for owner in owners}
            found |= self._structures(Q(target__in=rows.order_by().values("version")))
        schemes = [ref for ref in refs if ref.type == a.CONCEPT_SCHEME]
        if schemes:
            condition = Q(pk__in=[])
            for ref in schemes:
                condition |= self.of_agencies([ref.agency], "target__item__") & Q(target__item__kind=SCHEMES[ref.id])
            found |= self._structures(condition & Q(target__in=released()))
        return found

    def _structures(self, condition: Q) -> set[a.Ref]:
        """The data structures in force of which a component fits a condition on Reference."""
        rows = Reference.objects.filter(
            condition, attribute__in=COMPONENTS, version__in=released().filter(item__kind=Kind.DATASET, is_current=True)
        )
        columns = ("item__kind", "pk", "item__code", "item__organisation_id", "major", "minor", "patch")
        found: set[a.Ref] = set()
        for kind, pk, code, owner, *number in (
            rows.order_by().values_list(*(f"version__{c}" for c in columns)).distinct()
        ):
            found.add(self.remember(kind, pk, code, owner, ".".join(map(str, number)))[0])
        return found

    def _twin(self, ref: a.Ref, of_type: str) -> a.Ref:
        """The data structure of a data flow, and the other way round."""
        twin = a.Ref(of_type, ref.agency, ref.id, ref.version)
        self.pks[twin] = self.pks[ref]
        return twin
