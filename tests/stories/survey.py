"""What is typed for a survey of fish landings: the words of its staff, by section and table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.factories import in_days
from tests.stories.days import RELEASED, YEAR, schedule, steps

NEEDS: dict[str, Any] = {
    "needs": [
        {
            "title": "Produksi ikan hasil tangkapan menurut jenis ikan",
            "user": "Badan Perencanaan Pembangunan Daerah",
            "user_kind": "opd",
            "purpose": "Target produksi perikanan dalam rencana kerja tahunan.",
            "benefit": "Bantuan sarana diarahkan ke pendaratan yang produksinya turun.",
            "frequency": "7",
            "state": "diterima",
        },
        {
            "title": "Nilai jual ikan di tempat pendaratan",
            "user": "Dinas Perdagangan Kota Contoh",
            "user_kind": "opd",
            "purpose": "Pemantauan harga dan penyusunan neraca ikan.",
            "frequency": "7",
            "state": "diterima",
        },
    ],
    "need_variables": [
        ("K1", {"name": "Berat yang didaratkan", "definition": "Berat ikan segar saat dibongkar dari kapal.", "registry": "BERAT_IKAN"}),
        ("K2", {"name": "Harga penjualan pertama", "definition": "Nilai yang dibayar pembeli pertama di dermaga.", "registry": "NILAI_IKAN"}),
    ],
    "scores": {
        "K1": {"manfaat": 5, "mandat": 5, "mendesak": 4, "pengguna": 4, "kelayakan": 4},
        "K2": {"manfaat": 4, "mandat": 3, "mendesak": 4, "pengguna": 3, "kelayakan": 4},
    },
    "description": {
        "background": "Produksi perikanan tangkap menjadi dasar penetapan target dan bantuan sarana. Data lelang hanya mencakup ikan yang dilelang.",
        "legal_basis": "Undang-Undang Nomor 16 Tahun 1997 tentang Statistik.\nPeraturan Presiden Nomor 39 Tahun 2019 tentang Satu Data Indonesia.",
        "outline": "Petugas mencatat hasil tangkapan kapal yang mendarat pada hari terpilih sepanjang tahun.",
    },
    "consultations": {
        "title": "Rapat kebutuhan data perikanan",
        "kind": "rapat",
        "held_on": in_days(-20),
        "agenda": "Isi, kegunaan, dan waktu penyajian data produksi.",
        "participants": "Dewi Lestari, Bappeda\nRudi Hartono, Dinas Perdagangan",
        "minutes": "Kedua instansi membutuhkan angka tahunan menurut jenis ikan paling lambat triwulan keempat.",
        "needs": ["K1", "K2"],
    },
    "confirmations": [
        {"institution": "Badan Perencanaan Pembangunan Daerah", "person": "Dewi Lestari", "confirmed_on": in_days(-18), "answer": "sesuai", "consultation": "KS1"},
        {"institution": "Dinas Perdagangan Kota Contoh", "person": "Rudi Hartono", "confirmed_on": in_days(-18), "answer": "sesuai", "consultation": "KS1"},
    ],
    "outputs": {
        "title": "Produksi dan nilai produksi ikan",
        "kind": "tabel",
        "population": "Seluruh pendaratan kapal penangkap ikan di Kota Contoh selama setahun.",
        "measure": "Volume (ton) dan nilai (rupiah)",
        "dimensions": "Jenis ikan\nTempat pendaratan",
        "levels": [4],
        "frequency": "7",
        "needs": ["K1", "K2"],
    },
    "objectives": {
        "aims": "Menyediakan angka produksi dan nilai produksi ikan menurut jenis ikan.",
        "benefits": "Perencanaan bantuan nelayan dan neraca perikanan kota.",
        "main_users": "Perangkat daerah perencana, pengelola pendaratan, dan kelompok nelayan.",
    },
    "concepts": {
        "name": "Hasil tangkapan",
        "definition": "Berat ikan segar yang didaratkan, termasuk yang dijual langsung tanpa lelang.",
        "source": "Bidang Perikanan Tangkap",
        "need": "K1",
        "agreement": "luas",
        "decision": "registri",
    },
    "lookups": {
        "place": "sirusa",
        "system": "SIRUSA BPS",
        "looked_on": in_days(-10),
        "terms": "perikanan tangkap; pendaratan",
        "finding": "Tersedia angka tingkat kabupaten/kota tanpa rincian jenis ikan.",
        "suitability": "sebagian",
        "needs": ["K1"],
    },
    "reuses": {"reason": "Ikan yang dijual langsung belum tercakup dan ditambahkan dengan pencatatan."},
    "proposal": {
        "kepala": {
            "program": "Program Pengelolaan Perikanan Tangkap",
            "budget_activity": "Penyediaan Data dan Informasi Perikanan",
            "activity_target": "Tersedianya data produksi setiap tahun",
            "activity_indicator": "RSE produksi paling tinggi 5 persen",
            "ro": "Survei produksi ikan tangkap",
        },
        "isi": {
            "beneficiaries_internal": "Bidang Perikanan Tangkap, untuk penetapan target dan bantuan.",
            "beneficiaries_external": "Perencana pembangunan daerah, pedagang, dan 24 kelompok nelayan.",
            "scope": "Kapal penangkap ikan yang mendarat di sebelas tempat pendaratan.",
            "location": "Sebelas tempat pendaratan ikan di Kota Contoh",
            "methodology": "Survei dengan sampel hari pendaratan. Petugas mencatat berat dan nilai ikan setiap kapal.",
            "delivery": "swakelola",
            "delivery_note": "Swakelola tipe I oleh dinas dengan mitra pencatat.",
            "staffing": "Tim teknis dinas dengan petugas pencatat dari masyarakat sekitar pendaratan.",
            "supervisors": 4,
            "enumerators": 16,
            "organisation": "Kepala Bidang Perikanan Tangkap selaku pejabat pembuat komitmen.",
            "reporting": "Laporan kemajuan triwulanan dan laporan akhir.",
            "duration": "Tujuh bulan, menurut tahapan pada jadwal.",
        },
        "pertimbangan": {
            "as_is": "Angka produksi berasal dari catatan lelang yang mencakup 61 persen.",
            "to_be": "Angka produksi tersedia dengan galat yang diketahui.",
            "alternatives": "Memperluas catatan lelang; mencacah setiap hari; survei hari terpilih (dipilih).",
            "cost_benefit": "Biaya setara 0,2 persen nilai produksi yang diukur.",
            "business_risks": "Tanpa survei, target tetap didasarkan pada perkiraan.",
        },
        "pengesahan": {
            "signed_at": "Kota Contoh",
            "signed_on": in_days(-2),
            "signer": "Drs. Hasan Basri",
            "signer_position": "Kepala Dinas Perikanan",
            "signer_nip": "197001011995031001",
        },
    },
    "proposal_steps": steps(
        ("Perencanaan", "Tim dan rencana kerja"),
        ("Perancangan dan pelatihan", "Petugas terlatih"),
        ("Pencatatan di pendaratan", "Dokumen terisi"),
        ("Pengolahan", "Data bersih"),
        ("Analisis", "Tabel"),
        ("Publikasi", "Publikasi terbit"),
        ("Evaluasi", "Laporan evaluasi"),
    ),
    "budget": {
        "year": YEAR,
        "funding": "APBD Kota Contoh",
        "document": f"DPA-SKPD {YEAR}",
        "ceiling": "200.000.000",
        "ceiling_source": f"KUA dan PPAS {YEAR} yang disepakati",
    },
    "budget_top": {"code": "3.25.03", "title": "Program Pengelolaan Perikanan Tangkap"},
    "budget_activity": {"code": "3.25.03.2.01", "title": "Penyediaan Data dan Informasi Perikanan"},
    "budget_account": {"level": "akun", "code": "5.1.02.02", "title": "Belanja jasa tenaga"},
    "budget_details": [
        {"parent": "B3", "title": "Honor petugas pencatat", "factor1": 16, "unit1": "org", "factor2": 6, "unit2": "bln", "volume_unit": "OB", "price": "1.500.000"},
        {"parent": "B3", "title": "Honor pengawas", "factor1": 4, "unit1": "org", "factor2": 6, "unit2": "bln", "volume_unit": "OB", "price": "1.800.000"},
    ],
    "sum": "187.200.000",
}  # fmt: skip

DESIGN: dict[str, Any] = {
    "dissemination": {
        "printed": 1,
        "printed_on": RELEASED + timedelta(days=5),
        "digital": 1,
        "digital_on": RELEASED,
        "macro": 1,
        "microdata": 2,
        "available_on": RELEASED,
        "access": "open",
    },
    "releases": {
        "title": "Statistik Perikanan Tangkap",
        "kind": "publikasi",
        "medium": "Buku cetak dan situs dinas",
        "released_on": RELEASED,
        "audience": "Umum",
    },
    "disclosure": {"method": "frekuensi", "minimum": 3, "reason": "Sel dengan kurang dari tiga pemilik kapal ditutup."},
    "variables": {"BERAT_IKAN": {}, "NILAI_IKAN": {}, "JENIS_IKAN": {}},
    "derived": {
        "code": "HARGA_RATA",
        "title": "Harga rata-rata per kilogram",
        "definition": "Nilai ikan dibagi beratnya pada pendaratan yang sama.",
        "expression": "NILAI_IKAN / BERAT_IKAN",
        "registry": "SD_HARGA_IKAN",
        "unit": "Rupiah",
    },
    "collection": {
        "cara": {"type": 2, "respondent": "Nakhoda atau pemilik kapal", "burden": 10},
        "mutu": {
            "quality": [2],
            "nonresponse": "Nakhoda yang menolak diganti dengan catatan pengelola.",
            "training_plan": "Dua hari untuk semua petugas dengan praktik.",
        },
    },
    "instruments": [
        {"title": "Kuesioner pendaratan", "kind": "kuesioner", "means": [1], "purpose": "Pencatatan setiap kapal yang mendarat.", "minutes": 10},
    ],
    "population": {
        "observation_unit": "Kapal penangkap ikan",
        "population": "Seluruh pendaratan kapal penangkap ikan di Kota Contoh selama setahun.",
        "coverage": 2,
        "regions": "Kota Contoh, Provinsi Contoh",
        "methods": [1],
        "means": [1],
        "units": [8],
        "units_other": "Kapal",
    },
    "sample": {
        "kerangka": {
            "frame_kind": 1,
            "frame": "Daftar tempat pendaratan dan hari kalender tahun berjalan.",
            "frame_size": "4.015",
            "unit": "Hari pendaratan",
        },
        "rancangan": {
            "design": 1,
            "selection": 1,
            "probability_method": 2,
            "selection_note": "Diurutkan menurut tempat dan tanggal, lalu diambil setiap hari ke-k.",
            "key_variable": "Berat per hari",
            "weighting": "Kebalikan peluang terpilih.",
        },
    },
    "calculator": {
        "calc_target": "rata-rata",
        "calc_mean": "2.450",
        "calc_deviation": "1.900",
        "calc_precision_kind": "rse",
        "calc_precision": "4,2",
        "calc_confidence": 95,
        "calc_response": 98,
    },
    "size": "321",
    "processing": {
        "editing": 1,
        "coding": 2,
        "entry": 1,
        "validation": 1,
        "nonresponse": 1,
        "analysis": 1,
        "analysis_units": [8],
        "analysis_units_other": "Armada",
        "concept": "Setiap dokumen diperiksa terhadap aturan sebelum ditimbang.",
    },
    "rules": {
        "title": "Berat masuk akal",
        "expression": "BERAT_IKAN > 0",
        "scope": "rekaman",
        "severity": "galat",
        "message": "Berat harus lebih dari nol; periksa dokumen.",
    },
    "estimations": {"output": "L1", "variable": "BERAT_IKAN", "estimator": "total", "domains": "JENIS_IKAN", "variance": "taylor"},
    "process_steps": {
        "editing": {"title": "Pemeriksaan dokumen", "procedure": "Pengawas memeriksa dokumen dengan peringatan.", "responsible": "Pengawas"},
        "penimbang": {"title": "Penimbang hari", "procedure": "Kebalikan peluang, disesuaikan dengan hari tanpa catatan.", "responsible": "Statistisi"},
    },
    "schedule": schedule(),
    "staff": {"pilot": 1, "kind": 3, "education": 2, "supervisors": 4, "enumerators": 16, "training": 1},
    "systems": {"title": "Program pengolahan", "purpose": "Perekaman, validasi, dan penimbangan.", "owner": "Dinas", "state": "Dipakai"},
    "processes": [
        {"subprocess": "4.3", "title": "Pencatatan", "description": "Mewawancarai nakhoda setiap kapal.", "input": "Daftar sampel", "output": "Dokumen", "system": "Y1", "responsible": "Petugas", "accountable": "Kepala bidang"},
        {"subprocess": "5.3", "title": "Validasi", "description": "Menjalankan aturan dan memperbaiki.", "input": "Dokumen", "output": "Data bersih", "system": "Y1", "responsible": "Statistisi", "accountable": "Kepala bidang"},
        {"subprocess": "5.7", "title": "Agregasi", "description": "Menghitung taksiran dan galatnya.", "input": "Data bersih", "output": "Tabel", "system": "Y1", "responsible": "Statistisi", "accountable": "Kepala bidang"},
    ],
    "risks": {"title": "Nakhoda menolak", "likelihood": 3, "impact": 4, "mitigation": "Sosialisasi dan jaminan kerahasiaan tertulis.", "owner": "Kepala bidang"},
}  # fmt: skip
PAGES: dict[str, dict[str, Any]] = {
    "ii": {"contacts.manager_name": "Sri Wahyuni", "contacts.manager_position": "Kepala Seksi Statistik"},
}
"""What nothing but the form asks: who manages the survey."""
UNITS = {"contacts.echelon1": "Sekretaris Daerah Kota Contoh"}
