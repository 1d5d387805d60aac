"""Classifications of the demo office, each in two versions, and the table between two of them."""

# A version: number, what it changes, note, codes as (code, label, label in English, parent)
IKAN_1 = [
    ("1", "Ikan pelagis", "Pelagic fish", ""),
    ("11", "Tongkol", "Eastern little tuna", "1"),
    ("12", "Kembung", "Mackerel", "1"),
    ("13", "Layang", "Scad", "1"),
    ("2", "Ikan demersal", "Demersal fish", ""),
    ("21", "Kakap", "Snapper", "2"),
    ("22", "Kerapu", "Grouper", "2"),
    ("3", "Bukan ikan", "Other than fish", ""),
    ("31", "Cumi-cumi dan udang", "Squid and shrimp", "3"),
    ("9", "Ikan lainnya", "Other fish", ""),
]
IKAN_2 = [
    ("1", "Ikan pelagis", "Pelagic fish", ""),
    ("11", "Tongkol", "Eastern little tuna", "1"),
    ("12", "Kembung", "Mackerel", "1"),
    ("13", "Layang", "Scad", "1"),
    ("14", "Tenggiri", "Spanish mackerel", "1"),
    ("2", "Ikan demersal", "Demersal fish", ""),
    ("21", "Kakap merah", "Red snapper", "2"),
    ("22", "Kakap putih", "Barramundi", "2"),
    ("23", "Kerapu", "Grouper", "2"),
    ("3", "Krustasea", "Crustaceans", ""),
    ("31", "Udang", "Shrimp", "3"),
    ("32", "Rajungan", "Swimming crab", "3"),
    ("4", "Moluska", "Molluscs", ""),
    ("41", "Cumi-cumi", "Squid", "4"),
    ("9", "Ikan lainnya", "Other fish", ""),
]
# code of 1.0.0, code of 2.0.0 ("" for none), relation, note
IKAN_1_TO_2 = [
    ("11", "11", "exact", ""),
    ("12", "12", "exact", ""),
    ("13", "13", "exact", ""),
    ("21", "21", "narrower", "Kakap dirinci menurut jenis."),
    ("21", "22", "narrower", "Kakap dirinci menurut jenis."),
    ("22", "23", "exact", "Kode berubah."),
    ("31", "31", "narrower", "Udang dipisahkan dari cumi-cumi."),
    ("31", "41", "narrower", "Cumi-cumi menjadi moluska."),
    ("9", "14", "related", "Tenggiri sebelumnya dicatat sebagai ikan lainnya."),
    ("9", "32", "related", "Rajungan sebelumnya dicatat sebagai ikan lainnya."),
    ("9", "9", "related", "Tanpa tenggiri dan rajungan."),
]
ALAT_1 = [
    ("1", "Pukat cincin", "Purse seine", ""),
    ("2", "Jaring insang", "Gill net", ""),
    ("3", "Pancing ulur", "Hand line", ""),
    ("4", "Rawai", "Long line", ""),
    ("5", "Bagan", "Lift net", ""),
    ("6", "Perangkap", "Trap", ""),
    ("9", "Alat lainnya", "Other gear", ""),
]
ALAT_1_1 = [("7", "Huhate", "Pole and line", ""), ("8", "Alat lokal sero dan bubu", "Local gear: sero and bubu", "")]
DIAGNOSIS = [
    ("I10", "Hipertensi esensial", "Essential hypertension", ""),
    ("E11", "Diabetes melitus tipe 2", "Type 2 diabetes mellitus", ""),
    ("M15", "Poliartrosis", "Polyarthrosis", ""),
    ("J44", "Penyakit paru obstruktif kronis", "Chronic obstructive pulmonary disease", ""),
    ("H25", "Katarak senilis", "Senile cataract", ""),
    ("F03", "Demensia", "Dementia", ""),
    ("Z00", "Pemeriksaan umum", "General examination", ""),
    ("R69", "Diagnosis lainya", "Other diagnosis", ""),
]
UNSUR_1 = [
    ("1", "Persyaratan", "Requirements", ""),
    ("2", "Prosedur", "Procedures", ""),
    ("3", "Waktu penyelesaian", "Time of completion", ""),
    ("4", "Biaya", "Charges", ""),
    ("5", "Produk layanan", "Product of the service", ""),
    ("6", "Kompetensi pelaksana", "Competence of staff", ""),
    ("7", "Perilaku pelaksana", "Conduct of staff", ""),
    ("8", "Pengaduan", "Complaints", ""),
    ("9", "Sarana dan prasarana", "Facilities", ""),
]
UNSUR_2 = [*UNSUR_1[:8], ("9", "Sarana dan prasarana fisik", "Physical facilities", ""), ("10", "Layanan daring", "Online service", "")]  # fmt: skip

# code, name, name in English, definition, theme, owner, levels, versions as (what it changes, note, added or whole list)
CLASSIFICATIONS = [
    ("JENIS_IKAN", "Jenis Ikan Kota Contoh", "Kinds of fish of Kota Contoh", "Pengelompokan hasil tangkapan menurut kelompok dan jenis ikan yang didaratkan di Kota Contoh.", "1", "perikanan", [["Kelompok", "Group"], ["Jenis", "Kind"]], IKAN_1, "major", "Kakap, udang, dan cumi-cumi dirinci; tenggiri dan rajungan mendapat kode sendiri.", IKAN_2),
    ("ALAT_TANGKAP", "Jenis Alat Penangkapan Ikan", "Kinds of fishing gear", "Pengelompokan alat penangkapan ikan yang dipakai kapal yang mendarat di Kota Contoh.", "1", "perikanan", [["Alat", "Gear"]], ALAT_1, "minor", "Huhate dan alat lokal mendapat kode sendiri menurut hasil uji coba.", ALAT_1_1),
    ("DIAGNOSIS_GERIATRI", "Diagnosis Utama Pasien Geriatri", "Main diagnoses of geriatric patients", "Diagnosis utama yang paling sering dicatat di klinik geriatri, dengan kode tiga karakter.", "9", "kesehatan", [["Diagnosis", "Diagnosis"]], DIAGNOSIS, "patch", "Salah ketik pada label R69 diperbaiki.", [("R69", "Diagnosis lainnya", "Other diagnosis", "")]),
    ("UNSUR_PELAYANAN", "Unsur Pelayanan", "Elements of service", "Unsur pelayanan publik yang dinilai pengguna dalam survei kepuasan masyarakat.", "18", "layanan", [["Unsur", "Element"]], UNSUR_1, "major", "Layanan daring dinilai sendiri, terpisah dari sarana fisik.", UNSUR_2),
]  # fmt: skip
