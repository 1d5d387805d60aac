"""Drafts of the sections of the design record: kept without a check, shown again, ended by saving."""

import pytest
from django.urls import reverse

from activities.design.models import DescriptionSection
from activities.design.services import save_section
from gsbpm_portal.core import drafts
from tests.activities.asking import post
from tests.activities.test_design import TEXT

pytestmark = pytest.mark.django_db

KEY = "design:IKAN/2026/{}"
PAGE = reverse("activities:design-section", args=["IKAN", "2026", "description"])
POPULATION = reverse("activities:design-section", args=["IKAN", "2026", "population"])


@pytest.fixture
def staf(world, browse):
    for number in ("1.1", "2.4"):
        world.bring(number, "dikerjakan")
    return browse("staf")


def typed(world, code="description", revision="0", base="{}", **values):
    pairs = [("revision", revision), ("base", base), *values.items()]
    return drafts.save(world["staf"], KEY.format(code), pairs=pairs, base=revision)


def test_a_draft_may_hold_what_the_section_may_not(staf, world):
    typed(world, "population", regions="Kota Contoh, Provinsi, Contoh", units="x")
    page = staf.get(POPULATION)
    assert page.status_code == 200
    assert "Kota Contoh, Provinsi, Contoh" in page.content.decode()
    assert 'id="problems"' not in page.content.decode()


def test_a_draft_is_shown_until_it_is_saved(staf, world):
    assert 'id="naskah"' not in staf.get(PAGE).content.decode()
    typed(world, background="Belum selesai")
    page = staf.get(PAGE).content.decode()
    assert ('id="naskah"' in page, "Belum selesai" in page) == (True, True)
    sent = TEXT | {"revision": "0", "naskah-nomor": "1"}
    assert post(staf, PAGE, sent).status_code == 302
    page = staf.get(PAGE).content.decode()
    assert ('id="naskah"' in page, "Belum selesai" in page) == (False, False)
    assert DescriptionSection.objects.get().background == TEXT["background"]


def test_a_form_with_mistakes_leaves_the_draft(staf, world):
    typed(world, "population", population="Semua kapal")
    answer = post(staf, POPULATION, {"revision": "0", "regions": "a, b, c", "naskah-nomor": "1"})
    assert answer.status_code == 422
    assert 'data-autosave-number="1"' in answer.content.decode()
    assert drafts.find(world["staf"], KEY.format("population")) is not None


def test_what_was_stored_meanwhile_is_said_and_not_overwritten(staf, world):
    typed(world, background="Punya saya")
    save_section(world.cycle, "description", by=world["staf2"], values=TEXT, seen_revision=0)
    assert staf.get(PAGE).context["sheet"].is_behind
    answer = post(staf, PAGE, {"background": "Punya saya", "revision": "0", "naskah-nomor": "1"})
    assert answer.status_code == 409
    # The page of two versions goes on from the stored one; a draft of it still says what its writer had seen.
    page = answer.content.decode()
    assert 'name="revision" value="1"' in page
    assert "[[&quot;revision&quot;, &quot;0&quot;]" in page
    assert DescriptionSection.objects.get().background == TEXT["background"]


def test_nobody_else_sees_it(staf, world, browse):
    typed(world, background="Rahasia dahulu")
    assert "Rahasia dahulu" not in browse("staf2").get(PAGE).content.decode()


def test_a_draft_of_a_section_that_was_closed_can_be_copied(staf, world):
    typed(world, "objectives", aims="Produksi ikan")
    page = staf.get(reverse("activities:design-section", args=["IKAN", "2026", "objectives"]))
    assert "Produksi ikan" in page.content.decode()
    assert '<button class="btn btn-primary" disabled>' in page.content.decode()


def test_every_section_offers_to_keep_a_draft(staf):
    page = staf.get(PAGE).content.decode()
    assert ("js/autosave.js" in page, 'formaction="/naskah/simpan/"' in page) == (True, True)


def test_a_section_leads_back_to_where_one_came_from(staf):
    back = "/kegiatan/IKAN/2026/kak/"
    assert f'name="kembali" value="{back}"' in staf.get(f"{PAGE}?kembali={back}").content.decode()
    assert post(staf, PAGE, TEXT | {"revision": "0", "kembali": back})["Location"] == back
    stranger = post(staf, PAGE, TEXT | {"revision": "1", "kembali": "https://example.org/"})
    assert stranger["Location"] == reverse("activities:design", args=["IKAN", "2026"]) + "#description"
