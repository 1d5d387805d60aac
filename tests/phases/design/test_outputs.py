"""2.1: a line an output, what each misses, one press to add it."""

from datetime import date

import pytest
from django.urls import reverse

from activities.design import registry
from activities.design.services import save_fields, save_section
from phases.design.selectors import outputs
from tests.activities.asking import shown
from tests.phases.design.making import CYCLE, add, cost, reading

pytestmark = pytest.mark.django_db

OUTPUT = {
    "kind": "tabel", "population": "Kapal", "measure": "Ton", "dimensions": "TPI", "levels": 4, "frequency": "7",
}  # fmt: skip


def test_the_matrix_has_a_line_an_output_with_what_is_planned(world, browse):
    first = add(world, "outputs", title="Produksi ikan", **OUTPUT)
    add(world, "outputs", title="Nilai produksi", **OUTPUT)
    add(world, "releases", title="Buku produksi", output=first, kind="publikasi")
    add(world, "disclosure", output=first, method="frekuensi", minimum=3)
    facts, places = reading(world)
    lines = outputs.planned(facts, places)
    assert [(line.row.name, len(line.releases), len(line.rules), line.is_whole) for line in lines] == [
        ("Produksi ikan", 1, 1, True),
        ("Nilai produksi", 0, 0, False),
    ]
    page = shown(browse("staf").get(reverse("design:outputs", args=CYCLE)))
    assert "Buku produksi" in page and "Nilai produksi" in page


def test_what_is_missing_is_added_in_one_press_with_the_output_named(world, browse):
    key = add(world, "outputs", title="Produksi ikan", **OUTPUT)
    facts, places = reading(world)
    [line] = outputs.planned(facts, places)
    client = browse("staf")
    for url in (line.add_release, line.add_rule):
        page = client.get(url).content.decode()
        assert f'<option value="{key}" selected>' in page or f'value="{key}" checked' in page
    urls = [lack.url for lack in outputs.lacks(facts, places)]
    assert line.add_release in urls and line.add_rule in urls


def against(world):
    facts, places = reading(world)
    return [lack.text for lack in outputs.lacks(facts, places) if lack.contradicts]


def test_answers_beside_the_products(world):
    key = add(world, "outputs", title="Produksi ikan", **OUTPUT)
    save_fields(world.cycle, "dissemination", by=world["staf"], values={"microdata": "1"})
    assert against(world) == []
    add(world, "releases", title="Buku", output=key, kind="publikasi")
    assert len(against(world)) == 1
    add(world, "releases", title="Data mikro", output=key, kind="mikrodata")
    assert against(world) == []
    save_fields(world.cycle, "dissemination", by=world["staf"], values={"microdata": "2"})
    assert len(against(world)) == 1
    save_fields(world.cycle, "dissemination", by=world["staf"], values={"access": "closed", "digital": "1"})
    assert len(against(world)) == 2


def test_a_release_before_the_end_of_collection(world):
    key = add(world, "outputs", title="Produksi ikan", **OUTPUT)
    values = {f"stage_{n}": None for n in range(1, 8)} | {"stage_3": ("2026-03-01", "2026-08-31")}
    save_section(world.cycle, registry.get("schedule"), by=world["staf"], values=dates(values), seen_revision=0)
    add(world, "releases", title="Buku", output=key, released_on="2026-06-01")
    assert len(against(world)) == 1


def dates(values):
    return {name: tuple(map(date.fromisoformat, span)) if span else None for name, span in values.items()}


def test_the_page_costs_as_much_with_three_outputs_as_with_one(world, browse):
    client, costs = browse("staf"), []
    for number in range(3):
        key = add(world, "outputs", title=f"Output {number}", **OUTPUT)
        add(world, "releases", title="Buku", output=key, kind="publikasi")
        add(world, "disclosure", output=key, method="frekuensi")
        if number in (0, 2):
            costs.append(cost(client, reverse("design:outputs", args=CYCLE)))
    assert costs[0] == costs[1]
