"""What the pages across cycles hand to jobs, run with real commits: exports by the worker, verification after tampering."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import immutability
from gsbpm_portal.core.jobs import run_pending
from gsbpm_portal.core.models import AuditEntry, Job, JobState
from phases.engine.enums import IterationState
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "gsbpm_portal.accounts.backends.PersonBackend")
    client.cookies["django_language"] = "en"
    return client


def press_export(client: Client, page: str, address: str, fmt: str) -> Job:
    shown = client.get(page).content.decode()
    token = shown.split('name="token" value="', 1)[1].split('"', 1)[0]
    answer = client.post(address, {"token": token, "format": fmt})
    assert answer.status_code == 302, answer.content.decode()[:300]
    return Job.objects.get(public_id=answer.headers["Location"].rstrip("/").rsplit("/", 1)[1])


def made_rows(job: Job) -> list[list[str]]:
    run_pending()
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED, job.error
    with job.result_file.file.open("rb") as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig")), delimiter=";"))


def test_the_export_holds_the_filtered_list_and_no_formula() -> None:
    world = factories.make_world()
    for title, code, kind in (('=HYPERLINK("http://contoh.go.id")', "RUMUS", "survey"), ("Sensus", "SENSUS", "census")):
        factories.make_activity(world.places["perikanan"], by=world["staf"], title=title, code=code, kind=kind)
    world.bring("1.1", IterationState.APPROVED)
    client = sign_in(world["staf"])
    here = reverse("engine:portfolio") + "?jenis=survey"
    job = press_export(client, here, reverse("engine:portfolio-export") + "?jenis=survey", "csv")
    head, *rows = made_rows(job)
    assert [row[0] for row in rows] == ["RUMUS", "IKAN"]
    assert rows[0][1].startswith("'=HYPERLINK")
    assert rows[1][head.index("1 Needs, done in per cent")] == "17"


def verify(client: Client, told: str) -> str:
    token = client.get(told).content.decode().split('name="token" value="', 1)[1].split('"', 1)[0]
    answer = client.post(told + "verifikasi/", {"token": token})
    assert answer.status_code == 200
    return answer.content.decode()


def test_verification_says_what_was_tampered_with() -> None:
    world = factories.make_world()
    world.bring("1.1", IterationState.RETURNED)
    told = reverse("engine:timeline", args=["IKAN", "2026"])
    client = sign_in(world["walidata"])
    sound = verify(client, told)
    assert "Verified." in sound and "note--done" in sound
    entry = AuditEntry.objects.get(action="iteration.return")
    with immutability.lifted():
        AuditEntry.objects.filter(pk=entry.pk).update(reason="Tidak ada")
    assert f"Entry {entry.seq} was changed after it was written" in verify(client, told)
    with immutability.lifted():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    missing = verify(client, told)
    assert "the end was cut off" in missing or "there is another one" in missing
