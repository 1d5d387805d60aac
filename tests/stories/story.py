"""People at their browsers, and a log of all that they type: which fact, on which page, with which words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browsing import picture, press, resize

LONG = 12
"""From so many characters on, a text that is typed at two places is the same fact typed twice."""
CONTROL = """e => [e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase(), e.value,
                  [...(e.list?.options ?? [])].map(option => option.value)]"""


@dataclass(frozen=True)
class Typed:
    """An answer. `path`: the fact (section.field, table.key.field); `offered`: it stood there, or in a list to choose from."""

    page: str
    path: str
    value: Any
    is_text: bool
    offered: bool = False
    mends: bool = False


@dataclass
class Log:
    """What was typed in one story, by everybody, in the order of time."""

    entries: list[Typed] = field(default_factory=list)

    def retyped(self) -> list[Typed]:
        """Facts that were asked once more, on another page, though they had an answer; mending one is no retyping."""
        first: dict[str, Typed] = {}
        again = []
        for one in self.entries:
            before = first.setdefault(one.path, one)
            if before.page != one.page and not one.mends and not one.offered:
                again.append(one)
        return again

    def repeated(self) -> list[tuple[Typed, Typed]]:
        """Long texts that had to be typed at a second place."""
        first: dict[str, Typed] = {}
        found = []
        for one in self.entries:
            if not one.is_text or one.offered or one.mends or len(str(one.value)) < LONG:
                continue
            before = first.setdefault(" ".join(str(one.value).split()).lower(), one)
            if before.path != one.path:
                found.append((before, one))
        return found

    def on(self, pages: str) -> list[Typed]:
        """What was typed on pages whose address holds these words."""
        return [one for one in self.entries if pages in one.page and not one.offered and not one.mends]

    def within(self, *sections: str) -> set[str]:
        """The facts of these sections that were typed, but for what was mended."""
        return {one.path for one in self.entries if one.path.split(".")[0] in sections and not one.mends}


class Person:
    """Somebody signed in: reads, types and presses, and nothing else."""

    def __init__(self, page: Page, base: str, log: Log) -> None:
        self.page, self.base, self.log = page, base, log

    # Reading and going --------------------------------------------------------------------------------------------------

    def open(self, tail: str = "") -> None:
        """A page below the cycle by its address, as from a bookmark."""
        answer = self.page.goto(tail if tail.startswith("/") else self.base + tail)
        assert answer is not None and answer.ok, f"{tail}: {answer and answer.status}"

    def follow(self, target: str | Locator) -> None:
        """Press what leads on: by its selector, or itself."""
        found = self.page.locator(target).first if isinstance(target, str) else target
        folded = found.locator("xpath=ancestor::details[not(@open)]")
        while folded.count():
            folded.first.locator("> summary").click()
        press(found)
        self._stands()

    def sees(self, target: str, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator(target).first).to_contain_text(text)

    def look(self, name: str) -> None:
        """A picture on both screens, where SHOTS names a folder."""
        if not os.environ.get("SHOTS"):
            return
        for width in (1280, 360):
            resize(self.page, width)
            picture(self.page, f"{name}-{width}")
        resize(self.page, 1280)

    # Typing -------------------------------------------------------------------------------------------------------------

    def write(self, at: str, values: Mapping[str, Any]) -> None:
        """Answer questions of this page. `at`: the section, or table and key."""
        for name, value in values.items():
            self.put(name, f"{at}.{name}", value)

    def put(self, control: str, path: str, value: Any, *, mends: bool = False) -> None:
        """Answer one question, by what stands in its control now, and log it."""
        if isinstance(value, tuple):
            for part, day in zip(("start", "end"), value, strict=True):
                self.put(f"{control}_{part}", f"{path}.{part}", day, mends=mends)
            return
        found = self.page.locator(f"main [name='{control}']")
        kind, stands, listed = found.first.evaluate(CONTROL)
        text = _as_typed(value)
        offered = text in (stands, *listed) and kind not in ("radio", "checkbox", "select")
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [text]:
                found.and_(self.page.locator(f"[value='{one}']")).check()
        elif kind == "select":
            found.select_option(text)
        elif stands != text:
            found.fill(text)
        is_text = kind in ("text", "textarea", "email", "tel", "url")
        self.log.entries.append(Typed(self._where(), path, text, is_text, offered, mends))

    def save(self, button: str = "#isian .btn-primary") -> None:
        press(self.page.locator(button))
        self._stands()

    def row(self, add: str, table: str, key: str, values: Mapping[str, Any]) -> None:
        """A new row of a table: from the link of its workspace to the form, and back."""
        self.follow(add)
        self.write(f"{table}.{key}", values)
        self.save()

    def rows(self, add: str, table: str, prefix: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """New rows one after the other, by "save and add another"."""
        self.follow(add)
        every = list(rows)
        for number, values in enumerate(every, 1):
            self.write(f"{table}.{prefix}{number}", values)
            self.save("#isian .btn-primary" if number == len(every) else "#isian [name=lagi]")

    # The workflow -------------------------------------------------------------------------------------------------------

    def start(self, number: str) -> None:
        self.open(f"{number}/")
        self.follow("#move-start button")
        self.sees(".cols__aside .state", "Dikerjakan")

    def submit(self, number: str) -> None:
        """Tick the tasks and submit."""
        self.open(f"{number}/")
        boxes = self.page.locator("#tasks button.task__box[value='1']")
        while left := boxes.count():
            boxes.first.click()
            expect(boxes).to_have_count(left - 1)
        self.follow("#move-submit button")
        self.sees(".cols__aside .state", "Diajukan")

    def decide(self, number: str, *, comment: str = "") -> None:
        """Approve; with a comment return."""
        self.open(f"{number}/tinjau/")
        if comment:
            self.page.locator("#verdict-form textarea").fill(comment)
        self.follow(f"#verdict-form [value={'return' if comment else 'approve'}]")
        self.sees(".cols__aside .state", "Dikembalikan" if comment else "Disetujui")

    # Parts --------------------------------------------------------------------------------------------------------------

    def _where(self) -> str:
        return urlsplit(self.page.url).path

    def _stands(self) -> None:
        """A page of the portal, and nothing on it that was refused."""
        expect(self.page.locator("main h1").first).to_be_visible()
        problems = self.page.locator("#problems, .refused[role=alert]")
        assert not problems.all(), f"{self._where()}: {[one.text_content() for one in problems.all()]}"


def _as_typed(value: Any) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)
