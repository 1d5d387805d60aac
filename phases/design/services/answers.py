"""Answers typed on a page of a form: each is written to the section of the design record that keeps it, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.design import declared, registry, selectors
from activities.design.forms import digests as written_digests
from activities.design.services import Conflict, save_fields, save_section
from activities.design.validators import CHECKS
from activities.design.values import digest
from activities.models import Cycle
from gsbpm_portal.core.transitions import MoveRefused
from phases.design.selectors.filled import section_of


@dataclass(frozen=True)
class Clash:
    """An answer that somebody else changed meanwhile: what stands there now, and who wrote it."""

    path: str
    stored: Any
    by: str


class AnswersClash(Exception):
    """Some answers were changed by two people; nothing is written."""

    def __init__(self, clashes: list[Clash]):
        self.clashes = clashes
        super().__init__(", ".join(clash.path for clash in clashes))


def digest_of(path: str, value: Any) -> str:
    """By which one sees whether an answer was changed since it was shown."""
    if declared.is_declared(section_of(path)):
        return digest(value)
    name = path.partition(".")[2]
    return written_digests({name: value})[name]


@transaction.atomic
def save_answers(cycle: Cycle, *, by: Any, values: Mapping[str, Any], seen: Mapping[str, str]) -> list[str]:
    """Write answers by path through to their sections, and give the codes of the sections.

    `seen`: the digests of what the person was shown. Refuses with MoveRefused what the person may not write now, with
    AnswersClash what two people changed, with ValidationError by path what cannot be kept; then nothing at all is written.
    """
    by_section: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        by_section.setdefault(section_of(path), {})[path.partition(".")[2]] = value
    clashes: list[Clash] = []
    problems: dict[str, list[str]] = {}
    for section, fields in by_section.items():
        shown = {name: seen[f"{section}.{name}"] for name in fields if f"{section}.{name}" in seen}
        write = _declared if declared.is_declared(section) else _written
        try:
            with transaction.atomic():
                write(cycle, section, fields, shown, by)
        except Conflict as conflict:
            clashes += _clashes(section, fields, shown, conflict)
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            problems |= {f"{section}.{name}": list(texts) for name, texts in told.items()}
    if problems:
        raise ValidationError(problems)
    if clashes:
        raise AnswersClash(clashes)
    return list(by_section)


def _declared(cycle: Cycle, section: str, fields: Mapping[str, Any], seen: Mapping[str, str], by: Any) -> None:
    save_fields(cycle, section, by=by, values=fields, seen=seen)


def _written(cycle: Cycle, section: str, fields: Mapping[str, Any], seen: Mapping[str, str], by: Any) -> None:
    """A section that is saved as a whole: what the person did not touch stays as it is stored."""
    if reasons := registry.reasons_against(cycle, registry.get(section), by):
        raise MoveRefused(*reasons)
    row = selectors.section_row(cycle, section)
    stored = selectors.values_of(row, section)
    now, mine = written_digests(stored), written_digests({**stored, **fields})
    kept = dict(stored)
    for name, value in fields.items():
        shown = seen.get(name, now[name])
        if mine[name] == shown:
            continue
        if shown != now[name] and mine[name] != now[name]:
            raise Conflict(row, stored)
        kept[name] = value
    if written_digests(kept) == now:
        return
    CHECKS.get(section, lambda content: None)(kept)
    save_section(cycle, section, by=by, values=kept, seen_revision=row.revision)


def _clashes(section: str, fields: Mapping[str, Any], seen: Mapping[str, str], conflict: Conflict) -> list[Clash]:
    """What both changed, and differently."""
    found = []
    for name, mine in fields.items():
        path, stored = f"{section}.{name}", conflict.values[name]
        shown, there, given = seen.get(name), digest_of(path, stored), digest_of(path, mine)
        if shown not in (None, given) and there not in (shown, given):
            found.append(Clash(path, stored, str(conflict.row.updated_by or "")))
    return found
