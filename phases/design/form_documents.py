"""A filled form as a document to print: looking like the paper form, with boxed codes, ticked options and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from gsbpm_portal.core.documents.model import (
    Block as Part,
)
from gsbpm_portal.core.documents.model import (
    CheckBoxes,
    Column,
    DataTable,
    Document,
    Field,
    FieldTable,
    Heading,
    Note,
    Option,
    Rich,
    Signatures,
    Signer,
)
from phases.design.projection.lines import Block, Line, Projection

SIDE_BY_SIDE = 12
"""Letters up to which options stand beside each other."""
MANY = 10
"""Options from which on they stand in two columns however long they are."""
SIGNERS = {"fs3": "2.1", "fp_kpa": "2.1", "romantik": "2.2", "mskeg": "2.2"}
"""The line of each form that names who answers for it."""


@dataclass(frozen=True)
class Signing:
    """Where and when a form is signed, and the civil servant's number of who signs."""

    place: str = ""
    day: dt.date | None = None
    nip: str = ""


def form_document(
    projection: Projection,
    *,
    mark: str = "",
    number: str = "",
    letterhead: tuple[str, ...] = (),
    signing: Signing | None = None,
) -> Document:
    """The form in the language of its projection. `mark` stands on each page ("DRAFT"), `signing` adds the signature,
    `letterhead` its lines (government, office, address); without one the organiser stands there.

    All questions are printed, answered or not; a block that is not asked stands with its title and says so.
    """
    with override(projection.language):
        blocks: list[Part] = [part for block in projection.blocks for part in _parts(block)]
        if signing is not None:
            blocks.append(_signature(projection, signing))
        title = projection.title
        return Document(
            title=title,
            subtitle=_value(projection, "judul", "nama_kegiatan"),
            blocks=tuple(blocks),
            kind=projection.form.code.replace("_", "-"),
            language=projection.language,
            organisation=letterhead or tuple(filter(None, [_value(projection, "1.1")])),
            number=number,
            mark=mark,
        )


def _value(projection: Projection, *codes: str) -> str:
    found = [line.text for line in projection.lines if line.code in codes]
    return found[0] if found else ""


def _parts(block: Block) -> Iterator[Part]:
    if block.code:  # the head of a paper form has no title of its own
        yield Heading(block.title, 1, block.code)
    if not block.asked:
        yield Note(block.note or _("Not asked for this activity."))
        return
    fields: list[Field] = []
    for line in block.lines:
        if line.kind != "table":
            fields.append(_field(line))
            continue
        if not line.asked or not line.value:
            fields.append(Field(line.number, line.label, note=_note(line), level=line.level))
            continue
        if fields:
            yield FieldTable(tuple(fields))
            fields = []
        yield _table(line)
    if fields:
        yield FieldTable(tuple(fields))


def _note(line: Line) -> str:
    if line.by_bps:
        return _("Filled in by BPS")
    return "" if line.asked else _("Not asked for this activity.")


def _field(line: Line) -> Field:
    if line.kind == "heading":
        return Field(line.number, line.label, level=line.level, heading=True)
    value = _answer(line)
    code = line.coded if _is_boxed(line) else ""
    return Field(line.number, line.label, value, _note(line), code, line.level)


def _answer(line: Line) -> str | Rich | CheckBoxes | None:
    if line.kind == "bool":
        pair = (Option(_("yes"), ticked=line.value is True), Option(_("no"), ticked=line.value is False))
        return CheckBoxes(pair, columns=2)
    if line.options:
        return CheckBoxes(tuple(_options(line)), columns=_columns(line))
    if line.kind == "long" and line.text:
        return Rich(line.text)
    return line.text or None


def _options(line: Line) -> Iterator[Option]:
    """The options with their boxes; behind the one that is completed by a text stands that text. Only numbers are boxed codes."""
    completed = [option.code for option in line.options if option.ticked] if line.other else []
    for option in line.options:
        label = f"{option.label}: {line.other}" if completed and option.code == completed[-1] else option.label
        yield Option(label, option.code if _is_boxed(line) else "", option.ticked)


def _is_boxed(line: Line) -> bool:
    """Paper forms box the codes of answers where those are numbers; a layout's spellings are not printed."""
    return not line.key and all(option.code.isdigit() for option in line.options)


def _columns(line: Line) -> int:
    longest = max(len(option.label) for option in line.options)
    short = longest <= SIDE_BY_SIDE and not line.other
    return 2 if len(line.options) > MANY or (short and len(line.options) > 1) else 1


def _table(line: Line) -> DataTable:
    """The rows under a caption that is the question; their number stands before each."""
    columns = (Column(_("No."), "right", 6), *(Column(label, width=40) for _code, label in line.columns))
    rows = tuple((place, *(row[code] for code, _label in line.columns)) for place, row in enumerate(line.value, 1))
    return DataTable(columns, rows, caption=f"{line.number} {line.label}".strip(), numbered=True)


def _signature(projection: Projection, signing: Signing) -> Signatures:
    person = SIGNERS[projection.form.code]
    role = _value(projection, f"{person}.jabatan") or _("Person in charge")
    signer = Signer(role, _value(projection, f"{person}.nama"), signing.nip, organisation=_value(projection, "1.1"))
    return Signatures((signer,), signing.place, signing.day)
