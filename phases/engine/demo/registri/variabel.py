"""Variables of the demo office (MS-Var)."""

INT, DEC, TEXT, DATE, YES, CODE = "integer", "decimal", "text", "date", "boolean", "code"
DAY, YEAR, MONTH = "Hari pendaratan", "Satu tahun kalender", "Satu bulan kalender"

# code, name, name in English, definition, theme, owner, concept, unit type, reference period, data type,
# domain ("@CODE" a classification of the demo office, "#CODE" a shared one, else in words), measure, unit, rule, question
VARIABLES = [
    # Perikanan
    ("TPI", "Tempat Pendaratan Ikan", "Landing place", "Tempat pendaratan ikan di mana kapal membongkar hasil tangkapannya.", "1", "perikanan", "PENDARATAN_IKAN", "KAPAL", DAY, TEXT, "Nama salah satu dari 11 tempat pendaratan ikan di Kota Contoh.", "", "", "", "Di tempat pendaratan mana kapal ini mendarat?"),
    ("TANGGAL_MENDARAT", "Tanggal Mendarat", "Day of landing", "Tanggal kapal mulai membongkar hasil tangkapannya.", "1", "perikanan", "PENDARATAN_IKAN", "KAPAL", DAY, DATE, "Tanggal dalam tahun pencacahan.", "", "", "", "Tanggal berapa kapal ini mendarat?"),
    ("UKURAN_KAPAL", "Ukuran Kapal", "Size of vessel", "Isi kotor kapal penangkap ikan menurut surat ukurnya.", "1", "perikanan", "KAPAL_PERIKANAN", "KAPAL", DAY, DEC, "Bilangan di atas 0 sampai 300.", "Isi kotor", "Gross tonnage (GT)", "UKURAN_KAPAL > 0 dan UKURAN_KAPAL <= 300", "Berapa ukuran kapal menurut surat ukur?"),
    ("ALAT_TANGKAP", "Alat Tangkap Utama", "Main fishing gear", "Alat penangkapan ikan yang menghasilkan tangkapan terbanyak pada pelayaran itu.", "1", "perikanan", "ALAT_PENANGKAPAN_IKAN", "KAPAL", DAY, CODE, "@ALAT_TANGKAP", "", "", "", "Alat tangkap apa yang terutama dipakai pada pelayaran ini?"),
    ("HARI_OPERASI", "Hari Operasi", "Days at sea", "Banyaknya hari kapal melaut pada pelayaran yang berakhir dengan pendaratan itu.", "1", "perikanan", "UPAYA_PENANGKAPAN", "KAPAL", "Pelayaran terakhir", INT, "Bilangan bulat 1 sampai 60.", "Jumlah", "Hari", "HARI_OPERASI antara 1 dan 60", "Berapa hari kapal ini melaut?"),
    ("JUMLAH_AWAK", "Jumlah Awak Kapal", "Number of crew", "Banyaknya orang yang bekerja di kapal pada pelayaran itu, termasuk nakhoda.", "1", "perikanan", "NELAYAN", "KAPAL", "Pelayaran terakhir", INT, "Bilangan bulat 1 sampai 60.", "Jumlah", "Orang", "JUMLAH_AWAK antara 1 dan 60", "Berapa orang awak kapal ini, termasuk nakhoda?"),
    ("JENIS_IKAN", "Jenis Ikan", "Kind of fish", "Jenis hasil tangkapan yang didaratkan.", "1", "perikanan", "PRODUKSI_IKAN", "KAPAL", DAY, CODE, "@JENIS_IKAN", "", "", "", "Jenis ikan apa saja yang didaratkan?"),
    ("BERAT_IKAN", "Berat Ikan", "Weight of fish", "Berat ikan segar yang didaratkan menurut jenisnya.", "1", "perikanan", "PRODUKSI_IKAN", "KAPAL", DAY, DEC, "Bilangan 0 sampai 100.000.", "Jumlah", "Kilogram", "BERAT_IKAN >= 0 dan BERAT_IKAN <= 100000", "Berapa kilogram yang didaratkan dari setiap jenis ikan?"),
    ("HARGA_IKAN", "Harga Ikan di Tempat Pendaratan", "Price of fish at landing", "Harga jual pertama ikan segar di tempat pendaratan, menurut jenisnya.", "1", "perikanan", "NILAI_PRODUKSI_IKAN", "KAPAL", DAY, INT, "Bilangan bulat 1.000 sampai 500.000.", "Harga", "Rupiah per kilogram", "HARGA_IKAN antara 1000 dan 500000", "Berapa harga jual per kilogram?"),
    ("NILAI_IKAN", "Nilai Produksi Ikan", "Value of fish landed", "Berat ikan dikalikan harga jual pertamanya.", "1", "perikanan", "NILAI_PRODUKSI_IKAN", "KAPAL", DAY, DEC, "Bilangan tidak negatif.", "Nilai", "Rupiah", "NILAI_IKAN >= 0", "-"),
    ("KAPAL_BERLABUH", "Jumlah Kapal Mendarat", "Number of vessels landing", "Banyaknya pendaratan kapal di tempat pendaratan ikan.", "1", "perikanan", "PENDARATAN_IKAN", "KAPAL", YEAR, INT, "Bilangan bulat tidak negatif.", "Jumlah", "Kapal", "KAPAL_BERLABUH >= 0", "-"),
    ("CARA_JUAL", "Cara Penjualan Ikan", "Way of selling fish", "Cara hasil tangkapan dijual pertama kali: melalui lelang atau langsung.", "1", "perikanan", "NILAI_PRODUKSI_IKAN", "KAPAL", DAY, TEXT, "1 = lelang; 2 = langsung kepada pedagang; 3 = langsung kepada konsumen.", "", "", "", "Bagaimana hasil tangkapan ini dijual?"),
    # Kependudukan
    ("UMUR", "Umur", "Age", "Umur dalam tahun penuh pada saat pencacahan.", "2", "dukcapil", "UMUR", "ORANG", "Saat pencacahan", INT, "Bilangan bulat 0 sampai 120.", "Lama", "Tahun", "UMUR >= 0 dan UMUR <= 120", "Berapa umur Saudara pada ulang tahun terakhir?"),
    ("JENIS_KELAMIN", "Jenis Kelamin", "Sex", "Perbedaan biologis antara laki-laki dan perempuan.", "2", "dukcapil", "PENDUDUK", "ORANG", "Saat pencacahan", CODE, "#JENIS_KELAMIN", "", "", "", "Apa jenis kelamin Saudara?"),
    ("TANGGAL_LAHIR", "Tanggal Lahir", "Date of birth", "Tanggal kelahiran menurut dokumen kependudukan.", "2", "dukcapil", "UMUR", "ORANG", "Saat pencacahan", DATE, "Tanggal sejak 1 Januari 1900.", "", "", 'TANGGAL_LAHIR >= tanggal("1900-01-01")', "Kapan Saudara lahir?"),
    ("JUMLAH_PENDUDUK", "Jumlah Penduduk", "Number of residents", "Banyaknya penduduk yang tercatat di suatu wilayah.", "2", "dukcapil", "PENDUDUK", "ORANG", "Keadaan 30 Juni", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "JUMLAH_PENDUDUK >= 0", "-"),
    ("PENDUDUK_0_14", "Penduduk Berumur 0–14 Tahun", "Residents aged 0–14", "Banyaknya penduduk berumur 0 sampai 14 tahun.", "2", "dukcapil", "PENDUDUK", "ORANG", "Keadaan 30 Juni", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "PENDUDUK_0_14 >= 0", "-"),
    ("PENDUDUK_15_64", "Penduduk Berumur 15–64 Tahun", "Residents aged 15–64", "Banyaknya penduduk berumur 15 sampai 64 tahun.", "2", "dukcapil", "PENDUDUK", "ORANG", "Keadaan 30 Juni", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "PENDUDUK_15_64 >= 0", "-"),
    ("PENDUDUK_65", "Penduduk Berumur 65 Tahun ke Atas", "Residents aged 65 and over", "Banyaknya penduduk berumur 65 tahun ke atas.", "2", "dukcapil", "PENDUDUK", "ORANG", "Keadaan 30 Juni", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "PENDUDUK_65 >= 0", "-"),
    ("JUMLAH_KELUARGA", "Jumlah Keluarga", "Number of families", "Banyaknya kartu keluarga yang berlaku di suatu wilayah.", "2", "dukcapil", "KEPALA_KELUARGA", "KELUARGA", "Keadaan 30 Juni", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Keluarga", "JUMLAH_KELUARGA >= 0", "-"),
    ("JUMLAH_KELAHIRAN", "Jumlah Kelahiran Hidup", "Number of live births", "Banyaknya kelahiran hidup yang dicatatkan.", "2", "dukcapil", "KELAHIRAN", "ORANG", YEAR, INT, "Bilangan bulat tidak negatif.", "Jumlah", "Kelahiran", "JUMLAH_KELAHIRAN >= 0", "-"),
    ("KECAMATAN", "Kecamatan", "District", "Kecamatan tempat tinggal atau lokasi unit yang diamati.", "19", "dukcapil", "PENDUDUK", "ORANG", "Saat pencacahan", TEXT, "Nama kecamatan di Kota Contoh menurut kode wilayah yang berlaku.", "", "", "", "Di kecamatan mana Saudara tinggal?"),
    # Kesehatan
    ("KLINIK", "Klinik Geriatri", "Geriatric clinic", "Klinik tempat kunjungan dicatat.", "9", "kesehatan", "KUNJUNGAN_PASIEN", "KUNJUNGAN", MONTH, TEXT, "Nama salah satu dari sembilan klinik geriatri.", "", "", "", "-"),
    ("BULAN_KUNJUNGAN", "Bulan Kunjungan", "Month of visit", "Bulan kalender terjadinya kunjungan.", "9", "kesehatan", "KUNJUNGAN_PASIEN", "KUNJUNGAN", MONTH, INT, "Bilangan bulat 1 sampai 12.", "", "", "BULAN_KUNJUNGAN antara 1 dan 12", "-"),
    ("JUMLAH_KUNJUNGAN", "Jumlah Kunjungan Pasien Lanjut Usia", "Number of visits of older patients", "Banyaknya kunjungan pasien berusia 60 tahun ke atas.", "9", "kesehatan", "KUNJUNGAN_PASIEN", "KUNJUNGAN", MONTH, INT, "Bilangan bulat tidak negatif.", "Jumlah", "Kunjungan", "JUMLAH_KUNJUNGAN >= 0", "-"),
    ("JUMLAH_PASIEN", "Jumlah Pasien Lanjut Usia", "Number of older patients", "Banyaknya orang berusia 60 tahun ke atas yang berkunjung sekurang-kurangnya sekali.", "9", "kesehatan", "LANJUT_USIA", "ORANG", MONTH, INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "JUMLAH_PASIEN >= 0", "-"),
    ("DIAGNOSIS_UTAMA", "Diagnosis Utama", "Main diagnosis", "Penyakit atau keadaan yang terutama menyebabkan kunjungan.", "9", "kesehatan", "DIAGNOSIS", "KUNJUNGAN", MONTH, CODE, "@DIAGNOSIS_GERIATRI", "", "", "", "-"),
    ("KUNJUNGAN_ULANG", "Kunjungan Ulang", "Repeated visit", "Apakah pasien sudah pernah berkunjung untuk keluhan yang sama dalam 30 hari.", "9", "kesehatan", "KUNJUNGAN_PASIEN", "KUNJUNGAN", "30 hari sebelum kunjungan", YES, "Ya atau tidak.", "", "", "", "-"),
    ("JUMLAH_TENAGA", "Jumlah Tenaga Kesehatan", "Number of health workers", "Banyaknya tenaga kesehatan yang bertugas di klinik.", "9", "kesehatan", "TENAGA_KESEHATAN", "ORANG", "Akhir bulan", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "JUMLAH_TENAGA >= 0", "-"),
    # Harga
    ("NAMA_PASAR", "Nama Pasar", "Name of market", "Pasar rakyat tempat harga dicatat.", "17", "perdagangan", "PASAR_RAKYAT", "KUTIPAN_HARGA", "Hari pencatatan", TEXT, "Nama pasar rakyat di Kota Contoh.", "", "", "", "Di pasar mana harga dicatat?"),
    ("HARGA_BERAS", "Harga Eceran Beras Medium", "Retail price of medium rice", "Harga satu kilogram beras medium yang dibayar konsumen.", "17", "perdagangan", "HARGA_ECERAN", "KUTIPAN_HARGA", "Hari pencatatan", INT, "Bilangan bulat 5.000 sampai 50.000.", "Harga", "Rupiah per kilogram", "HARGA_BERAS antara 5000 dan 50000", "Berapa harga beras medium per kilogram hari ini?"),
    ("HARGA_BERAS_LALU", "Harga Eceran Beras Medium Bulan Lalu", "Retail price of medium rice a month before", "Rata-rata harga satu kilogram beras medium pada bulan sebelumnya.", "17", "perdagangan", "HARGA_ECERAN", "KUTIPAN_HARGA", "Bulan sebelumnya", INT, "Bilangan bulat 5.000 sampai 50.000.", "Harga", "Rupiah per kilogram", "HARGA_BERAS_LALU antara 5000 dan 50000", "-"),
    ("STOK_BERAS", "Persediaan Beras Pedagang", "Stock of rice of traders", "Beras yang disimpan pedagang pada hari pencatatan.", "17", "perdagangan", "PASAR_RAKYAT", "KUTIPAN_HARGA", "Hari pencatatan", DEC, "Bilangan tidak negatif.", "Jumlah", "Kilogram", "STOK_BERAS >= 0", "Berapa kilogram beras yang tersedia hari ini?"),
    # Pendidikan
    ("PESERTA_SD_7_12", "Peserta Didik SD Berumur 7–12 Tahun", "Pupils of primary school aged 7–12", "Banyaknya peserta didik sekolah dasar sederajat yang berumur 7 sampai 12 tahun.", "5", "pendidikan", "PESERTA_DIDIK", "ORANG", "Awal tahun ajaran", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "PESERTA_SD_7_12 >= 0", "-"),
    ("PENDUDUK_7_12", "Penduduk Berumur 7–12 Tahun", "Residents aged 7–12", "Banyaknya penduduk berumur 7 sampai 12 tahun.", "5", "pendidikan", "PARTISIPASI_SEKOLAH", "ORANG", "Awal tahun ajaran", INT, "Bilangan bulat di atas 0.", "Jumlah", "Orang", "PENDUDUK_7_12 > 0", "-"),
    ("JUMLAH_GURU", "Jumlah Guru", "Number of teachers", "Banyaknya guru yang mengajar pada satuan pendidikan.", "5", "pendidikan", "PENDIDIK", "SEKOLAH", "Awal tahun ajaran", INT, "Bilangan bulat tidak negatif.", "Jumlah", "Orang", "JUMLAH_GURU >= 0", "Berapa guru yang mengajar di sekolah ini?"),
    # Layanan
    ("UNSUR_LAYANAN", "Unsur Pelayanan", "Element of service", "Unsur pelayanan yang dinilai pengguna.", "18", "layanan", "KEPUASAN_MASYARAKAT", "ORANG", "Kunjungan terakhir", CODE, "@UNSUR_PELAYANAN", "", "", "", "-"),
    ("NILAI_UNSUR", "Nilai Unsur Pelayanan", "Score of an element of service", "Penilaian pengguna atas satu unsur pelayanan, dari tidak baik (1) sampai sangat baik (4).", "18", "layanan", "KEPUASAN_MASYARAKAT", "ORANG", "Kunjungan terakhir", DEC, "Bilangan 1 sampai 4.", "Skor", "Poin", "NILAI_UNSUR antara 1 dan 4", "Bagaimana penilaian Saudara atas unsur ini?"),
    ("DATA_DIBUTUHKAN", "Data yang Dibutuhkan", "Data needed", "Data yang dicari pengguna, dengan kata-katanya sendiri.", "18", "layanan", "KEBUTUHAN_DATA", "ORANG", "12 bulan terakhir", TEXT, "Teks bebas, paling banyak 500 huruf.", "", "", "panjang(DATA_DIBUTUHKAN) <= 500", "Data apa yang Saudara butuhkan dalam 12 bulan terakhir?"),
    ("DATA_TERSEDIA", "Ketersediaan Data", "Availability of data", "Apakah data yang dicari pengguna tersedia.", "18", "layanan", "KEBUTUHAN_DATA", "ORANG", "12 bulan terakhir", YES, "Ya atau tidak.", "", "", "", "Apakah data itu Saudara peroleh?"),
]  # fmt: skip
LEFT = {"CARA_JUAL": "draft", "KUNJUNGAN_ULANG": "submitted", "STOK_BERAS": "returned"}
"""Variables that are still on their way."""
FOLLOWS = {
    "SD_PENDARATAN_IKAN": ("TPI", "TANGGAL_MENDARAT", "KAPAL_BERLABUH"),
    "SD_UKURAN_KAPAL": ("UKURAN_KAPAL",),
    "SD_AWAK_KAPAL": ("JUMLAH_AWAK",),
    "SD_PRODUKSI_IKAN": ("JENIS_IKAN", "BERAT_IKAN"),
    "SD_NILAI_PRODUKSI_IKAN": ("HARGA_IKAN", "NILAI_IKAN"),
    "SD_UMUR": ("UMUR", "TANGGAL_LAHIR"),
    "SD_JUMLAH_PENDUDUK": ("JENIS_KELAMIN", "KECAMATAN", "JUMLAH_PENDUDUK"),
    "SD_KUNJUNGAN_LANSIA": ("KLINIK", "BULAN_KUNJUNGAN", "JUMLAH_KUNJUNGAN"),
    "SD_LANJUT_USIA": ("JUMLAH_PASIEN",),
    "SD_DIAGNOSIS": ("DIAGNOSIS_UTAMA",),
    "SD_KEBUTUHAN_DATA": ("DATA_DIBUTUHKAN", "DATA_TERSEDIA"),
}
"""By standard: the variables that follow it. Gear, days at sea and scores of services have a proposal on its way instead."""
MEANING = "Klasifikasi alat tangkap menurut hasil uji coba: huhate dan alat lokal dicatat sendiri."
"""Why ALAT_TANGKAP got a new validity period after the survey of fisheries had been designed."""

# By activity: the versions that its cycle uses, with what is said only there
USES: dict[str, list[tuple[str, dict[str, str]]]] = {
    "IKAN-TANGKAP": [
        ("TPI@1.0.0", {}),
        ("TANGGAL_MENDARAT@1.0.0", {}),
        ("UKURAN_KAPAL@1.0.0", {}),
        ("ALAT_TANGKAP@1.0.0", {"note": "Jawaban dengan nama lokal dicatat apa adanya."}),
        ("HARI_OPERASI@1.0.0", {}),
        ("JUMLAH_AWAK@1.0.0", {}),
        ("JENIS_IKAN@1.0.0", {}),
        ("BERAT_IKAN@1.0.0", {"question": "Berapa kilogram ikan segar yang dibongkar, menurut jenisnya?"}),
        ("HARGA_IKAN@1.0.0", {"source": "Data lelang untuk empat tempat pendaratan besar"}),
        ("NILAI_IKAN@1.0.0", {"note": "Variabel turunan: berat dikalikan harga."}),
        ("KAPAL_BERLABUH@1.0.0", {"note": "Variabel turunan: cacah dokumen."}),
    ],
    "KLINIK-GERIATRI": [
        ("KLINIK@1.0.0", {"source": "Rekap kunjungan klinik"}),
        ("BULAN_KUNJUNGAN@1.0.0", {"source": "Rekap kunjungan klinik"}),
        ("UMUR@1.0.0", {"reference_period": "Hari kunjungan", "source": "Rekam medis", "question": "-"}),
        ("JENIS_KELAMIN@1.0.0", {"reference_period": "Hari kunjungan", "source": "Rekam medis", "question": "-"}),
        ("DIAGNOSIS_UTAMA@1.0.0", {"source": "Rekap kunjungan klinik"}),
        ("JUMLAH_KUNJUNGAN@1.0.0", {"source": "Rekap kunjungan klinik"}),
        ("JUMLAH_PASIEN@1.0.0", {"source": "Rekap kunjungan klinik"}),
    ],
    "KEBUTUHAN-DATA": [
        ("UMUR@1.0.0", {}),
        ("JENIS_KELAMIN@1.0.0", {}),
        ("KECAMATAN@1.0.0", {}),
        ("DATA_DIBUTUHKAN@1.0.0", {}),
        ("DATA_TERSEDIA@1.0.0", {}),
        ("UNSUR_LAYANAN@1.0.0", {}),
        ("NILAI_UNSUR@1.0.0", {"reference_period": "12 bulan terakhir"}),
    ],
}
