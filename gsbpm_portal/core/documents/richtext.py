"""The rich text that people may type into long texts, and nothing beyond it.

    a blank line          begins a new paragraph; a single line break stays one
    - text  or  • text    an item of a list with dots
    1. text               an item of a numbered list, printed with the number that was typed
    two spaces, text      goes on with the item above
    **text**              bold
    *text*                italic; ***text*** both

All else is printed as typed: HTML, links, pictures, headings, lonely stars ("2*3*4", "5 * 6"). There is no way to name an
address, so that nothing can be fetched. The subset is our own and small on purpose: Markdown proper has HTML, links, pictures
and code, and each library another opinion on them. Reading takes time linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from gsbpm_portal.core.guards import without_controls

_DOT = re.compile(r"[-•] +(?=\S)")
_NUMBER = re.compile(r"([0-9]{1,3})\. +(?=\S)")
_STARS = re.compile(r"\*+")


@dataclass(frozen=True)
class Run:
    """Letters of one look; "\\n" in them is a line break."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True)
class Items:
    """A list; `start` is the first number of a numbered one, 0 of one with dots."""

    items: tuple[Runs, ...]
    start: int = 0


Part = Paragraph | Items


def parse(text: str) -> tuple[Part, ...]:
    """The text as paragraphs and lists. Every text has a meaning: nothing is refused."""
    parts: list[Part] = []
    lines: list[str] = []
    items: list[list[str]] = []
    start = 0

    def close() -> None:
        if items:
            parts.append(Items(tuple(inline("\n".join(item)) for item in items), start))
            items.clear()
        if lines:
            parts.append(Paragraph(inline("\n".join(lines))))
            lines.clear()

    for line in without_controls(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        body = line.strip()
        mark, value = _mark(body)
        if mark:
            if not items or (value != start + len(items) if value and start else value != start):
                close()
                start = value
            items.append([body[mark:]])
        elif not body:
            close()
        elif items and line.startswith(("  ", "\t", " \t")):
            items[-1].append(body)
        else:
            if items:
                close()
            lines.append(body)
    close()
    return tuple(parts)


def _mark(body: str) -> tuple[int, int]:
    """How many letters of a line mark it as an item, and its number; 0 of an item with a dot."""
    if found := _DOT.match(body):
        return found.end(), 0
    if (found := _NUMBER.match(body)) and int(found[1]):
        return found.end(), int(found[1])
    return 0, 0


def inline(text: str) -> Runs:
    """The bold and italic words of one paragraph. A star without its partner stays a star."""
    pieces: list[str] = []
    looks: list[tuple[bool, bool]] = []
    opened: list[tuple[int, int]] = []  # (stars, place of the piece that holds them), at most one of each length
    end = 0

    def put(piece: str) -> None:
        if piece:
            pieces.append(piece)
            looks.append((False, False))

    for found in _STARS.finditer(text):
        put(text[end : found.start()])
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        end, stars = found.end(), len(found[0])
        opener = next((place for place, (length, _at) in enumerate(opened) if length == stars), None)
        closes = before and not before.isspace() and not after.isalnum()
        opens = after and not after.isspace() and not before.isalnum() and stars <= 3
        if opener is not None and closes:
            at = opened[opener][1]
            del opened[opener:]
            pieces[at] = ""
            for place in range(at + 1, len(pieces)):
                bold, italic = looks[place]
                looks[place] = (bold or stars >= 2, italic or stars != 2)
            continue
        put(found[0])
        if opens and opener is None:
            opened.append((stars, len(pieces) - 1))
    put(text[end:])
    runs: list[Run] = []
    for piece, look in zip(pieces, looks, strict=True):
        if not piece:
            continue
        if runs and (runs[-1].bold, runs[-1].italic) == look:
            runs[-1] = Run(runs[-1].text + piece, *look)
        else:
            runs.append(Run(piece, *look))
    return tuple(runs)


def to_html(text: str) -> SafeString:
    """The rich text as HTML: p, br, ul, ol, li, strong, em; every letter that people typed is escaped."""
    out: list[str] = []
    for part in parse(text):
        if isinstance(part, Paragraph):
            out.append(f"<p>{_runs_html(part.runs)}</p>")
            continue
        tag = "ol" if part.start else "ul"
        begin = f' start="{part.start}"' if part.start > 1 else ""
        out.append(f"<{tag}{begin}>{''.join(f'<li>{_runs_html(item)}</li>' for item in part.items)}</{tag}>")
    return mark_safe("".join(out))


def to_plain(text: str) -> str:
    """The words alone, as a spreadsheet's cell holds them: lists keep their marks, stars are gone."""
    out = []
    for part in parse(text):
        if isinstance(part, Paragraph):
            out.append(_letters(part.runs))
        else:
            marks = [f"{part.start + place}." if part.start else "-" for place in range(len(part.items))]
            out.append("\n".join(f"{mark} {_letters(item)}" for mark, item in zip(marks, part.items, strict=True)))
    return "\n".join(out)


def _letters(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _runs_html(runs: Runs) -> str:
    out = []
    for run in runs:
        piece = escape(run.text).replace("\n", "<br>")
        if run.italic:
            piece = f"<em>{piece}</em>"
        if run.bold:
            piece = f"<strong>{piece}</strong>"
        out.append(piece)
    return "".join(out)
