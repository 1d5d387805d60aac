"""Two people at one text: the second sees both versions, loses nothing, and decides what stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from gsbpm_portal.core.models import AuditEntry, Contribution
from phases.engine.models import TaskEntry
from tests import factories
from tests.fuzz.html_forms import read
from tests.fuzz.posting import HTMX, post, run, signed_in, text

if TYPE_CHECKING:
    from tests.factories import World

pytestmark = pytest.mark.django_db
NOTE = run("1.1", "tugas/1.1.1/")
SECTION = "/kegiatan/IKAN/2026/rancangan/description/"


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = factories.make_world()
        world.bring("1.1", "dikerjakan")
        world.bring("1.6", "dikerjakan")
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    return built_world


def shown(response: Any, field: str) -> dict[str, str]:
    """The fields of the form that has this one, as the browser would send them back."""
    form = next(form for form in read(response.content.decode())[0] if field in form.controls)
    return {name: (control.values or [""])[-1] for name, control in form.controls.items()}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "in place"])
def test_the_second_of_two_notes_sees_both(world: World, headers: dict[str, str]) -> None:
    first, second = signed_in(world, "staf"), signed_in(world, "staf2")
    mine, theirs = shown(first.get(NOTE), "note"), shown(second.get(NOTE), "note")
    assert post(first, NOTE, {**mine, "note": "Rapat tanggal 5 Mei"}, headers=headers).status_code in (200, 302)

    late = post(second, NOTE, {**theirs, "note": "Rapat tanggal 12 Mei"}, headers=headers)
    assert late.status_code == 409
    assert "Rapat tanggal 5 Mei" in text(late) and "Staf" in text(late), "what stands now, and who wrote it"
    again = shown(late, "note")
    assert again["note"] == "Rapat tanggal 12 Mei", "what the second person wrote"
    entry = TaskEntry.objects.get(iteration=world.iteration("1.1"), task__code="1.1.1")
    assert entry.note == "Rapat tanggal 5 Mei", "nothing is overwritten before they decided"
    assert not Contribution.objects.filter(user=world["staf2"], subject_id=entry.iteration_id).exists()

    assert post(second, NOTE, {**again, "note": "Rapat tanggal 5 dan 12 Mei"}, headers=headers).status_code in (
        200,
        302,
    )
    entry.refresh_from_db()
    assert entry.note == "Rapat tanggal 5 dan 12 Mei"
    told = AuditEntry.objects.filter(action="task.note", scope=world.cycle.audit_scope).order_by("seq")
    assert [row.changes["note"] for row in told] == [
        ["", "Rapat tanggal 5 Mei"],
        ["Rapat tanggal 5 Mei", "Rapat tanggal 5 dan 12 Mei"],
    ]


def test_a_third_version_in_between_is_shown_too(world: World) -> None:
    """Whoever puts two versions together and is overtaken once more is asked again."""
    first, second = signed_in(world, "staf"), signed_in(world, "staf2")
    theirs = shown(second.get(NOTE), "note")
    for words in ("versi pertama", "versi kedua"):
        assert post(first, NOTE, {**shown(first.get(NOTE), "note"), "note": words}).status_code == 302
        late = post(second, NOTE, {**theirs, "note": "versi saya"})
        assert late.status_code == 409 and words in text(late)
        theirs = shown(late, "note")


def test_equal_texts_are_no_conflict(world: World) -> None:
    first, second = signed_in(world, "staf"), signed_in(world, "staf2")
    theirs = shown(second.get(NOTE), "note")
    assert post(first, NOTE, {**shown(first.get(NOTE), "note"), "note": "sama"}).status_code == 302
    assert post(second, NOTE, {**theirs, "note": "sama"}).status_code == 302


def test_the_second_of_two_writers_of_a_section_sees_both(world: World) -> None:
    owner = signed_in(world, "staf").get(SECTION)
    assert owner.status_code == 200
    first, second = signed_in(world, "staf"), signed_in(world, "staf2")
    mine, theirs = shown(first.get(SECTION), "background"), shown(second.get(SECTION), "background")
    assert post(first, SECTION, {**mine, "background": "Angka dinas", "outline": "Delapan TPI"}).status_code == 302

    late = post(second, SECTION, {**theirs, "background": "Angka kota", "legal_basis": "Perwali 3/2026"})
    assert late.status_code == 409
    for words in ("Angka dinas", "Angka kota", "Perwali 3/2026"):
        assert words in text(late)
    again = shown(late, "background")
    assert (again["background"], again["legal_basis"]) == ("Angka kota", "Perwali 3/2026")

    kept = {name: value for name, value in again.items() if not name.startswith("pakai-")}
    choice = {"pakai-background": "tersimpan", "pakai-outline": "tersimpan"}
    assert post(second, SECTION, {**kept, **choice}).status_code == 302
    standing = shown(second.get(SECTION), "background")
    assert [standing[name] for name in ("background", "legal_basis", "outline")] == [
        "Angka dinas",
        "Perwali 3/2026",
        "Delapan TPI",
    ]
