"""Documents and tables that leave the portal: PDF, DOCX, XLSX, CSV.

What a document says is a `model.Document`: plain frozen data that can be kept as JSON. How it looks on paper is decided in one
place for each format (pdf, docx, xlsx), and never by the app that hands it in. README.md tells how to build one.

The writers are for job runners: their libraries are loaded when a writer is called, never when a module is imported.
"""

from gsbpm_portal.core.documents.pdf import pdf_of, render_pdf
from gsbpm_portal.core.documents.tables import (
    CSV_TYPE,
    DOCX_TYPE,
    PDF_TYPE,
    XLSX_ROWS,
    XLSX_TYPE,
    NotRenderable,
    Row,
    Told,
    csv_bytes,
    plain,
    write_csv,
    write_xlsx,
)

__all__ = [
    "CSV_TYPE",
    "DOCX_TYPE",
    "PDF_TYPE",
    "XLSX_ROWS",
    "XLSX_TYPE",
    "NotRenderable",
    "Row",
    "Told",
    "csv_bytes",
    "pdf_of",
    "plain",
    "render_pdf",
    "write_csv",
    "write_xlsx",
]
