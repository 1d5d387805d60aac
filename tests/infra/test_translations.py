"""Both languages are complete: nothing untranslated, no lost placeholder, and the compiled catalogue is that of the text."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def entries() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(PO)) if not entry.obsolete]


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_nothing_is_untranslated() -> None:
    missing = [entry.msgid for entry in entries() if "fuzzy" in entry.flags or not all(texts(entry))]
    assert missing == []


def test_placeholders_survive() -> None:
    wrong = [
        (entry.msgid, text)
        for entry in entries()
        for text in texts(entry)
        if not set(PLACE.findall(text)) <= set(PLACE.findall(entry.msgid + entry.msgid_plural))
        or (not entry.msgid_plural and set(PLACE.findall(text)) != set(PLACE.findall(entry.msgid)))
    ]
    assert wrong == []


def test_compiled_catalogue_is_that_of_the_text() -> None:
    compiled = {(entry.msgctxt, entry.msgid): texts(entry) for entry in polib.mofile(str(PO.with_suffix(".mo")))}
    written = {(entry.msgctxt, entry.msgid): texts(entry) for entry in entries()}
    assert compiled == written


def test_every_marked_text_is_in_the_catalogue(tmp_path: Path) -> None:
    """What `makemessages` finds in the sources now stands in the committed file: nobody forgot to run `make messages`."""
    if subprocess.run(["which", "xgettext"], capture_output=True).returncode:
        pytest.fail("gettext is not installed: make test installs it")
    target = tmp_path / "tree"
    names = subprocess.run(
        ["git", "ls-files", "*.py", "*.html", "*.txt"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    for name in names.splitlines():
        if not name.startswith(("tests/", "bench/")) and (ROOT / name).is_file():
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    (target / "locale").mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-l",
        "id",
        "--no-location",
        "--settings=gsbpm_portal.settings",
    ]
    subprocess.run(command, cwd=target, check=True, capture_output=True, env=_environment())
    found = {(e.msgctxt, e.msgid) for e in polib.pofile(str(target / "locale/id/LC_MESSAGES/django.po"))}
    committed = {(e.msgctxt, e.msgid) for e in entries()}
    assert found - committed == set(), "run `make messages` and translate what is new"
    assert committed - found == set(), "run `make messages`: these texts are gone"


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_words_that_no_office_uses_stay_away() -> None:
    """An override is a pengecualian, a member of the team holds no chair, and things are counted without a classifier."""
    wrong = re.compile(
        r"\b(dilampaui|melampaui gerbang|pelampauan|gerak terakhir|kursi|%\(\w+\)s buah)\b", re.IGNORECASE
    )
    assert [text for entry in entries() for text in texts(entry) if wrong.search(text)] == []
