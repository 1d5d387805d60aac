"""Survei Kepuasan Masyarakat: has just begun; requests of all kinds wait for an answer."""

import datetime as dt

from phases.engine.demo.story import Paper, Story
from phases.engine.enums import RequestKind


def tell(story: Story) -> None:
    story.carry(
        "1.1", 1, 7,
        notes=["Waktu tunggu di loket menjadi perhatian.", "Sembilan unsur pelayanan dipakai.", "Kepala ruang layanan meminta hasil per loket.", "9 unsur, 21 pertanyaan.", "Prioritas: waktu tunggu dan kejelasan persyaratan."],
        papers=[Paper("Daftar kebutuhan informasi kepuasan", "daftar-kebutuhan", "#csv\nNo;Kebutuhan;Pengguna\n1;Indeks kepuasan per unsur;Dinas Pelayanan Terpadu\n2;Indeks per loket;Kepala ruang layanan\n")],
    )  # fmt: skip
    for number, start, due in [("1.2", 8, 16), ("1.3", 12, 24), ("1.4", 12, 26), ("1.5", 14, 28), ("1.6", 20, 34)]:
        story.plan(number, 8, start=start, due=due)
    story.start("1.2", 9)
    story.use("1.2", 9, ["1.1"])
    story.tick("1.2", 14, count=1, notes=["Diskusi dengan 12 pengguna layanan dan 3 kepala loket."])
    story.start("1.3", 13)
    story.use("1.3", 13, ["1.1"])
    story.tick("1.3", 18, notes=["Indeks kepuasan per unsur dan per loket.", "Direviu walidata."])
    story.attach(
        "1.3",
        19,
        [
            Paper(
                "Daftar output survei kepuasan",
                "daftar-output",
                "#csv\nKode;Output statistik\nO1;Indeks kepuasan masyarakat\nO2;Indeks per unsur pelayanan\nO3;Indeks per loket\n",
            )
        ],
    )
    story.submit("1.3", 20, note="Output per loket adalah permintaan baru.")
    story.start("1.4", 14)
    story.tick("1.4", 19, count=1, notes=["Sembilan unsur sudah tercatat di metadata."])
    story.ask(
        RequestKind.SKIP,
        "1.5",
        20,
        "Tidak ada sumber data lain tentang kepuasan di ruang layanan; sudah dipastikan tahun lalu.",
        by="layanan",
    )
    story.ask(
        RequestKind.EXTENSION,
        "1.2",
        21,
        "Konfirmasi tertulis dua kepala loket baru dapat dilakukan pekan depan.",
        by="layanan",
        due=story.begin + dt.timedelta(days=31),
    )
