"""XLSX, read as a stream within limits: values with their types, formulas and merged cells told, zeros of number formats kept.

The container is opened by the kernel's own reader of archives, so that a bomb is refused while it unpacks; a cell far to the
right or below costs nothing, since no grid is laid out. Strict workbooks differ in namespaces alone, which are not looked at.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from gsbpm_portal.core.file_checks.archive import Archive, Budget, damaged
from metadata.tabular.cells import Odd, RawTable
from metadata.tabular.csv_reading import too_many_columns, too_many_rows
from metadata.tabular.faults import Fault, letter, of_file
from metadata.tabular.formats import Formats, as_date, local, parse_xml, read_formats
from metadata.tabular.marks import unmark

INSTRUCTIONS = frozenset({"petunjuk", "instructions", "pilihan"})
SHEET_ROWS = 1_048_576
MERGED_READ = 20_000
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read(file: IO[bytes], *, max_rows: int, max_columns: int) -> RawTable:
    """The cells of the first visible sheet that is not one of instructions. JobRefused: a bomb, a password, damage."""
    file.seek(0, io.SEEK_END)
    budget = Budget(packed=file.tell())
    file.seek(0)
    archive = Archive(file, budget)
    workbook, parts, unread = _workbook(archive)
    shared = _shared_strings(archive, parts.get("sharedStrings", ""))
    formats = read_formats(archive.read(parts["styles"]) if parts.get("styles") in archive.names else b"")
    date1904 = any(
        local(element.tag) == "workbookPr" and element.get("date1904") in ("1", "true") for element in workbook.iter()
    )
    reader = _SheetReader(shared, formats, date1904, max_rows, max_columns)
    _stream(archive, parts["sheet"], reader)
    return RawTable(reader.rows, [*_unread(unread), *reader.merged_faults()])


def _unread(names: list[str]) -> list[Fault]:
    """A warning that other sheets with a name of their own stand in the workbook."""
    if not names:
        return []
    words = _("Only the first sheet was read; these were not: %(names)s.") % {"names": ", ".join(names[:8])}
    return [
        Fault(
            0, "", words, _("Put their rows on the first sheet, or hand them in as files of their own."), warning=True
        )
    ]


def _workbook(archive: Archive) -> tuple[Any, dict[str, str], list[str]]:
    """The workbook's XML, the paths of the parts that matter (sheet, sharedStrings, styles), the names of further sheets."""
    main = _targets(archive, "_rels/.rels", "").get("officeDocument", [("", "xl/workbook.xml")])[0][1]
    if main not in archive.names:
        raise of_file(_("The file is no Excel workbook."), _("Save it as XLSX or as CSV UTF-8."))
    workbook = parse_xml(archive.read(main))
    folder, name = posixpath.split(main)
    targets = _targets(archive, f"{folder}/_rels/{name}.rels", folder)
    sheets = dict(targets.get("worksheet", []))
    parts = {kind: found[0][1] for kind, found in targets.items() if kind in ("sharedStrings", "styles")}
    unread: list[str] = []
    for element in workbook.iter():
        if local(element.tag) != "sheet" or element.get("state", "visible") != "visible":
            continue
        name = (element.get("name") or "").strip()
        if name.casefold() in INSTRUCTIONS:
            continue
        key = next((value for attribute, value in element.items() if local(attribute) == "id"), "")
        if "sheet" in parts:
            unread.append(name)
        elif sheets.get(key) in archive.names:
            parts["sheet"] = sheets[key]
    if "sheet" in parts:
        return workbook, parts, unread
    raise of_file(_("The workbook has no visible sheet with a table."), _("Put the table on the first sheet."))


def _targets(archive: Archive, name: str, folder: str) -> dict[str, list[tuple[str, str]]]:
    """Kind of relation → [(id, path in the archive)] of a .rels part."""
    found: dict[str, list[tuple[str, str]]] = {}
    if name not in archive.names:
        return found
    for element in parse_xml(archive.read(name)).iter():
        target = element.get("Target")
        if target and element.get("TargetMode") != "External":
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = (element.get("Type") or "").rsplit("/", 1)[-1]
            found.setdefault(kind, []).append((element.get("Id") or "", path))
    return found


class _Xml:
    """What a streaming reader of one part gives: handlers for the start, the end and the text of elements."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


def _stream(archive: Archive, name: str, reader: _Xml) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    names: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        reader.start(names.get(tag) or names.setdefault(tag, tag.rsplit(" ", 1)[-1]), attributes)

    def end(tag: str) -> None:
        reader.end(names[tag])

    def refuse(*_arguments: Any) -> Any:
        raise damaged()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        for chunk in archive.chunks(name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise damaged() from None


class _Strings(_Xml):
    """Shared strings: the runs of each put together, without what tells how to pronounce them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic += 1
        elif name == "t":
            self._in_text = not self._phonetic

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append(unescape("".join(self._parts)))
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text:
            self._parts.append(data)


def _shared_strings(archive: Archive, name: str) -> list[str]:
    strings = _Strings()
    if name in archive.names:
        _stream(archive, name, strings)
    return strings.found


def unescape(text: str) -> str:
    """A text as XLSX holds it: _x000D_ stands for a character that XML cannot hold, _x005F_ for the underscore before such."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _SheetReader(_Xml):
    """Rows of a sheet, cell by cell."""

    def __init__(self, shared: list[str], formats: Formats, date1904: bool, max_rows: int, max_columns: int) -> None:
        self.rows: list[tuple[int, list[Any]]] = []
        self.merged: list[str] = []
        self._shared, self._formats, self._date1904 = shared, formats, date1904
        self._max_rows, self._max_columns = max_rows, max_columns
        self._row = 0
        self._cells: dict[int, Any] = {}
        self._column = -1
        self._type, self._style = "n", 0
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._inline: list[str] = []
        self._into: Callable[[str], None] | None = None
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self._value = []
            self._into = self._value.append
        elif name == "t":
            self._into = None if self._phonetic else self._inline.append
        elif name == "f":
            self._formula = []
            self._into = self._formula.append
        elif name == "row":
            number = attributes.get("r", "")
            row = int(number) if number.isdigit() and len(number) < 10 else self._row + 1
            if row <= self._row or row > SHEET_ROWS:
                raise too_many_rows(self._max_rows) if row > SHEET_ROWS else damaged()
            self._row, self._cells, self._column = row, {}, -1
        elif name == "rPh":
            self._phonetic += 1
        elif name == "mergeCell" and len(self.merged) < MERGED_READ:
            self.merged.append(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self._into = None
        elif name == "c":
            value = self._cell()
            if value is not None and value != "":
                if self._column >= self._max_columns:
                    raise too_many_columns(self._max_columns, self._row)
                self._cells[self._column] = value
        elif name == "row" and self._cells:
            if len(self.rows) > self._max_rows:
                raise too_many_rows(self._max_rows)
            self.rows.append((self._row, [self._cells.get(place) for place in range(max(self._cells) + 1)]))
        elif name == "rPh":
            self._phonetic -= 1

    def text(self, data: str) -> None:
        if self._into is not None:
            self._into(data)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _index(found[1]) if found else self._column + 1
        style = attributes.get("s", "0")
        self._type, self._style = attributes.get("t", "n"), int(style) if style.isdigit() else 0
        self._value, self._formula, self._inline = None, None, []

    def _cell(self) -> Any:
        if self._formula is not None:
            value = self._plain()
            return Odd("formula", "=" + "".join(self._formula), None if isinstance(value, Odd) else value)
        return self._plain()

    def _plain(self) -> Any:
        if self._type == "inlineStr":
            return unmark(unescape("".join(self._inline)))
        if self._value is None:
            return None
        text = "".join(self._value)
        match self._type:
            case "s":
                place = int(text) if text.strip().isdigit() else -1
                if not 0 <= place < len(self._shared):
                    raise damaged()
                return unmark(self._shared[place])
            case "str":
                return unmark(unescape(text))
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return Odd("error", text)
            case "d":
                try:
                    return dt.datetime.fromisoformat(text.strip())
                except ValueError:
                    return text.strip()
        return self._number(text.strip())

    def _number(self, text: str) -> Any:
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            return Odd("number", text)
        if not number.is_finite() or len(text) > 40 or not -20 < number.adjusted() < 20:
            return Odd("number", text)
        if self._formats.is_date(self._style):
            return as_date(number, date1904=self._date1904)
        if number != number.to_integral_value():
            return number
        digits = self._formats.zeros(self._style)
        whole = int(number)
        return str(whole).zfill(digits) if digits > 1 and whole >= 0 else whole

    def merged_faults(self) -> list[Fault]:
        """One fault for each row that a merged range covers, down to the last row with a value."""
        last = self.rows[-1][0] if self.rows else 0
        found: dict[int, Fault] = {}
        for reference in self.merged:
            ends = _REFERENCE.findall(reference)
            if len(ends) != 2:
                continue
            (left, top), (_right, bottom) = ends
            message = _("The cells %(range)s are merged: only the first of them has a value.") % {"range": reference}
            fix = _("Unmerge them and fill in each cell.")
            rows = [row for row in range(int(top), min(int(bottom), last) + 1) if row not in found]
            found |= {row: Fault(row, letter(_index(left)), message, fix) for row in rows}
            if len(found) >= len(self.rows):
                break
        return list(found.values())


def _index(letters: str) -> int:
    index = 0
    for character in letters:
        index = index * 26 + ord(character) - 64
    return index - 1
