"""The identity of a recommendation: what is taken for one, and how a recorded one is corrected."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from activities.validators import looks_like_identity, read_identity
from gsbpm_portal.core.models import AuditEntry, Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from phases.design.enums import Submission
from phases.design.selectors.filing import corrections_of, filing_of
from phases.design.services import filing_bps
from phases.design.services.filing_identity import correct_identity
from phases.engine.selectors.timeline import as_entries
from tests.phases.design import filing_world as made
from tests.phases.design.filing_world import HOME, as_, send

pytestmark = pytest.mark.django_db
OTHER = "V-26.9971.044"


@pytest.fixture
def world():
    return made.make_world()


@pytest.mark.parametrize(
    ("text", "kept", "fits"),
    [
        ("V-23.1375.002", "V-23.1375.002", True),
        (" k-26.0000.1234 ", "K-26.0000.1234", True),
        ("V - 26.9971.004", "V-26.9971.004", True),
        ("V-26.9971.04", "V-26.9971.04", False),
        ("VV-26.9971.004", "VV-26.9971.004", False),
        ("V-२६.9971.004", "V-२६.9971.004", False),
        ("Nomor  lain", "Nomor lain", False),
    ],
)
def test_what_looks_like_an_identity(text, kept, fits):
    assert (read_identity(text), looks_like_identity(read_identity(text))) == (kept, fits)


def test_another_number_is_taken_with_a_tick_and_a_reason_alone(world):
    """Nothing typed is lost on the way; the reason stays in the decision and in the trail."""
    made.bring(world, Submission.FILED)
    client = as_(world, "staf")
    assert "odd" not in client.get(HOME + "langkah/recommend/").context["form"].fields
    data = {"day": made.paper().day.isoformat(), "letter": "B-1", "identity": "REK 12", "items": "Satu"}
    answer = send(client, "langkah/recommend/", **data)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["identity"])
    assert (form["identity"].value(), form["items"].value(), "odd" in form.fields) == ("REK 12", "Satu", True)
    answer = send(client, "langkah/recommend/", **data, as_given="on")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["odd"])
    answer = send(client, "langkah/recommend/", **data, as_given="on", odd="Penomoran lama kantor BPS")
    assert (answer.status_code, world.cycle.recommendation) == (302, "REK 12")
    assert Decision.objects.get(verb="recommend").data["odd"] == "Penomoran lama kantor BPS"
    assert AuditEntry.objects.get(action="filing.recommend").context["odd"] == "Penomoran lama kantor BPS"


def test_the_service_refuses_it_too(world):
    row = made.bring(world, Submission.FILED)
    with pytest.raises(ValidationError) as refusal:
        filing_bps.recommend(row, by=world["staf"], paper=made.paper(), identity="REK 12")
    assert list(refusal.value.message_dict) == ["odd"]
    assert filing_of(world.cycle).state == Submission.FILED


def test_a_correction_keeps_old_and_new_and_reaches_the_cycle(world):
    made.bring(world, Submission.DONE)
    client = as_(world, "walidata")
    form = client.get(HOME + "langkah/correct/").context["form"]
    assert (form["identity"].value(), form["seen"].value()) == (made.IDENTITY, made.IDENTITY)
    data = {"identity": OTHER, "seen": made.IDENTITY}
    answer = send(client, "langkah/correct/", **data, comment="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["comment"])
    assert send(client, "langkah/correct/", **data, comment="Salah ketik").status_code == 302
    row = filing_of(world.cycle)
    assert (row.identity, row.state, world.cycle.recommendation) == (OTHER, Submission.DONE, OTHER)
    decision = Decision.objects.get(verb="correct")
    assert (decision.by, decision.comment) == (world["walidata"], "Salah ketik")
    assert (decision.data["before"], decision.data["identity"]) == (made.IDENTITY, OTHER)
    entry = AuditEntry.objects.get(action="filing.correct")
    assert (entry.reason, entry.kind) == ("Salah ketik", "decision")
    assert as_entries([entry], lambda number: "")[0].changes == []
    assert AuditEntry.objects.filter(action="cycle.recommended").order_by("seq").last().changes == {
        "recommendation": [made.IDENTITY, OTHER]
    }
    page = client.get(HOME)
    assert [one.pk for one in page.context["corrections"]] == [decision.pk]
    assert "Salah ketik" in page.content.decode()


def test_a_second_click_corrects_nothing_twice(world):
    row = made.bring(world, Submission.DONE)
    for _turn in range(2):
        row = correct_identity(row, by=world["staf"], identity=OTHER, comment="Salah ketik", seen=made.IDENTITY)
    assert len(corrections_of(row)) == 1
    assert AuditEntry.objects.filter(action__in=("filing.correct", "cycle.recommended")).count() == 3


def test_who_saw_another_identity_is_told(world):
    row = made.bring(world, Submission.DONE)
    correct_identity(row, by=world["walidata"], identity=OTHER, comment="Salah ketik", seen=made.IDENTITY)
    answer = send(as_(world, "staf"), "langkah/correct/", identity="V-26.9971.400", seen=made.IDENTITY, comment="Lain")
    assert (answer.status_code, [reason.code for reason in answer.context["reasons"]]) == (409, ["changed"])
    assert (answer.context["form"]["identity"].value(), filing_of(world.cycle).identity) == ("V-26.9971.400", OTHER)


def test_what_the_cycle_says_otherwise_is_mended_with_it(world):
    """Somebody typed another one on the page of the cycle: the same identity again brings it back."""
    row = made.bring(world, Submission.DONE)
    client = as_(world, "staf")
    assert "V-26.9971.999" not in client.get(HOME).content.decode()
    type(world.cycle).objects.filter(pk=world.cycle_id).update(recommendation="V-26.9971.999")
    assert "V-26.9971.999" in client.get(HOME).content.decode()
    correct_identity(row, by=world["staf"], identity=made.IDENTITY, comment="Sesuai surat")
    assert world.cycle.recommendation == made.IDENTITY


def test_only_those_who_keep_the_record_correct_it(world):
    row = made.bring(world, Submission.DONE)
    for name in ("penyelia", "pimpinan", "admin", "rekan", "luar", "super"):
        with pytest.raises(NotAllowed):
            correct_identity(row, by=world[name], identity=OTHER, comment="Salah ketik")
    assert world.cycle.recommendation == made.IDENTITY


def test_there_is_nothing_to_correct_before_and_after_a_refusal(world):
    row = made.bring(world, Submission.FILED)
    with pytest.raises(MoveRefused):
        correct_identity(row, by=world["staf"], identity=OTHER, comment="Salah ketik")
    filing_bps.refuse(row, by=world["staf"], paper=made.paper(words="Ditolak"))
    assert as_(world, "staf").get(HOME + "langkah/correct/").status_code == 403
