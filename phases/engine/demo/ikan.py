"""Survei Produksi Hasil Tangkapan Ikan: in the middle of Build, with collection being prepared at the same time."""

from phases.engine.demo.story import Paper, Story

OUTPUTS = """#csv
Kode;Output statistik;Dimensi;Tingkat penyajian;Frekuensi
O1;Produksi ikan hasil tangkapan (ton);Jenis ikan, tempat pendaratan;Kota, kecamatan;Tahunan
O2;Nilai produksi hasil tangkapan (rupiah);Jenis ikan, tempat pendaratan;Kota;Tahunan
O3;Jumlah kapal yang mendarat;Ukuran kapal, alat tangkap;Tempat pendaratan;Triwulanan
O4;Rata-rata hari operasi per pelayaran;Ukuran kapal, alat tangkap;Kota;Tahunan
"""
METHOD = """Survei dua tahap. Seluruh TPI besar dicacah; TPI kecil dipilih secara sistematik menurut volume tahun lalu.

Pada setiap TPI dipilih enam hari per bulan, dibedakan hari lelang dan bukan hari lelang. Dengan rancangan yang sama RSE produksi total tahun lalu 4,2 persen. Petugas mencatat jenis, volume, dan nilai ikan dari setiap kapal yang mendarat."""
SAMPLE = """Kerangka sampel: daftar 11 tempat pendaratan ikan dan hari operasi setiap bulan.
Tahap 1: seluruh TPI besar (4) dicacah; dari 7 TPI kecil dipilih 4 secara sistematik menurut volume tahun lalu.
Tahap 2: 6 hari per bulan per TPI dipilih acak, dibedakan hari lelang dan bukan hari lelang.
Perkiraan RSE produksi total: 4,2 persen.
"""
PILOT = """Uji coba dilakukan di TPI Selatan dan TPI Utara pada dua hari lelang.
Jumlah dokumen: 24. Rata-rata waktu pengisian: 11 menit per kapal.
Temuan: pertanyaan 205 (alat tangkap) sering dijawab dengan nama lokal; kolom berat tidak cukup untuk hasil di atas 9.999 kg.
"""


def tell(story: Story) -> None:
    specify_needs(story)
    design(story)
    build_and_prepare(story)


def specify_needs(story: Story) -> None:
    carry = story.carry
    carry(
        "1.1", 3, 11, staff="staf",
        notes=[
            "Rencana aksi 2025: jadwal petugas TPI dibuat lebih awal.",
            "Pedoman statistik perikanan tangkap dipakai sebagai acuan.",
            "Bidang Tangkap meminta rincian menurut alat tangkap.",
            "8 kebutuhan dari 8 pengguna.",
            "Tiga kebutuhan utama: produksi, nilai, kapal mendarat.",
        ],
        papers=[Paper("Daftar kebutuhan data perikanan tangkap", "daftar-kebutuhan", "#csv\nNo;Kebutuhan;Pengguna;Prioritas\n1;Produksi per jenis ikan;Dinas Perikanan;Tinggi\n2;Nilai produksi;Badan Perencanaan;Tinggi\n3;Kapal mendarat per TPI;Pengelola pelabuhan;Sedang\n")],
    )  # fmt: skip
    carry(
        "1.2", 12, 20, staff="staf2", uses=["1.1"],
        notes=["Rapat dengan pengelola TPI dan kelompok nelayan, 18 peserta.", "Konfirmasi dari 5 pengguna."],
        papers=[Paper("Notulen konsultasi kebutuhan", "notulen-konsultasi", "Peserta sepakat bahwa pencatatan dilakukan di tempat pendaratan, bukan di kapal. Rincian menurut alat tangkap masuk sebagai variabel baru.")],
    )  # fmt: skip
    carry(
        "1.3", 21, 27, staff="staf", uses=["1.2"],
        notes=["Empat output statistik.", "Direviu bersama walidata."],
        papers=[Paper("Daftar output statistik 2026", "daftar-output", OUTPUTS)],
        comment="Lengkap. Frekuensi O3 triwulanan disetujui.",
    )  # fmt: skip
    carry(
        "1.4",
        15,
        24,
        staff="staf",
        uses=["1.1"],
        notes=[
            "Konsep produksi dan kapal sudah ada di metadata.",
            "“Hasil tangkapan” = berat ikan segar yang didaratkan.",
        ],
    )
    carry(
        "1.5",
        18,
        28,
        staff="staf2",
        notes=[
            "Survei tahun lalu tersedia, tanpa alat tangkap.",
            "Data lelang TPI: cakupan 61 persen dari perkiraan produksi.",
        ],
    )
    carry(
        "1.6", 28, 40, staff="staf2", uses=["1.3", "1.5"],
        notes=["Pagu DPA sudah sesuai.", "KAK memakai tata letak APBD.", "Direviu dua kali oleh Bidang Tangkap."],
        papers=[Paper("Nota dinas pengantar KAK dan RAB", "", "Kepada Kepala Dinas Perikanan: dengan ini disampaikan KAK dan RAB untuk disetujui. Pembahasan dengan Bidang Tangkap dilakukan dua kali.")],
        comment="Setuju. Pastikan honor petugas mengikuti standar biaya kota.",
    )  # fmt: skip
    story.submit("1.6", 33, staff="staf2", note="Mohon diperiksa, terutama jumlah petugas.")
    story.query(
        "1.6",
        34,
        "metodologi",
        "Enam hari per bulan: apakah cukup untuk TPI kecil?",
        answer="Cukup: RSE tahun lalu 4,2 persen dengan enam hari; sudah ditambahkan.",
        staff="staf2",
    )
    story.send_back("1.6", 34, "Sebutkan galat yang dapat dicapai dengan enam hari per bulan.")
    story.rewrite("1.6", 36, "proposal", {"methodology": METHOD}, staff="staf2")
    story.close(
        1,
        43,
        "Kebutuhan, output, dan KAK selesai; 8 kebutuhan ditimbang, 5 di antaranya menjadi 4 output statistik.",
        comment="Setuju ditutup.",
    )


def design(story: Story) -> None:
    carry = story.carry
    carry(
        "2.1", 44, 52, staff="staf", uses=["1.3"],
        notes=["Tiga tabel utama dan satu publikasi.", "Rilis melalui situs dinas dan media cetak.", "Sel dengan kurang dari 3 pemilik kapal ditutup."],
        papers=[Paper("Rancangan tabulasi", "rancangan-output", "Tabel 1 Produksi menurut jenis ikan dan TPI\nTabel 2 Nilai produksi menurut jenis ikan\nTabel 3 Kapal mendarat menurut alat tangkap")],
    )  # fmt: skip
    carry(
        "2.2",
        50,
        62,
        staff="staf2",
        uses=["1.4"],
        notes=[
            "9 dari 11 variabel ada di standar data.",
            "11 variabel, 2 turunan.",
            "2 usulan standar data: alat tangkap lokal, hari operasi.",
            "Klasifikasi jenis ikan dan alat tangkap.",
            "Data lelang mencakup 4 TPI besar.",
            "Data lelang tersedia H+5.",
        ],
    )
    carry(
        "2.3",
        55,
        66,
        staff="staf",
        uses=["2.2"],
        notes=[
            "Wawancara nakhoda di TPI, dibantu tablet (CAPI).",
            "Kuesioner SPHTI-1, dua halaman.",
            "Nota kesepahaman dengan pengelola lelang.",
            "Ekspor bulanan dari aplikasi lelang.",
        ],
    )
    carry(
        "2.4", 58, 70, staff="staf", by="penyelia2", uses=["2.1"],
        notes=["Unit: kapal yang mendarat.", "11 TPI di Kota Contoh.", "Dua tahap: TPI, lalu hari.", "Penimbang: kebalikan peluang TPI kali hari."],
        papers=[Paper("Rancangan sampel", "rancangan-sampel", SAMPLE)],
    )  # fmt: skip
    carry(
        "2.5",
        64,
        76,
        staff="staf2",
        notes=[
            "Validasi 23 aturan.",
            "Hot deck dalam TPI dan bulan.",
            "Taksiran total dan rasio.",
            "Pembandingan dengan data lelang.",
            "Penautan menurut nama kapal dan tanggal.",
            "Penutupan sel primer dan sekunder.",
        ],
    )
    story.plan("2.6", 77, start=70, due=80)
    # 3.3 starts early, from the first tabulation design; that design is then reopened.
    carry(
        "3.3",
        66,
        80,
        staff="staf2",
        uses=["2.1"],
        notes=[
            "Templat publikasi tahun lalu dipakai lagi.",
            "Rilis oleh Dinas Kominfo.",
            "Poster untuk TPI.",
            "Lisensi terbuka dengan atribusi.",
            "Rilis akhir Februari tahun berikutnya.",
            "Panduan membaca tabel, 2 halaman.",
        ],
    )
    story.reopen("2.1", 82, "Pengguna meminta rincian menurut alat tangkap; tabel 3 harus dirancang ulang.", due=89)
    story.tick(
        "2.1",
        84,
        staff="staf",
        notes=[
            "Tabel 3 menurut alat tangkap dan ukuran kapal.",
            "Tidak berubah.",
            "Aturan sel kecil diperluas ke tabel 3.",
        ],
    )
    story.withdraw("2.1", 85, "Rancangan tabulasi", staff="staf")
    story.attach(
        "2.1",
        85,
        [
            Paper(
                "Rancangan tabulasi (revisi)",
                "rancangan-output",
                "Tabel 1 Produksi menurut jenis ikan dan TPI\nTabel 2 Nilai produksi menurut jenis ikan\nTabel 3 Kapal mendarat menurut alat tangkap dan ukuran kapal",
            )
        ],
        staff="staf",
    )
    story.submit("2.1", 86, staff="staf", note="Hanya tabel 3 yang berubah.")
    story.approve("2.1", 87, comment="Sesuai permintaan pengguna.")
    story.unchanged(
        "2.4", 88, "Tabel 3 yang baru memakai variabel yang sama; rancangan sampel tidak berubah.", by="penyelia2"
    )
    carry(
        "2.6",
        78,
        90,
        staff="staf",
        notes=[
            "Alur: TPI → tablet → server dinas → pengolahan.",
            "Jadwal per bulan dan penanggung jawab.",
            "FS3 dikirim ke BPS Kota Contoh.",
            "MS-Keg disusun dari rancangan.",
        ],
    )
    story.close(
        2,
        93,
        "Enam subproses rancangan selesai; rancangan tabulasi direvisi satu kali.",
        by="penyelia2",
        comment="Setuju ditutup.",
    )


def build_and_prepare(story: Story) -> None:
    carry = story.carry
    carry(
        "3.1", 86, 104, staff="staf", uses=["2.3"],
        notes=["SPHTI-1 dibuat dalam aplikasi tablet.", "Uji kognitif dengan 6 nakhoda.", "Buku pedoman 28 halaman."],
        papers=[Paper("Kuesioner SPHTI-1", "instrumen", "Blok I Keterangan TPI\nBlok II Keterangan kapal\nBlok III Hasil tangkapan menurut jenis ikan"), Paper("Buku pedoman petugas TPI", "buku-pedoman", "Bab 1 Konsep dan definisi\nBab 2 Tata cara pencatatan\nBab 3 Penggunaan tablet")],
    )  # fmt: skip
    carry(
        "3.2",
        95,
        112,
        staff="staf2",
        uses=["2.4"],
        notes=[
            "Program validasi diuji dengan data tahun lalu.",
            "Hot deck dari program tahun lalu.",
            "Program estimasi dengan RSE.",
            "Penautan data lelang.",
            "Penutupan sel otomatis.",
        ],
    )
    carry(
        "3.4", 104, 116, staff="staf", by="penyelia2",
        notes=["Penanggung jawab per TPI dikonfirmasi.", "Alur kerja dikonfirmasi dalam rapat teknis."],
        papers=[Paper("SK Kepala Dinas tentang tim survei", "sk-alur-kerja", "Menetapkan tim, alur kerja, dan penanggung jawab Survei Produksi Hasil Tangkapan Ikan.")],
    )  # fmt: skip
    # 3.5 in work, 3.6 returned in its second round of work, 4.1 waits for a decision, 4.2 in work.
    for number, start, due, staff in [
        ("3.5", 112, 132, "staf"),
        ("3.6", 114, 129, "staf"),
        ("3.7", 128, 140, "staf2"),
        ("4.1", 116, 128, "staf2"),
        ("4.2", 120, 144, "staf"),
        ("4.3", 148, 240, "staf"),
        ("4.4", 236, 252, "staf2"),
    ]:
        story.plan(number, 110, start=start, due=due, staff=staff)
    story.start("3.5", 113, staff="staf")
    story.use("3.5", 113, ["3.1"], staff="staf")
    story.tick(
        "3.5",
        121,
        staff="staf",
        count=2,
        notes=["Alur tablet ke server lancar; jeda kirim 2 menit.", "40 perangkat diuji, 2 diganti."],
    )
    story.start("3.6", 114, staff="staf")
    story.use("3.6", 114, ["3.1"], staff="staf")
    story.tick(
        "3.6",
        118,
        staff="staf",
        notes=[
            "Surat tugas untuk 3 petugas.",
            "24 dokumen, 2 TPI.",
            "Data uji coba terolah dalam 1 hari.",
            "Perbaikan kolom berat sudah masuk.",
        ],
    )
    story.attach(
        "3.6",
        123,
        [
            Paper("Laporan uji coba kuesioner", "laporan-uji-coba", PILOT),
            Paper(
                "Daftar hadir petugas uji coba",
                "",
                "1. Petugas TPI Selatan\n2. Petugas TPI Utara\n3. Pengawas lapangan",
            ),
        ],
        staff="staf",
    )
    story.submit("3.6", 124, staff="staf", note="Uji coba selesai di dua TPI.")
    story.say("3.6", 125, "Apakah pertanyaan 205 sudah memakai nama lokal alat tangkap?", by="penyelia")
    story.send_back("3.6", 127, "Lampirkan berita acara uji coba lapangan di TPI Utara.")
    story.start("4.1", 117, staff="staf2")
    story.use("4.1", 117, ["2.4"], staff="staf2")
    story.tick("4.1", 121, staff="staf2", notes=["Kerangka: 11 TPI dan 365 hari.", "8 TPI dan 576 hari TPI terpilih."])
    story.attach(
        "4.1",
        125,
        [
            Paper(
                "Daftar sampel TPI dan hari",
                "daftar-sampel",
                "#csv\nTPI;Strata;Hari per bulan\nTPI Utara;Besar;6\nTPI Selatan;Besar;6\nTPI Muara;Besar;6\nTPI Karang;Besar;6\nTPI Tanjung;Kecil;6\nTPI Nipah;Kecil;6\nTPI Bakau;Kecil;6\nTPI Pasir;Kecil;6\n",
            )
        ],
        staff="staf2",
    )
    story.submit("4.1", 126, staff="staf2", note="Sampel ditarik dengan awalan acak yang dicatat.")
    story.start("4.2", 121, staff="staf")
    story.use("4.2", 121, ["3.4"], staff="staf")
    story.tick("4.2", 128, staff="staf", count=1, notes=["16 petugas TPI dan 4 pengawas direkrut."])
