"""The notifications of the demo office: a survey that BPS recommends after a return and two notes, a compilation that waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from activities.design.services import save_fields
from gsbpm_portal.core import jobs, remarks
from phases.design.enums import Channel, Follow
from phases.design.filing_forum import forum_of
from phases.design.models import Filing
from phases.design.selectors.filing import filing_of, latest_version
from phases.design.services import filing, filing_bps
from phases.design.services.filing_bps import Paper
from phases.design.services.filing_notes import Wanted, answer
from phases.engine.demo import register_steps

IDENTITY = "V-26.9971.004"
LETTER = "B-118/99710/SS.100/2026"
BPS = "BPS Kota Contoh"
ITEMS = (
    "Cantumkan konsep dan definisi kapal penangkap ikan pada buku pedoman petugas.",
    "Sertakan perkiraan galat sampel pada setiap tabel yang dipublikasikan.",
    "Serahkan hasil survei dan metadatanya kepada BPS paling lambat satu bulan setelah rilis.",
)


def register() -> None:
    register_steps("IKAN-TANGKAP", tell_fish)
    register_steps("KLINIK-GERIATRI", tell_clinics)


def _filing(story: Any) -> Filing:
    found = filing_of(story.cycle)
    assert found is not None, "the notification was not begun"
    return found


def _paper(story: Any, day: int, letter: str, text: str, *, words: str = "", sender: str = "") -> Paper:
    """A letter of this day with its file; from the office itself unless a sender is named."""
    written = story.begin + dt.timedelta(days=day)
    head = f"{(sender or story.issuer).upper()}\nNomor: {letter or '-'}\nTanggal: {written:%d-%m-%Y}\n\n"
    name = f"surat-{letter.replace('/', '-') or f'catatan-{written:%d-%m-%Y}'}.txt".lower()
    file = SimpleUploadedFile(name, f"{head}{text}\n".encode())
    return Paper(written, Channel.ROMANTIK, letter, BPS, file=file, words=words)


def tell_fish(story: Any) -> None:
    """Submitted, returned once with two remarks, submitted again, sent to BPS, two notes answered, recommended."""
    staff, walidata = story.who("staf"), story.who("walidata")

    def at(day: int, hour: int, step: Callable[[], Any]) -> None:
        def checked() -> None:
            step()
            jobs.run_pending()  # the files of letters, before anybody opens them

        story.at(day, (hour, 12), checked)

    def submit(note: str) -> None:
        words = {"V-12": "Jenis galat disebut pada rancangan sampel.", "VI-04A": "Petugas didampingi pengawas TPI."}
        filing.submit(story.cycle, by=staff, words=words, note=note)

    def remark() -> None:
        row = _filing(story)
        version = latest_version(row)
        assert version is not None
        forum = forum_of(row, version.content)
        remarks.ask(
            forum,
            by=walidata,
            body="Tuliskan alamat kantor manajer survei, bukan alamat dinas.",
            part="2.2.alamat",
            kind="query",
        )
        remarks.ask(
            forum,
            by=walidata,
            body="Apakah walidata sudah menerima rancangan kuesioner?",
            part="2.3.unit",
            kind="query",
        )
        filing.give_back(row, by=walidata, comment="Tinggal dua hal kecil; lihat catatan pada rinciannya.")

    def mend() -> None:
        save_fields(
            story.cycle,
            "contacts",
            by=staff,
            values={"manager_address": "Kantor Bidang Perikanan Tangkap, Jalan Dermaga 3, Kota Contoh"},
        )
        row = _filing(story)
        version = latest_version(row)
        assert version is not None
        answers = ["Alamat kantor bidang sudah diisikan.", "Sudah, dikirim bersama rancangan sampel."]
        for one, text in zip(list(remarks.remarks_on(row)), answers, strict=True):
            remarks.answer(forum_of(row, version.content), one, by=staff, body=text)

    def passing() -> None:
        row = _filing(story)
        version = latest_version(row)
        assert version is not None
        for one in list(remarks.remarks_on(row)):
            remarks.close(forum_of(row, version.content), one, by=walidata)
        filing.pass_on(row, by=walidata, comment="Layak diajukan ke BPS.")

    def bring() -> None:
        notes = [
            Wanted("Jelaskan fraksi sampel pada tiap tahap.", "6.4", "2.4"),
            Wanted("Sebutkan tingkat estimasi terkecil dengan kata-kata.", "7.2", "2.6"),
        ]
        filing_bps.bring_notes(
            _filing(story),
            by=staff,
            notes=notes,
            paper=_paper(
                story, 87, "", "\n".join(note.text for note in notes), words="Dikembalikan lewat ROMANTIK.", sender=BPS
            ),
        )

    def answering() -> None:
        save_fields(
            story.cycle, "notification", by=staff,
            values={"estimation_level_note": "Kota; menurut tempat pendaratan ikan hanya untuk empat TPI besar"},
        )  # fmt: skip
        texts = [
            "Tahap 1: 8 dari 11 TPI; tahap 2: 6 dari hari operasi tiap bulan.",
            "Tingkat estimasi sudah dituliskan.",
        ]
        for note, text in zip(_filing(story).notes.all(), texts, strict=True):
            answer(note, by=staff, words=text, seen=note.revision)

    def recommend() -> None:
        text = f"Rancangan {story.cycle} dinyatakan layak. Identitas rekomendasi: {IDENTITY}.\n" + "\n".join(ITEMS)
        words = "Rekomendasi diterima lewat ROMANTIK."
        paper = _paper(story, 110, LETTER, text, words=words, sender=BPS)
        filing_bps.recommend(_filing(story), by=walidata, paper=paper, identity=IDENTITY, items=ITEMS)

    def follow() -> None:
        first = _filing(story).items.get(number=1)
        words = "Konsep dan definisi masuk Bab 2 buku pedoman."
        filing_bps.follow_up(first, by=staff, state=Follow.DONE, words=words, seen=first.revision)

    at(80, 9, lambda: submit("FS3 terisi dari rancangan; mohon diperiksa."))
    at(81, 10, remark)
    at(82, 9, mend)
    at(83, 9, lambda: submit("Kedua catatan sudah diperbaiki."))
    at(84, 10, passing)
    first = "Bersama ini disampaikan FS3 beserta lampirannya untuk mendapatkan rekomendasi."
    at(85, 11, lambda: filing_bps.send(_filing(story), by=staff, paper=_paper(story, 85, "800/214/PRK/2026", first)))
    at(87, 9, bring)
    at(88, 9, answering)
    again = "Bersama ini disampaikan FS3 yang sudah diperbaiki sesuai catatan BPS."
    at(89, 9, lambda: filing_bps.resubmit(_filing(story), by=staff, paper=_paper(story, 89, "800/221/PRK/2026", again)))
    at(96, 9, lambda: filing_bps.examine(_filing(story), by=walidata))
    at(110, 14, recommend)
    at(114, 10, follow)


def tell_clinics(story: Any) -> None:
    """FP-KPA is handed to the walidata, who has not looked at it yet."""
    note = "FP-KPA terisi dari rancangan kompilasi."
    story.at(84, (9, 5), lambda: filing.submit(story.cycle, by=story.who("kesehatan"), note=note))
