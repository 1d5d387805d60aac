"""The job that makes an export: asks the registered function for the rows and writes them in the wanted format."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gsbpm_portal.core import documents, exports
from gsbpm_portal.core.jobs import JobContext, JobRefused
from gsbpm_portal.core.jobs.registry import load

PDF_ROWS = 5000
TELL_EVERY = 100
LONGEST_NAME = 100


def run(ctx: JobContext) -> dict[str, Any]:
    """Write the export into a file and attach it. Refused when the table does not fit the format."""
    spec = exports.export_of(ctx.parameters["export"])
    fmt = ctx.parameters["format"]
    language = get_language() or "id"
    made = load(spec.rows)(ctx.job.requested_by, ctx.parameters["parameters"])
    table = made if isinstance(made, exports.Table) else exports.Table(*made)
    title = str(table.title or spec.title)
    total = table.total or 0
    ctx.progress(0, total, _("Collecting rows"))

    def told(count: int) -> None:
        if count % TELL_EVERY == 0:
            ctx.progress(count, max(total, count))

    about = [
        *table.about,
        (_("Exported"), timezone.localtime()),
        (_("For"), ctx.job.requested_by or ""),
    ]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "export"
        if fmt == "csv":
            count = documents.write_csv(target, table.headings, table.rows, language=language, told=told)
            content_type = documents.CSV_TYPE
        elif fmt == "xlsx":
            try:
                count = documents.write_xlsx(
                    target,
                    table.headings,
                    table.rows,
                    title=title,
                    about=[(_("Title"), title), *about],
                    about_title=_("About this table"),
                    told=told,
                )
            except documents.NotRenderable:
                raise JobRefused(
                    _("The table has more rows than a sheet can hold. Narrow the filter, or export it as CSV.")
                ) from None
            content_type = documents.XLSX_TYPE
        else:
            count = _write_pdf(ctx, target, table, title, about, language, told)
            content_type = documents.PDF_TYPE
        ctx.progress(count, count, _("Storing the file"))
        ctx.attach_result(target, result_name(title, fmt), content_type)
    return {"rows": count}


def result_name(title: str, fmt: str) -> str:
    """The name of a file that a job hands out: what it is and from which day."""
    return f"{slugify(title)[:LONGEST_NAME].strip('-') or 'export'}-{timezone.localdate():%Y-%m-%d}.{fmt}"


def _write_pdf(
    ctx: JobContext,
    target: Path,
    table: exports.Table,
    title: str,
    about: Sequence[tuple[Any, Any]],
    language: str,
    told: documents.Told,
) -> int:
    def counted() -> Iterator[Sequence[Any]]:
        for count, row in enumerate(table.rows, 1):
            told(count)
            yield row

    rows = [[documents.plain(value) for value in row] for row in islice(counted(), PDF_ROWS + 1)]
    if len(rows) > PDF_ROWS:
        raise JobRefused(
            _("A PDF can hold %(limit)s rows. Narrow the filter, or export the table as XLSX or CSV.")
            % {"limit": PDF_ROWS}
        )
    ctx.progress(0, 0, _("Setting pages"))  # how far it is, nobody tells
    numeric = [isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in (rows or [[]])[0]]
    headings = list(zip_longest(table.headings, numeric, fillvalue=False))
    context = {"title": title, "headings": headings, "rows": rows, "about": about, "wide": len(table.headings) > 5}
    target.write_bytes(documents.render_pdf("core/documents/table.html", context, language))
    return len(rows)
