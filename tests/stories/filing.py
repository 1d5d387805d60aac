"""The notification on its way: filled in, asked about by the walidata, mended, sent to BPS, returned and recommended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import expect

from tests.stories.story import Person

HOME = "pemberitahuan/"


def fill_pages(staff: Person, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """What is left is typed on the pages of the form, each leading on."""
    staff.open(HOME)
    staff.look("2-6-pemberitahuan")
    for code, values in pages.items():
        staff.open(f"{HOME}isi/{code}/")
        type_answers(staff, values)
        staff.look(f"2-6-blok-{code}")
        staff.save()
    staff.open(f"{HOME}periksa/")
    staff.look("2-6-periksa")


def type_answers(staff: Person, values: Mapping[str, Any], *, names: str = "{0}__{1}", mends: bool = False) -> None:
    """Answers by path; `names`: how the controls are called by section and field."""
    for path, value in values.items():
        staff.put(names.format(*path.split(".")), path, value, mends=mends)


def submit(staff: Person, number: str) -> None:
    staff.open(f"{HOME}periksa/")
    staff.follow("#ajukan button")
    expect(staff.page.locator(".confirmation__number")).to_have_text(number)


def query(walidata: Person, line: str, words: str) -> None:
    """The walidata asks about a line and returns it."""
    walidata.open("/tindakan/")
    walidata.follow(f"a[href='{walidata.base}{HOME}tinjau/']")
    walidata.page.locator("#catatan-baru [name=part]").select_option(line)
    walidata.page.locator("#catatan-baru [name=body]").fill(words)
    walidata.page.locator("#catatan-baru [name=query]").check()
    walidata.follow("#catatan-baru button")
    expect(walidata.page.locator(".thread__item--open")).to_have_count(1)
    walidata.look("2-6-tinjau")
    walidata.follow("[name=putusan][value=tidak]")
    expect(walidata.page).to_have_url(re.compile(r"/pemberitahuan/(#.*)?$"))


def answer_query(staff: Person, words: str, page: str, mended: Mapping[str, Any], number: str) -> None:
    staff.open(f"{HOME}tinjau/")
    staff.page.locator(".thread__item textarea").fill(words)
    staff.follow(".thread__item details form button")
    staff.sees(".thread__replies", words)
    staff.open(f"{HOME}isi/{page}/")
    type_answers(staff, mended, mends=True)
    staff.save()
    submit(staff, number)


def pass_on(walidata: Person, inserted: list[str]) -> None:
    """The walidata sees what changed, settles the query and passes it."""
    walidata.open(f"{HOME}tinjau/")
    for word in inserted:
        expect(walidata.page.locator("dl.changes ins", has_text=word).first).to_be_visible()
    walidata.look("2-6-tinjau-lagi")
    walidata.follow(".thread__item form.post button")
    expect(walidata.page.locator(".thread__item--open")).to_have_count(0)
    walidata.follow("[name=putusan][value=layak]")
    walidata.sees("main .facts", "Diverifikasi walidata")


def send(staff: Person) -> None:
    staff.open(HOME)
    staff.follow(".nextbar .btn-primary")
    staff.page.locator("[name=channel][value=romantik]").check()
    staff.follow("main form .btn-primary")


def bring_note(staff: Person, line: str, words: str) -> None:
    """BPS returns it with a note on a line."""
    staff.open(f"{HOME}langkah/bring/")
    staff.page.locator("[name=channel][value=surat]").check()
    staff.page.locator("[name=text]").fill(words)
    staff.page.locator("[name=line]").select_option(line)
    staff.follow("main form .btn-primary")
    staff.look("2-6-catatan-bps")


def reopen(supervisor: Person, number: str) -> None:
    """From the note of BPS to the sub-process that has to be done again: its next iteration begins."""
    supervisor.open(HOME)
    supervisor.follow("#catatan ~ ul a[href*='/catatan/']")
    supervisor.sees("dl.dl", number, "Disetujui")
    supervisor.follow("dl.dl a[href*='alasan=']")
    supervisor.look("2-6-buka-kembali")
    supervisor.follow("main form .btn-primary")
    supervisor.sees(".cols__aside .state", "Dikerjakan")


def name_units(staff: Person, values: Mapping[str, Any]) -> None:
    """What the review asks and no line of the form: from the finding to the page that keeps it."""
    staff.open(f"{HOME}periksa/")
    staff.follow(staff.page.get_by_role("link", name=re.compile("II-01")))
    type_answers(staff, values, names="{1}")
    staff.save()


def answer_note(staff: Person, words: str, page: str, mended: Mapping[str, Any]) -> None:
    """Mended, answered, and the next version sent to BPS."""
    staff.open(f"{HOME}isi/{page}/")
    type_answers(staff, mended, mends=True)
    staff.save()
    staff.open(HOME)
    staff.follow("#catatan ~ ul a[href*='/catatan/']")
    staff.page.locator("[name=answer]").fill(words)
    staff.follow("main form .btn-primary")
    staff.open(f"{HOME}langkah/resubmit/")
    staff.page.locator("[name=channel][value=romantik]").check()
    staff.follow("main form .btn-primary")


def recommend(staff: Person, identity: str, letter: str, items: str) -> None:
    staff.open(f"{HOME}langkah/recommend/")
    staff.page.locator("[name=identity]").fill(identity)
    staff.page.locator("[name=letter]").fill(letter)
    staff.page.locator("[name=items]").fill(items)
    staff.follow("main form .btn-primary")
    staff.sees("main .facts", identity)
    staff.look("2-6-rekomendasi")


def open_collection(supervisor: Person) -> None:
    supervisor.open("fase/4/")
    supervisor.follow("#moves form button")
    supervisor.sees("#moves .state", "Berjalan")
