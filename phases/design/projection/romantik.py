"""The record as ROMANTIK Online lays it out in JSON: blok_i to blok_ix. schemas/romantik.schema.json describes it."""

from __future__ import annotations

from typing import Any

from phases.design.projection.lines import Line, Projection

COLUMNS = {
    "name": "nama", "definition": "definisi", "reference_period": "referensi_waktu",
    "province": "provinsi", "regency": "kabupaten_kota",
}  # fmt: skip
FIRST, LAST = "tanggal_mulai", "tanggal_selesai"
"""Names of the two ends of a span: no source shows them."""
BLOCKS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def romantik_json(projection: Projection) -> dict[str, Any]:
    """The layout as plain JSON values. Refuses (ValueError) the projection of another form.

    Every key of an asked block is there: a text that is empty is "", a choice, number or yes-no without answer null, a list [];
    several answers are true or false for each option. blok_v is there for surveys alone.
    """
    if projection.form.code != "romantik":
        raise ValueError(f"{projection.form.code} has no layout of ROMANTIK")
    found: dict[str, Any] = {}
    for block in projection.blocks:
        if not block.asked:
            continue
        for line in block.lines:
            if line.key:
                _put(found, line.key.split("."), _json(line))
    return found


def _put(holder: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        holder = holder.setdefault(key, {})
    holder[keys[-1]] = value


def _json(line: Line) -> Any:
    match line.kind:
        case "text" | "long":
            return line.value or ""
        case "choices":
            return _booleans(line)
        case "span":
            start, end = line.value or (None, None)
            return {FIRST: start, LAST: end}
        case "table":
            return [{COLUMNS[name]: text for name, text in row.items()} for row in line.value or []]
        case "files":
            return list(line.value or [])
    return line.value


def _booleans(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {option.code: option.ticked for option in line.options}
    if line.other_key:
        found[line.other_key] = line.other
    return found
