"""A document as an office files it: terms of reference of twenty pages, with tables, a schedule and a budget, as PDF."""

from __future__ import annotations

import io
import time
from datetime import date
from decimal import Decimal
from typing import Any

from bench.measure import Report
from gsbpm_portal.core.documents.model import (
    Block,
    CheckBoxes,
    Column,
    DataTable,
    Document,
    Field,
    FieldTable,
    Gantt,
    GanttRow,
    Heading,
    Line,
    Option,
    PageBreak,
    Paragraphs,
    Rich,
    Signatures,
    Signer,
    Tree,
)

PAGES = 20
SECONDS = 3
ROUNDS = 5

SENTENCE = (
    "Kegiatan ini menyediakan angka yang terbanding antarwaktu dan antarwilayah, disusun menurut kaidah *statistik resmi*, dan "
    "dipakai oleh **pemerintah kota** dalam perencanaan, pelaksanaan, dan pengendalian pembangunan. "
)
CHAPTERS = (
    "Latar Belakang", "Penerima Manfaat", "Tujuan", "Ruang Lingkup", "Metodologi", "Strategi Pencapaian Keluaran",
    "Kurun Waktu Pencapaian", "Biaya yang Diperlukan",
)  # fmt: skip
STAGES = ("Persiapan", "Pelatihan", "Pendataan", "Pemeriksaan", "Pengolahan", "Analisis", "Penyajian", "Evaluasi")


def terms_of_reference() -> Document:
    """Eight chapters of prose with lists, a table each; a form, a schedule, and a budget of sixty lines lying down."""
    blocks: list[Block] = []
    for number, title in enumerate(CHAPTERS):
        letter = chr(ord("A") + number)
        blocks.append(Heading(title, 1, letter))
        for part in (1, 2):
            blocks.append(Heading(f"Uraian {part}", 2, f"{letter}.{part}"))
            blocks.append(
                Paragraphs(f"{SENTENCE * 5}\n\n1. {SENTENCE}\n2. {SENTENCE}\n3. {SENTENCE}\n\n{SENTENCE * 4}")
            )
        columns = (
            Column("No.", "right", 8),
            Column("Rincian", width=52),
            Column("Volume", "right", 20),
            Column("Satuan", width=20),
        )
        rows = tuple((row, f"Rincian ke-{row} dari {title.lower()}", 125 * row, "dokumen") for row in range(1, 9))
        blocks.append(
            DataTable(columns, rows, (), f"Rincian {title.lower()}", f"Tabel {number + 1}", "rancangan kegiatan")
        )
    options = CheckBoxes(tuple(Option(f"Pilihan {code}", str(code), code == 2) for code in range(1, 7)), columns=2)
    values: tuple[Any, ...] = ("Dinas Contoh", 1200, Rich(SENTENCE * 2), options)
    fields = tuple(Field(f"{row}", f"Pertanyaan ke-{row}", values[row % 4]) for row in range(1, 25))
    bars = tuple(
        GanttRow(f"{name}", date(2027, 1 + n, 4), date(2027, 3 + n, 20), f"Tahap {n // 3 + 1}")
        for n, name in enumerate(STAGES)
    )
    signers = (
        Signer("Kepala Dinas", "Contoh Wijaya", "19700101 199503 1 001"),
        Signer("Penanggung Jawab", "Sari Teladan"),
    )
    lines = [Line("2.16", "Program")]
    for part in range(1, 7):
        lines.append(Line(f"{part:03}", f"Komponen {part}", 1))
        lines += [
            Line("521213", f"Honor petugas {n}", 2, f"{n} org x 3 hari", 3 * n, "OH", Decimal(150_000), source="APBD")
            for n in range(1, 11)
        ]
    blocks += [
        FieldTable(fields),
        Gantt(bars, "Jadwal"),
        Signatures(signers, "Kota Contoh", date(2026, 5, 9)),
        PageBreak(landscape=True),
        Tree(tuple(lines), "Rencana anggaran biaya"),
    ]
    return Document(
        "Kerangka Acuan Kerja",
        tuple(blocks),
        "Survei Contoh 2027",
        organisation=("Pemerintah Kota Contoh", "Dinas Contoh"),
        number="000.9/12/2026",
        mark="DRAFT",
    )


def measure(report: Report) -> None:
    """Processor time of a worker that has its libraries loaded, the best of some rounds: others run on the machine too."""
    from pypdf import PdfReader

    from gsbpm_portal.core.documents.pdf import document_pdf

    document = terms_of_reference()
    pages = len(PdfReader(io.BytesIO(document_pdf(document))).pages)
    seconds = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        document_pdf(document)
        seconds.append(time.process_time() - begun)
    report.add(
        f"terms of reference as PDF, for {PAGES} pages",
        min(seconds) * PAGES / pages,
        SECONDS,
        unit=" s",
        note=f"{pages} pages",
    )
