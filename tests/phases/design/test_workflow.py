"""2.6: gaps, overlaps, days against the plan, RACI, risks by heat."""

import re
from datetime import date

import pytest
from django.urls import reverse

from activities.design import registry
from activities.design.services import save_section
from phases.design.selectors import workflow
from phases.engine.models import SubProcessRun
from phases.engine.selectors.sheet import cycle_sheet, find_cycle
from tests.activities.asking import shown
from tests.phases.design.making import CYCLE, add, cost, reading

pytestmark = pytest.mark.django_db

WHOLE = {
    "description": "Uraian", "input": "Kuesioner", "output": "Data mentah", "responsible": "Petugas",
    "accountable": "Kepala Seksi",
}  # fmt: skip


def process(world, number, title, **values):
    return add(world, "processes", subprocess=number, title=title, **WHOLE | values)


def plan(world, number="4.3", start=None, due=None):
    """The plan of a sub-process as it is stored."""
    SubProcessRun.objects.filter(cycle=world.cycle_id, number=number).update(planned_start=start, due=due)


def found(world, *, contradicts=True):
    facts, places = reading(world)
    runs = cycle_sheet(world["staf"], find_cycle(world["staf"], *CYCLE)).runs
    return [lack for lack in workflow.lacks(facts, runs, places) if lack.contradicts is contradicts]


def schedule(world, **spans):
    values = {f"stage_{n}": spans.get(f"stage_{n}") for n in range(1, 8)}
    save_section(world.cycle, registry.get("schedule"), by=world["staf"], values=values, seen_revision=0)


def test_every_sub_process_from_collection_to_dissemination_needs_a_process(world):
    def missing():
        return [lack.url for lack in found(world, contradicts=False) if "subprocess=" in lack.url]

    before = missing()
    assert len(before) == 22
    process(world, "4.3", "Pencacahan")
    assert set(before) - set(missing()) == {url for url in before if "subprocess=4.3&" in url}


def test_a_process_of_what_is_not_there(world):
    process(world, "4.9", "Entah")
    assert len(found(world)) == 1
    SubProcessRun.objects.filter(cycle=world.cycle_id, number="5.6").update(
        applicability="tidak_berlaku", not_applicable_reason="Sensus"
    )
    process(world, "5.6", "Penimbang")
    assert len(found(world)) == 2


def test_what_goes_out_is_taken_in_by_somebody(world):
    process(world, "4.3", "Pencacahan", output="Data mentah, catatan lapangan")
    key = process(world, "5.3", "Pemeriksaan", input="data mentah", output="Data bersih")
    process(world, "7.2", "Publikasi", input="Data bersih", output="Buku")
    texts = [
        lack.url
        for lack in found(world, contradicts=False)
        if "/processes/" in lack.url and "subprocess=" not in lack.url
    ]
    assert len(texts) == 1 and key not in texts[0]


def test_two_processes_of_one_sub_process_on_the_same_days(world):
    plan(world)
    process(world, "4.3", "Gelombang 1", starts="2026-03-01", ends="2026-04-30")
    process(world, "4.3", "Gelombang 2", starts="2026-05-01", ends="2026-06-30")
    assert found(world) == []
    process(world, "4.3", "Susulan", starts="2026-06-30", ends="2026-07-05")
    assert len(found(world)) == 1


def test_days_outside_of_the_plan_and_of_the_stage(world):
    plan(world)
    process(world, "4.3", "Pencacahan", starts="2026-03-01", ends="2026-06-30")
    assert found(world) == []
    schedule(world, stage_3=(date(2026, 3, 15), date(2026, 7, 1)))
    assert len(found(world)) == 1
    plan(world, start=date(2026, 3, 1), due=date(2026, 6, 1))
    assert len(found(world)) == 2


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, 0),
        ({"accountable": ""}, 1),
        ({"accountable": "Kepala Seksi; Kepala Bidang"}, 1),
        ({"responsible": ""}, 1),
        ({"responsible": "Petugas, Pengawas"}, 0),
        ({"accountable": "Ir. Budi Santoso, M.Si"}, 0),
    ],
)
def test_one_is_accountable_and_at_least_one_responsible(world, values, faults):
    process(world, "4.3", "Pencacahan", **values)
    [(_row, _cells, told)] = workflow.raci(workflow.processes(reading(world)[0])).lines
    assert len(told) == faults


def test_the_matrix_of_responsibility(world):
    process(world, "5.3", "Pemeriksaan", responsible="Pengolah", informed="petugas")
    process(world, "4.3", "Pencacahan", responsible="Petugas; Pengawas", accountable="Pengawas", consulted="Walidata")
    matrix = workflow.raci(workflow.processes(reading(world)[0]))
    assert matrix.names == ("Petugas", "Pengawas", "Walidata", "Pengolah", "Kepala Seksi")
    assert [(row.name, cells) for row, cells, _faults in matrix.lines] == [
        ("Pencacahan", ("R", "R/A", "C", "", "")),
        ("Pemeriksaan", ("I", "", "", "R", "A")),
    ]


def test_risks_by_heat(world):
    for title, likelihood, impact in (("Kecil", 1, 2), ("Besar", 5, 4), ("Sedang", 3, 3), ("Terbuka", None, 5)):
        add(world, "risks", title=title, likelihood=likelihood, impact=impact)
    risks = workflow.risks(reading(world)[0])
    assert [(risk.row.name, risk.heat, risk.level) for risk in risks] == [
        ("Besar", 20, "top"), ("Sedang", 9, "middle"), ("Kecil", 2, "low"), ("Terbuka", 0, ""),
    ]  # fmt: skip
    table = dict(workflow.heat_table(risks))
    assert table[5][3] == ("top", 20, ["RS2"])
    assert table[1][1] == ("low", 2, ["RS1"])


def test_every_cell_of_the_risk_matrix_tells_its_heat_and_a_legend_the_levels(world, browse):
    add(world, "risks", title="Nakhoda menolak", likelihood=4, impact=3)
    text = shown(browse("staf").get(reverse("design:workflow", args=CYCLE)))
    assert "4 4 8 12 RS1 16 20" in text
    assert "1–4 rendah 5–9 sedang 10–14 tinggi 15–25 sangat tinggi" in text


def test_the_page_draws_the_schedule_and_shows_its_table(world, browse):
    schedule(world, stage_3=(date(2026, 3, 1), date(2026, 8, 31)))
    process(world, "4.3", "Pencacahan di TPI", starts="2026-03-01", ends="2026-06-30")
    answer = browse("staf").get(reverse("design:workflow", args=CYCLE))
    text = answer.content.decode()
    assert text.count('class="gantt__planned"') == 2
    assert "Pencacahan di TPI" in shown(answer)
    assert "style=" not in text.split("<main", 1)[1]


def test_the_page_costs_as_much_with_three_processes_as_with_one(world, browse):
    client, costs = browse("staf"), []
    schedule(world, stage_3=(date(2026, 3, 1), date(2026, 8, 31)))
    for number in range(3):
        system = add(world, "systems", title="Aplikasi", purpose="Entri")
        process(world, "4.3", f"Proses {number}", starts="2026-03-01", ends="2026-04-01", system=system)
        add(world, "risks", title="Risiko", likelihood=2, impact=3)
        if number in (0, 2):
            costs.append(cost(client, reverse("design:workflow", args=CYCLE)))
    assert costs[0] == costs[1]


def test_the_notification_is_one_press_away(world, browse):
    text = browse("staf").get(reverse("design:workflow", args=CYCLE)).content.decode()
    assert re.search(rf'<a class="btn btn-outline" href="{reverse("filing:home", args=CYCLE)}">', text)
