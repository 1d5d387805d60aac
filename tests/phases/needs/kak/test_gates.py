"""What holds the KAK up: missing parts, ceilings, phase 1 without an approved version; what submitting and approving leave."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from activities.design.models import DeclaredSection
from activities.design.services import save_fields, save_row
from gsbpm_portal.core import immutability
from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.transitions import MoveRefused
from phases.engine.enums import IterationState
from phases.engine.models import Artefact
from phases.engine.services import asks, iterations, phases
from phases.needs.gates_kak import CEILING, CLOSING
from phases.needs.models import KakVersion
from phases.needs.selectors.kak import differences, document_of, versions_of
from tests import factories
from tests.factories import World
from tests.phases.needs.kak_office import LINES, fill_kak, write

pytestmark = pytest.mark.django_db


def refusals(world: World, by: str = "staf") -> list[tuple[str, str]]:
    """(code, sentence) of all that holds the submission."""
    with pytest.raises(MoveRefused) as refused:
        iterations.submit_iteration(world.iteration("1.6"), by=world[by])
    return [(reason.code, str(reason.text)) for reason in refused.value.reasons]


def ready(world: World) -> None:
    """1.6 in work with all tasks ticked, but nothing typed."""
    iteration = world.bring("1.6", IterationState.IN_WORK)
    factories.tick_all(iteration, by=world["staf"])


def submit(world: World) -> KakVersion:
    iterations.submit_iteration(world.iteration("1.6"), by=world["staf"])
    return KakVersion.objects.latest("number")


def test_nothing_is_submitted_while_parts_are_missing(world: World) -> None:
    ready(world)
    found = refusals(world)
    assert {code for code, _text in found} == {"gate", "kak"}
    assert [text for _code, text in found if "2 Maksud dan Tujuan" in text] != []


def test_each_missing_part_leads_to_the_place_where_it_is_typed(world: World) -> None:
    ready(world)
    with pytest.raises(MoveRefused) as refused:
        iterations.submit_iteration(world.iteration("1.6"), by=world["staf"])
    anchors = {reason.anchor.split("?")[0] for reason in refused.value.reasons if reason.code == "kak"}
    design = "/kegiatan/IKAN/2026/rancangan"
    assert anchors == {
        f"{design}/description/", f"{design}/objectives/", f"{design}/proposal/isi/kepala/", f"{design}/proposal/isi/isi/",
        f"{design}/proposal/isi/pengesahan/", f"{design}/proposal/proposal_steps/tambah/", f"{design}/outputs/outputs/tambah/",
        f"{design}/budget/isi/isi/", "/kegiatan/IKAN/2026/kak/rab/",
    }  # fmt: skip


def test_what_is_written_in_the_portal_needs_no_evidence_besides(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    assert submit(world).number == 1
    assert world.iteration("1.6").evidence.count() == 0


def test_a_budget_above_its_ceiling_holds_the_submission(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    DeclaredSection.objects.filter(cycle=world.cycle_id, code="budget").update(
        content={"year": 2026, "funding": "APBD", "ceiling": "8399999"}
    )
    found = refusals(world)
    assert [code for code, _text in found] == ["ceiling"]
    assert "Rp8.400.000" in found[0][1] and "Rp1" in found[0][1]


def test_a_ceiling_of_accounts_counts_too(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    write(
        world.cycle,
        "budget",
        {"year": 2026, "funding": "APBD"},
        budget_lines=LINES,
        ceilings=[{"account": "5.1.02", "amount": "1"}],
    )
    assert [code for code, _text in refusals(world)] == ["ceiling"]


def test_two_people_may_let_a_budget_above_its_ceiling_pass(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    write(world.cycle, "budget", {"year": 2026, "funding": "APBD", "ceiling": "1"}, budget_lines=LINES)
    request = asks.ask(
        "lampaui", by=world["penyelia"], iteration=world.iteration("1.6"), gate=CEILING, reason="Pagu akan diubah"
    )
    asks.confirm_request(request, by=world["penyelia2"])
    assert submit(world).number == 1


def test_missing_parts_cannot_be_overridden(world: World) -> None:
    ready(world)
    fill_kak(world.cycle, signer="")
    with pytest.raises(MoveRefused):
        asks.ask("lampaui", by=world["penyelia"], iteration=world.iteration("1.6"), gate="kak", reason="Buru-buru")


def test_a_faulty_line_counts_as_missing(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    write(
        world.cycle,
        "budget",
        {"year": 2026, "funding": "APBD"},
        budget_lines=[*LINES, {"level": "detil", "parent": "B2", "title": "Spanduk"}],
    )
    found = refusals(world)
    assert len(found) == 1
    assert "Spanduk" in found[0][1]


# Versions -------------------------------------------------------------------------------------------------------------------


def test_every_submission_is_a_version_that_tells_what_became_of_it(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    submit(world)
    iterations.withdraw_iteration(world.iteration("1.6"), by=world["staf"])
    submit(world)
    iterations.return_iteration(world.iteration("1.6"), by=world["penyelia"], comment="Perjelas metode")
    save_fields(world.cycle, "proposal", by=world["staf2"], values={"methodology": "Sampel hari dipilih sistematik."})
    submit(world)
    iterations.approve_iteration(world.iteration("1.6"), by=world["penyelia"])
    assert [(told.version.number, told.verb) for told in versions_of(world.cycle)] == [
        (3, "approve"),
        (2, "return"),
        (1, "withdraw"),
    ]


def test_versions_of_equal_content_have_equal_digests(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    first = submit(world)
    iterations.withdraw_iteration(world.iteration("1.6"), by=world["staf"])
    assert submit(world).digest == first.digest


def test_a_version_says_what_changed_and_stays_as_it_was(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    first = submit(world)
    iterations.return_iteration(world.iteration("1.6"), by=world["penyelia"], comment="Perjelas")
    save_fields(world.cycle, "proposal", by=world["staf"], values={"scope": "Sebelas TPI dan dua pelabuhan."})
    save_row(world.cycle, "budget_lines", "B4", by=world["staf"], values={"price": "350000"})
    second = submit(world)
    changed = {change.place: (change.old, change.new) for change in differences(first, second)}
    assert changed["7 Ruang Lingkup"] == ("Sebelas tempat pendaratan ikan.", "Sebelas TPI dan dua pelabuhan.")
    assert (first.total, second.total) == (8400000, 8600000)
    assert document_of(first).mark == "KONSEP"


def test_the_database_keeps_versions_as_they_are(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    submit(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        KakVersion.objects.update(digest="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        KakVersion.objects.all().delete()


def test_the_approved_version_becomes_the_artefact_of_the_output(world: World) -> None:
    world.bring("1.6", IterationState.APPROVED)
    version = KakVersion.objects.get()
    artefact = Artefact.objects.get(run=world.run("1.6"), code="kak:naskah")
    assert (artefact.sha256, artefact.payload["version"]) == (version.digest, 1)
    assert artefact.payload["document"] == version.content["document"]


def test_a_version_stands_in_the_trail(world: World) -> None:
    ready(world)
    fill_kak(world.cycle)
    version = submit(world)
    entry = AuditEntry.objects.get(action="kak.version")
    assert (entry.changes, entry.context["digest"]) == ({"version": [None, 1]}, version.digest)


# Closing of the phase -------------------------------------------------------------------------------------------------------


def test_phase_1_closes_with_an_approved_version(world: World) -> None:
    phase = world.bring_phase(1, "ditutup")
    assert phase.state == "ditutup"


def test_phase_1_does_not_close_without_an_approved_version(world: World) -> None:
    phases.open_phase(world.phase(1), by=world["penyelia"])
    factories.finish_phase(world, 1)
    with immutability.lifted():
        KakVersion.objects.all().delete()
    with pytest.raises(MoveRefused) as refused:
        phases.submit_closing(world.phase(1), by=world["staf"], summary="Selesai")
    assert [reason.gate for reason in refused.value.reasons] == [CLOSING]
