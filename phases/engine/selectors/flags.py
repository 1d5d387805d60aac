"""The open re-check flags of a cycle, and what the flagged sub-processes read of what was reopened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from phases.engine.enums import IterationState, RecheckState
from phases.engine.models import Artefact, ArtefactUse, Recheck
from phases.engine.selectors.prepared import identifier, listed, moment


@dataclass(frozen=True)
class Flag:
    """An open re-check flag: on which sub-process, and which reopening raised it."""

    number: str
    cause: str
    iteration: int
    state: str
    edition: str
    direct: bool
    source: int | None
    """the run whose outputs were read: the one reopened, or one that lies between"""
    raised_at: datetime | None

    @property
    def waits(self) -> bool:
        """What was reopened is still in work: there is nothing yet to hold the work against."""
        return self.state not in IterationState.finished()


@dataclass(frozen=True)
class FlagInput:
    """An artefact that a flagged sub-process read from the source of its flag, and the newest version there is of it."""

    number: str
    source: int
    source_number: str
    edition: str
    title: str
    version: int
    key: str
    newest: int
    newest_key: str


def flag_lists(given: Mapping[str, Any]) -> dict[str, QuerySet[Any]]:
    flagged = Recheck.objects.filter(state=RecheckState.OPEN, run=OuterRef("iteration__run"))
    read = Exists(flagged.filter(artefact__run=OuterRef("artefact__run")))
    newest = Artefact.objects.filter(run=OuterRef("artefact__run"), code=OuterRef("artefact__code")).order_by(
        "-version"
    )
    return {
        "flags": listed(
            Recheck.objects.filter(run__cycle=given["cycle"], state=RecheckState.OPEN), "run__number", "cause__run__number",
            "cause__number", "cause__state", "cause__run__cycle__edition", "direct", "artefact__run_id", "raised_at",
        ),
        "flag_inputs": listed(
            ArtefactUse.objects.filter(read, iteration__run__cycle=given["cycle"], iteration=F("iteration__run__current")),
            "iteration__run__number", "artefact__run_id", "artefact__run__number", "artefact__run__cycle__edition",
            "artefact__title", "artefact__version", "artefact__public_id", Subquery(newest.values("version")[:1]),
            Subquery(newest.values("public_id")[:1]),
        ),
    }  # fmt: skip


def flags_of(lists: Mapping[str, list[list[Any]]]) -> list[Flag]:
    return [
        Flag(number, cause, iteration, state, edition, bool(direct), source, moment(at))
        for number, cause, iteration, state, edition, direct, source, at in lists["flags"]
    ]


def flag_inputs_of(lists: Mapping[str, list[list[Any]]]) -> list[FlagInput]:
    """By name."""
    found = [
        FlagInput(number, source, its_number, edition, title, version, identifier(key), newest, identifier(newest_key))
        for number, source, its_number, edition, title, version, key, newest, newest_key in lists["flag_inputs"]
    ]
    return sorted(found, key=lambda read: (read.title, read.version))
