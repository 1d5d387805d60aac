"""The four activities of the demo office, each opened by its staff and told by its own module."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from activities import services
from activities.models import Activity, Sector
from activities.services import SeatWish
from gsbpm_portal.core import clock
from phases.engine.demo import geriatri, ikan, kebutuhan, kepuasan, rancangan, tellers_of
from phases.engine.demo.office import Office
from phases.engine.demo.story import Story


@dataclass(frozen=True)
class Plot:
    """One activity: what it is, who works on it, and how many days ago it began."""

    module: object
    code: str
    title: str
    organisation: str
    kind: str
    sector: str
    frequency: str
    coverage_note: str
    description: str
    began: int
    length: int
    team: tuple[tuple[str, str], ...]
    recommendation: str = ""


PLOTS = [
    Plot(
        kebutuhan, "KEBUTUHAN-DATA", "Survei Kebutuhan Data", "layanan", "survey", "18", "7", "Kota Contoh",
        "Kebutuhan dan kepuasan pengguna data Pemerintah Kota Contoh.",
        began=400, length=330, team=(("penyelia2", "penyelia"), ("walidata", "walidata")), recommendation="V-25.9999.021",
    ),
    Plot(
        geriatri, "KLINIK-GERIATRI", "Kompilasi Layanan Klinik Geriatri", "kesehatan", "admin", "9", "7", "Kota Contoh",
        "Rekap kunjungan pasien lanjut usia dari seluruh klinik geriatri di Kota Contoh.",
        began=188, length=290, team=(("penyelia.kesehatan", "penyelia"), ("walidata", "walidata")),
    ),
    Plot(
        ikan, "IKAN-TANGKAP", "Survei Produksi Hasil Tangkapan Ikan", "perikanan", "survey", "1", "7", "Kota Contoh",
        "Produksi dan nilai hasil tangkapan yang didaratkan di tempat pendaratan ikan, menurut jenis ikan.",
        began=130, length=340,
        team=(("staf2", "staf"), ("penyelia", "penyelia"), ("penyelia2", "penyelia"), ("walidata", "walidata")),
    ),
    Plot(
        kepuasan, "KEPUASAN-LAYANAN", "Survei Kepuasan Masyarakat", "layanan", "survey", "18", "6", "Kota Contoh",
        "Kepuasan masyarakat atas sembilan unsur pelayanan; kuesioner diisi sendiri oleh pengguna layanan.",
        began=22, length=170, team=(("penyelia2", "penyelia"), ("walidata", "walidata")),
    ),
]  # fmt: skip
COLLECTED = rancangan.SHARES[2][0]
"""Per cent of the planned time after which collection begins: the year of a cycle is that of its collection."""
OWNERS = {"layanan": "layanan", "kesehatan": "kesehatan", "perikanan": "staf"}


def tell_all(office: Office) -> None:
    """Open each activity on its first day and tell its story up to today."""
    for plot in PLOTS:
        story = open_activity(office, plot)
        plot.module.tell(story)  # type: ignore[attr-defined]
        for tell in tellers_of(plot.code):
            tell(story)
        story.play()


def complete() -> bool:
    """Whether all four stand, so that nothing was cut off while the office was written."""
    return Activity.objects.filter(code__in=[plot.code for plot in PLOTS]).count() == len(PLOTS)


def open_activity(office: Office, plot: Plot) -> Story:
    """The activity with its first cycle and team."""
    begin = office.today - dt.timedelta(days=plot.began)
    owner = OWNERS[plot.organisation]
    checker = next(name for name, role in plot.team if role == "penyelia")
    with clock.at(timezone.make_aware(dt.datetime.combine(begin, dt.time(8, 15)))):
        activity = services.create_activity(
            by=office[owner],
            code=plot.code,
            title=plot.title,
            organisation=office.organisations[plot.organisation],
            kind=plot.kind,
            sector=Sector.objects.get(code=plot.sector),
            frequency=plot.frequency,
            coverage_note=plot.coverage_note,
            description=plot.description,
            cycle={
                "edition": str(begin.year),
                "year": (begin + dt.timedelta(days=plot.length * COLLECTED // 100)).year,
                "period_start": dt.date(begin.year, 1, 1),
                "period_end": dt.date(begin.year, 12, 31),
                "planned_start": begin,
                "planned_end": begin + dt.timedelta(days=plot.length),
                "recommendation": plot.recommendation,
            },
            team=[SeatWish(office[name], role) for name, role in plot.team],
        )
    return Story(
        office=office,
        cycle=activity.cycles.get(),
        begin=begin,
        staff=owner,
        checker=checker,
        issuer=office.organisations[plot.organisation].name,
    )
