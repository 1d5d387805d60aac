"""Phase 2 as staff type it: the six workspaces, the calculator, and what a compilation has instead of a sample."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.stories.story import Person

Told = dict[str, Any]
NUMBERS = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6")
SAVE = "main form.form .btn-primary"
"""The button of a section that has one page of its own."""


def fields(staff: Person, section: str, group: str, values: Told) -> None:
    """A page of a section's fields, from the workspace and back to it."""
    staff.follow(f"main a[href*='/rancangan/{section}/isi/{group}/']")
    staff.write(section, values)
    staff.save()


def plan_outputs(staff: Person, told: Told) -> None:
    """2.1: products and releases, disclosure control."""
    staff.open("diseminasi/")
    fields(staff, "dissemination", "isi", told["dissemination"])
    staff.row("main a[href*='releases/tambah/'][href*='output=L1']", "releases", "D1", told["releases"])
    staff.row("main a[href*='disclosure/tambah/'][href*='output=L1']", "disclosure", "DC1", told["disclosure"])
    staff.look("2-1")


def choose_variables(staff: Person, told: Told) -> None:
    """2.2: variables of the registry, each with its standard, and one that is derived from them."""
    staff.open("variabel/")
    staff.follow("main a[href*='/rancangan/variables/']")
    for n, (code, own) in enumerate(told["variables"].items()):
        staff.put(f"variables-{n}-version", f"variables.{code}", code)
        if any(own.values()):
            staff.page.locator(".varrow__more").nth(n).locator("summary").click()
        for name, text in own.items():
            staff.put(f"variables-{n}-{name}", f"variables.{code}.{name}", text)
    staff.save(SAVE)
    staff.open("variabel/")
    follows = staff.page.get_by_text("mengikuti standar", exact=True)
    expect(follows).to_have_count(len(told["variables"]))
    staff.row("main a[href*='derived/tambah/']", "derived", "T1", told["derived"])
    staff.look("2-2")


def agree_on_sources(staff: Person, told: Told) -> None:
    """2.2 and 2.3: an administrative source, the agreement with its holder and the way of extraction."""
    staff.open("variabel/")
    staff.row("main a[href*='sources/tambah/']", "sources", "S1", told["sources"])
    staff.open("pengumpulan/")
    staff.row("main a[href*='agreements/tambah/'][href*='source=S1']", "agreements", "AG1", told["agreements"])
    staff.look("2-3-kesepakatan")


def plan_collection(staff: Person, told: Told) -> None:
    """2.3: how the data come in, and with which instruments."""
    staff.open("pengumpulan/")
    for group, values in told["collection"].items():
        fields(staff, "collection", group, values)
    staff.rows("main a[href*='instruments/tambah/']", "instruments", "I", told["instruments"])


def describe_population(staff: Person, told: Told, workspace: str) -> None:
    staff.open(workspace)
    staff.follow("main a[href*='/rancangan/population/']")
    staff.write("population", told["population"])
    staff.save(SAVE)


def design_sample(staff: Person, told: Told) -> None:
    """2.4: frame and design; the calculator's size is taken over."""
    staff.open("sampel/")
    for group, values in told["sample"].items():
        fields(staff, "sample", group, values)
    staff.follow("main a[href$='/sampel/hitung/']")
    staff.write("sample", told["calculator"])
    staff.page.locator(".calc__form .btn-outline").click()
    expect(staff.page.locator(".calc__answer b")).to_have_text(told["size"])
    staff.look("2-4-hitung")
    staff.follow("form[action$='ambil/'] button")
    staff.look("2-4")


def plan_processing(staff: Person, told: Told) -> None:
    """2.5: stages, a rule, what is estimated, and the other steps."""
    staff.open("pengolahan/")
    fields(staff, "processing", "tahapan", told["processing"])
    staff.row("main a[href*='/rules/tambah/']", "rules", "R1", told["rules"])
    staff.row("main a[href*='estimations/tambah/']", "estimations", "ES1", told["estimations"])
    for number, (kind, values) in enumerate(told["process_steps"].items(), 1):
        staff.row(f"main a[href*='process_steps/tambah/'][href*='kind={kind}']", "process_steps", f"LP{number}", values)
    staff.look("2-5")


def plan_work(staff: Person, told: Told) -> None:
    """2.6: schedule, staff, processes, risks."""
    staff.open("alur-kerja/")
    staff.follow("main a[href*='/rancangan/schedule/']")
    staff.write("schedule", told["schedule"])
    staff.save(SAVE)
    staff.open("2.6/")
    staff.follow(".sections a[href*='/rancangan/staff/']")
    staff.write("staff", told["staff"])
    staff.save(SAVE)
    staff.open("alur-kerja/")
    staff.row("main a[href*='systems/tambah/']", "systems", "Y1", told["systems"])
    staff.rows("main a[href*='processes/tambah/']", "processes", "F", told["processes"])
    staff.row("main a[href*='risks/tambah/']", "risks", "RS1", told["risks"])
    staff.look("2-6")
