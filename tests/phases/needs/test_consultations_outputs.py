"""1.2 and 1.3: confirmations and their gate, outputs and the needs that they serve."""

import pytest
from django.core.exceptions import ValidationError

from activities.design.facts import facts_of
from activities.design.services import save_row
from gsbpm_portal.core.transitions import MoveRefused
from phases.engine.machines import iteration_machine
from phases.engine.services import iterations
from phases.needs.selectors.confirmed import unconfirmed
from phases.needs.selectors.consultations import confirmable
from phases.needs.selectors.coverage import coverage
from tests import factories
from tests.phases.needs.asking import add, address, need, shown

pytestmark = pytest.mark.django_db

TALK = {
    "title": "Rapat pengelola TPI",
    "kind": "rapat",
    "held_on": "2026-03-05",
    "agenda": "Prioritas",
    "participants": "Bu Sari",
    "minutes": "Sepakat",
    "needs": ["K1"],
}


def answer(key, answer="sesuai", **more):
    return {
        "need": key,
        "institution": "Bappeda",
        "person": "Bu Sari",
        "confirmed_on": "2026-03-06",
        "answer": answer,
    } | more


def test_the_page_tells_which_needs_taken_up_wait_for_their_institution(world, browse):
    add(
        world,
        "needs",
        need("Produksi", state="diterima"),
        need("Nilai", state="diterima"),
        need("Kapal", state="ditunda", state_reason="x"),
    )
    add(world, "consultations", TALK)
    add(world, "confirmations", answer("K1"))
    page = browse("staf").get(address("consultations"))
    assert page.status_code == 200
    assert "need=K2&amp;institution=Bappeda" in page.content.decode()
    lines = confirmable(facts_of(world.cycle))
    assert [(line.need.key, line.is_missing, [row.key for row in line.talked]) for line in lines] == [
        ("K1", False, ["KS1"]),
        ("K2", True, []),
    ]
    assert unconfirmed(world.cycle) == [("K2", "Nilai")]


def test_a_need_withdrawn_by_its_institution_is_pointed_out(world, browse):
    add(world, "needs", need("Produksi", state="diterima"))
    add(world, "confirmations", answer("K1"), answer("K1", "dicabut", note="Tidak perlu", confirmed_on="2026-04-01"))
    [line] = confirmable(facts_of(world.cycle))
    assert line.is_withdrawn and not line.is_missing
    assert unconfirmed(world.cycle) == []
    assert "K1" in shown(browse("staf").get(address("consultations")))


def test_1_2_is_submitted_once_every_need_taken_up_is_confirmed(world):
    factories.fill(world.iteration("1.2"), by=world["staf"])
    assert [r for r in iteration_machine.reasons(world.iteration("1.2"), "submit") if r.code == "need"] == []
    add(world, "needs", need("Produksi", state="diterima"), need("Usulan"))
    [reason] = [r for r in iteration_machine.reasons(world.iteration("1.2"), "submit") if r.code == "need"]
    assert "K1" in str(reason.text) and reason.anchor == address("consultations") + "#konfirmasi" and not reason.gate
    with pytest.raises(MoveRefused):
        iterations.submit_iteration(world.iteration("1.2"), by=world["staf"])
    add(world, "confirmations", answer("K1"))
    assert iterations.submit_iteration(world.iteration("1.2"), by=world["staf"]).state == "diajukan"


def test_the_gate_holds_nothing_but_1_2(world):
    add(world, "needs", need("Produksi", state="diterima"))
    for number in ("1.1", "1.3"):
        assert [r for r in iteration_machine.reasons(world.iteration(number), "submit") if r.code == "need"] == []


def test_the_sub_process_leads_to_its_workspace_and_shows_the_gate(world, browse):
    add(world, "needs", need("Produksi", state="diterima"))
    page = browse("staf").get("/kegiatan/IKAN/2026/1.2/").content.decode()
    assert address("consultations") in page
    for number, name in (("1.1", "needs"), ("1.3", "outputs"), ("1.4", "concepts"), ("1.5", "availability")):
        assert address(name) in browse("staf").get(f"/kegiatan/IKAN/2026/{number}/").content.decode()


# Outputs ----------------------------------------------------------------------------------------------------------------


def test_1_3_needs_no_list_beside_the_one_that_stands_in_the_portal(world):
    factories.tick_all(world.iteration("1.3"), by=world["staf"])
    with pytest.raises(MoveRefused) as refusal:
        iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    assert [reason.code for reason in refusal.value.reasons] == ["gate"]
    add(world, "outputs", {"title": "Tabel produksi"})
    assert iterations.submit_iteration(world.iteration("1.3"), by=world["staf"]).state == "diajukan"
    assert world.iteration("1.3").evidence.count() == 0


def test_coverage_tells_what_is_left_over_on_either_side(world):
    add(
        world,
        "needs",
        need("A", state="diterima"),
        need("B", state="diterima"),
        need("C", state="ditunda", state_reason="x"),
        need("D"),
    )
    add(world, "outputs", {"title": "Satu", "needs": ["K1"]}, {"title": "Dua"}, {"title": "Tiga", "needs": ["K3"]})
    found = coverage(facts_of(world.cycle))
    assert [(line.need.key, line.served, line.count) for line in found.lines] == [
        ("K1", (True, False, False), 1),
        ("K2", (False, False, False), 0),
        ("K4", (False, False, False), 0),
    ]
    assert [row.key for row in found.unserved] == ["K2"]
    assert [row.key for row in found.needless] == ["L2"]
    assert [row.key for row in found.beside] == ["L3"]


def test_the_page_of_outputs_shows_matrix_gaps_and_remarks(world, browse):
    assert "needs/needs" not in browse("staf").get(address("outputs")).content.decode()
    add(world, "needs", need("A", state="diterima"), need("B", state="diterima"))
    add(world, "outputs", {"title": "Satu", "needs": ["K1"], "review": "Tambah dimensi alat"}, {"title": "Dua"})
    page = browse("staf").get(address("outputs"))
    assert "Tambah dimensi alat" in shown(page)
    assert "?needs=K2&amp;kembali=" in page.content.decode()
    form = browse("staf").get("/kegiatan/IKAN/2026/rancangan/outputs/outputs/tambah/?needs=K2").content.decode()
    assert (
        'value="K2" id="id_needs_1" checked' in form
        or 'id="id_needs_1" value="K2" checked' in form
        or "checked" in form
    )


@pytest.mark.parametrize("name", ["consultations", "outputs", "concepts", "availability"])
def test_queries_do_not_grow_with_the_rows(world, browse, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        client = browse("staf")
        client.get(address(name))
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(name)).status_code == 200
        return len(found)

    def one_more(n):
        add(world, "needs", need(f"Produksi {n}", state="diterima"))
        add(world, "need_variables", {"need": f"K{n}", "name": f"Berat {n}"})
        add(world, "consultations", TALK)
        add(world, "confirmations", answer(f"K{n}"))
        add(world, "outputs", {"title": f"Keluaran {n}", "needs": [f"K{n}"]})
        add(world, "concepts", {"name": f"Tangkapan {n}", "definition": "Berat ikan", "need": f"K{n}"})
        add(world, "lookups", {"system": "SIRUSA", "needs": [f"K{n}"]})
        add(world, "reuses", {"subject": f"LAIN/{n}", "title": "Lain"})

    one_more(1)
    once = count()
    one_more(2)
    one_more(3)
    assert count() == once


@pytest.mark.parametrize(("table", "name"), [("confirmations", "confirmed_on"), ("lookups", "looked_on")])
def test_what_has_not_happened_yet_is_not_written_down(world, table, name):
    with pytest.raises(ValidationError) as refused:
        save_row(world.cycle, table, by=world["staf"], values={name: factories.in_days(1)})
    assert set(refused.value.message_dict) == {name}
    save_row(world.cycle, table, by=world["staf"], values={name: factories.in_days(0)})
