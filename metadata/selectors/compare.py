"""Versions side by side: which attributes differ, and how the codes of classifications do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metadata.attributes import KINDS, Attribute
from metadata.enums import Kind
from metadata.models import Version
from metadata.selectors.entry import themes
from metadata.selectors.values import text, values_of

MOST = 4
SHOWN_CODES = 200


@dataclass(frozen=True)
class Row:
    """One attribute of all versions."""

    attribute: Attribute
    texts: tuple[str, ...]
    differs: bool

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(text of the first version, own text) of each one."""
        return [(self.texts[0], one) for one in self.texts]


@dataclass(frozen=True)
class CodeChange:
    """A code that the first version has and the other lacks, the other way round, or that is worded differently."""

    code: str
    kind: str
    old: str
    new: str


def compare(versions: Sequence[Version]) -> list[Row]:
    """The attributes that all have, in order, with what differs marked. Kinds that differ share the common attributes alone."""
    kinds = [KINDS[Kind(version.item.kind)] for version in versions]
    shared = [
        a for a in kinds[0].attributes if all(any(b.name == a.name for b in kind.attributes) for kind in kinds[1:])
    ]
    named = themes()
    values = [values_of(version) for version in versions]
    rows = []
    for attribute in shared:
        texts = tuple(text(attribute, one[attribute.name], named) for one in values)
        rows.append(Row(attribute, texts, len(set(texts)) > 1))
    return rows


def changes_since(base: Version, version: Version) -> list[Row]:
    """The attributes in which a version differs from the one that it follows."""
    return [row for row in compare([base, version]) if row.differs]


def compare_codes(old: Version, new: Version) -> tuple[list[CodeChange], int]:
    """The first SHOWN_CODES changes of codes between two classification versions, and how many there are."""

    def read(version: Version) -> dict[str, str]:
        rows = version.codes.order_by("position").values_list(
            "code", "label_id", "label_en", "parent__code", "alt_code"
        )
        return {code: " · ".join(filter(None, (id, en, parent, alt))) for code, id, en, parent, alt in rows.iterator()}

    before, after = read(old), read(new)
    changes = [CodeChange(code, "removed", words, "") for code, words in before.items() if code not in after]
    changes += [CodeChange(code, "added", "", words) for code, words in after.items() if code not in before]
    changes += [
        CodeChange(code, "changed", before[code], words)
        for code, words in after.items()
        if before.get(code, words) != words
    ]
    return changes[:SHOWN_CODES], len(changes)
