"""Sample files for the checks, made when a test asks for them: real ones through real libraries, and harmful ones by hand."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{main}"/></Types>"""
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SCHEMA = "http://schemas.openxmlformats.org"
RELS = f'<?xml version="1.0"?><Relationships xmlns="{SCHEMA}/package/2006/relationships">{{0}}</Relationships>'
LINK = (
    f'<Relationship Id="r1" Type="{SCHEMA}/officeDocument/2006/relationships/{{0}}" '
    'Target="{1}" TargetMode="External"/>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(entries: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(extra: Mapping[str, str | bytes] | None = None, *, main: str = DOCX_MAIN, body: str = "Laporan") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES.format(main=main),
            "_rels/.rels": RELS.format(""),
            "word/document.xml": f"<w:document xmlns:w='w'><w:body><w:p>{body}</w:p></w:body></w:document>",
            **(extra or {}),
        }
    )


def xlsx(rows: int = 3) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for number in range(rows):
        book.active.append([f"Kecamatan {number}", number * 1.5])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def odf(kind: str, extra: Mapping[str, str | bytes] | None = None) -> bytes:
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": "<office:document-content xmlns:office='o'/>",
            "META-INF/manifest.xml": "<manifest:manifest xmlns:manifest='m'/>",
            **(extra or {}),
        }
    )


def picture(format_name: str, size: tuple[int, int] = (8, 8)) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, format_name)
    return buffer.getvalue()


def pdf(prepare: Any = None, *, password: str = "") -> bytes:
    """A one-page PDF; `prepare` is given the writer before it is saved."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if prepare is not None:
        prepare(writer)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pdf_with(entry: str, value: Any) -> bytes:
    """A PDF whose catalogue has one more entry."""
    from pypdf.generic import NameObject

    return pdf(lambda writer: writer._root_object.__setitem__(NameObject(entry), value))


def hidden_script_pdf() -> bytes:
    """JavaScript in a compressed object stream, its name written with an escape: unseen by a search through the bytes."""
    import zlib

    inner = b"<< /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"
    stream = zlib.compress(b"4 0 " + inner)
    parts = [
        b"%PDF-1.5\n",
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>\nendobj\n",
        b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(stream), stream),
    ]
    offsets, position = [], 0
    for part in parts:
        offsets.append(position)
        position += len(part)
    entries = [
        (0, 0, 255),
        (1, offsets[1], 0),
        (1, offsets[2], 0),
        (1, offsets[3], 0),
        (2, 5, 0),
        (1, offsets[4], 0),
        (1, position, 0),
    ]
    table = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + last.to_bytes(1, "big") for kind, where, last in entries
    )
    parts.append(
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(table), table, position)
    )
    return b"".join(parts)


def lying_zip(real: bytes) -> bytes:
    """An archive whose headers claim that its large entry is small."""
    small = zipped({"[Content_Types].xml": CONTENT_TYPES.format(main=DOCX_MAIN), "word/document.xml": real})
    size = len(real).to_bytes(4, "little")
    return small.replace(size, (1000).to_bytes(4, "little"))
