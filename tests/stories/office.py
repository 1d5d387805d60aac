"""The office of the stories: people with their posts, an activity with an empty cycle, and what the registry holds already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gsbpm_portal.accounts.models import Organisation, User
from metadata.enums import Kind
from metadata.words import searchable
from phases.needs.services.criteria import load_criteria
from tests import factories
from tests.activities.registered import make_variable
from tests.factories import World
from tests.phases.design.making import make_entry, make_listed, refer
from tests.stories.days import YEAR
from tests.stories.story import Log, Person

CODE, EDITION = "IKAN", str(YEAR)
BASE = f"/kegiatan/{CODE}/{EDITION}/"
ADDRESS = "Jalan Dermaga Lama Nomor 7, Kota Contoh 99111"
CONTACT = {
    "address": ADDRESS, "regency": "Kota Contoh", "province": "Provinsi Contoh", "phone": "(0999) 555 0140",
    "email": "perikanan@contoh.example",
}  # fmt: skip
"""What the administration knows of the office."""
POSTS = {
    "staf": "Statistisi Ahli Pertama",
    "penyelia": "Kepala Bidang Perikanan Tangkap",
    "walidata": "Pranata Komputer",
}


def open_office(kind: str, title: str, **activity: Any) -> World:
    """Everybody at work, and a cycle of which nothing is written yet."""
    load_criteria()
    people, places = factories.make_people()
    Organisation.objects.filter(pk=places["perikanan"].pk).update(name="Dinas Perikanan Kota Contoh", **CONTACT)
    kominfo = factories.make_organisation("kominfo", parent=places["kota"], name="Dinas Komunikasi dan Informatika")
    for name, post in POSTS.items():
        User.objects.filter(pk=people[name].pk).update(position=post)
    User.objects.filter(pk=people["walidata"].pk).update(home_unit=kominfo)
    made = factories.make_activity(
        places["perikanan"], by=people["staf"], code=CODE, kind=kind, title=title, coverage="2", **activity
    )
    cycle = factories.make_cycle(
        made, by=people["staf"], edition=EDITION, recommendation="", team=factories.seats_of(people)
    )
    world = World(cycle, {name: user.pk for name, user in people.items()}, places)
    _registry(world)
    return world


def _registry(world: World) -> None:
    """A concept, two variables that follow an endorsed standard each, a classification, and a data set much like ours."""
    concept = make_entry(
        world, Kind.CONCEPT, "HASIL_TANGKAPAN", name_id="Hasil tangkapan",
        definition_id="Berat ikan segar yang didaratkan dari kapal penangkap ikan.",
    )  # fmt: skip
    concept.words = searchable(concept.name_id, concept.definition_id)
    concept.save()
    for code, name, definition, unit in (
        ("BERAT_IKAN", "Berat ikan", "Berat ikan segar yang didaratkan dari satu kapal.", "Kilogram"),
        ("NILAI_IKAN", "Nilai ikan", "Nilai jual pertama ikan yang didaratkan dari satu kapal.", "Rupiah"),
    ):
        content = {"data_type": "decimal", "reference_period": "Hari pendaratan", "unit": unit}
        variable = make_variable(
            code, world.places["perikanan"], name_id=name, definition_id=definition, content=content,
            words=searchable(name, definition),
        )  # fmt: skip
        refer(variable, "standard", make_entry(world, Kind.STANDARD, f"SD_{code}", name_id=f"Standar {name.lower()}"))
    make_entry(world, Kind.STANDARD, "SD_HARGA_IKAN", name_id="Standar harga ikan")
    kinds = make_listed(world, "JENIS_IKAN", [("1", "Pelagis"), ("2", "Demersal")])
    species = make_variable(
        "JENIS_IKAN", world.places["perikanan"], name_id="Jenis ikan", definition_id="Kelompok jenis ikan yang didaratkan.",
        content={"data_type": "code", "reference_period": "Hari pendaratan"}, words=searchable("Jenis ikan"),
    )  # fmt: skip
    refer(species, "classification", kinds)
    refer(species, "standard", make_entry(world, Kind.STANDARD, "SD_JENIS_IKAN", name_id="Standar jenis ikan"))
    make_entry(
        world, Kind.DATASET, "PRODUKSI_IKAN", name_id="Produksi ikan tangkapan menurut jenis ikan", public=True,
        definition_id="Produksi ikan hasil tangkapan di tempat pendaratan ikan Kota Contoh.",
        words=searchable("Produksi ikan tangkapan menurut jenis ikan", "tempat pendaratan ikan Kota Contoh"),
    )  # fmt: skip


def sign_in(page_as: Callable[..., Any], log: Log) -> tuple[Person, Person, Person]:
    """Staf, penyelia and walidata, each at a browser of their own."""
    staff, supervisor, walidata = (Person(page_as(name), BASE, log) for name in ("staf", "penyelia", "walidata"))
    return staff, supervisor, walidata
