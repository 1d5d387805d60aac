"""A cycle whose form can be filled, submitted and recommended, and its notification in every state; by the services alone."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from activities.design.services import save_fields, save_row, save_section
from activities.models import Cycle
from gsbpm_portal.core import clock, immutability
from phases.design.enums import Submission
from phases.design.models import Filing
from phases.design.services import filing as services
from phases.design.services import filing_bps
from phases.design.services.filing_bps import Paper
from phases.design.services.filing_notes import Wanted, answer
from phases.engine.enums import IterationState
from phases.engine.models import Iteration
from phases.engine.services import iterations
from tests import factories
from tests.activities.registered import make_variable, used
from tests.phases.design import facts_made as made

OPEN = ("1.1", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6")
LATER = (60, 90, 120, 150, 180)
IDENTITY = "V-26.9971.004"
HOME = "/kegiatan/IKAN/2026/pemberitahuan/"
WRITTEN = ("population", "staff")
DECLARED = ("contacts", "sample", "collection", "processing", "dissemination")


def make_world(*, kind: str = "survey", filled: bool = True, **activity: Any) -> factories.World:
    """The people of the tests, a cycle without recommendation, its sections in work, by default all of them written."""
    world = factories.make_world(kind=kind)
    year = factories.in_days(LATER[0]).year
    Cycle.objects.filter(pk=world.cycle_id).update(recommendation="", year=year)
    type(world.cycle.activity).objects.filter(pk=world.cycle.activity_id).update(
        title="Kompilasi Ikan Tangkap Kota Contoh" if kind == "admin" else "Survei Ikan Tangkap Kota Contoh", **activity
    )
    for number in OPEN:
        if world.run(number).applies:
            iterations.start_iteration(world.iteration(number), by=world["staf"])
    if filled:
        write_record(world, kind)
    return world


def written(code: str) -> dict[str, Any]:
    return {path.split(".", 1)[1]: value for path, value in made.FULL.items() if path.startswith(f"{code}.")}


def schedule() -> dict[str, Any]:
    """All stages to come: one after the other, collection beginning in 60 days."""
    today = clock.today()
    first = {
        "stage_1": (today - dt.timedelta(20), today + dt.timedelta(20)),
        "stage_2": (today, today + dt.timedelta(40)),
    }
    days = [today + dt.timedelta(days=days) for days in LATER]
    spans = [(start, start + dt.timedelta(days=20)) for start in days]
    return first | {f"stage_{number}": span for number, span in enumerate(spans, 3)}


def write_record(world: factories.World, kind: str = "survey") -> None:
    """Everything that the form of this kind asks for."""
    by, cycle = world["staf"], world.cycle
    make_variable("PRODUKSI", world.places["perikanan"], definition_id="Volume ikan yang didaratkan.")
    save_section(
        cycle, "objectives", by=by, seen_revision=0,
        values={"aims": "Mengetahui produksi ikan.", "benefits": "Dasar perencanaan.", "main_users": ""},
    )  # fmt: skip
    save_section(
        cycle, "description", by=by, seen_revision=0,
        values={"background": "Belum ada angka produksi.", "legal_basis": "UU 16/1997", "outline": "Pencatatan di TPI."},
    )  # fmt: skip
    save_section(cycle, "variables", by=by, values=used("PRODUKSI"), seen_revision=0)
    population = written("population") | ({"methods": 8, "methods_other": ""} if kind == "admin" else {})
    save_section(cycle, "population", by=by, values=population, seen_revision=0)
    save_section(cycle, "staff", by=by, values=written("staff"), seen_revision=0)
    save_section(cycle, "schedule", by=by, values=schedule(), seen_revision=0)
    day = factories.in_days(LATER[3]).isoformat()
    dates = {"printed_on": day, "digital_on": day, "available_on": day}
    for code in DECLARED:
        if code == "sample" and kind == "admin":
            continue
        save_fields(cycle, code, by=by, values=written(code) | (dates if code == "dissemination" else {}))
    save_row(cycle, "outputs", by=by, values={"title": "Produksi", "levels": 4})
    if kind != "admin":
        save_row(cycle, "stages", by=by, values={"title": "Pelabuhan", "frame": "Daftar pelabuhan", "method": "5"})
        save_row(cycle, "stages", by=by, values={"title": "Kapal", "frame": "Daftar kapal", "method": "2"})


def paper(**more: Any) -> Paper:
    return Paper(clock.today(), "romantik", "800/12/2026", "BPS Kota Contoh", **more)


def days_later(days: int) -> Any:
    """A while in which it is so many days later."""
    return clock.at(clock.now() + dt.timedelta(days=days))


def collect(world: factories.World) -> None:
    """Phase 4 is done: told to the database, since its gates ask for much that no notification asks for."""
    approve(world, "4.1", "4.2", "4.3", "4.4")


def approve(world: factories.World, *numbers: str) -> None:
    runs = [world.iteration(number).pk for number in numbers]
    with immutability.lifted():  # the database takes no approval without its decision
        Iteration.objects.filter(pk__in=runs).update(state=IterationState.APPROVED)


def letter_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.txt", b"Surat rekomendasi")


def bring(world: factories.World, state: str, *, staff: str = "staf", walidata: str = "walidata") -> Filing:
    """The notification in this state, by the services; a draft is one that the walidata returned."""
    by, checker = world[staff], world[walidata]
    filing = services.submit(world.cycle, by=by)
    if state == Submission.WAITING:
        return filing
    if state == Submission.DRAFT:
        return services.give_back(filing, by=checker, comment="Lengkapi")
    if state == Submission.CANCELLED:
        return services.cancel(filing, by=by, comment="Tidak jadi")
    filing = services.pass_on(filing, by=checker)
    if state == Submission.VERIFIED:
        return filing
    filing = filing_bps.send(filing, by=by, paper=paper())
    if state == Submission.FILED:
        return filing
    filing = filing_bps.examine(filing, by=by)
    if state == Submission.EXAMINED:
        return filing
    if state == Submission.MENDING:
        filing = filing_bps.bring_notes(
            filing,
            by=by,
            paper=paper(),
            notes=[Wanted("Jelaskan fraksi sampel", "6.4" if filing.form == "fs3" else "")],
        )
        answer(filing.notes.get(), by=by, words="Sudah dijelaskan", seen=0)
        return filing
    assert state == Submission.DONE
    return filing_bps.recommend(
        filing, by=by, paper=paper(), identity=IDENTITY, items=["Perluas cakupan", "Serahkan hasil"]
    )


def as_(world: factories.World, name: str) -> Client:
    """A browser of that person, without a page."""
    client = Client()
    client.force_login(world[name])
    return client


def send(client: Client, tail: str, **data: Any) -> Any:
    """A post below the notification, with a token of its own."""
    return client.post(HOME + tail, {"token": str(uuid.uuid4()), **data})
