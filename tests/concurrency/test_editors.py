"""Two editors of one text, a thousand times at the same moment: no accepted write covers what its writer had not seen."""

from __future__ import annotations

import random
import time
from collections import Counter
from functools import cache

import pytest

from activities.design import selectors
from activities.design.services import save_section
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, drafts
from gsbpm_portal.core.models import AuditEntry
from tests import factories
from tests.concurrency.together import Outcome, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SECTION_RACES, DRAFT_RACES = 1000, 300
KEY = "design:IKAN/2026/description"
LONGEST_THOUGHT = 0.004
"""Seconds between opening and saving: about as long as a save takes, so that they meet in every order."""


class Kept(Exception):
    """How a task tells what it wrote: its number, what it was written upon, and the text."""

    def __init__(self, number: int, seen: str, text: str):
        super().__init__("|".join((str(number), seen, text)))


@cache
def person(name: str) -> User:
    return User.objects.get(username=name)


def think(name: str, turn: int) -> None:
    time.sleep(random.Random(f"{name} {turn}").uniform(0, LONGEST_THOUGHT))


def write_section(name: str, cycle: int, turn: int) -> None:
    opened = Cycle.objects.select_related("activity__organisation").get(pk=cycle)
    row = selectors.section_row(opened, "description")
    seen = selectors.values_of(row, "description")
    think(name, turn)
    text = f"{name} {turn}"
    values = seen | {"background": text}
    saved = save_section(opened, "description", by=person(name), values=values, seen_revision=row.revision)
    raise Kept(saved.revision, seen["background"], text)


def write_draft(name: str, turn: int) -> None:
    """`name` is a page of one person."""
    draft = drafts.find(person("staf"), KEY)
    number, seen = (draft.number, (draft.data or [])[0][1]) if draft else (0, "")
    think(name, turn)
    text = f"{name} {turn}"
    saved = drafts.save(
        person("staf"), KEY, pairs=[["background", text]], seen_number=number, page=f"{name} {turn}", step=1
    )
    raise Kept(saved.number, seen, text)


def chain(lanes: list[list[Outcome]], refusal: str, races: int) -> list[tuple[str, str]]:
    """(seen, text) of each accepted write in the order of their numbers; every other outcome is the refusal named."""
    outcomes = [outcome for lane in lanes for outcome in lane]
    others = Counter(outcome.refusal for outcome in outcomes if outcome.refusal != "Kept")
    kept = sorted(
        (outcome.text.split("|") for outcome in outcomes if outcome.refusal == "Kept"), key=lambda k: int(k[0])
    )
    assert set(others) == {refusal}, others
    assert [int(number) for number, _seen, _text in kept] == list(range(1, len(kept) + 1))
    assert len(kept) + others[refusal] == 2 * races
    assert len(kept) >= races, "of two at the same moment one is accepted at least"
    assert others[refusal] > races / 50, f"not much of a race: {others}"
    return [(seen, text) for _number, seen, text in kept]


def unseen(writes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The accepted writes that covered another text than the one their writer had seen."""
    before = ["", *(text for _seen, text in writes)]
    return [write for write, stood in zip(writes, before, strict=False) if write[0] != stood]


def test_two_editors_of_a_section() -> None:
    world = factories.make_world()
    world.bring("1.1", "dikerjakan")
    lanes = ([(name, world.cycle_id, turn) for turn in range(SECTION_RACES)] for name in ("staf", "staf2"))
    writes = chain(race("tests.concurrency.test_editors:write_section", *lanes), "Conflict", SECTION_RACES)

    assert unseen(writes) == []
    entries = (
        AuditEntry.objects.filter(action="section.changed").order_by("pk").values_list("changes", "actor__username")
    )
    assert [(tuple(changes["background"]), who) for changes, who in entries] == [
        (write, write[1].split()[0]) for write in writes
    ]
    assert audit.verify(world.cycle.audit_chain).ok


def test_two_pages_of_one_person() -> None:
    factories.make_people(["staf"])
    lanes = ([(name, turn) for turn in range(DRAFT_RACES)] for name in ("satu", "dua"))
    writes = chain(race("tests.concurrency.test_editors:write_draft", *lanes), "Overtaken", DRAFT_RACES)

    assert unseen(writes) == []
    found = drafts.find(User.objects.get(username="staf"), KEY)
    assert found is not None
    assert (found.number, found.data) == (len(writes), [["background", writes[-1][1]]])
