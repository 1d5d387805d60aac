"""The rows of a code list, checked as a whole: codes once, parents known and no circles among them, levels and validity in order.

A row may name a parent that stands below it. Positions follow the order of rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metadata.tabular.columns import Column, Type
from metadata.tabular.columns import key_of as heading_key
from metadata.tabular.faults import REFUSED_BEFORE, TWICE, Fault, double_before, keep_reason, shown
from metadata.tabular.reading import Row, Sheet, names_of
from metadata.validators import EARLIEST, LATEST, MOST_LEVELS

CYCLE_TOLD = 8
CODE, LABEL, PARENT, LEVEL = "kode", "label_id", "kode_induk", "tingkat"
FROM, UNTIL = "berlaku_dari", "berlaku_sampai"


def code_columns(*, code_length: int = 60, label_length: int = 500, alt_length: int = 60) -> list[Column]:
    """The columns of the codes of a classification."""
    return [
        Column(CODE, "code", gettext_lazy("Code"), Type.CODE, required=True, max_length=code_length),
        Column(
            "label_id",
            "label_id",
            gettext_lazy("Label in Indonesian"),
            max_length=label_length,
            help=gettext_lazy(
                "Has to be filled in for new codes; a code that is there keeps its label where the column is missing."
            ),
        ),
        Column("label_en", "label_en", gettext_lazy("Label in English"), max_length=label_length),
        Column(
            PARENT,
            "parent",
            gettext_lazy("Code of the parent"),
            Type.CODE,
            max_length=code_length,
            help=gettext_lazy("Empty at the highest level. The parent may stand in any row."),
        ),
        Column(
            LEVEL,
            "level",
            gettext_lazy("Level"),
            Type.INTEGER,
            help=gettext_lazy("1 is the highest. May stay empty: one below its parent."),
        ),
        Column("uraian", "description", gettext_lazy("Description"), Type.LONG),
        Column("kode_lain", "alt_code", gettext_lazy("Other code"), Type.CODE, max_length=alt_length),
        Column(FROM, "valid_from", gettext_lazy("Valid from"), Type.DATE),
        Column(UNTIL, "valid_until", gettext_lazy("Valid until"), Type.DATE),
    ]


def key_of(code: str) -> str:
    """What two codes have in common that people would take for the same: letters in one case, no blanks."""
    return "".join(code.split()).casefold()


@dataclass(frozen=True)
class Known:
    """A code that the classification version has already (mode "update"): its parent's code, or "", and its level."""

    parent: str
    level: int


def check_codes(
    sheet: Sheet, *, known: Mapping[str, Known] | None = None, labelled: Collection[str] = ()
) -> dict[str, int]:
    """Add to the rows what is wrong among them, and give the level of every code, known ones too. `labelled`: codes that have a
    label already; all others need one.

    `known` are the codes that stay and are updated by rows of the same code; without it the rows are the whole list.
    """
    known = known or {}
    rows = [row for row in sheet.rows if row.values.get(CODE)]
    by_code = _unique(rows, known)
    spellings = {key_of(code): code for code in (*known, *by_code)}
    parents = {code: one.parent for code, one in known.items()}
    for code, row in by_code.items():
        if PARENT in row.values:
            parents[code] = row.values[PARENT] or ""
        else:
            parents.setdefault(code, "")
    for code, row in by_code.items():
        parent = parents[code]
        if parent and parent not in parents:
            _unknown_parent(row, parent, spellings.get(key_of(parent)))
            parents[code] = ""
    _break_cycles(by_code, parents)
    levels = _levels(by_code, parents, known)
    for row in rows:
        _check_label(row, labelled)
        _check_validity(row)
    _suspect_lost_zeros(sheet, by_code, parents)
    _tell_children(by_code, {code: row.values.get(PARENT) or "" for code, row in by_code.items()}, known)
    return levels


def _fault(row: Row, column: str, message: str, fix: str, *, warning: bool = False) -> None:
    row.faults.append(Fault(row.number, column, message, fix, warning, shown(row.cell(column))))


def _unique(rows: Sequence[Row], known: Mapping[str, Known]) -> dict[str, Row]:
    """The first row of each code; later ones are wrong, those that differ in case or blanks alone too."""
    first: dict[str, Row] = {}
    keys: dict[str, str] = {key_of(code): code for code in known}
    for row in rows:
        code = row.values[CODE]
        if double_before(row.reason, code):
            _fault(row, CODE, _(REFUSED_BEFORE) % {"code": code}, keep_reason())
            continue
        if code in first:
            _fault(
                row,
                CODE,
                _(TWICE) % {"code": code, "row": first[code].number},
                _("Delete one of the two rows, or give one another code."),
            )
            continue
        other = keys.setdefault(key_of(code), code)
        if other != code:
            where = first.get(other)
            message = _("The code differs from “%(other)s” only in capital letters or blanks.") % {"other": other}
            if where is not None:
                message = _("The code differs from “%(other)s” in row %(row)s only in capital letters or blanks.") % {
                    "other": other,
                    "row": where.number,
                }
            _fault(row, CODE, message, _("Write it in the same way, or give it another code."))
            continue
        first[code] = row
    return first


def _unknown_parent(row: Row, parent: str, near: str | None) -> None:
    message = _("No row and no code of the list is “%(parent)s”.") % {"parent": parent[:60]}
    if near is not None:
        fix = _("Did you mean “%(code)s”?") % {"code": near}
    else:
        fix = _("Add a row for the parent, or correct its code.")
    _fault(row, PARENT, message, fix)


def _break_cycles(by_code: Mapping[str, Row], parents: dict[str, str]) -> None:
    """Tell every circle at each of its rows, and take its codes for highest ones from then on."""
    done: set[str] = set()
    for start in list(parents):
        path: list[str] = []
        place: dict[str, int] = {}
        code = start
        while code and code not in done and code not in place:
            place[code] = len(path)
            path.append(code)
            code = parents.get(code, "")
        if code in place:
            circle = path[place[code] :]
            for number, member in enumerate(circle):
                if member in by_code:
                    _fault(
                        by_code[member],
                        PARENT,
                        _("The code is its own ancestor: %(circle)s.")
                        % {"circle": _told(circle[number:] + circle[:number])},
                        _("Correct the parent of one of these codes."),
                    )
            for member in circle:
                parents[member] = ""
        done.update(path)


def _told(circle: list[str]) -> str:
    codes = circle if len(circle) <= CYCLE_TOLD else [*circle[: CYCLE_TOLD - 1], "…", circle[-1]]
    return " → ".join([*codes, circle[0]])


def _levels(by_code: Mapping[str, Row], parents: Mapping[str, str], known: Mapping[str, Known]) -> dict[str, int]:
    """The level of each row's code: what the row says, else one below its parent."""
    found: dict[str, int] = {}
    told: set[str] = set()

    def own(code: str) -> int | None:
        row = by_code.get(code)
        if row is not None and LEVEL in row.values:
            return row.values[LEVEL]
        if code in known and parents[code] == known[code].parent:
            return known[code].level
        return None

    for start in parents:
        path = []
        code = start
        while code and code not in found:
            path.append(code)
            code = parents[code]
        level = found[code] if code else 0
        for member in reversed(path):
            said = own(member)
            least = level + 1
            level = said if said is not None and said >= least else least
            found[member] = level
            row = by_code.get(member)
            if row is None or member in told:
                continue
            if said is not None and said < least:
                told.add(member)
                parent = parents[member]
                if parent:
                    message = _("Level %(level)s is not below that of the parent %(parent)s (%(above)s).") % {
                        "level": said,
                        "parent": parent,
                        "above": least - 1,
                    }
                else:
                    message = _("Level %(level)s does not exist; the highest is 1.") % {"level": said}
                _fault(row, LEVEL, message, _("Correct the level or the parent, or leave the level empty."))
            elif level > MOST_LEVELS:
                told.add(member)
                _fault(
                    row,
                    LEVEL,
                    _("Level %(level)s is deeper than the deepest possible (%(most)s).")
                    % {"level": level, "most": MOST_LEVELS},
                    _("Correct the parent."),
                )
    return found


def _check_label(row: Row, labelled: Collection[str]) -> None:
    code = row.values[CODE]
    if row.values.get(LABEL) or any(fault.column == LABEL for fault in row.faults):
        return
    if code not in labelled:
        message = _("The code %(code)s is new and has no label.") % {"code": code}
        _fault(row, LABEL, message, _("Fill in label_id; if a code that is there is meant, correct the code."))
    elif LABEL in row.values:
        _fault(row, LABEL, _("A code cannot lose its label."), _("Fill in the cell, or leave the column out."))


def _check_validity(row: Row) -> None:
    begin, end = row.values.get(FROM), row.values.get(UNTIL)
    for column, day in ((FROM, begin), (UNTIL, end)):
        if day and not EARLIEST <= day <= LATEST:
            _fault(row, column, _("Use dates between 1900 and 2200."), _("Correct the date, or leave it empty."))
    if begin and end and end < begin:
        _fault(
            row,
            UNTIL,
            _("The validity ends (%(end)s) before it begins (%(begin)s).")
            % {"end": row.cell(UNTIL), "begin": row.cell(FROM)},
            _("Correct one of the two dates."),
        )


def _suspect_lost_zeros(sheet: Sheet, by_code: Mapping[str, Row], parents: Mapping[str, str]) -> None:
    """Codes that came as numbers: wrong where codes beside them (same parent) show that zeros in front were lost."""
    place = next((place for place, name in enumerate(_names(sheet)) if name == CODE), None)
    if place is None:
        return
    zeros: dict[str, int] = {}
    for code in by_code:
        if len(code) > 1 and code.startswith("0") and code.isdigit():
            zeros[parents[code]] = max(zeros.get(parents[code], 0), len(code))
    for code, row in by_code.items():
        raw = row.raw[place] if place < len(row.raw) else None
        width = zeros.get(parents[code], 0)
        if isinstance(raw, int) and not isinstance(raw, bool) and len(code) < width:
            _fault(
                row,
                CODE,
                _("The number %(code)s has fewer digits than the codes beside it: zeros in front were lost.")
                % {"code": code},
                _("Set the format of the column to Text and write %(code)s.") % {"code": code.zfill(width)},
            )


def _tell_children(by_code: Mapping[str, Row], parents: Mapping[str, str], known: Mapping[str, Known]) -> None:
    """A row below a wrong row cannot come in without it, unless the list has the parent already."""
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        children.setdefault(parent, []).append(code)
    waiting = [code for code, row in by_code.items() if row.is_wrong]
    while waiting:
        wrong = waiting.pop()
        if wrong in known:
            continue
        for child in children.get(wrong, []):
            row = by_code[child]
            if not row.is_wrong:
                _fault(
                    row,
                    PARENT,
                    _("The row of the parent (row %(row)s) is wrong.") % {"row": by_code[wrong].number},
                    _("Correct that row; this one needs no change."),
                )
                waiting.append(child)


def _names(sheet: Sheet) -> list[str]:
    """The names of the columns by their place in `row.raw`."""
    by_heading = names_of(sheet.columns)
    keys = (heading_key(name) for name in sheet.header)
    return [by_heading[key].name if key in by_heading else "" for key in keys]
