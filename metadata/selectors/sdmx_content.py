"""The content of SDMX artefacts, read as it is written: codes and concepts come row by row, none is held.

A fixed number of queries, however many artefacts are asked for. Lists of one query are walked in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, Value, When

from metadata.enums import RELEASED, DataType, Kind
from metadata.exchange import artefacts as a
from metadata.exchange.artefacts import Annotation, Text
from metadata.exchange.sdmx_query import NO_RESULTS, Query, SdmxError
from metadata.models import Code, Reference, Version
from metadata.selectors.public import released
from metadata.selectors.sdmx import COMPONENTS, SCHEMES, Shelf

ROLES = {"WILAYAH": "GEO", "FREKUENSI_KEGIATAN": "FREQ"}
"""Classifications whose dimensions have one of SDMX's cross-domain roles"""
CHUNK = 2000
SCHEME_NAMES = {
    "KONSEP": Text("Konsep", "Concepts"),
    "VARIABEL": Text("Variabel", "Variables"),
    "INDIKATOR": Text("Indikator", "Indicators"),
}
_CODE_COLUMNS = (
    "version_id",
    "code",
    "label_id",
    "label_en",
    "parent__code",
    "description",
    "alt_code",
    "valid_from",
    "valid_until",
)
Row = TypeVar("Row")


class _Runs(Generic[Row]):
    """Sorted rows, handed out run by run in the same order; a run is not read before it is walked."""

    def __init__(self, rows: Iterable[Row], key: Callable[[Row], Any]):
        self._rows, self._key = iter(rows), key
        self._ahead: list[Row] = []

    def run(self, key: Any) -> Iterator[Row]:
        while True:
            row = self._ahead.pop() if self._ahead else next(self._rows, None)
            if row is None:
                return
            if self._key(row) != key:
                self._ahead.append(row)
                return
            yield row


def load(shelf: Shelf, query: Query, matched: Iterable[a.Ref], more: Iterable[a.Ref]) -> a.Structures:
    """The artefacts of an answer: those that matched, and those that come along, each in the detail asked for.

    Those that hold none of the items asked for are left out; none of them left is `SdmxError` (no results).
    """
    content = _Content(shelf, query, set(matched), set(more))
    structures = content.structures()
    if query.items and not any(
        one.partial
        for group in (structures.codelists, structures.concept_schemes, structures.agency_schemes)
        for one in group
    ):
        raise SdmxError(NO_RESULTS, "No such item")
    return structures


class _Content:
    def __init__(self, shelf: Shelf, query: Query, matched: set[a.Ref], more: set[a.Ref]):
        self.shelf, self.query, self.matched = shelf, query, matched
        self.refs = matched | more
        pks = {shelf.pks[ref] for ref in self.refs if ref in shelf.pks}
        rows = Version.objects.filter(pk__in=pks).select_related("item").defer("words") if pks else []
        self.versions = {version.pk: version for version in rows}
        self.used: dict[a.Ref, set[str]] = {}
        """The concepts that the structures of this answer use, by scheme"""

    def of_type(self, kind: str) -> list[a.Ref]:
        return sorted(
            (ref for ref in self.refs if ref.type == kind), key=lambda ref: (self.shelf.pks.get(ref, 0), str(ref))
        )

    def is_stub(self, ref: a.Ref) -> bool:
        return self.query.stubs if ref in self.matched else self.query.reference_stubs

    def structures(self) -> a.Structures:
        structures = self.data_structures()
        return a.Structures(
            agency_schemes=tuple(self.agency_scheme(ref) for ref in self.of_type(a.AGENCY_SCHEME)),
            dataflows=tuple(self.dataflow(ref) for ref in self.of_type(a.DATAFLOW)),
            codelists=self.codelists(),
            concept_schemes=self.concept_schemes(),
            data_structures=structures,
        )

    def naming(self, ref: a.Ref) -> dict[str, Any]:
        """What every artefact that is a version says of itself; a stub is not described unless that is asked for."""
        version, stub = self.versions[self.shelf.pks[ref]], self.is_stub(ref)
        told: dict[str, Any] = {"agency": ref.agency, "id": ref.id, "version": ref.version, "stub": stub}
        told["name"] = Text(version.name_id, version.name_en)
        told |= {"valid_from": version.valid_from, "valid_until": version.valid_until}
        if not stub or self.query.described_stubs:
            told["description"] = Text(version.definition_id, version.definition_en)
            if version.content.get("access"):
                told["annotations"] = (Annotation(a.ACCESS, value=version.content["access"]),)
        return told

    # Agencies and data flows

    def agency_scheme(self, ref: a.Ref) -> a.AgencyScheme:
        owners = (
            released().filter(is_current=True).order_by().values_list("item__organisation_id", flat=True).distinct()
        )
        agencies = {self.shelf.agency(owner) for owner in owners}
        asked = self.query.items if ref in self.matched else None
        if asked is not None:
            agencies &= set(asked)
        listed = [a.Agency(agency, self.shelf.names.get(agency, Text(agency))) for agency in sorted(agencies)]
        return a.AgencyScheme(
            agency=ref.agency,
            id=ref.id,
            version=ref.version,
            name=Text("Penanggung jawab", "Agencies"),
            final=False,
            stub=self.is_stub(ref),
            partial=asked is not None,
            agencies=tuple(listed),
        )

    def dataflow(self, ref: a.Ref) -> a.Dataflow:
        structure = a.Ref(a.DATA_STRUCTURE, ref.agency, ref.id, ref.version)
        return a.Dataflow(**self.naming(ref), structure=structure)

    # Code lists

    def codelists(self) -> tuple[a.Codelist, ...]:
        refs = self.of_type(a.CODELIST)
        asked = self.query.items or ()
        full = [self.shelf.pks[ref] for ref in refs if not self.is_stub(ref)]
        dotted: set[int] = set()
        if full:
            points = Code.objects.filter(version__in=full, code__contains=".").order_by()
            dotted = set(points.values_list("version_id", flat=True).distinct())
        some = {self.shelf.pks[ref] for ref in refs if asked and ref in self.matched}
        chosen = self._chosen_codes(some, asked, dotted)
        whole = [pk for pk in full if pk not in some]
        rows = _code_rows(Q(version__in=whole)).iterator(CHUNK) if whole else ()
        runs: _Runs[tuple[Any, ...]] = _Runs(rows, lambda row: row[0])
        found = []
        for ref in refs:
            pk = self.shelf.pks[ref]
            if pk not in some:
                codes: Iterable[a.Code] = _codes(runs.run(pk), pk in dotted)
            elif not (codes := chosen.get(pk, [])):
                continue  # nothing that was asked for stands in it
            found.append(a.Codelist(**self.naming(ref), codes=codes, partial=pk in some))
        return tuple(found)

    def _chosen_codes(self, pks: set[int], asked: Sequence[str], dotted: set[int]) -> dict[int, list[a.Code]]:
        """The codes asked for by their SDMX ids, or as the registry writes them."""
        found: dict[int, list[a.Code]] = {}
        if pks:
            wanted = set(asked)
            spelled = {word for one in asked for word in (one, a.plain_code(one), a.plain_code(one).replace("_", "."))}
            for row in _code_rows(Q(version__in=pks, code__in=spelled)):
                code = _code(row, row[0] in dotted)
                if wanted & {code.id, row[1]}:
                    found.setdefault(row[0], []).append(code)
        return found

    # Concept schemes

    def concept_schemes(self) -> tuple[a.ConceptScheme, ...]:
        refs = self.of_type(a.CONCEPT_SCHEME)
        asked = set(self.query.items or ())
        parts = {ref: asked for ref in refs if asked and ref in self.matched}
        if self.query.detail == "referencepartial":
            parts |= {ref: self.used.get(ref, set()) for ref in refs if ref not in self.matched}
        full = [ref for ref in refs if not self.is_stub(ref)]
        chosen = self._chosen_concepts({ref: parts[ref] for ref in full if ref in parts})
        order = {ref: (SCHEMES[ref.id].value, self.shelf.owner(ref.agency) or 0) for ref in refs}
        condition = self._of_schemes([ref for ref in full if ref not in parts])
        runs: _Runs[tuple[Any, ...]] = _Runs(_concept_rows(condition), lambda row: (row[0], row[1] or 0))
        found = []
        for ref in sorted(refs, key=order.__getitem__):
            if ref not in parts:
                concepts: Iterable[a.Concept] = map(self._concept, runs.run(order[ref]))
            elif not (concepts := chosen.get(order[ref], [])) and not self.is_stub(ref):
                continue
            found.append(
                a.ConceptScheme(
                    agency=ref.agency,
                    id=ref.id,
                    version=ref.version,
                    name=SCHEME_NAMES[ref.id],
                    final=False,
                    stub=self.is_stub(ref),
                    partial=ref in parts,
                    concepts=concepts,
                )
            )
        return tuple(found)

    def _of_schemes(self, refs: Iterable[a.Ref]) -> Q | None:
        conditions = [self.shelf.of_agencies([ref.agency]) & Q(item__kind=SCHEMES[ref.id]) for ref in refs]
        return reduce(or_, conditions) if conditions else None

    def _chosen_concepts(self, parts: dict[a.Ref, set[str]]) -> dict[tuple[str, int], list[a.Concept]]:
        conditions = [self._of_schemes([ref]) & Q(item__code__in=codes) for ref, codes in parts.items()]  # type: ignore[operator]
        found: dict[tuple[str, int], list[a.Concept]] = {}
        for row in _concept_rows(reduce(or_, conditions) if conditions else None):
            found.setdefault((row[0], row[1] or 0), []).append(self._concept(row))
        return found

    def _concept(self, row: tuple[Any, ...]) -> a.Concept:
        kind, _owner, code, name_id, name_en, definition_id, definition_en, *rest = row
        major, minor, patch, data_type, means_code, means_owner, means_open, *listed = rest
        notes = [Annotation(a.REGISTERED_VERSION, value=f"{major}.{minor}.{patch}")]
        if means_code and means_open:
            scheme = self.shelf.scheme(Kind.CONCEPT, means_owner)
            notes.append(Annotation(a.MEANS, value=scheme.item_urn(means_code)))
        representation = None
        if kind == Kind.VARIABLE:
            representation = self.representation(data_type, listed)
        elif kind == Kind.INDICATOR:
            representation = a.Representation(data_type="decimal")
        return a.Concept(code, Text(name_id, name_en), Text(definition_id, definition_en), representation, tuple(notes))

    def representation(self, data_type: str | None, listed: Sequence[Any]) -> a.Representation:
        """A variable's values: the list of (code, owner, is open, number parts) where it is one, else its data type."""
        code, owner, is_open, *number = listed
        if code and is_open:
            version = ".".join(map(str, number))
            return a.Representation(codelist=a.Ref(a.CODELIST, self.shelf.agency(owner), code, version))
        return a.Representation(data_type=data_type or "text")

    # Data structures

    def data_structures(self) -> tuple[a.DataStructure, ...]:
        refs = self.of_type(a.DATA_STRUCTURE)
        full = [self.shelf.pks[ref] for ref in refs if not self.is_stub(ref)]
        components = self._components(full) if full else {}
        return tuple(self._data_structure(ref, components.get(self.shelf.pks[ref], [])) for ref in refs)

    def _components(self, pks: list[int]) -> dict[int, list[tuple[str, bool, a.Component]]]:
        """Attribute, whether it is of time, and component, of every structure in order; what is not open is an empty id."""
        rows = Reference.objects.filter(version__in=pks, attribute__in=COMPONENTS)
        rows = rows.alias(lists=FilteredRelation("target__references", condition=_IS_LIST))
        columns = (
            "version_id",
            "attribute",
            "target__item__kind",
            "target__item__code",
            "target__item__organisation_id",
        )
        listed = tuple(f"lists__target__{column}" for column in _LISTED)
        values = rows.annotate(is_open=_open_to_all("target__"), list_open=_open_to_all("lists__target__"))
        order = ("version_id", "position", "pk")
        found: dict[int, list[tuple[str, bool, a.Component]]] = {}
        for (
            pk,
            attribute,
            kind,
            code,
            owner,
            is_open,
            data_type,
            list_open,
            list_code,
            list_owner,
            *number,
        ) in values.order_by(*order).values_list(
            *columns, "is_open", "target__content__data_type", "list_open", *listed
        ):
            scheme = self.shelf.scheme(kind, owner)
            look = a.Representation(data_type="decimal")
            if kind == Kind.VARIABLE:
                look = self.representation(data_type, (list_code, list_owner, list_open, *number))
            component = a.Component(
                code if is_open else "", a.ItemRef(scheme, code), look, ROLES.get(list_code or "", "")
            )
            if is_open:
                self.used.setdefault(scheme, set()).add(code)
            found.setdefault(pk, []).append((attribute, data_type == DataType.DATE, component))
        return found

    def _data_structure(self, ref: a.Ref, listed: list[tuple[str, bool, a.Component]]) -> a.DataStructure:
        """Names of components are unique; one dimension of dates, beside others, is the dimension of time."""
        groups: dict[str, list[a.Component]] = {name: [] for name in COMPONENTS}
        taken, incomplete = {"TIME_PERIOD", "OBS_VALUE"}, False
        clock: a.Component | None = None
        several = sum(attribute == "dimensions" and not timed for attribute, timed, _one in listed) > 0
        for attribute, timed, component in listed:
            if not component.id:
                incomplete = True
            elif attribute == "dimensions" and timed and several and clock is None:
                clock = component
            else:
                name, number = component.id, 1
                while name in taken:
                    number += 1
                    name = f"{component.id}_{number}"
                taken.add(name)
                groups[attribute].append(replace(component, id=name))
        naming = self.naming(ref)
        if incomplete and not naming["stub"]:
            note = Annotation(a.INCOMPLETE, _INCOMPLETE)
            naming["annotations"] = (*naming.get("annotations", ()), note)
        return a.DataStructure(
            **naming,
            dimensions=tuple(groups["dimensions"]),
            time=clock,
            measures=(*groups["measures"], *groups["indicators"]),
            attributes=tuple(groups["attributes"]),
        )


# Rows -----------------------------------------------------------------------------------------------------------------

_INCOMPLETE = Text("Sebagian komponen belum dibuka untuk umum.", "Some components are not open to the public.")
_IS_LIST = Q(target__references__attribute="classification")
_LISTED = ("item__code", "item__organisation_id", "major", "minor", "patch")


def _open_to_all(prefix: str) -> Case:
    """Whether a related version is one that `released()` would give."""
    is_open = Q(**{f"{prefix}state__in": sorted(RELEASED), f"{prefix}public": True})
    return Case(When(is_open, then=Value(True)), default=Value(False))


def _code_rows(condition: Q) -> QuerySet[Code, tuple[Any, ...]]:
    return Code.objects.filter(condition).order_by("version_id", "position", "pk").values_list(*_CODE_COLUMNS)


def _codes(rows: Iterable[tuple[Any, ...]], dotted: bool) -> Iterator[a.Code]:
    for row in rows:
        yield _code(row, dotted)


def _code(row: tuple[Any, ...], dotted: bool) -> a.Code:
    _version, code, label_id, label_en, parent, description, alt_code, valid_from, valid_until = row
    name = a.code_id(code, dotted=dotted)
    values = {
        a.ORIGINAL_CODE: code if name != code else "",
        a.ALTERNATIVE_CODE: alt_code,
        a.VALID_FROM: valid_from.isoformat() if valid_from else "",
        a.VALID_UNTIL: valid_until.isoformat() if valid_until else "",
    }
    notes = tuple(Annotation(kind, value=value) for kind, value in values.items() if value)
    above = a.code_id(parent, dotted=dotted) if parent else ""
    return a.Code(name, Text(label_id, label_en), Text(description), above, notes)


def _concept_rows(condition: Q | None) -> Iterator[tuple[Any, ...]]:
    """Concepts, variables and indicators in force with what they stand on; one query, sorted by kind, owner, code."""
    if condition is None:
        return iter(())
    rows = released().filter(condition, is_current=True)
    rows = rows.alias(
        idea=FilteredRelation("references", condition=Q(references__attribute="concept")),
        lists=FilteredRelation("references", condition=Q(references__attribute="classification")),
    ).annotate(idea_open=_open_to_all("idea__target__"), list_open=_open_to_all("lists__target__"))
    names = ("name_id", "name_en", "definition_id", "definition_en", "major", "minor", "patch", "content__data_type")
    columns = (
        *("item__kind", "item__organisation_id", "item__code", *names),
        *("idea__target__item__code", "idea__target__item__organisation_id", "idea_open"),
        *("lists__target__item__code", "lists__target__item__organisation_id", "list_open"),
        *(f"lists__target__{part}" for part in ("major", "minor", "patch")),
    )
    owner = F("item__organisation_id").asc(nulls_first=True)
    return rows.order_by("item__kind", owner, "item__code").values_list(*columns).iterator(CHUNK)
