"""A document as JSON, and its checksum: how a version is kept for good, and told apart from another.

What is no text, whole number, truth or nothing is kept with its type, so that what comes back is equal to what went in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from gsbpm_portal.core.documents import model
from gsbpm_portal.core.documents.model import Document

VERSION = 1
"""Of the JSON form. A later one must still read what was kept under this."""

_PARTS = {
    part.__name__: part
    for part in (
        model.Attachment, model.Attachments, model.CheckBoxes, model.Column, model.DataTable, model.Document, model.Field,
        model.FieldTable, model.Gantt, model.GanttRow, model.Heading, model.Line, model.Note, model.Option, model.PageBreak,
        model.Paragraphs, model.Rich, model.Signatures, model.Signer, model.Tree,
    )
}  # fmt: skip


def checksum(document: Document) -> str:
    """SHA-256 of all that the document says: two documents with the same one print the same."""
    return hashlib.sha256(json.dumps(to_json(document), sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def to_json(document: Document) -> dict[str, Any]:
    """The document as plain JSON values. Raises ValueError for what no document holds, such as a float that is no number."""
    return {"version": VERSION, **_frozen(document)}


def from_json(data: Mapping[str, Any]) -> Document:
    """The document that `to_json` gave. Raises ValueError for all that is none."""
    if data.get("version") != VERSION:
        raise ValueError(f"A kept document of version {data.get('version')!r}, which this portal does not know")
    made = _thawed({key: value for key, value in data.items() if key != "version"})
    if not isinstance(made, Document):
        raise ValueError("This is no document")
    return made


def _frozen(value: Any) -> Any:
    if is_dataclass(value):
        parts = {field.name: _frozen(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **parts}
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence):
        return [_frozen(one) for one in value]
    if isinstance(value, Decimal) and value.is_finite():
        return {"is": "decimal", "value": str(value)}
    if isinstance(value, float) and math.isfinite(value):
        return {"is": "float", "value": value.hex()}
    if isinstance(value, dt.datetime):
        return {"is": "datetime", "value": value.isoformat()}
    if isinstance(value, dt.date):
        return {"is": "date", "value": value.isoformat()}
    raise ValueError(f"A document cannot hold {value!r}")


_VALUES: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "float": float.fromhex,
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
}


def _thawed(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_thawed(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("is", "")
    try:
        if kind in _VALUES:
            return _VALUES[kind](value["value"])
        return _PARTS[kind](**{key: _thawed(one) for key, one in value.items() if key != "is"})
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError(f"This is no part of a document: {kind!r} ({error})") from None
