"""What two versions of a document say differently: pairs of texts, to be shown word by word (`{% worddiff old new %}`).

A document is read as places with texts. A place is named by the headings above it and its own words ("1.2 Metode › Tabel 2");
what stands in both versions under one name is compared, what stands in one alone was put in or taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gsbpm_portal.core.documents import layout, model, richtext

BETWEEN = " › "


@dataclass(frozen=True)
class Changed:
    """A place whose text differs; `old` or `new` is empty where it stands in one version alone."""

    place: str
    old: str
    new: str


def changes(old: model.Document, new: model.Document) -> list[Changed]:
    """The places that differ, in the order of the new version, each old one behind the place that it followed."""
    before, after = _places(old), _places(new)
    order = list(after)
    last = -1
    for place in before:
        if place in after:
            last = order.index(place)
        else:
            last += 1
            order.insert(last, place)
    return [
        Changed(place, before.get(place, ""), after.get(place, ""))
        for place in order
        if before.get(place, "") != after.get(place, "")
    ]


def texts(document: model.Document) -> list[tuple[str, str]]:
    """(place, text) of all that a document says, in its own language and order: for reading it without its layout."""
    return list(_places(document).items())


def _places(document: model.Document) -> dict[str, str]:
    with translation.override(document.language):
        found: dict[str, str] = {}
        for name, text in _texts(document):
            number, place = 1, name
            while place in found:
                number += 1
                place = f"{name} ({number})"
            found[place] = text
        return found


def _texts(document: model.Document) -> Iterator[tuple[str, str]]:
    head = (document.title, document.subtitle, document.number, document.mark, *document.organisation)
    yield _("Head of the document"), "\n".join(part for part in head if part)
    for name, value in document.about:
        yield name, value
    above: list[str] = []
    for block in document.blocks:
        if isinstance(block, model.Heading):
            above = above[: block.level - 1] + [f"{block.number} {block.text}".strip()]
        elif not isinstance(block, model.PageBreak):
            for name, text in _block_texts(block, document.language):
                yield BETWEEN.join(part for part in (*above, name) if part), text


def _block_texts(block: Any, language: str) -> Iterator[tuple[str, str]]:
    if isinstance(block, model.FieldTable):
        for field in block.fields:
            yield f"{field.number} {field.label}".strip(), _answer(field)
    elif isinstance(block, model.DataTable):
        rows = [[column.heading for column in block.columns]]
        rows += [layout.row_texts(block, row) for row in (*block.rows, *block.totals)]
        yield layout.caption_of(block) or _("Table"), "\n".join([*map(" | ".join, rows), block.source]).strip()
    elif isinstance(block, model.Gantt):
        rows = [[row.group, row.label, layout.period(row.start, row.end)] for row in block.rows]
        yield layout.caption_of(block) or _("Schedule"), "\n".join(map(" | ".join, rows))
    elif isinstance(block, model.Tree):
        shown = layout.budget(block, language)
        rows = [[text for text, _right in row.cells] for row in shown.rows]
        yield layout.caption_of(block) or _("Budget"), "\n".join([*map(" | ".join, rows), shown.total])
    elif isinstance(block, model.Signatures):
        lines = [" | ".join((one.above, one.role, one.organisation, one.name, one.nip)) for one in block.signers]
        yield _("Signatures"), "\n".join((layout.place_and_date(block), *lines))
    elif isinstance(block, model.Attachments):
        lines = [" | ".join((one.label, one.name, one.note, one.sha256)) for one in block.items]
        yield block.heading or _("Attachments"), "\n".join(lines)
    elif isinstance(block, model.CheckBoxes):
        yield block.label or _("Options"), _options(block)
    elif isinstance(block, model.Note):
        yield block.title or _("Note"), richtext.to_plain(block.text)
    else:
        yield "", richtext.to_plain(block.text)


def _answer(field: model.Field) -> str:
    value = field.value
    if isinstance(value, model.CheckBoxes):
        return _options(value)
    text = richtext.to_plain(value.text) if isinstance(value, model.Rich) else layout.cell_text(value)
    return f"[{field.code}] {text}" if field.code else text


def _options(boxes: model.CheckBoxes) -> str:
    return "\n".join(layout.option_text(option) for option in boxes.options)
