"""What a finished cycle of the demo office leaves for the next one: questions of users and the action plan."""

from __future__ import annotations

from typing import Any

from phases.engine.demo.hari import Day

QUESTIONS: list[dict[str, Any]] = [
    {
        "asked_on": Day(248), "user": "Badan Perencanaan Pembangunan Daerah", "user_kind": "opd", "state": "tidak-ada",
        "question": "Berapa lama rata-rata waktu tunggu permintaan data menurut perangkat daerah?",
        "answer": "Survei hanya menanyakan kepuasan atas waktu tunggu, bukan lamanya.",
        "need": "Waktu tunggu permintaan data menurut perangkat daerah",
    },
    {
        "asked_on": Day(249), "user": "Universitas Contoh", "user_kind": "akademisi", "state": "tidak-ada",
        "question": "Apakah tersedia kebutuhan data menurut kecamatan tempat tinggal pengguna?",
        "answer": "Belum; kuesioner tidak menanyakan kecamatan.",
        "need": "Kebutuhan data menurut kecamatan",
    },
    {
        "asked_on": Day(250), "user": "Perkumpulan Usaha Contoh", "user_kind": "usaha", "state": "dijawab",
        "question": "Kapan tabel indeks kepuasan tahun ini dapat diunduh?",
        "answer": "Tabel dapat diunduh dari situs layanan data sejak hari rilis.",
    },
]  # fmt: skip
ACTIONS: list[dict[str, Any]] = [
    {
        "title": "Menambah pertanyaan tentang lamanya waktu tunggu", "subprocess": "3.1", "responsible": "Tim survei", "state": "disepakati",
        "finding": "Kepuasan atas waktu tunggu paling rendah, tetapi lamanya tidak diketahui.", "due": Day(330),
        "need": "Lama waktu tunggu layanan data", "user": "Dinas Komunikasi dan Informatika",
    },
    {
        "title": "Menyusun daftar kode untuk isian terbuka", "subprocess": "3.2", "responsible": "Tim survei", "state": "disepakati",
        "finding": "Isian terbuka diberi kode dua kali karena daftar kode belum ada.", "due": Day(340),
    },
    {
        "title": "Mengirim undangan dua pekan lebih awal", "subprocess": "4.3", "responsible": "Tim survei", "state": "disepakati",
        "finding": "Sepertiga pengguna mengisi sesudah pengingat kedua.", "due": Day(420),
    },
]  # fmt: skip
DECLARED: dict[str, dict[str, Any]] = {
    "KEBUTUHAN-DATA": {
        "questions": {"tables": {"questions": QUESTIONS}},
        "actions": {"tables": {"actions": ACTIONS}},
    }
}
