"""The notifications of the demo office, as README.md promises them: one recommended after a return and two notes, one waiting."""

from __future__ import annotations

import pytest
from django.test import Client

from activities.validators import looks_like_identity
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import Decision, Remark
from phases.design import demo
from phases.design.enums import Follow, LetterKind, NoteState, Submission, Verdict
from phases.design.models import Filing
from phases.design.selectors.filing import clocks, is_cleared, unanswered
from phases.design.selectors.filled import fill
from phases.engine.demo import activities, office, registri
from tests import factories

pytestmark = pytest.mark.django_db
TOLD = {"IKAN-TANGKAP": demo.tell_fish, "KLINIK-GERIATRI": demo.tell_clinics}
WAY = ["submit", "return", "submit", "pass", "send", "bring", "resubmit", "examine", "recommend"]


def test_the_demo_office_notifies_bps(settings, monkeypatch):
    """Every state that README.md promises, letters that open, days that run, and nothing that contradicts itself."""
    settings.DEMO_ACCOUNTS = True
    monkeypatch.setattr(activities, "PLOTS", [plot for plot in activities.PLOTS if plot.code in TOLD])
    factories.load_catalogue()
    opened = office.open_office()
    registri.tell(opened)
    activities.tell_all(opened)
    rows = Filing.objects.select_related("cycle__activity__organisation", "submitted_by").order_by("pk")
    clinics, fish = sorted(rows, key=lambda row: row.cycle.activity.code, reverse=True)
    _recommended(fish)
    _waiting(clinics)
    for row in (fish, clinics):
        found = fill(row.cycle, submitted_on=row.notified_on)
        assert [(finding.id, finding.text) for finding in found.errors] == []
        assert [line.code for line in found.projection.missing] == []
        assert [finding.id for finding in found.unknown] == []
        assert audit.verify(row.cycle.audit_chain).findings == []
        _pages_open(row)


def _recommended(row: Filing) -> None:
    """A survey on the whole way: returned once with two remarks, two notes of BPS answered, recommended, one item followed up."""
    assert (row.form, row.state, row.verdict, row.identity) == ("fs3", Submission.DONE, Verdict.FIT, demo.IDENTITY)
    assert looks_like_identity(row.identity) and row.cycle.recommendation == row.identity and is_cleared(row.cycle)
    trail = Decision.objects.filter(subject_kind="design.filing", subject_id=row.pk).order_by("pk")
    assert list(trail.values_list("verb", flat=True)) == WAY
    remarks = Remark.objects.filter(subject_kind="design.filing", subject_id=row.pk)
    assert [(one.is_answered, one.is_open) for one in remarks] == [(True, False)] * 2
    assert [note.state for note in row.notes.all()] == [NoteState.MENDED] * 2 and not unanswered(row).exists()
    assert [item.state for item in row.items.all()] == [Follow.DONE, Follow.OPEN, Follow.OPEN]
    assert [version.number for version in row.versions.all()] == [1, 2, 3]
    letters = list(row.letters.select_related("file"))
    assert [letter.kind for letter in letters] == [LetterKind.SENT, LetterKind.NOTES, LetterKind.RESENT, LetterKind.FIT]
    assert all(one.day <= other.day for one, other in zip(letters, letters[1:], strict=False))
    assert row.sent_on <= row.answered_on <= clock.today()
    assert [(one.done, one.is_late) for one in clocks(row)] == [(None, False)]  # results are owed, later


def _waiting(row: Filing) -> None:
    """A compilation that the walidata has not looked at yet: no clock of BPS runs."""
    assert (row.form, row.state, row.verdict, row.identity) == ("fp_kpa", Submission.WAITING, Verdict.NONE, "")
    assert (row.versions.count(), row.letters.count(), clocks(row)) == (1, 0, [])
    assert row.submitted_by.username == "kesehatan"


def _pages_open(row: Filing) -> None:
    client, home = Client(), row.get_absolute_url()
    client.force_login(User.objects.get(username="walidata"))
    for tail in (
        "",
        "periksa/",
        "tinjau/",
        "terkirim/",
        "romantik.json",
        *(f"1/versi/{v.number}/" for v in row.versions.all()),
    ):
        assert client.get(home + tail).status_code == 200, tail
    assert client.get(home).context["filled"].errors == []
    for letter in row.letters.all():
        answer = client.get(f"{home}surat/{letter.public_id}/")
        assert (answer.status_code, letter.letter in b"".join(answer.streaming_content).decode()) == (200, True)
