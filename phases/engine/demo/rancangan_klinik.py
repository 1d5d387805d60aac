"""What the staff of the compilation of clinics typed into the sections of phase 2."""

from __future__ import annotations

from typing import Any

OFFICE = {
    "address": "Jalan Sehat 12, Kota Contoh",
    "phone": "(0999) 555 0210", "email": "kesehatan@contoh.example", "echelon1": "Sekretaris Daerah Kota Contoh",
    "walidata_unit": "Dinas Komunikasi dan Informatika Kota Contoh", "walidata_email": "satudata@contoh.example",
    "regency": "Kota Contoh", "province": "Provinsi Contoh",
}  # fmt: skip


def clinics(day: Any) -> dict[str, dict[str, Any]]:
    return {
        "dissemination": {
            "fields": {
                "printed": "2", "digital": "1", "digital_on": day(280), "macro": "1", "microdata": "2", "available_on": day(280),
                "access": "restricted", "access_reason": "Rincian per klinik hanya untuk perangkat daerah: pasien dapat dikenali.",
            },
            "tables": {
                "releases": [
                    {"title": "Lembar fakta layanan lanjut usia", "output": "L1", "kind": "publikasi", "medium": "Situs Dinas Kesehatan", "released_on": day(280), "audience": "Umum", "responsible": "Seksi Data Kesehatan"},
                    {"title": "Tabel kunjungan per pasien", "output": "L2", "kind": "tabel", "medium": "Portal Satu Data Kota Contoh", "released_on": day(282), "audience": "Umum", "responsible": "Seksi Data Kesehatan"},
                    {"title": "Tabel sepuluh diagnosis terbanyak", "output": "L3", "kind": "tabel", "medium": "Portal Satu Data Kota Contoh", "released_on": day(282), "audience": "Umum", "responsible": "Seksi Data Kesehatan"},
                ],
                "disclosure": [
                    {"output": "L1", "method": "supresi", "minimum": 3, "reason": "Kecamatan dengan satu klinik tidak disajikan tersendiri."},
                    {"output": "L2", "method": "pembulatan", "parameters": "satu desimal", "reason": "Rata-rata tidak mengungkap pasien."},
                    {"output": "L3", "method": "frekuensi", "minimum": 5, "reason": "Diagnosis jarang dapat mengenali pasien."},
                ],
            },
        },
        "derived": {
            "tables": {
                "derived": [
                    {"code": "KUNJUNGAN_PER_ORANG", "title": "Kunjungan per pasien", "definition": "Jumlah kunjungan dibagi jumlah pasien pada bulan itu.", "expression": "JUMLAH_KUNJUNGAN / JUMLAH_PASIEN", "unit": "Kunjungan per orang", "reference_period": "Satu bulan kalender", "registry": "JUMLAH_KUNJUNGAN"},
                    {"code": "KELOMPOK_UMUR", "title": "Kelompok umur lanjut usia", "definition": "Umur pasien dalam tiga kelompok.", "expression": 'jika UMUR < 70 maka "60-69" selain itu jika UMUR < 80 maka "70-79" selain itu "80+"', "reference_period": "Hari kunjungan", "registry": "UMUR"},
                ],
            },
        },
        "sources": {
            "tables": {
                "sources": [
                    {"title": "Rekap kunjungan klinik", "institution": "Sembilan klinik geriatri", "content": "Kunjungan per bulan menurut umur, jenis kelamin, dan diagnosis; tanpa nama.", "unit": "Kunjungan", "coverage": "Seluruh klinik geriatri di Kota Contoh; praktik perorangan tidak termasuk.", "coverage_share": "92", "updated": "3", "reference_period": "Satu bulan kalender", "lag_days": 10, "quality": "Dua klinik memakai kode diagnosis sendiri.", "legal_basis": "Kesepakatan dengan sembilan klinik", "contact": "Pengelola klinik"},
                    {"title": "Daftar klinik berizin", "institution": "Dinas Kesehatan Kota Contoh", "content": "Nama, alamat, kecamatan, dan jenis layanan klinik.", "unit": "Klinik", "coverage": "Semua klinik berizin.", "coverage_share": "100", "updated": "6", "reference_period": "Akhir semester", "lag_days": 7, "contact": "Seksi Perizinan Kesehatan"},
                ],
            },
        },
        "collection": {
            "fields": {
                "type": "2", "quality": 2 + 8, "quality_other": "Pencocokan jumlah rekap dengan buku register klinik", "respondent": "Pengelola rekam medis klinik",
                "modes": "Lembar kerja bulanan dikirim melalui kanal aman.", "burden": 45,
                "nonresponse": "Klinik yang terlambat dihubungi pada tanggal 12; rekap susulan diterima sampai akhir bulan.",
                "safety": "Nomor rekam medis diganti nama samaran berkunci sebelum dikirim.",
            },
            "tables": {
                "instruments": [
                    {"title": "Lembar kerja rekap kunjungan", "kind": "lembar-kerja", "means": 32, "purpose": "Diisi pengelola rekam medis setiap bulan.", "content": "Kunjungan dan pasien menurut umur, jenis kelamin, diagnosis.", "minutes": 45},
                    {"title": "Petunjuk pengisian rekap", "kind": "pedoman", "purpose": "Definisi kunjungan, kunjungan ulang, dan pasien."},
                ],
                "agreements": [
                    {"source": "S1", "kind": "pks", "state": "ditandatangani", "number": "441/PKS/Dinkes", "valid_until": day(700), "extraction": "lembar-kerja", "content": "Rekap bulanan tanpa nama pasien.", "format": "XLSX", "schedule": "Bulanan, paling lambat tanggal 10", "security": "Kanal aman pemerintah kota, berkas bersandi.", "responsible": "Seksi Data Kesehatan"},
                    {"source": "S2", "kind": "tanpa", "state": "tidak-perlu", "reason": "Daftar dikelola oleh dinas yang sama.", "extraction": "view", "content": "Nama dan kecamatan klinik.", "format": "Tampilan basis data", "schedule": "Sekali setiap semester", "responsible": "Seksi Perizinan Kesehatan"},
                ],
            },
        },
        "processing": {
            "fields": {
                "editing": "1", "coding": "1", "entry": "2", "validation": "1", "nonresponse": "2", "analysis": "1", "analysis_units": 8,
                "analysis_units_other": "Kunjungan", "concept": "Jumlah menurut rincian harus sama dengan jumlah rekap klinik.",
                "analysis_plan": "Perbandingan antarklinik dan antarbulan; sepuluh diagnosis terbanyak.",
            },
            "tables": {
                "rules": [
                    {"title": "Umur lanjut usia", "expression": "UMUR >= 60 dan UMUR <= 120", "scope": "rekaman", "severity": "galat", "message": "Hanya pasien berusia 60 tahun ke atas.", "active_from": "5.3"},
                    {"title": "Pasien tidak melebihi kunjungan", "expression": "JUMLAH_PASIEN <= JUMLAH_KUNJUNGAN", "scope": "rekaman", "severity": "galat", "message": "Setiap pasien berkunjung sekurang-kurangnya sekali.", "active_from": "5.3"},
                    {"title": "Bulan terisi", "expression": "BULAN_KUNJUNGAN antara 1 dan 12", "scope": "rekaman", "severity": "galat", "message": "Bulan kunjungan 1 sampai 12.", "active_from": "5.3"},
                    {"title": "Kunjungan per pasien wajar", "expression": "KUNJUNGAN_PER_ORANG <= 8", "scope": "rekaman", "severity": "peringatan", "message": "Lebih dari delapan kunjungan sebulan dikonfirmasi ke klinik.", "active_from": "5.3"},
                ],
                "codings": [
                    {"variable": "DIAGNOSIS_UTAMA", "classification": "DIAGNOSIS_GERIATRI", "method": "kamus", "verification_share": "10", "note": "Kode sendiri dua klinik dialihkan dengan kamus."},
                ],
                "imputations": [
                    {"variable": "DIAGNOSIS_UTAMA", "method": "tidak", "reason": "Diagnosis tidak diimputasi; dicatat sebagai tidak diketahui."},
                ],
                "estimations": [
                    {"output": "L1", "variable": "JUMLAH_KUNJUNGAN", "estimator": "total", "domains": "KLINIK, BULAN_KUNJUNGAN", "variance": "tidak"},
                    {"output": "L2", "variable": "JUMLAH_KUNJUNGAN", "estimator": "rasio", "denominator": "JUMLAH_PASIEN", "domains": "JENIS_KELAMIN", "variance": "tidak"},
                    {"output": "L3", "variable": "JUMLAH_KUNJUNGAN", "estimator": "total", "domains": "DIAGNOSIS_UTAMA", "variance": "tidak"},
                ],
                "process_steps": [
                    {"kind": "editing", "title": "Konfirmasi ke klinik", "procedure": "Daftar kesalahan dikirim ke klinik; jawaban dalam tujuh hari.", "variables": "JUMLAH_KUNJUNGAN, JUMLAH_PASIEN", "responsible": "Seksi Data Kesehatan"},
                    {"kind": "verifikasi", "title": "Verifikasi dan pembersihan rekap", "procedure": "Jumlah baris dan jumlah kunjungan dicocokkan dengan surat pengantar; rekap ganda dibuang.", "sources": ["S1"], "responsible": "Petugas penerima rekap"},
                    {"kind": "harmonisasi-unit", "title": "Unit kunjungan", "procedure": "Kunjungan pada hari yang sama di satu klinik dihitung satu.", "sources": ["S1"], "variables": "JUMLAH_KUNJUNGAN", "responsible": "Seksi Data Kesehatan"},
                    {"kind": "harmonisasi-variabel", "title": "Definisi kunjungan ulang", "procedure": "Definisi 30 hari dipakai untuk semua klinik.", "sources": ["S1"], "variables": "JUMLAH_PASIEN", "responsible": "Seksi Data Kesehatan"},
                    {"kind": "standardisasi", "title": "Kode dan tanggal", "procedure": "Kode diagnosis tiga karakter; bulan sebagai angka 1 sampai 12.", "sources": ["S1"], "variables": "DIAGNOSIS_UTAMA, BULAN_KUNJUNGAN", "responsible": "Seksi Data Kesehatan"},
                    {"kind": "kode-relasi", "title": "Kode klinik", "procedure": "Nama klinik diganti kode dari daftar klinik berizin.", "sources": ["S1", "S2"], "variables": "KLINIK", "responsible": "Seksi Data Kesehatan"},
                    {"kind": "agregat", "title": "Tabel dan indikator", "procedure": "Jumlah dan rasio dihitung per klinik, lalu untuk kota.", "sources": ["S1"], "variables": "JUMLAH_KUNJUNGAN, JUMLAH_PASIEN", "responsible": "Seksi Data Kesehatan"},
                ],
                "hypotheses": [
                    {"output": "L1", "title": "Kunjungan naik perlahan", "low": "41000", "high": "46000", "basis": "Tahun lalu 41.800 kunjungan; satu klinik baru."},
                    {"output": "L2", "title": "Dua sampai tiga kunjungan per pasien", "low": "2", "high": "3", "basis": "Rata-rata tahun lalu 2,4."},
                    {"output": "L3", "title": "Hipertensi tetap terbanyak", "basis": "Urutan lima diagnosis teratas tidak berubah tiga tahun."},
                ],
            },
        },
        "workflow": {
            "tables": {
                "systems": [
                    {"title": "Kanal aman pemerintah kota", "purpose": "Penyerahan rekap bulanan.", "owner": "Dinas Kominfo", "state": "Dipakai", "data": "Rekap klinik", "security": "Berkas bersandi, hak akses per klinik"},
                    {"title": "Program penggabungan rekap", "purpose": "Penggabungan, validasi, tabulasi.", "owner": "Seksi Data Kesehatan", "state": "Dibangun", "data": "Data gabungan"},
                ],
                "processes": _clinic_processes(),
                "risks": [
                    {"title": "Rekap klinik terlambat", "cause": "Satu orang pengelola rekam medis per klinik", "likelihood": 4, "impact": 3, "mitigation": "Pengingat tanggal 8; petugas dinas membantu klinik kecil.", "owner": "Seksi Data Kesehatan", "due": day(96)},
                    {"title": "Kode diagnosis tidak seragam", "cause": "Dua klinik memakai kode sendiri", "likelihood": 3, "impact": 3, "mitigation": "Kamus pengalihan disepakati sebelum bulan pertama.", "owner": "Seksi Data Kesehatan", "due": day(84)},
                    {"title": "Pasien dapat dikenali", "cause": "Kecamatan dengan satu klinik", "likelihood": 2, "impact": 5, "mitigation": "Penyajian digabung; pemeriksaan walidata sebelum rilis.", "owner": "Walidata", "due": day(260)},
                ],
            },
        },
        "contacts": {
            "fields": OFFICE | {
                "echelon2": "Kepala Dinas Kesehatan Kota Contoh",
                "responsible_phone": "(0999) 555 0211",
                "responsible_email": "kepala.kesehatan@contoh.example", "manager_name": "Agus Salim, S.KM", "manager_position": "Kepala Seksi Data Kesehatan",
                "manager_phone": "(0999) 555 0212", "manager_email": "data.kesehatan@contoh.example",
            },
        },
        "notification": {"fields": {"survey_title": "Kompilasi Layanan Klinik Geriatri Kota Contoh", "data_kind": "Data makro"}},
    }  # fmt: skip


def _clinic_processes() -> list[dict[str, Any]]:
    """From the reception of the tables of the clinics to the support of users."""
    manager, walidata = "Kepala Seksi Data Kesehatan", "Walidata"
    staff, receivers = "Seksi Data Kesehatan", "Petugas penerima rekap"
    # sub-process, title, comes in, goes out, system, R, C
    lines = [
        ("4.2", "Kesiapan klinik", "Kesepakatan klinik", "Klinik siap", "", staff, "Pengelola klinik"),
        ("4.3", "Penerimaan rekap", "Klinik siap", "Rekap bulanan", "Y1", receivers, "Pengelola klinik"),
        ("4.4", "Serah terima", "Rekap bulanan", "Data mentah", "Y1", receivers, ""),
        ("5.1", "Penggabungan", "Data mentah", "Data gabungan", "Y2", staff, ""),
        ("5.2", "Pengodean diagnosis", "Data gabungan", "Data berkode", "Y2", staff, "Bidang Pelayanan"),
        ("5.3", "Validasi", "Data berkode", "Data tervalidasi", "Y2", staff, "Pengelola klinik"),
        ("5.4", "Penyuntingan", "Data tervalidasi", "Data bersih", "Y2", staff, "Pengelola klinik"),
        ("5.5", "Variabel turunan", "Data bersih", "Data lengkap", "Y2", staff, ""),
        ("5.7", "Agregat", "Data lengkap", "Agregat", "Y2", staff, ""),
        ("5.8", "Pembekuan data", "Agregat", "Data akhir", "Y2", staff, walidata),
        ("6.1", "Draf tabel", "Data akhir", "Draf tabel", "Y2", staff, ""),
        ("6.2", "Validasi tabel", "Draf tabel", "Tabel tervalidasi", "Y2", staff, "Bidang Pelayanan"),
        ("6.3", "Interpretasi", "Tabel tervalidasi", "Naskah", "", staff, "Bidang Pelayanan"),
        ("6.4", "Pengendalian kerahasiaan", "Naskah", "Tabel aman", "Y2", walidata, ""),
        ("6.5", "Finalisasi", "Tabel aman", "Output final", "", staff, walidata),
        ("7.1", "Pemutakhiran portal", "Output final", "Halaman tabel", "", "Dinas Kominfo", ""),
        ("7.2", "Lembar fakta", "Output final", "Lembar fakta", "", staff, ""),
        ("7.3", "Rilis", "Lembar fakta; halaman tabel", "Rilis", "", "Dinas Kominfo", ""),
        ("7.4", "Promosi", "Rilis", "Pemberitahuan", "", "Dinas Kominfo", ""),
        ("7.5", "Layanan pengguna", "Rilis", "Jawaban", "", staff, walidata),
    ]
    names = ("subprocess", "title", "input", "output", "system", "responsible", "consulted")
    said = "Menurut petunjuk pelaksanaan kompilasi."
    return [
        dict(zip(names, line, strict=True)) | {"description": said, "accountable": manager, "informed": ""}
        for line in lines
    ]
