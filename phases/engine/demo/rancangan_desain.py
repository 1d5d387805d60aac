"""What the staff of two activities typed into the sections of phase 2: a survey of landing places, a compilation of clinics.

Outputs are named by their rows of 1.3: L1 production, L2 value, L3 vessels landing, L4 days at sea; for the clinics L1 visits, L2 visits
per patient, L3 diagnoses.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from phases.engine.demo.rancangan_klinik import clinics

Content = dict[str, dict[str, dict[str, Any]]]
"""{activity code: {section: {"fields": {…}, "tables": {table: [rows]}}}}"""
OFFICE = {"echelon1": "Sekretaris Daerah Kota Contoh"}


def content(begin: dt.date) -> Content:
    """The sections of both activities, the days counted from the first day of a cycle."""

    def day(number: int) -> str:
        return (begin + dt.timedelta(days=number)).isoformat()

    return {"IKAN-TANGKAP": _fish(day), "KLINIK-GERIATRI": clinics(day)}


# Survei Produksi Hasil Tangkapan Ikan -------------------------------------------------------------------------------------


def _fish(day: Any) -> dict[str, dict[str, Any]]:
    return {
        "dissemination": {
            "fields": {
                "printed": "1", "printed_on": day(430), "digital": "1", "digital_on": day(425), "macro": "1", "microdata": "2",
                "available_on": day(425), "access": "open",
            },
            "tables": {
                "releases": [
                    {"title": "Produksi Perikanan Tangkap Kota Contoh", "output": "L1", "kind": "publikasi", "medium": "Buku cetak dan situs dinas", "released_on": day(430), "audience": "Umum", "responsible": "Dinas Kominfo"},
                    {"title": "Tabel produksi menurut jenis ikan dan TPI", "output": "L1", "kind": "tabel", "medium": "Portal Satu Data Kota Contoh", "released_on": day(425), "audience": "Umum", "responsible": "Bidang Tangkap"},
                    {"title": "Tabel nilai produksi menurut jenis ikan", "output": "L2", "kind": "tabel", "medium": "Portal Satu Data Kota Contoh", "released_on": day(425), "audience": "Umum", "responsible": "Bidang Tangkap"},
                    {"title": "Kapal mendarat menurut alat tangkap", "output": "L3", "kind": "infografis", "medium": "Papan pengumuman TPI dan situs dinas", "released_on": day(436), "audience": "Nelayan dan pengelola TPI", "responsible": "Seksi Statistik"},
                    {"title": "Hari operasi menurut ukuran kapal", "output": "L4", "kind": "tabel", "medium": "Portal Satu Data Kota Contoh", "released_on": day(425), "audience": "Umum", "responsible": "Seksi Statistik"},
                ],
                "disclosure": [
                    {"output": "L1", "method": "frekuensi", "minimum": 3, "reason": "Sel dengan kurang dari tiga pemilik kapal ditutup."},
                    {"output": "L2", "method": "supresi", "minimum": 3, "reason": "Nilai per jenis ikan dapat mengungkap satu pemilik kapal; sel primer dan sekunder ditutup."},
                    {"output": "L3", "method": "frekuensi", "minimum": 3, "reason": "TPI kecil kadang hanya didatangi satu pemilik kapal."},
                    {"output": "L4", "method": "frekuensi", "minimum": 5, "reason": "Rata-rata hari operasi disajikan bila sekurang-kurangnya lima kapal."},
                ],
            },
        },
        "derived": {
            "tables": {
                "derived": [
                    {"code": "NILAI_IKAN", "title": "Nilai produksi", "definition": "Berat ikan dikalikan harga jual pertamanya.", "expression": "BERAT_IKAN * HARGA_IKAN", "unit": "Rupiah", "reference_period": "Hari pendaratan", "registry": "NILAI_IKAN"},
                    {"code": "HASIL_PER_HARI", "title": "Hasil tangkapan per hari melaut", "definition": "Berat ikan dibagi hari operasi pelayaran itu.", "expression": "BERAT_IKAN / HARI_OPERASI", "unit": "Kilogram per hari", "reference_period": "Pelayaran terakhir", "registry": "BERAT_IKAN"},
                    {"code": "KAPAL_BERLABUH", "title": "Jumlah kapal mendarat", "definition": "Banyaknya dokumen pendaratan di tempat pendaratan ikan.", "expression": "cacah(TANGGAL_MENDARAT per TPI)", "unit": "Kapal", "reference_period": "Satu tahun kalender", "registry": "KAPAL_BERLABUH"},
                ],
            },
        },
        "sources": {
            "tables": {
                "sources": [
                    {"title": "Data lelang ikan", "institution": "UPTD Pelabuhan Perikanan Kota Contoh", "content": "Transaksi lelang: tanggal, kapal, jenis ikan, berat, harga.", "unit": "Transaksi lelang", "coverage": "Empat TPI besar yang menyelenggarakan lelang; penjualan langsung tidak tercatat.", "coverage_share": "61", "updated": "1", "reference_period": "Hari pendaratan", "lag_days": 5, "quality": "Nama kapal tidak selalu ditulis lengkap.", "legal_basis": "Peraturan Daerah Kota Contoh tentang Retribusi Tempat Pelelangan", "contact": "Kepala UPTD Pelabuhan Perikanan"},
                    {"title": "Register kapal perikanan", "institution": "Dinas Perikanan Kota Contoh", "content": "Nama kapal, pemilik, ukuran, alat tangkap yang diizinkan.", "unit": "Kapal", "coverage": "Kapal berizin; kapal di bawah 5 GT tercatat sebagian.", "coverage_share": "74", "updated": "3", "reference_period": "Akhir bulan", "lag_days": 14, "quality": "Kapal yang tidak melaut lagi belum dihapus.", "contact": "Seksi Perizinan"},
                ],
            },
        },
        "collection": {
            "fields": {
                "type": "2", "quality": 1 + 2, "respondent": "Nakhoda atau pemilik kapal yang mendarat",
                "modes": "Wawancara dengan tablet saat kapal membongkar; data lelang diambil bulanan sebagai pembanding.",
                "burden": 11, "nonresponse": "Nakhoda yang menolak diganti dengan catatan pengelola TPI; dicatat sebagai pengganti.",
                "training_plan": "Tiga hari untuk 16 petugas TPI dan 4 pengawas, dengan praktik di TPI Selatan.",
                "safety": "Tablet terkunci dan terenkripsi; nama nakhoda tidak disimpan setelah pemeriksaan.",
            },
            "tables": {
                "instruments": [
                    {"title": "Kuesioner SPHTI-1", "kind": "kuesioner", "means": 2, "purpose": "Pencatatan setiap kapal yang mendarat pada hari sampel.", "content": "Blok I keterangan TPI; Blok II keterangan kapal; Blok III hasil tangkapan menurut jenis ikan.", "minutes": 11, "reused_from": "SPHTI-1 tahun lalu, ditambah alat tangkap"},
                    {"title": "Aplikasi tablet SPHTI", "kind": "aplikasi", "means": 2, "purpose": "Pengisian dan pengiriman kuesioner oleh petugas TPI."},
                    {"title": "Buku pedoman petugas TPI", "kind": "pedoman", "purpose": "Konsep, tata cara, dan penggunaan tablet.", "minutes": 0},
                ],
                "agreements": [
                    {"source": "S1", "kind": "nk", "state": "ditandatangani", "number": "04/NK/UPTD-PP", "valid_until": day(700), "extraction": "berkas", "content": "Transaksi lelang per kapal dan jenis ikan, tanpa nama pembeli.", "format": "CSV", "schedule": "Bulanan, paling lambat tanggal 5", "security": "Berkas terenkripsi melalui kanal aman pemerintah kota.", "responsible": "Seksi Statistik"},
                    {"source": "S2", "kind": "tanpa", "state": "tidak-perlu", "reason": "Register dikelola oleh dinas yang sama.", "extraction": "view", "content": "Nama, ukuran, dan alat tangkap kapal.", "format": "Tampilan basis data", "schedule": "Sekali, sebelum pencacahan", "responsible": "Seksi Perizinan"},
                ],
            },
        },
        "sample": {
            "fields": {
                "frame_kind": "1", "frame": "Daftar 11 tempat pendaratan ikan tahun ini dan 365 hari kalender; TPI yang tutup musiman ditandai.",
                "frame_size": 4015, "design": "2", "design_note": "Tahap 1: tempat pendaratan ikan. Tahap 2: hari pendaratan, enam setiap bulan.",
                "selection": "1", "probability_method": "3", "unit": "Hari pendaratan di satu TPI", "size": 576,
                "selection_note": "Empat TPI besar diambil semua; empat dari tujuh TPI kecil dipilih sistematik menurut volume tahun lalu.",
                "fraction": "14,35 % (8/11 × 72/365)", "key_variable": "Rata-rata hasil tangkapan per hari TPI", "error_kind": "rse", "error": "4.2",
                "weighting": "Kebalikan peluang TPI kali hari, disesuaikan dengan hari tanpa pencatatan.", "allocation": "sama",
                "allocation_minimum": 24, "calc_target": "rata-rata", "calc_mean": "2450", "calc_deviation": "1900", "calc_precision_kind": "rse",
                "calc_precision": "4.2", "calc_confidence": "95", "calc_deff": "1.79", "calc_response": "98",
            },
            "tables": {
                "strata": [
                    {"title": "TPI besar", "size": 1460, "mean": "4600", "deviation": "1900", "cost": "210000", "minimum": 96, "sample": 288},
                    {"title": "TPI kecil", "size": 2555, "mean": "1220", "deviation": "640", "cost": "260000", "minimum": 96, "sample": 288},
                ],
                "stages": [
                    {"title": "Tempat pendaratan ikan", "frame": "Daftar TPI Dinas Perikanan", "method": "2", "method_note": "TPI besar diambil semua.", "population": 11, "sample": 8},
                    {"title": "Hari pendaratan", "frame": "Kalender, dibedakan hari lelang dan bukan hari lelang", "method": "1", "population": 365, "sample": 72},
                ],
            },
        },
        "processing": {
            "fields": {
                "editing": "1", "coding": "1", "entry": "2", "validation": "1", "nonresponse": "1", "analysis": "3", "analysis_units": 8,
                "analysis_units_other": "Kapal",
                "concept": "Kesalahan mencegah dokumen diterima; peringatan dikonfirmasi oleh pengawas TPI.",
                "analysis_plan": "Perbandingan dengan data lelang di empat TPI besar; perubahan terhadap tahun lalu menurut jenis ikan; galat penarikan sampel setiap taksiran.",
            },
            "tables": {
                "rules": [
                    {"title": "Berat ikan di atas nol", "expression": "BERAT_IKAN > 0", "scope": "rekaman", "severity": "galat", "message": "Berat ikan harus diisi lebih dari nol.", "active_from": "Entri"},
                    {"title": "Harga wajar", "expression": "HARGA_IKAN antara 1000 dan 500000", "scope": "rekaman", "severity": "galat", "message": "Harga per kilogram di luar batas; periksa satuan.", "active_from": "Entri"},
                    {"title": "Hari operasi terisi", "expression": "HARI_OPERASI >= 1 dan HARI_OPERASI <= 60", "scope": "rekaman", "severity": "galat", "message": "Hari operasi 1 sampai 60.", "active_from": "Entri"},
                    {"title": "Kapal kecil melaut sebentar", "expression": "jika UKURAN_KAPAL < 5 maka HARI_OPERASI <= 3", "scope": "rekaman", "severity": "peringatan", "message": "Kapal di bawah 5 GT jarang melaut lebih dari tiga hari.", "active_from": "5.3"},
                    {"title": "Awak pukat cincin", "expression": 'jika ALAT_TANGKAP = "1" maka JUMLAH_AWAK >= 10', "scope": "rekaman", "severity": "peringatan", "message": "Pukat cincin biasanya diawaki sepuluh orang atau lebih.", "active_from": "5.3"},
                    {"title": "Hasil per hari wajar", "expression": "HASIL_PER_HARI <= 5000", "scope": "rekaman", "severity": "peringatan", "message": "Hasil lebih dari 5 ton sehari dikonfirmasi ke pengelola TPI.", "active_from": "5.3"},
                    {"title": "Nilai per TPI tidak kosong", "expression": "jumlah(NILAI_IKAN per TPI) > 0", "scope": "kelompok", "group_by": "TPI", "severity": "galat", "message": "TPI tanpa nilai produksi: periksa kiriman data.", "active_from": "6.2"},
                ],
                "codings": [
                    {"variable": "ALAT_TANGKAP", "classification": "ALAT_TANGKAP", "method": "kamus", "verification_share": "10", "note": "Nama lokal alat tangkap dicocokkan dengan kamus petugas."},
                    {"variable": "JENIS_IKAN", "classification": "JENIS_IKAN", "method": "persis", "verification_share": "5"},
                ],
                "imputations": [
                    {"variable": "HARGA_IKAN", "method": "rata-rata", "classes": "JENIS_IKAN, TPI", "order": 1, "limit": "5", "reason": "Harga seragam dalam TPI pada hari yang sama."},
                    {"variable": "BERAT_IKAN", "method": "hot-deck", "classes": "TPI, JENIS_IKAN", "order": 2, "limit": "10", "reason": "Donor dari TPI dan bulan yang sama."},
                    {"variable": "UKURAN_KAPAL", "method": "deduktif", "order": 3, "limit": "5", "reason": "Diambil dari register kapal menurut nama kapal."},
                ],
                "estimations": [
                    {"output": "L1", "variable": "BERAT_IKAN", "estimator": "total", "domains": "JENIS_IKAN, TPI", "variance": "taylor"},
                    {"output": "L2", "variable": "NILAI_IKAN", "estimator": "total", "domains": "JENIS_IKAN", "condition": "HARGA_IKAN tidak kosong", "variance": "taylor"},
                    {"output": "L3", "variable": "KAPAL_BERLABUH", "estimator": "total", "domains": "ALAT_TANGKAP", "variance": "jackknife"},
                    {"output": "L4", "variable": "HARI_OPERASI", "estimator": "rata-rata", "domains": "ALAT_TANGKAP", "variance": "taylor"},
                ],
                "process_steps": [
                    {"kind": "editing", "title": "Pemeriksaan dokumen TPI", "procedure": "Pengawas memeriksa semua dokumen dengan peringatan; sisanya 10 persen acak.", "variables": "BERAT_IKAN, HARGA_IKAN, HARI_OPERASI", "responsible": "Pengawas TPI"},
                    {"kind": "macro-editing", "title": "Pembandingan dengan data lelang", "procedure": "Produksi empat TPI besar dibandingkan per bulan; selisih di atas 15 persen diperiksa.", "sources": ["S1"], "variables": "BERAT_IKAN", "responsible": "Seksi Statistik"},
                    {"kind": "integrasi", "title": "Penautan dengan register kapal", "procedure": "Menurut nama kapal dan tanggal; yang tidak tertaut diperiksa manual.", "sources": ["S1", "S2"], "variables": "UKURAN_KAPAL, ALAT_TANGKAP", "responsible": "Seksi Statistik"},
                    {"kind": "penimbang", "title": "Penimbang TPI dan hari", "procedure": "Kebalikan peluang TPI kali hari, lalu disesuaikan dengan hari tanpa pencatatan.", "variables": "TPI, TANGGAL_MENDARAT", "responsible": "Seksi Statistik"},
                    {"kind": "finalisasi", "title": "Pembekuan data akhir", "procedure": "Data akhir dibekukan setelah validasi output, dengan metadata dan kamus data.", "responsible": "Seksi Statistik"},
                    {"kind": "kerahasiaan", "title": "Penutupan sel", "procedure": "Sel primer dengan kurang dari tiga pemilik kapal dan sel sekundernya ditutup.", "responsible": "Walidata"},
                ],
                "hypotheses": [
                    {"output": "L1", "title": "Produksi naik kurang dari sepuluh persen", "low": "8900", "high": "9800", "basis": "Produksi tahun lalu 8.940 ton; dua kapal baru beroperasi."},
                    {"output": "L2", "title": "Nilai produksi sejalan dengan harga", "low": "195000000000", "high": "230000000000", "basis": "Harga rata-rata naik sekitar enam persen."},
                    {"output": "L3", "title": "Jumlah pendaratan stabil", "low": "17500", "high": "19500", "basis": "Jumlah kapal aktif hampir tetap."},
                    {"output": "L4", "title": "Dua sampai empat hari per pelayaran", "low": "2", "high": "4", "basis": "Rata-rata tahun lalu 2,8 hari."},
                ],
            },
        },
        "workflow": {
            "tables": {
                "systems": [
                    {"title": "Aplikasi tablet SPHTI", "purpose": "Pengisian kuesioner di TPI dan pengiriman ke server.", "owner": "Dinas Perikanan", "state": "Diadaptasi", "data": "Dokumen pendaratan", "security": "Tablet terenkripsi, sandi per petugas"},
                    {"title": "Server data dinas", "purpose": "Penyimpanan dan pengolahan.", "owner": "Dinas Kominfo", "state": "Dipakai", "data": "Data mentah, data akhir", "security": "Akses per peran, cadangan harian"},
                    {"title": "Program pengolahan SPHTI", "purpose": "Validasi, imputasi, estimasi.", "owner": "Seksi Statistik", "state": "Diadaptasi", "data": "Data bersih, taksiran"},
                    {"title": "Portal Satu Data Kota Contoh", "purpose": "Penyebarluasan tabel.", "owner": "Dinas Kominfo", "state": "Dipakai", "data": "Tabel dan metadata"},
                ],
                "processes": _processes(day),
                "risks": [
                    {"title": "Petugas TPI berhenti di tengah tahun", "cause": "Honor bulanan dan jam kerja dini hari", "likelihood": 3, "impact": 4, "mitigation": "Empat petugas cadangan dilatih bersama; kontrak enam bulan diperpanjang lebih awal.", "owner": "Kepala Seksi Statistik", "due": day(120)},
                    {"title": "Jaringan di TPI kecil terputus", "cause": "Sinyal lemah di tiga TPI", "likelihood": 4, "impact": 2, "mitigation": "Aplikasi menyimpan dokumen dan mengirim saat ada jaringan.", "owner": "Dinas Kominfo", "due": day(112)},
                    {"title": "Data lelang terlambat", "cause": "Pergantian pengelola aplikasi lelang", "likelihood": 2, "impact": 3, "mitigation": "Nota kesepahaman menetapkan tanggal 5; pengingat otomatis.", "owner": "Seksi Statistik", "due": day(150)},
                    {"title": "Nakhoda menolak diwawancarai", "cause": "Kekhawatiran atas pajak", "likelihood": 3, "impact": 5, "mitigation": "Sosialisasi dengan kelompok nelayan; jaminan kerahasiaan tertulis.", "owner": "Bidang Tangkap", "due": day(140)},
                    {"title": "Satu pemilik kapal dapat dikenali dalam tabel", "cause": "TPI kecil dengan sedikit kapal", "likelihood": 2, "impact": 4, "mitigation": "Penutupan sel primer dan sekunder sebelum rilis.", "owner": "Walidata", "due": day(300)},
                ],
            },
        },
        "contacts": {
            "fields": OFFICE | {
                "echelon2": "Kepala Dinas Perikanan Kota Contoh",
                "responsible_phone": "(0999) 555 0141", "responsible_email": "kepala.perikanan@contoh.example", "manager_name": "Sri Wahyuni, S.Pi",
                "manager_position": "Kepala Seksi Statistik Perikanan", "manager_phone": "(0999) 555 0142", "manager_email": "statistik.perikanan@contoh.example",
            },
        },
        "notification": {
            "fields": {
                "survey_title": "Survei Produksi Hasil Tangkapan Ikan Kota Contoh", "estimation_level_note": "Kota dan tempat pendaratan ikan",
                "earlier_publication": "Produksi Perikanan Tangkap Kota Contoh, tahun lalu",
            },
        },
    }  # fmt: skip


def _processes(day: Any) -> list[dict[str, Any]]:
    """From the selection of days to the support of users, each handing on to the next."""
    head, manager = "Kepala Bidang Tangkap", "Kepala Seksi Statistik"
    # sub-process, title, description, comes in, goes out, system, R, A, C, I
    lines = [
        ("4.1", "Penarikan hari sampel", "Memilih TPI dan hari, mencatat awalan acak.", "Kerangka TPI", "Daftar sampel", "Y2", "Seksi Statistik", manager, "Walidata", "Pengawas TPI"),
        ("4.2", "Pelatihan petugas", "Melatih petugas TPI dan pengawas.", "Buku pedoman", "Petugas terlatih", "Y1", "Seksi Statistik", manager, "", "Petugas TPI"),
        ("4.3", "Pencatatan di TPI", "Mewawancarai nakhoda setiap kapal yang mendarat.", "Daftar sampel; petugas terlatih", "Dokumen pendaratan", "Y1", "Petugas TPI", manager, "Pengelola TPI", head),
        ("4.4", "Penutupan pencatatan", "Memastikan semua hari sampel terkirim.", "Dokumen pendaratan", "Data mentah", "Y2", "Pengawas TPI", manager, "", head),
        ("5.1", "Penautan sumber", "Menautkan dokumen dengan data lelang dan register kapal.", "Data mentah", "Data tertaut", "Y3", "Seksi Statistik", manager, "UPTD Pelabuhan Perikanan", ""),
        ("5.2", "Pengodean alat tangkap", "Mencocokkan nama lokal dengan klasifikasi.", "Data tertaut", "Data berkode", "Y3", "Seksi Statistik", manager, "Bidang Tangkap", ""),
        ("5.3", "Validasi", "Menjalankan aturan dan mengonfirmasi ke TPI.", "Data berkode", "Laporan kesalahan; data tervalidasi", "Y3", "Seksi Statistik", manager, "Pengawas TPI", ""),
        ("5.4", "Penyuntingan dan imputasi", "Memperbaiki dan mengisi nilai yang hilang.", "Laporan kesalahan; data tervalidasi", "Data bersih", "Y3", "Seksi Statistik", manager, "", "Walidata"),
        ("5.5", "Variabel turunan", "Menghitung nilai dan hasil per hari.", "Data bersih", "Data lengkap", "Y3", "Seksi Statistik", manager, "", ""),
        ("5.6", "Penimbang", "Menghitung penimbang TPI dan hari.", "Data lengkap; daftar sampel", "Data tertimbang", "Y3", "Seksi Statistik", manager, "Walidata", ""),
        ("5.7", "Agregat", "Menghitung taksiran dan galatnya.", "Data tertimbang", "Taksiran", "Y3", "Seksi Statistik", manager, "", ""),
        ("5.8", "Pembekuan data", "Membekukan data akhir dengan metadata.", "Taksiran", "Data akhir", "Y2", "Seksi Statistik", manager, "", "Walidata"),
        ("6.1", "Draf tabel", "Menyusun tabel menurut rancangan.", "Data akhir", "Draf tabel", "Y3", "Seksi Statistik", manager, "", ""),
        ("6.2", "Validasi tabel", "Membandingkan dengan data lelang dan tahun lalu.", "Draf tabel", "Tabel tervalidasi", "Y3", "Bidang Tangkap", head, "UPTD Pelabuhan Perikanan", ""),
        ("6.3", "Interpretasi", "Menulis penjelasan perubahan.", "Tabel tervalidasi", "Naskah analisis", "", "Bidang Tangkap", head, "Badan Perencanaan", ""),
        ("6.4", "Penutupan sel", "Menutup sel primer dan sekunder.", "Naskah analisis", "Tabel aman", "Y3", "Walidata", head, "", ""),
        ("6.5", "Finalisasi output", "Menyetujui tabel untuk dirilis.", "Tabel aman", "Output final", "", "Seksi Statistik", head, "Walidata", ""),
        ("7.1", "Pemutakhiran portal", "Menyiapkan tempat tabel dan metadata.", "Output final", "Halaman tabel", "Y4", "Dinas Kominfo", "Kepala Bidang Data", "", ""),
        ("7.2", "Produk diseminasi", "Membuat publikasi dan infografis.", "Output final", "Publikasi", "Y4", "Seksi Statistik", head, "", ""),
        ("7.3", "Rilis", "Merilis menurut jadwal.", "Publikasi; halaman tabel", "Rilis", "Y4", "Dinas Kominfo", "Kepala Bidang Data", "", head),
        ("7.4", "Promosi", "Memberi tahu pengguna dan kelompok nelayan.", "Rilis", "Pemberitahuan", "Y4", "Dinas Kominfo", "Kepala Bidang Data", "", ""),
        ("7.5", "Layanan pengguna", "Menjawab pertanyaan atas tabel.", "Rilis", "Jawaban", "Y4", "Seksi Statistik", manager, "", "Walidata"),
    ]  # fmt: skip
    names = ("subprocess", "title", "description", "input", "output", "system", "responsible", "accountable", "consulted", "informed")  # fmt: skip
    return [dict(zip(names, line, strict=True)) for line in lines]
