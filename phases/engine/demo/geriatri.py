"""Kompilasi Layanan Klinik Geriatri: administrative data, in the middle of processing; one output is late."""

from phases.engine.demo.story import Paper, Story

AGREEMENT = """Klinik menyerahkan rekap kunjungan bulanan tanpa nama pasien, paling lambat tanggal 10 bulan berikutnya.
Dinas Kesehatan menjaga kerahasiaan data dan hanya menyajikan angka gabungan.
"""
HANDOVER = """Diserahterimakan data mentah rekap kunjungan dari 9 klinik untuk dua belas bulan (108 berkas).
Tiga berkas dari Klinik Melati diterima terlambat dan sudah diperiksa.
"""


def tell(story: Story) -> None:
    carry = story.carry
    carry("1.1", 1, 6, notes=["Rencana aksi tahun lalu: definisi kunjungan ulang diseragamkan."])
    carry(
        "1.2",
        6,
        10,
        uses=["1.1"],
        notes=["Rapat dengan 9 pengelola klinik.", "Dikonfirmasi Bidang Pelayanan Kesehatan."],
    )
    carry(
        "1.3",
        9,
        14,
        papers=[
            Paper(
                "Daftar output kompilasi",
                "daftar-output",
                "#csv\nKode;Output statistik\nO1;Jumlah kunjungan pasien lanjut usia menurut klinik\nO2;Rata-rata kunjungan per pasien\nO3;Sepuluh diagnosis terbanyak\n",
            )
        ],
    )
    carry("1.4", 9, 15, notes=["Kunjungan, pasien, diagnosis.", "Pasien geriatri: berusia 60 tahun ke atas."])
    carry(
        "1.5",
        10,
        16,
        notes=["Tidak ada data sejenis di metadata.", "Data jaminan kesehatan tidak memuat jenis layanan."],
    )
    carry(
        "1.6",
        15,
        24,
        uses=["1.3"],
        papers=[
            Paper(
                "Nota dinas pengantar KAK",
                text="Kompilasi rekap kunjungan klinik geriatri untuk perencanaan layanan lanjut usia. Biaya Rp42.750.000.",
            )
        ],
    )
    story.close(1, 26, "Kebutuhan dan KAK kompilasi disepakati dengan 9 klinik.")
    carry(
        "2.1",
        27,
        33,
        uses=["1.3"],
        notes=[
            "Tiga tabel dan satu lembar fakta.",
            "Situs dinas.",
            "Klinik tunggal dalam satu kecamatan tidak disajikan tersendiri.",
        ],
    )
    carry("2.2", 30, 38, uses=["1.4"])
    carry(
        "2.3",
        32,
        42,
        papers=[Paper("Kesepakatan dengan klinik", "rancangan-kesepakatan", AGREEMENT)],
        notes=[
            "Penyerahan rekap bulanan.",
            "Lembar kerja rekap.",
            "Kesepakatan ditandatangani 9 klinik.",
            "Berkas lembar kerja lewat kanal aman.",
        ],
    )
    carry("2.5", 38, 48, uses=["2.2"])
    carry("2.6", 44, 54)
    story.close(2, 56, "Rancangan kompilasi selesai, tanpa penarikan sampel.")
    carry("3.1", 56, 64, uses=["2.3"])
    carry("3.2", 58, 68, uses=["2.5"])
    carry("3.3", 60, 69)
    carry(
        "3.4",
        64,
        72,
        papers=[
            Paper(
                "Nota dinas alur kerja kompilasi",
                "sk-alur-kerja",
                "Menunjuk penanggung jawab penerimaan, pemeriksaan, dan pengolahan rekap.",
            )
        ],
    )
    carry("3.5", 68, 76)
    carry(
        "3.6",
        72,
        80,
        papers=[
            Paper(
                "Laporan uji coba rekap dua klinik",
                "laporan-uji-coba",
                "Uji coba dengan rekap dua klinik: 4 kolom diperjelas, kode diagnosis diseragamkan.",
            )
        ],
    )
    carry("3.7", 78, 84)
    story.close(3, 87, "Lembar kerja dan program siap dipakai.")
    carry("4.2", 86, 96, notes=["Dua petugas penerima rekap."])
    carry(
        "4.3",
        96,
        150,
        uses=["3.1"],
        notes=[
            "Surat edaran kepada klinik.",
            "108 berkas dari 9 klinik.",
            "Pemantauan mingguan; satu klinik dua kali terlambat.",
        ],
    )
    carry(
        "4.4",
        148,
        158,
        uses=["4.3"],
        papers=[Paper("Berita acara serah terima data mentah", "ba-serah-terima-data-mentah", HANDOVER)],
        comment="Data dapat diteruskan ke pengolahan.",
    )
    story.close(4, 160, "Seluruh rekap dua belas bulan sudah diterima.")
    story.open_phase(5, 161)
    carry(
        "5.1",
        161,
        172,
        uses=["4.4"],
        notes=[
            "Berkas 9 klinik digabung.",
            "Nomor rekam medis diganti nama samaran berkunci.",
            "Unit: kunjungan.",
            "Definisi kunjungan ulang disamakan.",
            "Tanggal dan kode diseragamkan.",
            "Kode klinik sebagai kode relasi.",
        ],
    )
    for number, start, due in [
        ("5.2", 170, 184),
        ("5.3", 176, 186),
        ("5.4", 184, 196),
        ("5.5", 196, 200),
        ("5.7", 200, 208),
        ("5.8", 208, 214),
    ]:
        story.plan(number, 165, start=start, due=due)
    story.start("5.2", 171)
    story.use("5.2", 171, ["5.1"])
    story.tick("5.2", 178, count=1, notes=["Diagnosis diberi kode tiga karakter; 96 persen otomatis."])
    story.start("5.3", 177)
    story.use("5.3", 177, ["5.1"])
    story.tick(
        "5.3",
        182,
        notes=["41 aturan validasi dijalankan.", "312 kesalahan pada 5 klinik.", "Konfirmasi ke klinik selesai."],
    )
    story.attach(
        "5.3",
        184,
        [
            Paper(
                "Laporan kesalahan data rekap",
                "laporan-kesalahan",
                "#csv\nKlinik;Kesalahan;Diperbaiki\nKlinik Melati;148;148\nKlinik Anggrek;64;64\nKlinik Kenanga;52;52\nKlinik Cempaka;31;31\nKlinik Dahlia;17;17\n",
            )
        ],
    )
    story.submit("5.3", 185, note="Semua kesalahan sudah dikonfirmasi ke klinik.")
    story.say("5.2", 184, "Mohon hasil pemeriksaan kode dilampirkan sebelum diajukan.", by="penyelia.kesehatan")
