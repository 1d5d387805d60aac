"""What uploaded files may be: each allowed kind passes, each trap is refused with its reason."""

import contextlib
import io
import random
import zipfile
from collections.abc import Callable

import pytest
from django.utils import translation
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from gsbpm_portal.core.file_checks import archive, images
from gsbpm_portal.core.file_checks.runner import inspect
from gsbpm_portal.core.jobs import JobRefused
from tests.core import sample_files as sample

N = NameObject


def refusal(content: bytes, name: str) -> str:
    with translation.override("en"), pytest.raises(JobRefused) as caught:
        inspect(io.BytesIO(content), name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("make", "name", "content_type"),
    [
        (sample.pdf, "Laporan akhir.PDF", "application/pdf"),
        (lambda: b"\n\n" + sample.pdf(), "awalan.pdf", "application/pdf"),
        (lambda: sample.picture("PNG"), "foto.png", "image/png"),
        (lambda: sample.picture("JPEG"), "foto.jpeg", "image/jpeg"),
        (lambda: sample.picture("JPEG"), "foto.JPG", "image/jpeg"),
        (sample.docx, "kak.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (sample.xlsx, "tabel.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (lambda: sample.odf("text"), "surat.odt", "application/vnd.oasis.opendocument.text"),
        (lambda: sample.odf("spreadsheet"), "tabel.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        (lambda: b"kode;nama\n3374;Kota Contoh\n", "data.csv", "text/csv"),
        (lambda: b"\xef\xbb\xbfkode;nama\r\n", "data.csv", "text/csv"),
        (lambda: "Café – “kutip”".encode("cp1252"), "catatan.txt", "text/plain"),
        (lambda: b"< 5 tahun; 12\n", "data.csv", "text/csv"),
        (lambda: sample.docx({"word/embeddings/Sheet1.xlsx": sample.xlsx()}), "grafik.docx", "application/vnd.openxml"),
    ],
)
def test_allowed_files_pass(make: Callable[[], bytes], name: str, content_type: str) -> None:
    assert inspect(io.BytesIO(make()), name).content_type.startswith(content_type)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"MZ\x90\x00" + b"\x00" * 200, "laporan.pdf", "is a program"),
        (b"\x7fELF" + b"\x00" * 200, "laporan.docx", "is a program"),
        (b"#!/bin/sh\nrm -rf /\n", "catatan.txt", "is a program"),
        (b"GIF89a" + b"\x00" * 50, "gambar.png", "of the type image/gif"),
        (b"Rar!\x1a\x07\x00" + b"\x00" * 50, "arsip.txt", "of the type application/x-rar"),
        (b"\x01\x02\x00\x03" * 50, "data.csv", "none of the allowed kinds"),
        (b"a;b\n1;2\n3;\x07\n", "data.csv", "Line 3 has a control character"),
        (b"ab\x81cd", "data.txt", "cannot be read"),
        ("kode;nama".encode("utf-16"), "data.csv", "UTF-16"),
        (b"<html><script>alert(1)</script>", "data.txt", "a web page"),
        (b"  <?php echo 1;", "data.csv", "a web page"),
        (b"{\\rtf1\\ansi Surat}", "surat.txt", "of the type application/rtf"),
    ],
)
def test_other_contents_are_refused(content: bytes, name: str, reason: str) -> None:
    assert reason in refusal(content, name)


@pytest.mark.parametrize("name", ["tabel.xlsx", "tabel.pdf.exe", "tabel", "tabel.docx.txt"])
def test_the_name_must_agree_with_the_content(name: str) -> None:
    said = refusal(sample.docx(), name)
    assert "is a Word document" in said and "does not end in .docx" in said


# Office files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (sample.docx({"word/vbaProject.bin": sample.OLE}), "a.docx", "macros"),
        (sample.docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx", "macros"),
        (sample.docx({"word/activeX/activeX1.xml": "<a/>"}), "a.docx", "macros"),
        (sample.odf("text", {"Basic/Standard/Module1.xml": "<a/>"}), "a.odt", "macros"),
        (sample.docx({"word/embeddings/oleObject1.bin": sample.OLE}), "a.docx", "an embedded object (oleObject1.bin)"),
        (sample.docx({"word/media/image1.png": b"MZ\x90"}), "a.docx", "an embedded object"),
        (
            sample.docx(
                {"word/_rels/settings.xml.rels": sample.RELS.format(sample.LINK.format("attachedTemplate", "http://x"))}
            ),
            "a.docx",
            "loads parts from another place (attachedTemplate)",
        ),
        (sample.docx(body="DDEAUTO c:\\\\windows\\\\cmd.exe"), "a.docx", "DDE"),
        (sample.docx({"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "a.docx", "damaged"),
        (sample.docx({"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]>'.encode("utf-16-le")}), "a.docx", "damaged"),
        (sample.docx({"../../etc/cron.d/x": "x"}), "a.docx", "damaged"),
        (sample.docx({"inner.zip": sample.zipped({"a.txt": "a"})}), "a.docx", "another archive (inner.zip)"),
        (
            sample.docx({"word/embeddings/a.docx": sample.docx({"word/embeddings/b.docx": sample.docx()})}),
            "a.docx",
            "another archive",
        ),
        (sample.docx({"word/embeddings/a.docx": sample.docx({"word/vbaProject.bin": b"x"})}), "a.docx", "macros"),
        (sample.zipped({"a.txt": "a"}), "a.zip", "ZIP archives are not taken"),
        (
            sample.docx(main="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
            "a.pptx",
            "as PDF",
        ),
        (sample.odf("presentation"), "a.odp", "as PDF"),
        (sample.odf("text", {"META-INF/manifest.xml": "<m:encryption-data xmlns:m='m'/>"}), "a.odt", "password"),
        (sample.OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "protected with a password"),
        (sample.OLE + b"\x00" * 600, "a.doc", "old office program"),
        (sample.docx()[:-30], "a.docx", "damaged"),
        (b"PK\x03\x04 not an archive", "a.docx", "damaged"),
        (sample.docx({"[Content_Types].xml": "<Types"}), "a.docx", "damaged"),
    ],
)
def test_traps_in_office_files_are_refused(content: bytes, name: str, reason: str) -> None:
    assert reason in refusal(content, name)


def test_links_of_a_document_are_no_trap() -> None:
    link = sample.RELS.format(sample.LINK.format("hyperlink", "https://contoh.go.id"))
    assert inspect(io.BytesIO(sample.docx({"word/_rels/document.xml.rels": link})), "a.docx")


def test_an_encrypted_entry_is_refused() -> None:
    content = bytearray(sample.docx())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as opened:
        offset = opened.start_dir
    content[offset + 8] |= 1
    assert "password" in refusal(bytes(content), "a.docx")


# Bombs ----------------------------------------------------------------------------------------------------------------


def test_a_bomb_is_stopped_by_its_ratio() -> None:
    content = sample.docx({"word/big.xml": b"0" * 20_000_000})
    assert len(content) < 30_000
    assert "unpacks to far more" in refusal(content, "a.docx")


def test_a_bomb_inside_an_embedded_file_counts_too() -> None:
    inner = sample.docx({"word/big.xml": b"0" * 20_000_000})
    assert "unpacks to far more" in refusal(sample.docx({"word/embeddings/a.docx": inner}), "a.docx")


def test_too_much_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 10_000)
    assert "unpacks to far more" in refusal(sample.docx({"a.xml": bytes(range(256)) * 50}), "a.docx")


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    assert "unpacks to far more" in refusal(sample.docx({f"{n}.xml": "" for n in range(5)}), "a.docx")


def test_headers_that_lie_are_not_believed() -> None:
    assert refusal(sample.lying_zip(b"0" * 20_000_000), "a.docx")


# PDF ------------------------------------------------------------------------------------------------------------------


def javascript() -> DictionaryObject:
    return DictionaryObject({N("/S"): N("/JavaScript"), N("/JS"): TextStringObject("app.alert(1)")})


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: sample.pdf_with("/Names", DictionaryObject({N("/JavaScript"): DictionaryObject()})), "a script"),
        (lambda: sample.pdf_with("/OpenAction", javascript()), "a script"),
        (lambda: sample.pdf_with("/AA", DictionaryObject({N("/WC"): ArrayObject([javascript()])})), "a script"),
        (sample.hidden_script_pdf, "a script"),
        (lambda: sample.pdf_with("/OpenAction", DictionaryObject({N("/S"): N("/Launch")})), "starts other programs"),
        (lambda: sample.pdf(lambda w: w.add_attachment("x.exe", b"MZ")), "other files inside"),
        (lambda: sample.pdf_with("/Annots", DictionaryObject({N("/Subtype"): N("/RichMedia")})), "film"),
        (lambda: sample.pdf_with("/AcroForm", DictionaryObject({N("/XFA"): ArrayObject()})), "XFA"),
        (lambda: sample.pdf(password="rahasia"), "password"),
        (lambda: b"%PDF-1.7 and nothing else", "damaged"),
        (lambda: sample.pdf()[:200], "damaged"),
    ],
)
def test_traps_in_pdfs_are_refused(make: Callable[[], bytes], reason: str) -> None:
    assert reason in refusal(make(), "a.pdf")


def test_a_signed_form_is_no_trap() -> None:
    form = DictionaryObject({N("/SigFlags"): N("/3"), N("/Fields"): ArrayObject()})
    assert inspect(io.BytesIO(sample.pdf_with("/AcroForm", form)), "a.pdf")


# Pictures -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_cut_picture_is_refused(kind: str) -> None:
    content = sample.picture(kind, (200, 200))
    assert "damaged" in refusal(content[: len(content) // 2], f"a.{kind.lower()}")


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 100)
    assert "million pixels" in refusal(sample.picture("PNG", (20, 20)), "a.png")


def test_a_picture_with_another_ones_head_is_refused() -> None:
    assert "damaged" in refusal(b"\x89PNG\r\n\x1a\n" + sample.picture("JPEG"), "a.png")


# Damage ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.pdf", "b.pdf", "a.docx", "a.xlsx", "a.png", "a.jpg"])
def test_damage_is_a_refusal_and_never_a_crash(name: str) -> None:
    base = {
        "a.pdf": sample.pdf,
        "b.pdf": sample.hidden_script_pdf,
        "a.docx": lambda: sample.docx({"word/embeddings/a.xlsx": sample.xlsx()}),
        "a.xlsx": sample.xlsx,
        "a.png": lambda: sample.picture("PNG", (40, 40)),
        "a.jpg": lambda: sample.picture("JPEG", (40, 40)),
    }[name]()
    chance = random.Random(name)
    for _trial in range(60):
        content = bytearray(base)
        for _wound in range(chance.choice([1, 2, 8])):
            place = chance.randrange(len(content))
            content[place : place + chance.randrange(1, 12)] = chance.randbytes(chance.randrange(4))
        with contextlib.suppress(JobRefused):
            inspect(io.BytesIO(bytes(content)), name)
