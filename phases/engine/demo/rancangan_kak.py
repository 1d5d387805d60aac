"""The terms of reference and budgets of the demo office, as its staff type them: {activity: {section: {fields, tables}}}.

Read by story.play_declared. Keys follow the order of the rows: B1 is the first line of a budget. Prices are invented.
"""

from __future__ import annotations

from typing import Any

from phases.engine.demo.hari import Day, Months, Year

Row = dict[str, Any]


def _detail(parent: str, title: str, price: int, unit: str, *factors: tuple[int, str]) -> Row:
    """A detail: 16 people × 12 months at a price."""
    row: Row = {"parent": parent, "level": "detil", "title": title, "price": str(price), "volume_unit": unit}
    for place, (number, what) in enumerate(factors, 1):
        row[f"factor{place}"], row[f"unit{place}"] = str(number), what
    return row


def _line(level: str, parent: str, code: str, title: str) -> Row:
    return {"level": level, "parent": parent, "code": code, "title": title}


IKAN: dict[str, Any] = {
    "proposal": {
        "fields": {
            "program": "Program Pengelolaan Perikanan Tangkap",
            "program_target": "Meningkatnya pengelolaan sumber daya perikanan tangkap",
            "program_indicator": "Persentase keputusan pengelolaan yang memakai data hasil tangkapan",
            "budget_activity": "Penyediaan Data dan Informasi Perikanan Tangkap",
            "activity_target": "Tersedianya data produksi dan nilai produksi menurut jenis ikan dan TPI",
            "activity_indicator": "RSE produksi total paling tinggi 5 persen",
            "ro": "Survei Produksi Hasil Tangkapan Ikan",
            "ro_indicator": "Publikasi terbit sesuai jadwal",
            "ro_volume": "1",
            "ro_unit": "Laporan",
            "beneficiaries_internal": "Bidang Perikanan Tangkap dan Sekretariat Dinas Perikanan, untuk penetapan target dan bantuan sarana.",
            "beneficiaries_external": "Badan Perencanaan Pembangunan Daerah, pengelola 11 TPI, 24 kelompok nelayan, dan pelaku usaha pengolahan ikan.",
            "delivery": "swakelola",
            "delivery_note": "Swakelola tipe I oleh Dinas Perikanan dengan 16 petugas pencatat dan 4 pengawas dari masyarakat sekitar TPI.",
            "scope": "Seluruh pendaratan kapal penangkap ikan di TPI Kota Contoh, tidak termasuk budidaya dan ikan yang tidak didaratkan.",
            "location": "Sebelas tempat pendaratan ikan (TPI) di Kota Contoh",
            "methodology": "Survei dua tahap. Seluruh TPI besar dicacah; TPI kecil dipilih secara sistematik menurut volume tahun lalu.\n\n"
            "Pada setiap TPI dipilih enam hari per bulan, dibedakan hari lelang dan bukan hari lelang. Petugas mencatat jenis, volume, dan nilai ikan dari setiap kapal yang mendarat.",
            "staffing": "- 1 penanggung jawab dan 2 anggota tim teknis\n- 16 petugas pencatat\n- 4 pengawas\n- 3 petugas pengolahan",
            "organisation": "Kepala Bidang Perikanan Tangkap selaku pejabat pembuat komitmen, dibantu tim teknis dinas.",
            "reporting": "Laporan kemajuan setiap triwulan, laporan akhir satu bulan sesudah pengolahan selesai, dan publikasi.",
            "duration": "Sebelas bulan, menurut tahapan pada jadwal.",
            "as_is": "Data produksi berasal dari catatan lelang yang hanya mencakup sekitar 61 persen hasil tangkapan dan tidak memuat alat tangkap.",
            "to_be": "Produksi dan nilai menurut jenis ikan, alat tangkap, dan TPI tersedia setiap triwulan dengan galat yang diketahui.",
            "alternatives": "1. Memperluas catatan lelang: murah, tetapi penjualan langsung tetap tidak tercatat.\n2. Pencacahan lengkap setiap hari: lengkap, tetapi biayanya lebih dari dua kali lipat.\n3. Survei pada hari terpilih: galat dapat dihitung dengan biaya wajar (dipilih).",
            "cost_benefit": "Biaya setara 0,2 persen nilai produksi yang diukur. Bantuan sarana sebesar Rp4,1 miliar setahun dapat diarahkan menurut kebutuhan tiap TPI.",
            "business_risks": "Tanpa survei, target produksi tetap didasarkan pada perkiraan, dan neraca perikanan kota tidak dapat disusun.",
            "signed_at": "Kota Contoh",
            "signed_on": Day(36),
            "signer": "Drs. Hasan Basri",
            "signer_position": "Kepala Dinas Perikanan Kota Contoh",
            "signer_nip": "196901011994031001",
        },
        "tables": {
            "proposal_steps": [
                {"title": "Persiapan dan pelatihan petugas", "starts": Day(40), "ends": Day(110), "stage": "1", "output": "Instrumen, pedoman, dan petugas terlatih"},
                {"title": "Pendataan di TPI", "starts": Day(105), "ends": Day(240), "stage": "3", "output": "Kuesioner SPHTI-1 yang terisi"},
                {"title": "Pengolahan dan penjaminan mutu", "starts": Day(150), "ends": Day(280), "stage": "4", "output": "Data final"},
                {"title": "Analisis dan penyusunan publikasi", "starts": Day(270), "ends": Day(310), "stage": "5", "output": "Publikasi dan tabel"},
                {"title": "Diseminasi dan evaluasi", "starts": Day(305), "ends": Day(339), "stage": "6", "output": "Rilis dan laporan evaluasi"},
            ]
        },
    },
    "budget": {
        "fields": {
            "year": Year(),
            "funding": "APBD Kota Contoh",
            "document": "DPA-SKPD Dinas Perikanan",
            "ceiling": "355000000",
            "ceiling_source": "Kebijakan Umum Anggaran dan PPAS yang disepakati",
            "note": "Honor dan satuan biaya mengikuti standar harga satuan Kota Contoh.",
        },
        "tables": {
            "budget_lines": [
                _line("program", "", "3.25.03", "Program Pengelolaan Perikanan Tangkap"),
                _line("kegiatan", "B1", "3.25.03.2.01", "Penyediaan Data dan Informasi Perikanan Tangkap"),
                _line("komponen", "B2", "051", "Persiapan"),
                _line("akun", "B3", "5.1.02.01", "Belanja barang"),
                _detail("B4", "Alat tulis petugas", 150_000, "paket", (20, "org")),
                _detail("B4", "Cetak kuesioner SPHTI-1", 1_200, "lembar", (16, "petugas"), (600, "lembar")),
                _detail("B4", "Cetak buku pedoman", 65_000, "buku", (24, "buku")),
                _detail("B4", "Konsumsi pelatihan petugas", 65_000, "OH", (24, "org"), (2, "hari")),
                _line("akun", "B3", "5.1.02.02", "Belanja jasa"),
                _detail("B9", "Honor narasumber pelatihan", 700_000, "OJ", (2, "org"), (6, "jam")),
                _detail("B9", "Sewa ruang pelatihan", 2_500_000, "hari", (2, "hari")),
                _line("komponen", "B2", "052", "Pengumpulan data"),
                _line("akun", "B12", "5.1.02.02", "Belanja jasa"),
                _detail("B13", "Honor petugas pencatat TPI", 2_000_000, "OB", (16, "org"), (6, "bln")),
                _detail("B13", "Honor pengawas", 2_700_000, "OB", (4, "org"), (6, "bln")),
                _line("akun", "B12", "5.1.02.04", "Belanja perjalanan dinas"),
                _detail("B16", "Supervisi ke TPI", 175_000, "OK", (4, "org"), (12, "kali")),
                _detail("B16", "Transpor petugas TPI yang jauh", 400_000, "OB", (6, "org"), (6, "bln")),
                _line("komponen", "B2", "053", "Pengolahan"),
                _line("akun", "B19", "5.1.02.02", "Belanja jasa"),
                _detail("B20", "Honor petugas pengolahan", 1_250_000, "OB", (3, "org"), (6, "bln")),
                _line("komponen", "B2", "054", "Analisis dan diseminasi"),
                _line("akun", "B22", "5.1.02.01", "Belanja barang"),
                _detail("B23", "Konsumsi rapat pembahasan hasil", 65_000, "OK", (25, "org"), (2, "kali")),
                _detail("B23", "Cetak publikasi", 110_000, "buku", (40, "buku")),
                _detail("B23", "Konsumsi diseminasi", 65_000, "org", (30, "org")),
            ],
            "budget_months": [
                {"line": "B3", "months": Months(40, 110)},
                {"line": "B12", "months": Months(105, 240)},
                {"line": "B19", "months": Months(150, 280)},
                {"line": "B22", "months": Months(270, 304), "percent": "60"},
                {"line": "B22", "months": Months(305, 339)},
            ],
            "ceilings": [
                {"account": "5.1.02.04", "title": "Perjalanan dinas", "amount": "25000000"},
            ],
        },
    },
}  # fmt: skip

GERIATRI: dict[str, Any] = {
    "proposal": {
        "fields": {
            "program": "Program Pemenuhan Upaya Kesehatan Perorangan",
            "budget_activity": "Pengelolaan Data dan Informasi Kesehatan",
            "activity_target": "Tersedianya rekap layanan lanjut usia dari seluruh klinik geriatri",
            "ro": "Kompilasi Layanan Klinik Geriatri",
            "ro_volume": "1",
            "ro_unit": "Dataset",
            "beneficiaries_internal": "Bidang Pelayanan Kesehatan Dinas Kesehatan.",
            "beneficiaries_external": "Sembilan klinik geriatri, Badan Perencanaan Pembangunan Daerah, dan organisasi lanjut usia.",
            "delivery": "swakelola",
            "delivery_note": "Klinik mengirim rekap bulanan tanpa nama pasien; penggabungan dan pemeriksaan oleh Dinas Kesehatan.",
            "scope": "Kunjungan pasien berusia 60 tahun ke atas di sembilan klinik geriatri selama satu tahun.",
            "location": "Kota Contoh",
            "methodology": "Kompilasi produk administrasi. Rekap bulanan dengan templat yang sama digabungkan, diperiksa konsistensinya, lalu dihitung menurut klinik, kelompok umur, dan diagnosis.",
            "staffing": "Satu pengelola data dan dua petugas pengolahan.",
            "organisation": "Kepala Bidang Pelayanan Kesehatan selaku pejabat pembuat komitmen.",
            "reporting": "Laporan triwulanan dan laporan akhir.",
            "duration": "10 bulan.",
            "as_is": "Setiap klinik menghitung kunjungan dengan cara sendiri, dan pasien yang berpindah klinik terhitung ganda.",
            "to_be": "Satu dataset kunjungan dengan definisi yang sama dan tanpa nama pasien.",
            "alternatives": "Mengambil data jaminan kesehatan: tidak memuat jenis layanan geriatri.",
            "cost_benefit": "Biaya kecil dibandingkan dengan anggaran obat dan tenaga yang direncanakan dengan data ini.",
            "signed_at": "Kota Contoh",
            "signed_on": Day(22),
            "signer": "dr. Lestari Widodo, M.Kes.",
            "signer_position": "Kepala Dinas Kesehatan Kota Contoh",
            "signer_nip": "197205152000032002",
        },
        "tables": {
            "proposal_steps": [
                {"title": "Penyepakatan templat rekap", "starts": Day(20), "ends": Day(60), "stage": "2", "output": "Templat dan pedoman"},
                {"title": "Pengumpulan rekap bulanan", "starts": Day(61), "ends": Day(160), "stage": "3", "output": "Rekap sembilan klinik"},
                {"title": "Pengolahan dan publikasi", "starts": Day(150), "ends": Day(280), "stage": "4", "output": "Dataset dan laporan"},
            ]
        },
    },
    "budget": {
        "fields": {"year": Year(), "funding": "APBD Kota Contoh", "ceiling": "45000000", "ceiling_source": "DPA Dinas Kesehatan"},
        "tables": {
            "budget_lines": [
                _line("kegiatan", "", "1.02.02.2.02", "Pengelolaan Data dan Informasi Kesehatan"),
                _line("akun", "B1", "5.1.02.02", "Belanja jasa"),
                _detail("B2", "Honor petugas pengolahan", 1_500_000, "OB", (2, "org"), (6, "bln")),
                _line("akun", "B1", "5.1.02.01", "Belanja barang"),
                _detail("B4", "Konsumsi rapat koordinasi klinik", 65_000, "OK", (30, "org"), (3, "kali")),
                _detail("B4", "Cetak laporan", 90_000, "buku", (30, "buku")),
                _line("akun", "B1", "5.1.02.04", "Belanja perjalanan dinas"),
                _detail("B7", "Verifikasi rekap di klinik", 150_000, "OK", (3, "org"), (9, "klinik"), (4, "kali")),
            ]
        },
    },
}  # fmt: skip

KEBUTUHAN: dict[str, Any] = {
    "outputs": {
        "tables": {
            "outputs": [
                {"title": "Indeks kepuasan pengguna data", "kind": "indeks", "population": "Pengguna data yang tercatat dalam satu tahun.",
                 "measure": "Nilai kepuasan 0 sampai 100", "dimensions": "Jenis layanan\nKelompok pengguna", "levels": 4, "frequency": "7"},
                {"title": "Daftar kebutuhan data menurut sektor", "kind": "tabel", "population": "Pengguna data yang tercatat dalam satu tahun.",
                 "measure": "Banyaknya kebutuhan yang disebut", "dimensions": "Sektor\nKelompok pengguna", "levels": 4, "frequency": "7"},
            ]
        }
    },
    "proposal": {
        "fields": {
            "program": "Program Penyelenggaraan Statistik Sektoral",
            "budget_activity": "Penyelenggaraan Statistik Sektoral di Lingkup Daerah",
            "ro": "Survei Kebutuhan Data",
            "beneficiaries_external": "Perangkat daerah, perguruan tinggi, pelaku usaha, dan masyarakat yang memakai layanan data.",
            "delivery": "swakelola",
            "scope": "Pengguna data yang tercatat pada layanan data Kota Contoh.",
            "location": "Kota Contoh",
            "methodology": "Survei sampel acak sistematik terhadap 420 dari 1.260 pengguna; kuesioner diisi sendiri di ruang layanan atau lewat situs.",
            "staffing": "Enam petugas, dua pengawas, dan dua petugas pengolahan.",
            "organisation": "Kepala Bidang Statistik selaku pejabat pembuat komitmen.",
            "reporting": "Laporan akhir dan publikasi.",
            "duration": "11 bulan.",
            "signed_at": "Kota Contoh",
            "signed_on": Day(25),
            "signer": "Hendra Saputra, S.Kom.",
            "signer_position": "Kepala Dinas Komunikasi, Informatika, dan Statistik Kota Contoh",
            "signer_nip": "196911201994031004",
        },
        "tables": {
            "proposal_steps": [
                {"title": "Persiapan", "starts": Day(20), "ends": Day(100), "stage": "1", "output": "Kuesioner dan daftar sampel"},
                {"title": "Pengumpulan data", "starts": Day(108), "ends": Day(158), "stage": "3", "output": "357 isian"},
                {"title": "Pengolahan, analisis, dan rilis", "starts": Day(160), "ends": Day(266), "stage": "4", "output": "Publikasi"},
            ]
        },
    },
    "budget": {
        "fields": {"year": Year(), "funding": "APBD Kota Contoh", "ceiling": "40000000", "ceiling_source": "DPA"},
        "tables": {
            "budget_lines": [
                _line("kegiatan", "", "2.20.02.2.01", "Penyelenggaraan Statistik Sektoral di Lingkup Daerah"),
                _line("akun", "B1", "5.1.02.02", "Belanja jasa"),
                _detail("B2", "Honor petugas survei", 2_000_000, "OB", (6, "org"), (2, "bln")),
                _detail("B2", "Honor petugas pengolahan", 1_500_000, "OB", (2, "org"), (2, "bln")),
                _line("akun", "B1", "5.1.02.01", "Belanja barang"),
                _detail("B5", "Cetak kuesioner", 2_400, "eksemplar", (500, "eks")),
                _detail("B5", "Konsumsi diseminasi", 65_000, "org", (50, "org")),
                _detail("B5", "Alat tulis kantor", 1_750_000, "paket", (1, "paket")),
            ]
        },
    },
}  # fmt: skip

DECLARED: dict[str, dict[str, Any]] = {
    "IKAN-TANGKAP": IKAN,
    "KLINIK-GERIATRI": GERIATRI,
    "KEBUTUHAN-DATA": KEBUTUHAN,
}
