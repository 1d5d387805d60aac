"""The pages of 1.6: its versions, read and compared, and remarks on its parts."""

from __future__ import annotations

import pytest

from activities.design.services import save_fields
from gsbpm_portal.core.models import Remark
from phases.engine.enums import IterationState
from phases.engine.services import iterations
from phases.needs.models import KakReading
from tests.factories import World
from tests.phases.engine.cycle_pages import text_of
from tests.phases.needs.kak_office import BUDGET, LINES, write
from tests.phases.needs.kak_pages import Kak, submitted

pytestmark = pytest.mark.django_db


# Versions -------------------------------------------------------------------------------------------------------------------


def test_a_version_is_read_and_the_next_one_shows_what_changed_since(filled: World) -> None:
    submitted(filled)
    reviewer = Kak(filled, "penyelia")
    assert reviewer.get("version", 1).status_code == 200
    assert [(r.version.number, r.user.username) for r in KakReading.objects.all()] == [(1, "penyelia")]
    iterations.return_iteration(filled.iteration("1.6"), by=filled["penyelia"], comment="Perjelas")
    save_fields(filled.cycle, "proposal", by=filled["staf"], values={"scope": "Sebelas TPI."})
    iterations.submit_iteration(filled.iteration("1.6"), by=filled["staf"])
    assert reviewer.get("kak").context["since"] == 1
    page = reviewer.get("versions-compare", 1, 2)
    assert [change.place for change in page.context["changed"]] == ["7 Ruang Lingkup"]
    assert not page.context["pairs"] and not page.context["months"] and "Baris kedua anggaran sama." in text_of(page)
    assert reviewer.get("kak").context["since"] == 0
    iterations.return_iteration(filled.iteration("1.6"), by=filled["penyelia"], comment="Perbaiki harga")
    write(filled.cycle, "budget", BUDGET, budget_lines=[*LINES[:3], {**LINES[3], "price": "250000"}])
    iterations.submit_iteration(filled.iteration("1.6"), by=filled["staf"])
    page = reviewer.get("versions-compare", 2, 3)
    assert [pair.title for pair in page.context["pairs"] if not pair.is_sum] == ["Honor pengawas"]
    assert page.context["totals"].difference == sum(month.difference for month in page.context["months"]) == -200000


def test_the_review_page_leads_to_the_versions(filled: World) -> None:
    submitted(filled)
    reviewer = Kak(filled, "penyelia")
    page = reviewer.client.get(filled.run("1.6").get_absolute_url() + "tinjau/")
    assert [url for _label, url in page.context["to_read"]] == [reviewer.url("version", 1)]
    assert f'href="{reviewer.url("version", 1)}"' in page.content.decode()
    iterations.return_iteration(filled.iteration("1.6"), by=filled["penyelia"], comment="Perjelas")
    iterations.submit_iteration(filled.iteration("1.6"), by=filled["staf"])
    links = [reviewer.url("version", 2), reviewer.url("versions-compare", 1, 2), reviewer.url("versions")]
    page = reviewer.client.get(filled.run("1.6").get_absolute_url() + "tinjau/")
    assert [url for _label, url in page.context["to_read"]] == links
    assert "terakhir Anda baca" not in text_of(page)
    reviewer.get("version", 1)
    page = reviewer.client.get(filled.run("1.6").get_absolute_url() + "tinjau/")
    assert "Perubahan sejak versi 1 yang terakhir Anda baca" in text_of(page)


def test_the_review_page_of_others_has_nothing_more_to_read(filled: World) -> None:
    filled.bring("1.1", IterationState.SUBMITTED)
    page = Kak(filled, "penyelia").client.get(filled.run("1.1").get_absolute_url() + "tinjau/")
    assert page.context["to_read"] == []


def test_staff_reading_a_version_is_not_noted(filled: World) -> None:
    submitted(filled)
    Kak(filled).get("version", 1)
    assert KakReading.objects.count() == 0


@pytest.mark.parametrize(("name", "args"), [("version", (2,)), ("versions-compare", (1, 2)), ("version", (99999,))])
def test_versions_that_are_not_there_are_not_found(filled: World, name: str, args: tuple[int, ...]) -> None:
    submitted(filled)
    assert Kak(filled).get(name, *args).status_code == 404


def test_the_artefact_reads_as_text(filled: World) -> None:
    submitted(filled)
    iterations.approve_iteration(filled.iteration("1.6"), by=filled["penyelia"])
    run = filled.run("1.6")
    artefact = run.artefacts.get(code="kak:naskah")
    page = Kak(filled).client.get(f"{run.get_absolute_url()}hasil/{artefact.public_id}/")
    assert "7 Ruang Lingkup Sebelas tempat pendaratan ikan." in text_of(page)


# Remarks --------------------------------------------------------------------------------------------------------------------


def test_a_part_is_asked_about_answered_and_settled(filled: World) -> None:
    reviewer, staff = Kak(filled, "penyelia"), Kak(filled)
    assert reviewer.post("remark", part="ruang-lingkup", body="Termasuk pelabuhan?", query="on").status_code == 302
    remark = Remark.objects.get()
    assert remark.waits
    assert staff.post("remark-do", remark.public_id, "jawab", body="Tidak.").status_code == 302
    assert not Remark.objects.get().waits
    assert staff.post("remark-do", remark.public_id, "tutup").status_code == 403
    assert reviewer.post("remark-do", remark.public_id, "tutup").status_code == 302
    assert not Remark.objects.get().is_open
    assert "Termasuk pelabuhan?" in text_of(staff.get("kak"))


def test_a_remark_without_text_comes_back(filled: World) -> None:
    answer = Kak(filled, "penyelia").post("remark", part="ruang-lingkup", body="")
    assert (answer.status_code, Remark.objects.count()) == (422, 0)


def test_who_only_reads_does_not_discuss(filled: World) -> None:
    assert Kak(filled, "rekan").post("remark", body="Halo").status_code == 403


def test_nothing_is_remarked_on_an_approved_kak(filled: World) -> None:
    submitted(filled)
    iterations.approve_iteration(filled.iteration("1.6"), by=filled["penyelia"])
    assert Kak(filled, "penyelia").post("remark", body="Terlambat").status_code == 422
