"""The apostrophe in front of cells that a spreadsheet would take for something else than their text.

A text that, after any apostrophes, looks like a formula or has blanks at an end gets exactly one apostrophe in front when it is
written; exactly one is taken off when it is read. All other texts lose the blanks at their ends when they are read, as in forms.
"""

from __future__ import annotations

import re

from gsbpm_portal.core.guards import is_formula_like

MARK = "'"
_FORMULA = re.compile(r"\s*(=\s*\S|[+@][A-Za-z][A-Za-z0-9_.]*\()")


def _is_marked(core: str) -> bool:
    return bool(core) and (core[0].isspace() or core[-1].isspace() or is_formula_like(core))


def mark(text: str) -> str:
    """The text as it is written into a cell."""
    return MARK + text if _is_marked(text.lstrip(MARK)) else text


def unmark(cell: str) -> str:
    """The text that a cell means: unmark(mark(text)) == text for every text."""
    if cell.startswith(MARK) and _is_marked(cell.lstrip(MARK)):
        return cell[1:]
    return cell.strip()


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute the cell of a CSV file: =1+1, +SUM(…, @SUM(…. A dash, +62 and @name are texts."""
    return _FORMULA.match(cell) is not None
