"""Survei Kebutuhan Data: finished last year, all eight phases; its action plan is what the next cycle starts from."""

from phases.engine.demo.story import Paper, Story

REPORT = """Ringkasan
Survei mengundang 420 pengguna data; 357 menjawab (85,0 persen), sebagian besar dengan mengisi sendiri di ruang layanan.
Indeks kepuasan pengguna data 82,6 (baik). Unsur dengan nilai tertinggi: tarif jelas (90,1) dan fasilitas nyaman (88,4).
Unsur dengan nilai terendah: informasi jam layanan (71,3); 4 dari 10 responden datang di luar jam layanan.

Simpulan
Tarif yang jelas dan fasilitas yang nyaman perlu dipertahankan. Informasi jam layanan perlu diperbaiki.
"""
EVALUATION = """Metode evaluasi: telaah dokumen, wawancara 6 anggota tim, dan perbandingan jadwal rencana dengan kenyataan.
Hasil: tingkat respons 85,0 persen; rilis tepat waktu; pengolahan 6 hari lebih lama dari rencana karena isian terbuka.
Perbaikan: isian terbuka diberi daftar kode sejak rancangan; jam layanan diumumkan di pintu ruang layanan.
"""
ACTIONS = """#csv
No;Perbaikan;Penanggung jawab;Batas waktu;Ukuran selesai
1;Memasang jam layanan di pintu ruang layanan selain di situs;Kepala ruang layanan;31 Januari;Papan jam layanan terpasang
2;Menyusun daftar kode untuk isian terbuka;Tim survei;28 Februari;Daftar kode disetujui
3;Mengirim undangan survei dua pekan lebih awal;Tim survei;30 Juni;Undangan terkirim
"""

# sub-process → (start, finish, notes, uses)
PLAN: dict[str, tuple[int, int, list[str], list[str]]] = {
    "1.1": (2, 8, ["Catatan layanan data tahun sebelumnya.", "Praktik survei kebutuhan data di instansi lain."], []),
    "1.2": (8, 13, ["Rapat dengan perangkat daerah dan perguruan tinggi."], ["1.1"]),
    "1.3": (11, 18, ["Indeks kepuasan dan daftar kebutuhan data."], ["1.2"]),
    "1.4": (12, 19, ["Kebutuhan, kepuasan, kesenjangan."], []),
    "1.5": (13, 20, ["Survei tahun sebelumnya."], []),
    "1.6": (18, 28, ["Anggaran tersedia.", "KAK disusun.", "Direviu walidata."], ["1.3"]),
    "2.1": (30, 37, ["Empat tabel dan satu publikasi."], ["1.3"]),
    "2.2": (33, 41, [], ["1.4"]),
    "2.3": (36, 45, ["Swacacah di ruang layanan dan lewat situs."], ["2.2"]),
    "2.4": (38, 47, ["Pengguna data yang tercatat.", "Daftar pengguna layanan.", "Acak sistematik."], ["2.1"]),
    "2.5": (44, 53, [], ["2.2"]),
    "2.6": (50, 60, [], []),
    "3.1": (62, 70, ["Kuesioner dua halaman."], ["2.3"]),
    "3.2": (64, 74, [], ["2.5"]),
    "3.3": (68, 77, [], ["2.1"]),
    "3.4": (72, 79, [], ["2.6"]),
    "3.5": (76, 84, [], ["3.1"]),
    "3.6": (80, 90, ["Uji coba dengan 20 pengguna."], ["3.1"]),
    "3.7": (88, 95, [], ["3.6"]),
    "4.1": (94, 101, ["1.260 pengguna tercatat.", "420 pengguna terpilih."], ["2.4"]),
    "4.2": (98, 108, [], ["3.7"]),
    "4.3": (108, 150, ["Undangan dan pengingat dikirim.", "357 isian.", "Laporan mingguan.", "Pengingat kedua kepada 112 pengguna."], ["4.1", "3.1"]),
    "4.4": (148, 158, ["Isian kertas direkam dua kali."], ["4.3"]),
    "5.1": (160, 166, [], ["4.4"]),
    "5.2": (164, 176, ["Isian terbuka diberi kode oleh dua orang."], ["5.1"]),
    "5.3": (172, 180, [], ["5.2"]),
    "5.4": (178, 187, ["38 isian diperbaiki.", "12 isian diimputasi."], ["5.3"]),
    "5.5": (186, 190, ["Indeks per unsur."], ["5.4"]),
    "5.6": (188, 194, ["Penimbang per kelompok pengguna."], ["4.1"]),
    "5.7": (193, 200, [], ["5.6", "5.5"]),
    "5.8": (199, 204, [], ["5.7"]),
    "6.1": (205, 211, [], ["5.8"]),
    "6.2": (209, 217, [], ["6.1"]),
    "6.3": (214, 224, ["Tarif jelas dan fasilitas nyaman dinilai tertinggi."], ["6.2"]),
    "6.4": (221, 226, [], ["6.1"]),
    "6.5": (225, 234, [], ["6.3", "6.4"]),
    "7.1": (235, 240, [], ["6.5"]),
    "7.2": (237, 246, [], ["6.5"]),
    "7.3": (247, 250, ["Rilis sesuai jadwal.", "Dua tanggapan dijawab dalam tiga hari."], ["7.2"]),
    "7.4": (248, 258, [], ["7.2"]),
    "7.5": (250, 266, ["31 pertanyaan dalam sebulan pertama."], ["7.3"]),
    "8.1": (262, 270, ["Masukan dari 6 anggota tim dan 31 pertanyaan pengguna."], ["7.5"]),
    "8.2": (268, 278, ["Telaah dokumen dan wawancara."], ["8.1"]),
    "8.3": (277, 286, ["Tiga perbaikan disepakati."], ["8.2"]),
}  # fmt: skip
SPECIAL = {
    "1.6": Paper(
        "Nota dinas pengantar KAK",
        text="Survei tahunan tentang kebutuhan dan kepuasan pengguna data. Biaya Rp36.200.000.",
    ),
    "6.5": Paper("Laporan analisis Survei Kebutuhan Data", "laporan-analisis", REPORT),
    "8.2": Paper("Laporan evaluasi Survei Kebutuhan Data", "laporan-evaluasi", EVALUATION),
    "8.3": Paper("Rencana aksi perbaikan", "rencana-aksi", ACTIONS),
}
CLOSED = {1: 29, 2: 61, 3: 96, 4: 159, 5: 204, 6: 234, 7: 267, 8: 288}


def tell(story: Story) -> None:
    last_finish: dict[int, int] = {}
    for number, (start, finish, notes, uses) in PLAN.items():
        phase = int(number[0])
        if phase == 5 and number == "5.1":
            story.open_phase(5, 159, comment="Data mentah sudah disetujui untuk diolah.")
        story.carry(
            number, start, finish, notes=notes, uses=uses, papers=[SPECIAL[number]] if number in SPECIAL else []
        )
        last_finish[phase] = max(last_finish.get(phase, 0), finish)
        if number == max((n for n in PLAN if n[0] == number[0]), key=lambda n: int(n[2:])):
            story.close(
                phase,
                max(CLOSED[phase], last_finish[phase] + 1),
                f"Seluruh subproses fase {phase} selesai dan disetujui.",
            )
