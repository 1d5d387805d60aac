"""Needs, consultations, outputs, concepts and availability (1.1 to 1.5) of the demo office, by activity and section.

Read by story.play_declared. Keys follow the order of the rows: K1 is the first need. Entries of the registry by their codes.
"""

from __future__ import annotations

from typing import Any

from phases.engine.demo.hari import Day


def _scores(manfaat: int, mandat: int, mendesak: int, pengguna: int, kelayakan: int) -> dict[str, int]:
    return {"manfaat": manfaat, "mandat": mandat, "mendesak": mendesak, "pengguna": pengguna, "kelayakan": kelayakan}


CITY, CITY_AND_DISTRICT = 4, 12
"""Levels of presentation: city, city and district."""
YEARLY, QUARTERLY, MONTHLY = "7", "4", "3"

IKAN: dict[str, Any] = {
    "needs": {
        "tables": {
            "needs": [
                {
                    "title": "Produksi ikan hasil tangkapan menurut jenis ikan dan tempat pendaratan", "user": "Dinas Perikanan, Bidang Tangkap",
                    "user_kind": "internal", "purpose": "Target tahunan produksi dan penetapan bantuan sarana nelayan.",
                    "benefit": "Bantuan diarahkan ke tempat pendaratan yang produksinya turun.", "level": CITY_AND_DISTRICT, "frequency": YEARLY,
                    "wanted_by": Day(330), "group": "Produksi dan nilai", "scores": _scores(5, 5, 5, 4, 4), "state": "diterima", "origin": "dicatat",
                },
                {
                    "title": "Nilai produksi hasil tangkapan menurut jenis ikan", "user": "Badan Perencanaan Pembangunan Daerah", "user_kind": "opd",
                    "purpose": "Neraca perikanan dan perkiraan sumbangan perikanan dalam perekonomian kota.",
                    "benefit": "Perkiraan tidak lagi memakai harga lelang saja.", "level": CITY, "frequency": YEARLY, "wanted_by": Day(330),
                    "group": "Produksi dan nilai", "scores": _scores(5, 4, 4, 4, 4), "state": "diterima", "origin": "konsultasi", "origin_note": "Rapat koordinasi data Januari",
                },
                {
                    "title": "Jumlah kapal yang mendarat menurut ukuran kapal dan alat tangkap", "user": "Pengelola tempat pendaratan ikan", "user_kind": "opd",
                    "purpose": "Pengaturan dermaga, es, dan bahan bakar di tempat pendaratan.", "benefit": "Antrean bongkar berkurang pada musim puncak.",
                    "level": CITY_AND_DISTRICT, "frequency": QUARTERLY, "group": "Armada", "scores": _scores(4, 3, 4, 3, 5), "state": "diterima", "origin": "konsultasi",
                    "origin_note": "Rapat pengelola TPI",
                },
                {
                    "title": "Upaya penangkapan: hari operasi per kapal", "user": "Universitas Contoh, Jurusan Perikanan", "user_kind": "akademisi",
                    "purpose": "Pendugaan stok ikan di perairan sekitar kota.", "benefit": "Musim dan ukuran tangkapan yang lestari dapat diusulkan.",
                    "level": CITY, "frequency": YEARLY, "group": "Armada", "scores": _scores(3, 2, 3, 3, 3), "state": "diterima", "origin": "pertanyaan",
                    "origin_note": "Surat jurusan, Februari",
                },
                {
                    "title": "Bagian hasil tangkapan yang dijual di luar lelang", "user": "Dinas Perikanan, Bidang Usaha", "user_kind": "internal",
                    "purpose": "Penilaian aturan lelang dan potensi retribusi.", "benefit": "Cakupan data lelang diketahui.", "level": CITY, "frequency": YEARLY,
                    "group": "Produksi dan nilai", "scores": _scores(4, 3, 4, 2, 4), "state": "diterima", "origin": "dicatat",
                },
                {
                    "title": "Harga ikan harian di tempat pendaratan", "user": "Dinas Perdagangan", "user_kind": "opd", "purpose": "Pemantauan inflasi daerah.",
                    "frequency": MONTHLY, "level": CITY, "group": "Harga", "scores": _scores(4, 2, 3, 4, 2), "state": "ditunda",
                    "state_reason": "Memerlukan pencatatan setiap hari; dibahas lagi setelah aplikasi lelang diperluas.", "origin": "konsultasi", "origin_note": "Rapat koordinasi data Januari",
                },
                {
                    "title": "Pendapatan rumah tangga nelayan", "user": "Dinas Sosial", "user_kind": "opd", "purpose": "Sasaran bantuan sosial pesisir.",
                    "level": CITY_AND_DISTRICT, "frequency": YEARLY, "group": "Kesejahteraan", "scores": _scores(4, 3, 3, 3, 1), "state": "ditunda",
                    "state_reason": "Unit pengamatannya rumah tangga, bukan kapal; diusulkan sebagai kegiatan tersendiri.", "origin": "konsultasi",
                },
                {
                    "title": "Posisi kapal di laut", "user": "Pelaku usaha penangkapan", "user_kind": "usaha", "purpose": "Keselamatan pelayaran.",
                    "group": "Armada", "scores": _scores(2, 1, 2, 2, 1), "state": "ditolak", "state_reason": "Bukan kewenangan kota; sudah tersedia pada pengawasan kapal.", "origin": "pertanyaan",
                },
            ],
            "need_variables": [
                {"need": "K1", "name": "Berat ikan yang didaratkan", "definition": "Berat ikan segar saat dibongkar dari kapal, per jenis ikan.", "benefit": "Dasar angka produksi.", "source": "Pencatatan di TPI", "release": "Tahunan, Februari", "registry": "BERAT_IKAN"},
                {"need": "K1", "name": "Jenis ikan", "definition": "Nama jenis ikan menurut nelayan dan nama resminya.", "source": "Pencatatan di TPI", "release": "Tahunan, Februari", "registry": "JENIS_IKAN"},
                {"need": "K2", "name": "Harga jual pertama", "definition": "Harga per kilogram pada penjualan pertama di tempat pendaratan.", "benefit": "Nilai produksi dihitung darinya.", "source": "Lelang dan wawancara nakhoda", "release": "Tahunan, Februari", "registry": "HARGA_IKAN"},
                {"need": "K3", "name": "Ukuran kapal", "definition": "Gross tonnage menurut surat ukur kapal.", "source": "Surat kapal", "release": "Triwulanan", "registry": "UKURAN_KAPAL"},
                {"need": "K3", "name": "Alat tangkap", "definition": "Alat yang dipakai pada pelayaran terakhir, dengan sebutan setempat.", "source": "Wawancara nakhoda", "release": "Triwulanan"},
                {"need": "K4", "name": "Hari operasi", "definition": "Banyaknya hari melaut dari berangkat sampai mendarat.", "source": "Wawancara nakhoda", "release": "Tahunan, Februari", "registry": "HARI_OPERASI"},
                {"need": "K5", "name": "Cara penjualan", "definition": "Melalui lelang, kepada pengepul, atau langsung kepada pembeli.", "source": "Wawancara nakhoda", "release": "Tahunan, Februari"},
            ],
        }
    },
    "consultations": {
        "tables": {
            "consultations": [
                {
                    "title": "Prioritas kebutuhan data perikanan tangkap", "kind": "rapat", "held_on": Day(9), "place": "Aula Dinas Perikanan",
                    "agenda": "1. Daftar kebutuhan dan urutannya.\n2. Tempat pencatatan: di kapal atau di tempat pendaratan.\n3. Rincian menurut alat tangkap.",
                    "participants": "Andi Saputra, TPI Selatan\nRina Wulandari, TPI Utara\nHasan Basri, Kelompok Nelayan Maju\nDewi Lestari, Badan Perencanaan Pembangunan Daerah\nBagus Pratama, Universitas Contoh",
                    "minutes": "Peserta sepakat bahwa pencatatan dilakukan di tempat pendaratan, bukan di kapal. Pengelola TPI meminta angka kapal mendarat setiap triwulan. Harga harian ditunda karena petugas hanya bertugas pada hari sampel.",
                    "result": "Lima kebutuhan diterima, dua ditunda, satu tidak diterima.", "needs": ["K1", "K2", "K3", "K4", "K5", "K6", "K7"],
                },
                {
                    "title": "Bagian tangkapan di luar lelang", "kind": "fgd", "held_on": Day(10), "place": "TPI Selatan",
                    "agenda": "Cara ikan dijual tanpa lelang dan bagaimana mencatatnya.",
                    "participants": "Hasan Basri, Kelompok Nelayan Maju\nSiti Aminah, pengepul\nJoko Santoso, juru lelang\nLilis Suryani, Dinas Perikanan",
                    "minutes": "Penjualan langsung paling banyak terjadi pada pendaratan malam. Nakhoda bersedia menyebut perkiraan berat bila nama pembeli tidak dicatat.",
                    "result": "Cara penjualan masuk sebagai pertanyaan baru; nama pembeli tidak dicatat.", "needs": ["K5"],
                },
            ],
            "confirmations": [
                {"need": "K1", "institution": "Dinas Perikanan, Bidang Tangkap", "person": "Surya Dharma", "position": "Kepala Bidang Tangkap", "confirmed_on": Day(11), "answer": "sesuai", "letter": "Nota dinas 045/PT, Maret", "consultation": "KS1"},
                {"need": "K2", "institution": "Badan Perencanaan Pembangunan Daerah", "person": "Dewi Lestari", "position": "Kepala Subbidang Ekonomi", "confirmed_on": Day(11), "answer": "sesuai", "letter": "Surat 050/112, Maret", "consultation": "KS1"},
                {"need": "K3", "institution": "Pengelola tempat pendaratan ikan", "person": "Andi Saputra", "position": "Kepala TPI Selatan", "confirmed_on": Day(12), "answer": "diubah", "note": "Rincian menurut alat tangkap ditambahkan.", "consultation": "KS1"},
                {"need": "K4", "institution": "Universitas Contoh, Jurusan Perikanan", "person": "Bagus Pratama", "position": "Ketua jurusan", "confirmed_on": Day(12), "answer": "sesuai", "letter": "Surat elektronik"},
                {"need": "K5", "institution": "Dinas Perikanan, Bidang Usaha", "person": "Lilis Suryani", "position": "Kepala Seksi Pemasaran", "confirmed_on": Day(12), "answer": "sesuai", "consultation": "KS2"},
            ],
        }
    },
    "outputs": {
        "tables": {
            "outputs": [
                {"title": "Produksi ikan hasil tangkapan", "kind": "tabel", "population": "Seluruh pendaratan kapal penangkap ikan di 11 TPI Kota Contoh selama setahun.", "measure": "Volume produksi (ton)", "dimensions": "Jenis ikan\nTempat pendaratan\nCara penjualan", "levels": CITY_AND_DISTRICT, "frequency": YEARLY, "needs": ["K1", "K5"], "review": "Cara penjualan disajikan hanya untuk tingkat kota."},
                {"title": "Nilai produksi hasil tangkapan", "kind": "tabel", "population": "Seluruh pendaratan kapal penangkap ikan di 11 TPI Kota Contoh selama setahun.", "measure": "Nilai produksi (rupiah)", "dimensions": "Jenis ikan\nTempat pendaratan", "levels": CITY, "frequency": YEARLY, "needs": ["K2"]},
                {"title": "Jumlah kapal yang mendarat", "kind": "tabel", "population": "Pendaratan kapal penangkap ikan di 11 TPI Kota Contoh dalam satu triwulan.", "measure": "Jumlah pendaratan (kapal)", "dimensions": "Ukuran kapal\nAlat tangkap", "levels": CITY_AND_DISTRICT, "frequency": QUARTERLY, "needs": ["K3"], "review": "Frekuensi triwulanan disetujui walidata."},
                {"title": "Rata-rata hari operasi per pelayaran", "kind": "indikator", "population": "Pelayaran yang berakhir dengan pendaratan di 11 TPI Kota Contoh selama setahun.", "measure": "Rata-rata hari operasi (hari)", "dimensions": "Ukuran kapal\nAlat tangkap", "levels": CITY, "frequency": YEARLY, "needs": ["K4"]},
            ]
        }
    },
    "concepts": {
        "tables": {
            "concepts": [
                {"name": "Hasil tangkapan", "definition": "Berat ikan segar yang didaratkan, termasuk yang dijual langsung tanpa lelang.", "source": "Dinas Perikanan, Bidang Tangkap", "need": "K1", "registry": "PRODUKSI_IKAN", "agreement": "sama", "decision": "registri"},
                {"name": "Nilai tangkapan", "definition": "Berat ikan dikalikan harga jual pertama di tempat pendaratan.", "source": "Badan Perencanaan Pembangunan Daerah", "need": "K2", "registry": "NILAI_PRODUKSI_IKAN", "agreement": "sama", "decision": "registri"},
                {"name": "Alat tangkap lokal", "definition": "Alat penangkapan ikan dengan sebutan setempat yang belum ada padanannya dalam klasifikasi.", "source": "Kelompok nelayan, rapat prioritas", "need": "K3", "registry": "ALAT_PENANGKAPAN_IKAN", "agreement": "sempit", "decision": "usulkan"},
                {"name": "Hari lelang", "definition": "Hari ketika lelang ikan dibuka di suatu tempat pendaratan.", "source": "Pengelola TPI", "need": "K5", "agreement": "tidak-ada", "decision": "sendiri", "reason": "Hanya dipakai untuk memilih hari sampel; tidak disajikan."},
            ]
        }
    },
    "availability": {
        "tables": {
            "lookups": [
                {"place": "sirusa", "system": "SIRUSA", "looked_on": Day(16), "terms": "perikanan tangkap; tempat pendaratan ikan", "finding": "Ada statistik perikanan tangkap tingkat kabupaten/kota, tahunan, tanpa rincian tempat pendaratan.", "suitability": "sebagian", "needs": ["K1", "K2"]},
                {"place": "sdi", "system": "Portal Satu Data Indonesia", "looked_on": Day(16), "terms": "kapal mendarat Kota Contoh", "finding": "Tidak ada set data untuk Kota Contoh.", "suitability": "tidak-ada", "needs": ["K3"]},
                {"place": "instansi", "system": "Unit lelang TPI, Dinas Perikanan", "looked_on": Day(17), "terms": "Rekap lelang bulanan", "finding": "Berat dan nilai ikan yang dilelang tersedia lengkap; cakupannya 61 persen dari perkiraan produksi, tanpa alat tangkap.", "suitability": "sebagian", "needs": ["K1", "K2", "K5"]},
                {"place": "publikasi", "system": "Buku Kota Contoh Dalam Angka", "looked_on": Day(18), "terms": "perikanan", "finding": "Tidak memuat hari operasi kapal.", "suitability": "tidak-sesuai", "needs": ["K4"]},
            ],
            "reuses": [
                {"subject": "PRODUKSI_IKAN_TAHUNAN@1.0.0", "title": "Produksi Perikanan Tangkap menurut Jenis Ikan", "score": "61", "why": "Kata yang sama: produksi, ikan, tangkapan, tempat, pendaratan, berat.", "decision": "perluas", "reason": "Set data tahun lalu disusun dari data lelang; ikan yang dijual langsung dan alat tangkap ditambahkan dengan pencatatan di TPI."},
                {"subject": "SD_PRODUKSI_IKAN@1.0.0", "title": "Produksi Perikanan Tangkap", "score": "61", "why": "Kata yang sama: produksi, ikan, tangkapan, pendaratan, penangkapan, berat.", "decision": "pakai", "reason": "Konsep, definisi, dan satuan mengikuti standar data ini."},
            ],
        }
    },
}  # fmt: skip
GERIATRI: dict[str, Any] = {
    "needs": {
        "tables": {
            "needs": [
                {"title": "Jumlah kunjungan pasien lanjut usia menurut klinik dan bulan", "user": "Dinas Kesehatan, Bidang Pelayanan", "user_kind": "internal", "purpose": "Penempatan tenaga dan jadwal layanan.", "benefit": "Waktu tunggu berkurang.", "level": CITY, "frequency": YEARLY, "scores": _scores(5, 4, 5, 3, 5), "state": "diterima", "origin": "rencana-aksi", "origin_note": "Rencana aksi tahun lalu, nomor 1"},
                {"title": "Rata-rata kunjungan per pasien lanjut usia", "user": "Badan Perencanaan Pembangunan Daerah", "user_kind": "opd", "purpose": "Indikator layanan lanjut usia dalam rencana daerah.", "level": CITY, "frequency": YEARLY, "scores": _scores(4, 4, 3, 3, 4), "state": "diterima", "origin": "konsultasi"},
                {"title": "Diagnosis terbanyak pasien lanjut usia", "user": "Pengelola klinik geriatri", "user_kind": "opd", "purpose": "Perencanaan obat dan alat.", "level": CITY, "frequency": YEARLY, "scores": _scores(4, 3, 3, 3, 4), "state": "diterima", "origin": "konsultasi"},
                {"title": "Biaya layanan per pasien", "user": "Dinas Kesehatan, Bagian Keuangan", "user_kind": "internal", "purpose": "Penyusunan tarif.", "scores": _scores(3, 3, 2, 2, 1), "state": "ditunda", "state_reason": "Rekap klinik tidak memuat biaya."},
            ],
            "need_variables": [
                {"need": "K1", "name": "Jumlah kunjungan", "definition": "Banyaknya kunjungan pasien berusia 60 tahun ke atas.", "source": "Rekap bulanan klinik", "release": "Tahunan", "registry": "JUMLAH_KUNJUNGAN"},
                {"need": "K2", "name": "Jumlah pasien", "definition": "Orang berusia 60 tahun ke atas yang berkunjung sekurang-kurangnya sekali.", "source": "Rekap bulanan klinik", "release": "Tahunan", "registry": "JUMLAH_PASIEN"},
                {"need": "K3", "name": "Diagnosis utama", "definition": "Penyakit yang terutama menyebabkan kunjungan.", "source": "Rekap bulanan klinik", "release": "Tahunan", "registry": "DIAGNOSIS_UTAMA"},
            ],
        }
    },
    "consultations": {
        "tables": {
            "consultations": [
                {"title": "Rapat dengan sembilan pengelola klinik", "kind": "rapat", "held_on": Day(5), "place": "Dinas Kesehatan", "agenda": "Isi rekap bulanan dan pengertian kunjungan ulang.", "participants": "Ratna Dewi, Klinik Melati\nYusuf Hakim, Klinik Kenanga\nIndah Permata, Bidang Pelayanan Kesehatan", "minutes": "Pengertian kunjungan ulang diseragamkan: keluhan yang sama dalam 30 hari. Rekap diserahkan paling lambat tanggal 10.", "result": "Tiga kebutuhan diterima.", "needs": ["K1", "K2", "K3"]},
            ],
            "confirmations": [
                {"need": "K1", "institution": "Dinas Kesehatan, Bidang Pelayanan", "person": "Indah Permata", "position": "Kepala Bidang Pelayanan", "confirmed_on": Day(6), "answer": "sesuai", "consultation": "KS1"},
                {"need": "K2", "institution": "Badan Perencanaan Pembangunan Daerah", "person": "Dewi Lestari", "position": "Kepala Subbidang", "confirmed_on": Day(6), "answer": "sesuai", "letter": "Surat 050/98"},
                {"need": "K3", "institution": "Pengelola klinik geriatri", "person": "Ratna Dewi", "position": "Kepala Klinik Melati", "confirmed_on": Day(6), "answer": "sesuai", "consultation": "KS1"},
            ],
        }
    },
    "outputs": {
        "tables": {
            "outputs": [
                {"title": "Jumlah kunjungan pasien lanjut usia", "kind": "tabel", "population": "Kunjungan pasien berusia 60 tahun ke atas ke sembilan klinik geriatri.", "measure": "Jumlah kunjungan", "dimensions": "Klinik\nBulan", "levels": CITY, "frequency": YEARLY, "needs": ["K1"]},
                {"title": "Rata-rata kunjungan per pasien", "kind": "indikator", "population": "Pasien berusia 60 tahun ke atas yang berkunjung sekurang-kurangnya sekali.", "measure": "Rata-rata kunjungan", "dimensions": "Klinik", "levels": CITY, "frequency": YEARLY, "needs": ["K2"]},
                {"title": "Sepuluh diagnosis terbanyak", "kind": "tabel", "population": "Kunjungan pasien berusia 60 tahun ke atas ke sembilan klinik geriatri.", "measure": "Jumlah kunjungan", "dimensions": "Diagnosis utama", "levels": CITY, "frequency": YEARLY, "needs": ["K3"]},
            ]
        }
    },
    "concepts": {
        "tables": {
            "concepts": [
                {"name": "Pasien geriatri", "definition": "Pasien berusia 60 tahun ke atas.", "source": "Pengelola klinik", "need": "K1", "registry": "LANJUT_USIA", "agreement": "sama", "decision": "registri"},
                {"name": "Kunjungan ulang", "definition": "Kunjungan untuk keluhan yang sama dalam 30 hari.", "source": "Rapat dengan pengelola klinik", "need": "K2", "agreement": "tidak-ada", "decision": "usulkan"},
            ]
        }
    },
    "availability": {
        "tables": {
            "lookups": [
                {"place": "instansi", "system": "Badan penyelenggara jaminan kesehatan", "looked_on": Day(10), "terms": "Kunjungan lanjut usia di klinik Kota Contoh", "finding": "Tidak memuat jenis layanan geriatri.", "suitability": "tidak-sesuai", "needs": ["K1", "K3"]},
                {"place": "portal", "system": "Metadata Kota Contoh", "looked_on": Day(9), "terms": "kunjungan; lanjut usia", "finding": "Tidak ada data sejenis.", "suitability": "tidak-ada", "needs": ["K2"]},
            ]
        }
    },
}  # fmt: skip
KEPUASAN: dict[str, Any] = {
    "needs": {
        "tables": {
            "needs": [
                {"title": "Indeks kepuasan menurut unsur pelayanan", "user": "Dinas Pelayanan Terpadu", "user_kind": "internal", "purpose": "Perbaikan pelayanan dan laporan tahunan.", "level": CITY, "frequency": "6", "scores": _scores(5, 5, 4, 3, 5), "state": "diterima"},
                {"title": "Indeks kepuasan menurut loket", "user": "Kepala ruang layanan", "user_kind": "internal", "purpose": "Pengaturan petugas loket.", "frequency": "6", "scores": {"manfaat": 4, "mendesak": 4}, "state": "usulan"},
                {"title": "Waktu tunggu di loket", "user": "Kepala ruang layanan", "user_kind": "internal", "purpose": "Standar waktu pelayanan.", "state": "usulan"},
            ],
            "need_variables": [
                {"need": "K1", "name": "Nilai unsur pelayanan", "definition": "Penilaian pengguna atas satu unsur, 1 sampai 4.", "source": "Kuesioner pengguna", "release": "Dua kali setahun", "registry": "NILAI_UNSUR"},
            ],
        }
    }
}  # fmt: skip
DECLARED: dict[str, dict[str, Any]] = {"IKAN-TANGKAP": IKAN, "KLINIK-GERIATRI": GERIATRI, "KEPUASAN-LAYANAN": KEPUASAN}
