"""Autosave under fire: the browser or the web process is killed by SIGKILL while somebody types; `make faults`.

What was typed more than three seconds before the kill must stand in the draft. AUTOSAVE_KILLS says how often it is killed on
each database and page (3; `make faults-long` kills 125 times on each, which takes over an hour).
"""

import contextlib
import dataclasses
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import tables
from tests.faults.autosave_places import Browser, Portal
from tests.faults.harness import own_postgres

pytestmark = pytest.mark.faults

KILLS = int(os.environ.get("AUTOSAVE_KILLS") or 3)
PROMISED = 3.0
"""Seconds after which a typed character is durable."""
PLACES = {
    "design": ("/kegiatan/IKAN/2026/rancangan/description/", "background"),
    "notification": ("/kegiatan/IKAN/2026/pemberitahuan/isi/ii/", "contacts__manager_address"),
}
"""A page and a field of each kind: a section of the design record, a block of FS3."""
LETTERS = "abcdefghijklmnopqrstuvwxyz  "


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    with contextlib.ExitStack() as stack:
        database = f"sqlite:///{tmp_path / 'trial.sqlite3'}"
        if request.param == "postgresql":
            server = os.environ.get("DATABASE_URL", "")
            if not server.startswith("postgres"):
                pytest.skip("needs PostgreSQL: set DATABASE_URL")
            database = stack.enter_context(own_postgres(server, with_tables=True))
        else:
            tables.copy_sqlite(tmp_path / "trial.sqlite3")
        running = Portal(tmp_path, database)
        stack.callback(running.kill)
        yield running


@pytest.fixture
def browser_of_its_own(
    playwright: Any, browser_type_launch_args: dict[str, Any], portal: Portal, tmp_path: Path
) -> Iterator[Browser]:
    browser = Browser(playwright.chromium, tmp_path, browser_type_launch_args, portal)
    yield browser
    browser.kill()


@dataclass
class Typist:
    """Types at the end of a field, and remembers when each character was there."""

    page: Any
    field: str
    random: random.Random
    text: str = ""
    times: list[float] = dataclasses.field(default_factory=list)

    def begin(self) -> None:
        """Take up the text that stands in the field."""
        area = self.page.locator(f"[name={self.field}]")
        area.focus()
        self.page.keyboard.press("Control+End")
        self.text = area.input_value()
        self.times = [0.0] * len(self.text)

    def type_until(self, moment: float) -> None:
        """Quick and slow, now and then with a pause."""
        while time.monotonic() < moment:
            letter = self.random.choice(LETTERS)
            self.page.keyboard.type(letter)
            self.text += letter
            self.times.append(time.monotonic())
            pause = self.random.choice((0.0, 0.02, 0.05, 0.1, 0.2)) if self.random.random() < 0.93 else 1.2
            time.sleep(max(0.0, min(pause, moment - time.monotonic())))

    def fault_in(self, kept: str, killed: float) -> str:
        """What of the promise was broken, if anything."""
        if not self.text.startswith(kept):
            return f"the draft is no beginning of what was typed: …{kept[-40:]!r} of …{self.text[-60:]!r}"
        if len(kept) < len(self.text) and killed - self.times[len(kept)] > PROMISED:
            return f"{killed - self.times[len(kept)]:.2f} s old and not in the draft: …{self.text[len(kept) :]!r}"
        return ""

    def age_of_first_missing(self, kept: str, killed: float) -> float:
        return killed - self.times[len(kept)] if len(kept) < len(self.text) else 0.0


@pytest.mark.parametrize("place", PLACES)
def test_what_was_typed_three_seconds_before_a_kill_is_kept(
    place: str, portal: Portal, browser_of_its_own: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    page, name = PLACES[place]
    chance = random.Random(7)
    faults: list[str] = []
    ages: list[float] = []
    back: list[float] = []
    killed = {"browser": 0, "server": 0}
    typist = Typist(browser_of_its_own.open(page), name, chance)
    typist.begin()
    for number in range(KILLS):
        what = ("browser", "server")[number % 2]
        typist.type_until(time.monotonic() + chance.uniform(3.2, 6.5))
        (browser_of_its_own if what == "browser" else portal).kill()
        moment = time.monotonic()
        killed[what] += 1
        time.sleep(0.3)  # a save that reached the portal before its browser died may end
        kept = portal.kept(name)
        ages.append(typist.age_of_first_missing(kept, moment))
        if fault := typist.fault_in(kept, moment):
            faults.append(f"{number} {what}: {fault}")
        if what == "browser":
            before = typist.text
            typist = Typist(browser_of_its_own.open(page), name, chance)
            typist.page.wait_for_load_state("networkidle")
            typist.begin()
            if not (before.startswith(typist.text) and typist.text.startswith(kept)):
                faults.append(f"{number} browser: the page opened again shows …{typist.text[-60:]!r}")
        else:
            typist.type_until(time.monotonic() + chance.uniform(0.0, 2.0))
            portal.start()
            started = time.monotonic()
            while portal.kept(name) != typist.text and time.monotonic() < started + 60:
                time.sleep(0.1)
            back.append(time.monotonic() - started)
            if portal.kept(name) != typist.text:
                faults.append(f"{number} server: what was typed meanwhile did not arrive")
        if typist.page.locator("section.note--back").count():
            faults.append(f"{number} {what}: one's own draft was shown as that of another page")
    with capfd.disabled():
        sys.stdout.write(
            f"\n{place} on {portal.database.partition(':')[0]}: {sum(killed.values())} kills {killed}; oldest character that was "
            f"not kept: {max(ages):.2f} s; after a restart all was kept within {max(back, default=0):.1f} s; "
            f"{len(faults)} faults\n"
        )
    assert faults == []
