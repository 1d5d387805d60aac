"""What the worker does for the registry: checks and writes imports, makes tables of what stands there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gsbpm_portal.core.documents import CSV_TYPE, XLSX_TYPE
from gsbpm_portal.core.jobs import JobContext, JobRefused
from metadata.attributes import spec_of
from metadata.models import ImportBatch, Version
from metadata.selectors import tables
from metadata.services import imports
from metadata.services.importing import Outdated, Plan
from metadata.tabular.cells import TooLong
from metadata.tabular.faults import Unreadable
from metadata.tabular.writing import CSV, XLSX, write_table, write_wrong_rows

CONTENT_TYPES = {CSV: CSV_TYPE, XLSX: XLSX_TYPE}
TELL_EVERY = 500


def check_import(ctx: JobContext) -> dict[str, Any]:
    """Look at every row and write nothing but what was found; the wrong rows come back as a file with their reasons."""
    batch = _batch(ctx)
    if batch.applied_at is not None:
        return {"url": batch.get_absolute_url()}
    ctx.progress(0, 0, _("Reading the file"))
    try:
        sheet = imports.read_sheet(batch)
        ctx.progress(0, len(sheet.rows), _("Checking the rows"))
        planned = imports.plan(batch, sheet)
    except Unreadable as error:
        faults = error.faults
        ctx.at_finish(lambda: imports.record_unreadable(batch, faults))
        return {"message": _("The file cannot be read."), "url": batch.get_absolute_url()}
    if planned.wrong:
        attach_wrong_rows(ctx, batch.file.name, planned)
    ctx.at_finish(lambda: imports.record_plan(batch, planned))
    counts = planned.counts()
    message = _("%(good)s rows are right, %(wrong)s are wrong.")
    told = {"good": counts["rows"] - counts["wrong"], "wrong": counts["wrong"]}
    return {"message": message % told, "url": batch.get_absolute_url()}


def attach_wrong_rows(ctx: JobContext, name: str, planned: Plan) -> None:
    """The wrong rows of the file of this name as the job's result, each with its reasons."""
    fmt = XLSX if name.lower().endswith(f".{XLSX}") else CSV
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows"
        write_wrong_rows(target, fmt, planned.sheet, planned.wrong)
        stem = Path(name).stem[:100]
        ctx.attach_result(target, _("%(file)s - wrong rows") % {"file": stem} + f".{fmt}", CONTENT_TYPES[fmt])


def apply_import(ctx: JobContext) -> dict[str, Any]:
    """Write all rows (or the good ones, where that was chosen) in one transaction. Done once: a second run finds it done."""
    batch = _batch(ctx)
    if batch.applied_at is None:
        ctx.progress(0, 0, _("Reading the file"))
        try:
            sheet = imports.read_sheet(batch)
        except Unreadable as error:
            raise JobRefused(str(error)) from None
        ctx.progress(0, len(sheet.rows), _("Writing the rows"))
        try:
            with ctx.writing():
                row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                if row.applied_at is None:
                    imports.record_applied(batch, imports.write(batch, sheet))
        except Outdated as error:
            raise JobRefused(str(error)) from None
    counts = batch.counts
    message = _("%(new)s new, %(changed)s changed.") % {
        "new": counts.get("new", 0),
        "changed": counts.get("changed", 0),
    }
    return {"message": message, "url": batch.get_absolute_url()}


def _batch(ctx: JobContext) -> ImportBatch:
    rows = ImportBatch.objects.select_related("file", "organisation", "version__item__organisation", "by")
    return rows.get(public_id=ctx.parameters["batch"])


def export_table(ctx: JobContext) -> dict[str, Any]:
    """Items of a kind, or the codes or links of one version, as CSV or XLSX with the columns of the import."""
    fmt, user = ctx.parameters["format"], ctx.job.requested_by
    assert user is not None
    if pk := ctx.parameters.get("version"):
        version = Version.objects.visible_to(user).select_related("item").filter(public_id=pk).first()
        parts = tables.part_records(version) if version is not None else None
        if version is None or parts is None:
            raise JobRefused(_("There is nothing to export that you may see."))
        what, records, total = parts
        name = f"{version.item.code}-{version.number}"
    else:
        what = ctx.parameters["kind"]
        chosen = tables.chosen_items(user, what, ctx.parameters.get("wanted", {}))
        records, total = tables.item_records(spec_of(what), chosen), tables.item_count(chosen)
        name = f"{slugify(tables.title_of(what)) or what}-{timezone.localdate():%Y-%m-%d}"
    ctx.progress(0, total, _("Collecting rows"))

    def told(count: int) -> None:
        if count % TELL_EVERY == 0:
            ctx.progress(count, max(total, count))

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "table"
        columns = tables.columns_of(what)
        try:
            count = write_table(target, fmt, columns, records, title=tables.title_of(what), told=told)
        except TooLong as error:
            words = _("Row %(row)s, %(column)s: the text is longer than a cell of a workbook. Export it as CSV.")
            raise JobRefused(words % {"row": error.row, "column": error.column}) from None
        ctx.attach_result(target, f"{name}.{fmt}", CONTENT_TYPES[fmt])
    return {"rows": count}
