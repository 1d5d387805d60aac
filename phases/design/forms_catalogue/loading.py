"""Reads the files of the catalogue strictly: a mistake is told with file and line, and nothing half-read is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from gsbpm_portal.expressions import Words
from phases.design.forms_catalogue.lined import CatalogueError, Strict, read
from phases.design.forms_catalogue.parts import KINDS, Block, Column, Form, Kind, Line, Option, When
from phases.design.forms_catalogue.paths import known_paths
from phases.design.reading.computed import COMPUTED

FOLDER = Path(__file__).resolve().parent
FORMS = ("fs3", "fp_kpa", "romantik", "mskeg")
ANSWERS = "answers.yaml"
Codes = Mapping[str, Mapping[str, Mapping[str, str]]]
"""{form: {line: {code of the catalogue: code of the office}}}"""

FORM_KEYS = ("form", "version", "title", "name", "basis", "kinds", "blocks")
LINE_KEYS = (
    "number", "from", "options", "columns", "other", "other_with", "other_key", "key", "when", "hint", "rule", "by_bps",
    "optional", "bits", "unconfirmed", "parts",
)  # fmt: skip


def form(code: str, codes: Codes | None = None) -> Form:
    """The form of this code. KeyError for an unknown one, CatalogueError where its file or the office's codes cannot be used."""
    if code not in FORMS:
        raise KeyError(code)
    found = _shipped(code)
    return _with_codes(found, codes[code]) if codes and code in codes else found


@lru_cache(maxsize=len(FORMS))
def _shipped(code: str) -> Form:
    path = FOLDER / f"{code}.yaml"
    try:
        text, answers = path.read_text(encoding="utf-8"), (FOLDER / ANSWERS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    return parse(path.name, text, answers)


def parse(name: str, text: str, answers: str = "") -> Form:
    """The form that a text describes; `answers` holds the named lists of options. Raises CatalogueError."""
    lists = _answers(ANSWERS, answers) if answers else {}
    content = Strict(name, read(name, text)).only(FORM_KEYS)
    return _Reader(name, lists).form(content)


def _answers(name: str, text: str) -> dict[str, tuple[Option, ...]]:
    content = Strict(name, read(name, text))
    return {key: _options(content, key) for key in content.content}


def _words(holder: Strict, key: str, *, needed: bool = False) -> Words:
    if key not in holder.content:
        if needed:
            raise holder.refuse(f"{key} is missing")
        return Words()
    given = holder.mapping(key).only(("id", "en"))
    found = Words(given.text("id").strip(), given.text("en").strip())
    if not found.id or not found.en:
        raise holder.refuse(f"{key} is needed in both languages", key)
    return found


def _options(holder: Strict, key: str) -> tuple[Option, ...]:
    found: dict[str, Option] = {}
    for one in holder.mappings(key):
        one.only(("code", "label"), ("value", "unconfirmed"))
        code = one.text("code")
        if code in found:
            raise one.refuse(f"the option {code} stands twice", "code")
        values = one.texts("value") if "value" in one.content else (code,)
        found[code] = Option(code, _words(one, "label", needed=True), values, one.flag("unconfirmed"))
    if not found:
        raise holder.refuse(f"{key} has no options", key)
    return tuple(found.values())


class _Reader:
    """One form; remembers the lines before, so that a condition looks only at those."""

    def __init__(self, name: str, lists: Mapping[str, tuple[Option, ...]]):
        self.name = name
        self.lists = lists
        self.seen: dict[str, Line] = {}

    def form(self, content: Strict) -> Form:
        blocks = tuple(self.block(one) for one in content.mappings("blocks"))
        if not blocks:
            raise content.refuse("a form has blocks", "blocks")
        return Form(
            code=content.text("form"),
            version=content.text("version"),
            title=_words(content, "title", needed=True),
            name=_words(content, "name", needed=True),
            basis=_words(content, "basis", needed=True),
            kinds=content.texts("kinds"),
            blocks=blocks,
        )

    def block(self, content: Strict) -> Block:
        content.only(("code", "title", "lines"), ("when", "note"))
        when = self.when(content, "when")
        lines = tuple(line for one in content.mappings("lines") for line in self.line(one, 0))
        title = _words(content, "title", needed=True)
        return Block(content.text("code"), title, lines, when, _words(content, "note"))

    def line(self, content: Strict, level: int) -> Iterator[Line]:
        content.only(("code", "label", "kind"), LINE_KEYS)
        code, kind = content.text("code"), content.text("kind")
        if code in self.seen:
            raise content.refuse(f"the line {code} stands twice", "code")
        if kind not in KINDS:
            raise content.refuse(f"{kind!r} is none of {', '.join(KINDS)}", "kind")
        found = Line(
            code=code,
            label=_words(content, "label", needed=True),
            kind=cast(Kind, kind),
            number=content.text("number", code),
            sources=self.sources(content),
            options=self.options(content),
            columns=tuple(
                Column(one.only(("code", "label")).text("code"), _words(one, "label", needed=True))
                for one in content.mappings("columns")
            ),
            other=self.path(content, "other", content.text("other")) if "other" in content.content else "",
            other_with=content.text("other_with"),
            other_key=content.text("other_key"),
            key=content.text("key"),
            when=self.when(content, "when"),
            hint=_words(content, "hint"),
            rule=_words(content, "rule"),
            by_bps=content.flag("by_bps"),
            optional=content.flag("optional"),
            bits=content.flag("bits"),
            unconfirmed=content.flag("unconfirmed"),
            level=level,
        )
        parts = content.mappings("parts")
        self.fits(content, found, bool(parts))
        self.seen[code] = found
        yield found
        for part in parts:
            yield from self.line(part, level + 1)

    def fits(self, content: Strict, line: Line, parts: bool) -> None:
        """Refuses a line whose keys do not belong to its kind."""
        if (line.kind in ("choice", "choices")) != bool(line.options):
            raise content.refuse(f"options belong to choice and choices, not to {line.kind}", "options")
        if (line.kind == "table") != bool(line.columns):
            raise content.refuse(f"columns belong to a table, not to {line.kind}", "columns")
        if line.other_with and line.option(line.other_with) is None:
            raise content.refuse(f"there is no option {line.other_with}", "other_with")
        if line.bits and (line.kind != "choices" or not all(option.code.isdigit() for option in line.options)):
            raise content.refuse("bits belong to choices whose codes are numbers", "bits")
        if parts and line.kind != "heading":
            raise content.refuse("parts belong to a heading", "parts")
        if line.kind != "heading" and not line.sources and not line.by_bps:
            raise content.refuse("from is missing", "from")
        if line.kind == "heading" and line.sources:
            raise content.refuse("a heading has no answer of its own", "from")

    def sources(self, content: Strict) -> tuple[str, ...]:
        found = content.texts("from")
        if len(found) == 1 and found[0].startswith("computed:"):
            if found[0].removeprefix("computed:") not in COMPUTED:
                raise content.refuse(f"there is no function {found[0]}", "from")
            return found
        return tuple(self.path(content, "from", path) for path in found)

    def path(self, content: Strict, key: str, path: str) -> str:
        if path not in known_paths():
            raise content.refuse(f"the design record has no {path}", key)
        return path

    def options(self, content: Strict) -> tuple[Option, ...]:
        given = content.content.get("options")
        if isinstance(given, str):
            if given not in self.lists:
                raise content.refuse(f"there is no list of options {given}", "options")
            return self.lists[given]
        return _options(content, "options") if given is not None else ()

    def when(self, content: Strict, key: str) -> When | None:
        return self.condition(content.mapping(key)) if key in content.content else None

    def condition(self, content: Strict) -> When:
        keys = set(content.content)
        for test in ("all", "any"):
            if test in keys:
                content.only((test,))
                return When(test, parts=tuple(self.condition(one) for one in content.mappings(test)))
        if "not" in keys:
            return When("not", parts=(self.condition(content.only(("not",)).mapping("not")),))
        about = "field" if "field" in keys else "fact"
        tests = keys - {about}
        test = next(iter(tests), "is")
        if test not in ("is", "has", "filled"):
            raise content.refuse(f"a condition asks is, has or filled, not {test}", test)
        content.only((about, test))
        values = ("yes",) if test == "filled" and content.flag("filled") else content.texts(test)
        if about == "fact":
            return When(test, fact=self.path(content, "fact", content.text("fact")), values=values)  # type: ignore[arg-type]
        other = self.seen.get(content.text("field"))
        if other is None:
            raise content.refuse(f"no line {content.text('field')} stands before", "field")
        for value in values if test != "filled" else ():
            if other.options and other.option(value) is None:
                raise content.refuse(f"{other.code} has no option {value}", test)
        return When(test, field=other.code, values=values)  # type: ignore[arg-type]


# Codes of an office ------------------------------------------------------------------------------------------------------


def read_codes(text: str) -> Codes:
    """Codes that an office sets in place of unconfirmed ones, one a line (or parted by ;): `fs3 5.1 2 = 3`.

    Text behind # is a remark. Raises CatalogueError with the line for what no form has, and for confirmed codes.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for number, line in enumerate(text.replace(";", "\n").splitlines(), 1):
        left, _sign, new = line.split("#")[0].partition("=")
        words, new = left.split(), new.strip()
        if not words and not new:
            continue
        if len(words) != 3 or not new or len(new.split()) != 1:
            raise CatalogueError(f"{number}: write form, line and code, then = and the code of your office")
        name, code, old = words
        if name not in FORMS:
            raise CatalogueError(f"{number}: there is no form {name}")
        entry = next((one for one in _shipped(name).lines if one.code == code), None)
        if entry is None:
            raise CatalogueError(f"{number}: {name} has no line {code}")
        option = entry.option(old)
        if option is None:
            raise CatalogueError(f"{number}: {name} {code} has no option {old}")
        if not (option.unconfirmed or entry.unconfirmed):
            raise CatalogueError(f"{number}: the code {old} of {name} {code} is known and cannot be replaced")
        found.setdefault(name, {}).setdefault(code, {})[old] = new
    for name, lines in found.items():
        _with_codes(_shipped(name), lines)
    return found


def _with_codes(form: Form, codes: Mapping[str, Mapping[str, str]]) -> Form:
    """The form with the office's codes; refuses two options of one code."""

    def changed(line: Line) -> Line:
        if line.code not in codes:
            return line
        new = codes[line.code]
        options = tuple(replace(option, code=new.get(option.code, option.code)) for option in line.options)
        if len({option.code for option in options}) != len(options):
            raise CatalogueError(f"{form.code} {line.code}: two options have one code")
        return replace(line, options=options, other_with=new.get(line.other_with, line.other_with))

    def renamed(when: When | None) -> When | None:
        if when is None:
            return None
        new = codes.get(when.field, {})
        parts = tuple(part for one in when.parts if (part := renamed(one)))
        return replace(when, values=tuple(new.get(value, value) for value in when.values), parts=parts)

    blocks = tuple(
        replace(
            block,
            when=renamed(block.when),
            lines=tuple(replace(changed(line), when=renamed(line.when)) for line in block.lines),
        )
        for block in form.blocks
    )
    return replace(form, blocks=blocks, overridden=codes)
