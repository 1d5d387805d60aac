"""Activity metadata as files: MS-Keg an entry a line, MS-Var a variable a line. Runs in the worker, with the asker's sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gsbpm_portal.core.exports import Table
from gsbpm_portal.core.jobs import JobRefused
from metadata.registry import ActivityDescription, activity_description
from metadata.selectors import msvar


def entries(user: Any, parameters: Mapping[str, Any]) -> Table:
    """MS-Keg: block, number, entry, code, answer; what is not entered yet is empty."""
    one = _described(user, parameters)
    return Table(
        headings=[_("Block"), _("Number"), _("Entry"), _("Code"), _("Answer"), _("Entered in"), _("Asked")],
        rows=[
            [
                block.number or str(block.heading), line.number, str(line.label), line.code, line.text, line.place,
                _("yes") if line.asked else _("no"),
            ]
            for block in one.blocks
            for line in block.lines
        ],
        total=len(one.lines),
        about=_about(one),
        title=" ".join(["MS-Keg", one.code, one.edition]),
    )  # fmt: skip


def variables(user: Any, parameters: Mapping[str, Any]) -> Table:
    """MS-Var: a variable a line, in the order of the design record."""
    one = _described(user, parameters)
    names = msvar.headings()
    return Table(
        headings=[label for _name, label in names],
        rows=[[row[name] for name, _label in names] for row in msvar.rows(one.variables, spoken=True)],
        total=len(one.variables),
        about=_about(one),
        title=" ".join(["MS-Var", one.code, one.edition]),
    )


def _about(one: ActivityDescription) -> list[tuple[Any, Any]]:
    return [(_("Activity"), one.title), (_("Edition"), one.edition), (_("Organisation"), one.organisation)]


def _described(user: Any, parameters: Mapping[str, Any]) -> ActivityDescription:
    found = activity_description(str(parameters["code"]), str(parameters["edition"]), user)
    if found is None:
        raise JobRefused(_("This activity is not there for you any longer."))
    return found
