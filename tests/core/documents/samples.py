"""Documents that several tests print: terms of reference, a form, a budget; invented people and offices."""

from datetime import date
from decimal import Decimal

from gsbpm_portal.core.documents.model import (
    Attachment,
    Attachments,
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
    Note,
    Option,
    PageBreak,
    Paragraphs,
    Rich,
    Signatures,
    Signer,
    Tree,
)

OFFICE = ("Pemerintah Kota Contoh", "Dinas Komunikasi dan Informatika", "Jalan Merdeka 1, Kota Contoh 99999")
PROSE = (
    "Data jumlah dan pengeluaran **wisatawan nusantara** di Kota Contoh terakhir dihimpun pada tahun 2023 dan belum menurut "
    "kecamatan. Rencana pembangunan daerah memerlukan angka yang lebih rinci, terbanding antarwaktu, dan tersedia sebelum "
    "penyusunan anggaran.\n\nKegiatan ini disusun berdasarkan:\n"
    "1. Undang-Undang Nomor 16 Tahun 1997 tentang *Statistik*;\n"
    "2. Peraturan Presiden Nomor 39 Tahun 2019 tentang *Satu Data Indonesia*;\n"
    "3. rencana kerja dinas tahun berjalan.\n\n"
    "Hasilnya dipakai oleh:\n- dinas pariwisata;\n- badan perencanaan pembangunan daerah;\n- masyarakat dan pelaku usaha."
)
SCHEDULE = Gantt(
    (
        GanttRow("Penyusunan rancangan", date(2027, 1, 4), date(2027, 2, 26), "Persiapan"),
        GanttRow("Rekomendasi kegiatan statistik", date(2027, 2, 1), date(2027, 3, 12), "Persiapan"),
        GanttRow("Pelatihan petugas", date(2027, 4, 5), date(2027, 4, 9), "Pelaksanaan"),
        GanttRow("Pengumpulan data", date(2027, 4, 12), date(2027, 6, 30), "Pelaksanaan"),
        GanttRow("Pengolahan dan analisis", date(2027, 7, 1), date(2027, 9, 30), "Penyajian"),
        GanttRow("Diseminasi", date(2027, 10, 1), date(2027, 11, 30), "Penyajian"),
    ),
    caption="Jadwal kegiatan",
    number="Tabel 1",
    source="rancangan kegiatan, 2026",
)
BUDGET = Tree(
    (
        Line("2.16.02", "Program Pengelolaan Informasi"),
        Line("2.16.02.2.01", "Survei Wisatawan Nusantara", 1),
        Line("051", "Persiapan", 2),
        Line("521211", "Bahan pelatihan petugas", 3, "25 org x 2 hari", 50, "org-hari", Decimal(85000), source="APBD"),
        Line("522151", "Jasa narasumber", 3, "2 org x 3 jam", 6, "org-jam", Decimal(900000), source="APBD"),
        Line("052", "Pelaksanaan lapangan", 2),
        Line("521213", "Honor petugas pendata", 3, "20 org x 60 dok", 1200, "dokumen", Decimal(35000), source="APBD"),
        Line("524113", "Perjalanan dalam kota", 3, "25 org x 12 kali", 300, "OK", Decimal(150000), source="APBD"),
    ),
    caption="Rencana anggaran biaya",
    number="Lampiran 1",
    source="standar harga satuan Kota Contoh",
)
TABLE = DataTable(
    (
        Column("No.", "right", 6),
        Column("Kecamatan", width=30),
        Column("Populasi", "right", 16),
        Column("Sampel", "right", 16),
        Column("Fraksi (%)", "right", 12, places=2),
        Column("Mulai", "center", 20),
    ),
    tuple(
        (n, name, 1000 * n + 7, 40 * n, Decimal("4") / n, date(2027, 4, n))
        for n, name in enumerate(("Utara", "Selatan", "Timur", "Barat"), 1)
    ),
    totals=((None, "Jumlah", 10028, 400, Decimal("3.99"), None),),
    caption="Jumlah sampel menurut kecamatan",
    number="Tabel 2",
    source="kerangka sampel, 2026",
    numbered=True,
)
FORM = FieldTable(
    (
        Field("1", "Penyelenggara", heading=True),
        Field("1.1", "Instansi penyelenggara", "Dinas Komunikasi dan Informatika\nKota Contoh"),
        Field("1.2", "Nomor telepon", "(000) 123456", note="Dengan kode area"),
        Field("2", "Tujuan dan isi", heading=True),
        Field("2.1", "Tujuan", Rich("Menyediakan:\n- jumlah wisatawan;\n- **pengeluaran** menurut jenis.")),
        Field(
            "2.2",
            "Frekuensi penyelenggaraan",
            CheckBoxes((Option("Hanya sekali", "1"), Option("Berulang", "2", True)), columns=2),
        ),
        Field("a", "Jika berulang, frekuensinya", "Tahunan", code="8", level=1),
        Field("2.3", "Jumlah responden", 1200),
        Field("2.4", "Mulai", date(2027, 4, 12)),
    ),
    caption="Blok I–II",
)
CHOICES = CheckBoxes(
    (
        Option("Wawancara langsung", "1", True),
        Option("Mengisi sendiri", "2"),
        Option("Pengamatan", "4", True),
        Option("Pengumpulan data sekunder", "8"),
    ),
    "Metode pengumpulan data",
    columns=2,
)
SIGNED = Signatures(
    (
        Signer(
            "Kepala Dinas",
            "Dr. Contoh Wijaya, M.Si.",
            "19700101 199503 1 001",
            above="Mengetahui,",
            organisation="Dinas Kominfo Kota Contoh",
        ),
        Signer("Penanggung Jawab Kegiatan", "Sari Teladan, S.ST.", "19850505 200803 2 002"),
    ),
    "Kota Contoh",
    date(2026, 5, 9),
)
LISTED = Attachments(
    (
        Attachment("Kuesioner", "kuesioner-vwn.pdf", "12 halaman", "ab" * 32),
        Attachment("Rancangan tabel", note="Disusun bersama dinas pariwisata"),
    )
)


def terms_of_reference(chapters: int = 1, **more: object) -> Document:
    """Terms of reference; more chapters make it longer."""
    blocks: list[Block] = [
        Note("Naskah ini **rancangan** dan belum ditetapkan.\n\nPeriksa setiap angka.", "Catatan"),
    ]
    for number in range(1, chapters + 1):
        blocks += [
            Heading("Latar Belakang", 1, f"{number}"),
            Heading("Gambaran umum", 2, f"{number}.1"),
            *(Paragraphs(PROSE) for _again in range(3)),
            Heading("Metode", 2, f"{number}.2"),
            CHOICES,
            TABLE,
            Heading("Tahapan", 3, f"{number}.2.1"),
            SCHEDULE,
        ]
    blocks += [Heading("Penutup"), FORM, SIGNED, LISTED, PageBreak(landscape=True), BUDGET]
    values = {
        "title": "Kerangka Acuan Kerja",
        "subtitle": "Survei Wisatawan Nusantara Kota Contoh 2027",
        "kind": "kak",
        "organisation": OFFICE,
        "number": "000.9/12/KOMINFO/2026",
        "mark": "DRAFT",
        "about": (("Program", "Pengelolaan Informasi"), ("Tahun anggaran", "2027")),
        "blocks": tuple(blocks),
        **more,
    }
    return Document(**values)  # type: ignore[arg-type]
