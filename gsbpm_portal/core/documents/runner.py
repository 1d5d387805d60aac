"""The job that makes a document: asks once more who may have it, builds it, prints it in the wanted format."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gsbpm_portal.core.documents import model, packing, registry
from gsbpm_portal.core.documents.appending import appended
from gsbpm_portal.core.documents.docx import document_docx
from gsbpm_portal.core.documents.freezing import checksum
from gsbpm_portal.core.documents.pdf import document_pdf
from gsbpm_portal.core.documents.tables import DOCX_TYPE, PDF_TYPE, XLSX_TYPE, NotRenderable
from gsbpm_portal.core.documents.xlsx import document_xlsx
from gsbpm_portal.core.export_runner import result_name
from gsbpm_portal.core.jobs import JobContext, JobRefused
from gsbpm_portal.core.jobs.registry import load
from gsbpm_portal.core.models.files import StoredFile

WRITERS = {
    "pdf": (document_pdf, PDF_TYPE),
    "docx": (document_docx, DOCX_TYPE),
    "xlsx": (document_xlsx, XLSX_TYPE),
    registry.PACKAGE: (document_pdf, packing.TYPE),
}
STEPS = 3


def run(ctx: JobContext) -> dict[str, Any]:
    """Write the document into a file and attach it. The result names its checksum (`freezing.checksum`).

    Refused when the person may not have it any more, and when it has nothing that the format can hold.
    """
    spec = registry.document_of(ctx.parameters["document"])
    fmt, parameters, user = ctx.parameters["format"], ctx.parameters["parameters"], ctx.job.requested_by
    ctx.progress(0, STEPS, _("Collecting the contents"))
    if not spec.allows(parameters, user):
        raise JobRefused(_("You may not see what this document shows any more."))
    document: model.Document = load(spec.builder)(parameters, user)
    ctx.progress(1, STEPS, _("Setting pages"))
    write, content_type = WRITERS[fmt]
    attached: tuple[StoredFile, ...] = ()
    brought = load(spec.brings)(document) if fmt == registry.PACKAGE else ()
    if write is document_pdf and spec.attaches:
        document, attached = load(spec.attaches)(document)
    try:
        content = appended(write(document), attached)
    except NotRenderable as error:
        raise JobRefused(str(error)) from None
    ctx.progress(2, STEPS, _("Storing the file"))
    with translation.override(document.language):
        title = f"{document.title} {document.subtitle}"
        name = result_name(title, fmt)
        if fmt == registry.PACKAGE:
            content = packing.packed(content, result_name(title, "pdf"), brought, _("attachments"))
    ctx.attach_result(content, name, content_type)
    ctx.progress(STEPS, STEPS)
    return {"sha256": checksum(document)}
