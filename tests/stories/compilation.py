"""What is typed for a compilation of fish auctions: the words of its staff, by section and table."""

from __future__ import annotations

from typing import Any

from tests.factories import in_days
from tests.stories.days import YEAR, schedule

NEEDS: dict[str, Any] = {
    "needs": [
        {
            "title": "Volume lelang ikan menurut jenis ikan",
            "user": "Badan Pendapatan Daerah",
            "user_kind": "opd",
            "purpose": "Perkiraan retribusi tempat pelelangan.",
            "frequency": "7",
            "state": "diterima",
        },
        {
            "title": "Nilai lelang ikan menurut tempat pelelangan",
            "user": "Koperasi Mina Contoh",
            "user_kind": "usaha",
            "purpose": "Penetapan harga dasar bagi anggota.",
            "frequency": "7",
            "state": "diterima",
        },
    ],
    "need_variables": [
        ("K1", {"name": "Berat yang dilelang", "definition": "Berat ikan segar pada saat ditawarkan juru lelang.", "registry": "BERAT_IKAN"}),
        ("K2", {"name": "Harga lelang", "definition": "Nilai yang disepakati pembeli pada lelang pertama.", "registry": "NILAI_IKAN"}),
    ],
    "scores": {
        "K1": {"manfaat": 5, "mandat": 4, "mendesak": 4, "pengguna": 3, "kelayakan": 5},
        "K2": {"manfaat": 4, "mandat": 3, "mendesak": 3, "pengguna": 3, "kelayakan": 5},
    },
    "description": {
        "background": "Catatan lelang tersimpan di setiap tempat pelelangan dan belum pernah digabungkan menjadi satu angka kota.",
        "legal_basis": "Peraturan Presiden Nomor 39 Tahun 2019 tentang Satu Data Indonesia.",
        "outline": "Rekap lelang harian dari empat tempat pelelangan digabungkan tanpa nama pembeli.",
    },
    "consultations": {
        "title": "Rapat pemanfaatan catatan lelang",
        "kind": "rapat",
        "held_on": in_days(-25),
        "agenda": "Isi rekap, cakupan, dan waktu penyajian.",
        "participants": "Nina Kartika, Badan Pendapatan Daerah\nUjang Suhendar, Koperasi Mina Contoh",
        "minutes": "Peserta membutuhkan volume dan nilai menurut jenis ikan setiap tahun.",
        "needs": ["K1", "K2"],
    },
    "confirmations": [
        {"institution": "Badan Pendapatan Daerah", "person": "Nina Kartika", "confirmed_on": in_days(-22), "answer": "sesuai", "consultation": "KS1"},
        {"institution": "Koperasi Mina Contoh", "person": "Pak Ujang", "confirmed_on": in_days(-22), "answer": "sesuai", "consultation": "KS1"},
    ],
    "outputs": {
        "title": "Volume dan nilai lelang ikan",
        "kind": "tabel",
        "population": "Seluruh transaksi lelang ikan di Kota Contoh selama setahun.",
        "measure": "Volume (ton) dan nilai (rupiah)",
        "dimensions": "Jenis ikan\nTempat pelelangan",
        "levels": [4],
        "frequency": "7",
        "needs": ["K1", "K2"],
    },
    "objectives": {
        "aims": "Menyediakan volume dan nilai lelang ikan menurut jenis ikan.",
        "benefits": "Perkiraan retribusi dan penetapan harga dasar.",
        "main_users": "Badan pendapatan, koperasi, dan pengelola pelelangan.",
    },
    "concepts": {
        "name": "Hasil tangkapan yang dilelang",
        "definition": "Berat ikan segar yang ditawarkan melalui lelang di tempat pelelangan.",
        "source": "Pengelola pelelangan",
        "need": "K1",
        "agreement": "sempit",
        "decision": "registri",
    },
    "lookups": {
        "place": "sdi",
        "system": "Portal Satu Data Indonesia",
        "looked_on": in_days(-12),
        "terms": "lelang ikan Kota Contoh",
        "finding": "Tidak ada set data lelang untuk Kota Contoh.",
        "suitability": "tidak-ada",
        "needs": ["K1"],
    },
    "reuses": {"reason": "Set data yang ada tidak memuat nilai lelang; rekap lelang melengkapinya."},
    "proposal": {
        "kepala": {
            "program": "Program Pengolahan Hasil Perikanan",
            "budget_activity": "Pengelolaan Data Pelelangan Ikan",
            "activity_target": "Tersedianya rekap lelang dari empat tempat",
            "ro": "Kompilasi data lelang ikan",
        },
        "isi": {
            "beneficiaries_internal": "Bidang pengolahan dan pemasaran hasil perikanan.",
            "beneficiaries_external": "Badan pendapatan dan koperasi nelayan.",
            "scope": "Transaksi lelang di empat tempat pelelangan.",
            "location": "Empat tempat pelelangan ikan di Kota Contoh",
            "methodology": "Kompilasi produk administrasi: rekap harian diperiksa, diseragamkan, lalu dijumlahkan.",
            "delivery": "swakelola",
            "staffing": "Satu pengelola data dan dua petugas perekaman.",
            "organisation": "Kepala Bidang Pengolahan selaku pejabat pembuat komitmen.",
            "reporting": "Laporan semesteran dan laporan akhir.",
            "duration": f"10 bulan, Januari sampai Oktober {YEAR}.",
        },
        "pertimbangan": {
            "as_is": "Setiap tempat pelelangan menjumlahkan catatannya sendiri.",
            "to_be": "Satu dataset lelang dengan definisi yang sama.",
        },
        "pengesahan": {
            "signed_at": "Kota Contoh",
            "signed_on": in_days(-3),
            "signer": "Drs. Hasan Basri",
            "signer_position": "Kepala Dinas Perikanan",
        },
    },
    "proposal_steps": [
        {"title": "Kesepakatan dan templat", "starts": f"01-{YEAR}", "ends": f"02-{YEAR}", "output": "Templat rekap"},
        {"title": "Penggabungan rekap", "starts": f"03-{YEAR}", "ends": f"10-{YEAR}", "output": "Dataset"},
    ],
    "budget": {
        "year": YEAR,
        "funding": "APBD Kota Contoh",
        "ceiling": "40.000.000",
        "ceiling_source": f"Plafon kegiatan {YEAR}",
    },
    "budget_top": {"code": "3.25.06", "title": "Program Pengolahan Hasil Perikanan"},
    "budget_activity": {"code": "3.25.06.2.01", "title": "Pengelolaan Data Pelelangan Ikan"},
    "budget_account": {"level": "akun", "code": "5.1.02.02", "title": "Belanja jasa tenaga"},
    "budget_details": [
        {"parent": "B3", "title": "Honor pengelola data", "factor1": 1, "unit1": "org", "factor2": 10, "unit2": "bln", "volume_unit": "OB", "price": "1.500.000"},
        {"parent": "B3", "title": "Honor petugas perekaman", "factor1": 2, "unit1": "org", "factor2": 8, "unit2": "bln", "volume_unit": "OB", "price": "1.000.000"},
    ],
    "sum": "31.000.000",
}  # fmt: skip

DESIGN: dict[str, Any] = {
    "dissemination": {
        "printed": 2,
        "digital": 1,
        "digital_on": in_days(135),
        "macro": 1,
        "microdata": 2,
        "available_on": in_days(135),
        "access": "open",
    },
    "releases": {
        "title": "Lembar fakta lelang ikan",
        "kind": "publikasi",
        "medium": "Situs dinas",
        "released_on": in_days(135),
        "audience": "Umum",
    },
    "disclosure": {"method": "frekuensi", "minimum": 3, "reason": "Sel dengan kurang dari tiga pembeli ditutup."},
    "variables": {"BERAT_IKAN": {}, "NILAI_IKAN": {}, "JENIS_IKAN": {}},
    "derived": {
        "code": "HARGA_RATA",
        "title": "Harga lelang rata-rata",
        "definition": "Nilai lelang dibagi berat pada transaksi yang sama.",
        "expression": "NILAI_IKAN / BERAT_IKAN",
        "unit": "Rupiah",
    },
    "sources": {
        "title": "Rekap lelang harian",
        "institution": "UPTD Pelelangan Ikan",
        "content": "Transaksi lelang: tanggal, jenis ikan, berat, dan nilai.",
        "coverage": "Empat tempat pelelangan; penjualan di luar lelang tidak tercatat.",
        "coverage_share": 61,
        "updated": 1,
        "lag_days": 5,
    },
    "agreements": {
        "kind": "nk",
        "state": "ditandatangani",
        "number": "04/NK/UPTD",
        "extraction": "berkas",
        "content": "Transaksi lelang tanpa nama pembeli.",
        "schedule": "Bulanan, tanggal 5",
        "security": "Berkas bersandi melalui kanal pemerintah kota.",
    },
    "collection": {
        "cara": {"type": 2, "respondent": "Juru lelang"},
        "mutu": {"quality": [2], "safety": "Nama pembeli dihapus sebelum rekap diserahkan."},
    },
    "instruments": [{"title": "Templat rekap lelang", "kind": "lembar-kerja", "purpose": "Pengisian rekap bulanan oleh juru lelang."}],
    "population": {
        "observation_unit": "Transaksi lelang",
        "population": "Seluruh transaksi lelang ikan di Kota Contoh selama setahun.",
        "coverage": 2,
        "regions": "Kota Contoh, Provinsi Contoh",
        "methods": [8],
        "means": [32],
        "means_other": "Lembar kerja",
        "units": [8],
        "units_other": "Pelelangan",
    },
    "processing": {
        "editing": 1,
        "coding": 1,
        "entry": 2,
        "validation": 1,
        "nonresponse": 2,
        "analysis": 1,
        "analysis_units": [8],
        "analysis_units_other": "Transaksi",
        "concept": "Jumlah rincian sama dengan jumlah pada rekap.",
    },
    "rules": {
        "title": "Nilai terisi",
        "expression": "NILAI_IKAN > 0",
        "scope": "rekaman",
        "severity": "galat",
        "message": "Nilai lelang harus lebih dari nol.",
    },
    "estimations": {"output": "L1", "variable": "BERAT_IKAN", "estimator": "total", "domains": "JENIS_IKAN", "variance": "tidak"},
    "process_steps": {
        "verifikasi": {"title": "Verifikasi rekap", "procedure": "Jumlah baris dicocokkan dengan surat pengantar.", "sources": ["S1"], "responsible": "Petugas perekaman"},
        "harmonisasi-unit": {"title": "Unit transaksi", "procedure": "Satu tawaran yang terjual dihitung satu transaksi.", "sources": ["S1"], "responsible": "Petugas perekaman"},
        "harmonisasi-variabel": {"title": "Satuan berat", "procedure": "Keranjang diubah menjadi kilogram.", "sources": ["S1"], "responsible": "Petugas perekaman"},
        "standardisasi": {"title": "Kode jenis", "procedure": "Nama setempat diganti kode jenis ikan.", "sources": ["S1"], "responsible": "Petugas perekaman"},
        "kode-relasi": {"title": "Kode tempat", "procedure": "Nama tempat diganti kode pelelangan.", "sources": ["S1"], "responsible": "Petugas perekaman"},
        "agregat": {"title": "Jumlah kota", "procedure": "Berat dan nilai dijumlahkan menurut jenis dan tempat.", "sources": ["S1"], "responsible": "Petugas perekaman"},
    },
    "schedule": schedule(),
    "staff": {"pilot": 2, "kind": 1, "education": 3, "supervisors": 1, "enumerators": 2, "training": 1},
    "systems": {"title": "Program rekap", "purpose": "Penggabungan, pemeriksaan, dan tabulasi.", "owner": "Dinas", "state": "Dipakai"},
    "processes": [
        {"subprocess": "4.3", "title": "Penerimaan", "description": "Menerima rekap bulanan dari juru lelang.", "input": "Kesepakatan", "output": "Rekap bulanan", "system": "Y1", "responsible": "Petugas perekaman", "accountable": "Kepala bidang"},
        {"subprocess": "5.1", "title": "Penggabungan", "description": "Menggabungkan rekap keempat tempat.", "input": "Rekap bulanan", "output": "Data kota", "system": "Y1", "responsible": "Petugas perekaman", "accountable": "Kepala bidang"},
    ],
    "risks": {"title": "Rekap terlambat", "likelihood": 3, "impact": 3, "mitigation": "Pengingat sebelum tanggal jatuh tempo.", "owner": "Kepala bidang"},
}  # fmt: skip
PAGES: dict[str, dict[str, Any]] = {
    "i": {
        "contacts.regency": "Kota Contoh",
        "contacts.province": "Provinsi Contoh",
        "contacts.phone": "(0999) 555 0150",
        "contacts.email": "lelang@contoh.example",
    },
    "ii": {"contacts.manager_name": "Rina Wulandari", "contacts.manager_position": "Kepala Seksi Pemasaran"},
    "v": {"notification.data_kind": "Data makro"},
}
UNITS = {"contacts.echelon1": "Sekretaris Daerah Kota Contoh"}
