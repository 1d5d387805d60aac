"""What the worker does for the design record: checks and adds the rows of a file, makes files of its tables."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.design.declared import table_of
from activities.design.facts import facts_of
from activities.design.models import TableImport
from activities.design.services import importing
from activities.design.tabular import columns_of, records
from activities.models import Cycle
from gsbpm_portal.core import audit
from gsbpm_portal.core.jobs import JobContext, JobRefused
from metadata.jobs import CONTENT_TYPES, attach_wrong_rows
from metadata.services.importing import Outdated
from metadata.tabular.cells import TooLong
from metadata.tabular.faults import Unreadable
from metadata.tabular.writing import write_table


def check_table(ctx: JobContext) -> dict[str, Any]:
    """Look at every row and write nothing but what was found; the wrong rows come back as a file with their reasons."""
    batch = _batch(ctx)
    if batch.applied_at is not None:
        return {"url": batch.get_absolute_url()}
    ctx.progress(0, 0, _("Reading the file"))
    try:
        sheet = importing.read_sheet(batch)
        ctx.progress(0, len(sheet.rows), _("Checking the rows"))
        planned = importing.plan(batch, sheet)
    except Unreadable as error:
        faults = error.faults
        ctx.at_finish(lambda: importing.record_unreadable(batch, faults))
        return {"message": _("The file cannot be read."), "url": batch.get_absolute_url()}
    if planned.wrong:
        attach_wrong_rows(ctx, batch.file.name, planned)
    ctx.at_finish(lambda: importing.record_plan(batch, planned))
    counts = planned.counts()
    message = _("%(good)s rows are right, %(wrong)s are wrong.")
    told = {"good": counts["rows"] - counts["wrong"], "wrong": counts["wrong"]}
    return {"message": message % told, "url": batch.get_absolute_url()}


def apply_table(ctx: JobContext) -> dict[str, Any]:
    """Add all rows (or the good ones, where that was chosen) in one transaction. Done once: a second run finds it done."""
    batch = _batch(ctx)
    if batch.applied_at is None:
        ctx.progress(0, 0, _("Reading the file"))
        try:
            sheet = importing.read_sheet(batch)
        except Unreadable as error:
            raise JobRefused(str(error)) from None
        ctx.progress(0, len(sheet.rows), _("Writing the rows"))
        try:
            with ctx.writing():
                audit.hold(batch.cycle.audit_chain)
                row = importing.locked(batch)
                if row.applied_at is None:
                    importing.record_applied(batch, importing.write(batch, sheet))
        except Outdated as error:
            raise JobRefused(str(error)) from None
    return {"message": _("%(new)s rows are added.") % {"new": batch.count("new")}, "url": batch.get_absolute_url()}


def _batch(ctx: JobContext) -> TableImport:
    rows = TableImport.objects.select_related("file", "cycle__activity__organisation", "by")
    return rows.get(public_id=ctx.parameters["import"])


def export_table(ctx: JobContext) -> dict[str, Any]:
    """The rows of a declared table as CSV or XLSX, with the columns of the import."""
    fmt, table = ctx.parameters["format"], table_of(ctx.parameters["table"])
    user = ctx.job.requested_by
    assert user is not None
    code, _slash, edition = ctx.parameters["cycle"].partition("/")
    cycles = Cycle.objects.visible_to(user).select_related("activity__organisation")
    cycle = cycles.filter(activity__code=code, edition=edition).first()
    if cycle is None:
        raise JobRefused(_("There is nothing to export that you may see."))
    facts = facts_of(cycle)
    with translation.override("id"):
        name = slugify(str(table.title)) or table.code
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "table"
        columns = columns_of(table, facts.wordings)
        rows = records(facts.rows(table.code), columns)
        try:
            count = write_table(target, fmt, list(columns.values()), rows, title=str(table.title))
        except TooLong as error:
            words = _("Row %(row)s, %(column)s: the text is longer than a cell of a workbook. Export it as CSV.")
            raise JobRefused(words % {"row": error.row, "column": error.column}) from None
        ctx.attach_result(target, f"{name}-{code}-{edition}.{fmt}".lower(), CONTENT_TYPES[fmt])
    return {"rows": count}
