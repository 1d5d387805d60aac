"""System checks: every registered function exists. A misspelt path is found at start-up, not when the first job runs."""

from typing import Any

from django.core import checks

from gsbpm_portal.core.documents.registry import all_documents
from gsbpm_portal.core.exports import all_exports
from gsbpm_portal.core.files import listeners
from gsbpm_portal.core.jobs.registry import all_kinds, all_ticks, fault_in


def check_registrations(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """core.E101: a registered runner, on_end, tick, export, document or file listener names no function."""
    named = [(f"The runner of the job kind {kind.name!r}", kind.runner) for kind in all_kinds()]
    named += [(f"on_end of the job kind {kind.name!r}", kind.on_end) for kind in all_kinds() if kind.on_end]
    named += [(f"The tick {tick.name!r}", tick.function) for tick in all_ticks()]
    named += [(f"The rows of the export {export.name!r}", export.rows) for export in all_exports()]
    for document in all_documents():
        named += [(f"The builder of the document {document.code!r}", document.builder)]
        named += [(f"What tells who may have the document {document.code!r}", document.may)]
    named += [
        (f"The listener for files of {purpose!r}", path) for purpose, paths in listeners().items() for path in paths
    ]
    return [
        checks.Error(f"{what} ({dotted}) {fault}.", id="core.E101")
        for what, dotted in named
        if (fault := fault_in(dotted))
    ]
