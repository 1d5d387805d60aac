"""What an import would change, told before anything is written: row, code, column, what stands there and what comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any

from metadata.attributes import spec_of
from metadata.enums import Relation
from metadata.selectors.entry import themes
from metadata.selectors.values import plain_value, text
from metadata.services.importing import CHANGED, Plan
from metadata.services.importing_codes import FIELDS, CodePlan, LinkPlan
from metadata.services.importing_items import Entry, ItemPlan
from metadata.services.items import next_number
from metadata.tabular.codes import LEVEL, PARENT
from metadata.tabular.kinds import NOTE, RELATION, SOURCE, TARGET, attributes_by_column

KEPT = 100
LONGEST = 1000
"""Characters of a text that are kept, from shortly before its first change on."""
AROUND = 60


@dataclass(frozen=True)
class Line:
    """One column of one row that changes. `row` 0: no row, since the file leaves the code out and it is deleted. `draft` is the
    number of the new draft that an endorsed entry gets; `words` says that the two are texts, to be compared word by word."""

    row: int
    code: str
    column: str
    old: str
    new: str
    words: bool = True
    draft: str = ""


def changes_of(planned: Plan) -> list[dict[str, Any]]:
    """The first KEPT changes in the order of rows, deletions behind them, as JSON."""
    if isinstance(planned, ItemPlan):
        lines = _of_items(planned)
    elif isinstance(planned, CodePlan):
        lines = _of_codes(planned)
    else:
        assert isinstance(planned, LinkPlan)
        lines = _of_links(planned)
    return [asdict(line) for line in islice(lines, KEPT)]


def _of_items(planned: ItemPlan) -> Iterator[Line]:
    named = themes()
    entries = {entry.row.number: entry for entry in planned.entries}
    for row in planned.of(CHANGED):
        entry = entries.get(row.number)
        if entry is None or entry.base is None:
            continue
        draft = _next_number(entry)
        for column, attribute in attributes_by_column(spec_of(entry.base.item.kind)).items():
            before, after = entry.before[attribute.name], entry.after[attribute.name]
            if plain_value(attribute, before) != plain_value(attribute, after):
                words = attribute.type in ("text", "long", "expression")
                old, new = _cut(text(attribute, before, named), text(attribute, after, named))
                yield Line(row.number, entry.code, column, old, new, words, draft)


def _next_number(entry: Entry) -> str:
    if not entry.change or entry.base is None:
        return ""
    return ".".join(map(str, next_number(entry.base.item, entry.base, entry.change)))


def _of_codes(planned: CodePlan) -> Iterator[Line]:
    columns = {name: column for column, name in FIELDS.items()} | {"parent": PARENT, "level": LEVEL}
    for row in planned.of(CHANGED):
        code = row.values["kode"]
        before, after = planned.before[code], planned.codes[code]
        for name, column in columns.items():
            if before[name] != after[name]:
                old, new = _cut(_plain(before[name]), _plain(after[name]))
                yield Line(row.number, code, column, old, new, name in ("label_id", "label_en", "description"))
    for code in planned.removed:
        yield Line(0, code, "label_id", planned.before[code]["label_id"], "")


def _of_links(planned: LinkPlan) -> Iterator[Line]:
    relations = {value: str(label) for value, label in Relation.choices}
    for row in planned.of(CHANGED):
        pair = row.values[SOURCE], row.values.get(TARGET, "")
        before, after = planned.before[pair], planned.links[pair]
        code = _pair(pair)
        if before[0] != after[0]:
            old, new = (relations.get(one[0], one[0]) for one in (before, after))
            yield Line(row.number, code, RELATION, old, new, words=False)
        if before[1] != after[1]:
            yield Line(row.number, code, NOTE, *_cut(before[1], after[1]))
    for pair in planned.removed:
        relation = planned.before[pair][0]
        yield Line(0, _pair(pair), RELATION, relations.get(relation, relation), "")


def _pair(pair: tuple[str, str]) -> str:
    return f"{pair[0]} → {pair[1] or '–'}"


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _cut(old: str, new: str) -> tuple[str, str]:
    """Both texts from shortly before their first difference on, where they are too long to be kept."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(same - AROUND, 0)

    def part(whole: str) -> str:
        kept = whole[start : start + LONGEST]
        return f"{'…' if start else ''}{kept}{'…' if len(whole) > start + LONGEST else ''}"

    return part(old), part(new)
