"""Structure queries of the SDMX REST API, 1.x and 2.x: what an address and its parameters ask for.

Pure: `parse_v1` and `parse_v2` give a `Query` or raise `SdmxError` with the code and status of the standard.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from . import artefacts as a

NO_RESULTS, TOO_LARGE, SYNTAX, SEMANTIC = 100, 130, 140, 150
NOT_ACCEPTABLE = 406
NOT_IMPLEMENTED = 501
_STATUS = {NO_RESULTS: 404, TOO_LARGE: 413, SYNTAX: 400, SEMANTIC: 403, NOT_ACCEPTABLE: 406, NOT_IMPLEMENTED: 501}

# Types of the standard that the registry has none of: asking for them is lawful and finds nothing.
_EMPTY_V2 = {
    "metadatastructure", "categoryscheme", "dataproviderscheme", "dataconsumerscheme", "metadataproviderscheme",
    "organisationunitscheme", "metadataflow", "reportingtaxonomy", "provisionagreement", "process", "categorisation",
    "transformationscheme", "rulesetscheme", "userdefinedoperatorscheme", "customtypescheme", "vtlmappingscheme",
    "namepersonalisationscheme", "hierarchy", "hierarchyassociation", "valuelist", "structuremap", "representationmap",
    "conceptschememap", "categoryschememap", "organisationschememap", "reportingtaxonomymap", "dataconstraint",
    "metadataconstraint", "metadataprovisionagreement",
}  # fmt: skip
_EMPTY_V1 = _EMPTY_V2 | {
    "hierarchicalcodelist", "structureset", "contentconstraint", "attachmentconstraint", "actualconstraint",
    "allowedconstraint", "namealiasscheme",
}  # fmt: skip
_DIRECTIONS = {"none", "parents", "parentsandsiblings", "children", "descendants", "ancestors", "all"}
_DETAILS = {"full", "allstubs", "referencestubs", "allcompletestubs", "referencecompletestubs", "referencepartial"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*")
_ID = re.compile(r"[A-Za-z0-9_@$-]+")
_ITEM = re.compile(r"[A-Za-z0-9_@$.-]+")
_NUMBER = re.compile(r"\d+(\.\d+){0,2}")
_WILD = re.compile(r"(\d+)(\+)?\.(\d+)(\+)?(?:\.(\d+)(\+)?)?")


class SdmxError(Exception):
    """A query that gets no structures: `code` of the SDMX standard, `status` of HTTP."""

    def __init__(self, code: int, message: str):
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        return _STATUS[self.code]


@dataclass(frozen=True, slots=True)
class VersionMatch:
    """One version asked for: `all`, `latest` (the version in force), a number, or one with wild parts (`2+.0.0`)."""

    text: str

    def pick(self, versions: Mapping[str, bool]) -> set[str]:
        """Those of an artefact's `versions` (number → is it the one in force) that are meant."""
        if self.text == "all":
            return set(versions)
        if self.text == "latest":
            return {number for number, in_force in versions.items() if in_force}
        if "+" not in self.text:
            return {number for number in versions if _parts(number) == _parts(self.text)}
        fits = [number for number in versions if self._fits(_parts(number))]
        return set(sorted(fits, key=_parts)[-1:])

    def _fits(self, number: tuple[int, ...]) -> bool:
        """Whether `number` is not below the version, and equal to it before the part that is wild."""
        found = _WILD.fullmatch(self.text)
        assert found
        least = tuple(int(part or 0) for part in found.group(1, 3, 5))
        wild = [bool(sign) for sign in found.group(2, 4, 6)].index(True)
        return number[:wild] == least[:wild] and number >= least


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. `None` for agencies, ids or items means all; `types` is empty when nothing here has the type."""

    types: tuple[str, ...]
    agencies: tuple[str, ...] | None
    ids: tuple[str, ...] | None
    versions: tuple[VersionMatch, ...]
    items: tuple[str, ...] | None
    detail: str
    references: str

    @property
    def latest_only(self) -> bool:
        return all(version.text == "latest" for version in self.versions)

    def picked(self, versions: Mapping[str, bool]) -> set[str]:
        return set().union(*(version.pick(versions) for version in self.versions))

    # What is sent of the artefacts that match, and of those that come with them
    @property
    def stubs(self) -> bool:
        return self.detail in ("allstubs", "allcompletestubs")

    @property
    def reference_stubs(self) -> bool:
        return self.stubs or self.detail in ("referencestubs", "referencecompletestubs")

    @property
    def described_stubs(self) -> bool:
        """Stubs that keep description and annotations."""
        return self.detail in ("allcompletestubs", "referencecompletestubs")


def _parts(number: str) -> tuple[int, ...]:
    parts = tuple(int(part) for part in number.split("."))
    return parts + (0,) * (3 - len(parts))


def _syntax(message: str) -> SdmxError:
    return SdmxError(SYNTAX, message)


def _listed(text: str, separator: str, everything: str, pattern: re.Pattern[str], what: str) -> tuple[str, ...] | None:
    parts = text.split(separator)
    if everything in parts:
        return None
    for part in parts:
        if not pattern.fullmatch(part):
            raise _syntax(f"Not a valid {what}: {part!r}")
    return tuple(dict.fromkeys(parts))


def _choice(parameters: Mapping[str, str], name: str, allowed: Collection[str], default: str) -> str:
    value = parameters.get(name, default).lower()
    if value not in allowed:
        raise _syntax(f"Parameter {name} cannot be {value!r}")
    return value


def _only(parameters: Mapping[str, str], known: Iterable[str]) -> None:
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise _syntax(f"Unknown parameter: {', '.join(unknown)}")


def _segments(path: str, most: int) -> list[str]:
    segments = path.strip("/").split("/")
    if len(segments) > most or not all(segments):
        raise _syntax("The address has too many or empty parts")
    return segments


def _types(names: Iterable[str], empty: Collection[str], special: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        if name in special:
            found += special[name]
        elif name in a.TYPES:
            found.append(name)
        elif name not in empty:
            raise _syntax(f"Unknown type of structure: {name!r}")
    return tuple(dict.fromkeys(found))


def _query(
    segments: list[str],
    parameters: Mapping[str, str],
    *,
    types: tuple[str, ...],
    separator: str,
    everything: str,
    version: Callable[[str], VersionMatch],
    references: Collection[str],
    details: Collection[str],
) -> Query:
    _only(parameters, ("detail", "references", "format"))
    latest = "latest" if everything == "all" else "~"
    defaults = [everything, everything, latest, everything]
    agencies, ids, versions, items = [*segments, *defaults[len(segments) :]]
    asked = _listed(items, separator, everything, _ITEM, "item")
    if asked and not set(types) & set(a.ITEM_CLASSES) and types:
        raise SdmxError(SEMANTIC, "Only item schemes have items")
    return Query(
        types=types,
        agencies=_listed(agencies, separator, everything, _NAME, "agency"),
        ids=_listed(ids, separator, everything, _ID, "id"),
        versions=tuple(version(part) for part in versions.split(separator)),
        items=asked,
        detail=_choice(parameters, "detail", details, "full"),
        references=_choice(parameters, "references", references, "none"),
    )


def _version_v1(text: str) -> VersionMatch:
    if text in ("all", "latest") or _NUMBER.fullmatch(text):
        return VersionMatch(text)
    raise _syntax(f"Not a valid version: {text!r}")


def _version_v2(text: str) -> VersionMatch:
    if text in ("*", "~", "+"):  # the registry publishes stable versions only: ~ and + mean the same
        return VersionMatch({"*": "all"}.get(text, "latest"))
    wild = _WILD.fullmatch(text)
    if _NUMBER.fullmatch(text) or (wild and text.count("+") == 1):
        return VersionMatch(text)
    raise _syntax(f"Not a valid version: {text!r}")


def parse_v1(path: str, parameters: Mapping[str, str]) -> Query:
    """`{resource}/{agency}/{id}/{version}/{item}` of REST 1.x; several of a kind are joined with `+`."""
    resource, *segments = _segments(path, 5)
    special = {"structure": a.TYPES, "organisationscheme": (a.AGENCY_SCHEME,)}
    return _query(
        segments,
        parameters,
        types=_types([resource], _EMPTY_V1, special),
        separator="+",
        everything="all",
        version=_version_v1,
        references=_DIRECTIONS | _EMPTY_V1 | {*a.TYPES, "organisationscheme"},
        details=_DETAILS,
    )


def parse_v2(path: str, parameters: Mapping[str, str]) -> Query:
    """`{type}/{agency}/{id}/{version}/{item}` of REST 2.x; several of a kind are joined with commas."""
    kind, *segments = _segments(path, 5)
    return _query(
        segments,
        parameters,
        types=_types(kind.split(","), _EMPTY_V2, {"*": a.TYPES}),
        separator=",",
        everything="*",
        version=_version_v2,
        references=_DIRECTIONS | _EMPTY_V2 | set(a.TYPES),
        details=_DETAILS | {"raw"},
    )


# Content negotiation --------------------------------------------------------------------------------------------------

ML_21, ML_30, ML_31, JSON_20 = (
    "application/vnd.sdmx.structure+xml;version=2.1",
    "application/vnd.sdmx.structure+xml;version=3.0.0",
    "application/vnd.sdmx.structure+xml;version=3.1.0",
    "application/vnd.sdmx.structure+json;version=2.0.0",
)
_XML_V2 = {"3.0": ML_30, "3.0.0": ML_30, "3.1": ML_31, "3.1.0": ML_31, "2.1": ML_21}
_FORMATS = {"sdmx-2.1": ML_21, "sdmx-3.0": ML_30, "sdmx-3.1": ML_31, "sdmx-json": JSON_20}


def _match(kind: str, version: str, default: str) -> str | None:
    xml_default = ML_21 if default == ML_21 else ML_30
    if kind in ("*/*", "application/*"):
        return default
    if kind in ("application/xml", "text/xml", "text/html", "application/xhtml+xml"):
        return xml_default
    if kind == "application/json":
        return JSON_20
    if kind == "application/vnd.sdmx.structure+xml":
        return _XML_V2.get(version) if version else xml_default
    if kind == "application/vnd.sdmx.structure+json":
        return JSON_20 if version in ("", "2.0", "2.0.0") else None
    return None


def negotiate(accept: str, *, default: str, wanted: str = "") -> str:
    """The media type to answer with: `wanted` (the parameter `format`) first, then the Accept header by its weights.

    A browser gets the default's XML. Raises `SdmxError` (406) when nothing fits.
    """
    if wanted:
        if wanted not in _FORMATS:
            raise _syntax(f"Parameter format cannot be {wanted!r}")
        return _FORMATS[wanted]
    choices: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept.split(",")):
        kind, *options = [piece.strip().lower() for piece in part.split(";")]
        values = dict(option.split("=", 1) for option in options if "=" in option)
        try:
            weight = float(values.get("q", "1"))
        except ValueError:
            weight = 0.0
        found = _match(kind, values.get("version", ""), default)
        if found and weight > 0:
            choices.append((-weight, position, found))
    if not accept.strip():
        return default
    if not choices:
        raise SdmxError(NOT_ACCEPTABLE, "None of the accepted formats can be made")
    return min(choices)[2]
