"""The pages of jobs: who sees what, what they show while a job goes on and when it is over."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gsbpm_portal.core import jobs, tokens
from gsbpm_portal.core.jobs.worker import claim
from gsbpm_portal.core.models import Job, JobState
from gsbpm_portal.core.templatetags.jobs import duration

pytestmark = pytest.mark.django_db
Kinds = Callable[..., str]


@pytest.fixture
def sari(make_user: Callable[..., Any]) -> Any:
    return make_user("sari", language="en")


@pytest.fixture
def mine(client: Client, sari: Any) -> Client:
    sign_in(client, sari)
    return client


def sign_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def post(client: Client, name: str, job: Job, token: str = "") -> Any:
    return client.post(reverse(f"core:{name}", args=[job.public_id]), {"token": token or tokens.new()})


def text(response: Any) -> str:
    return response.content.decode()


def test_a_waiting_job_shows_its_place(mine: Client, sari: Any, kinds: Kinds) -> None:
    jobs.enqueue(kinds("silent"), by=None)
    job = jobs.enqueue(kinds("add"), by=sari, label="Export of activities")
    page = mine.get(job.get_absolute_url())
    assert page.status_code == 200
    assert "Export of activities" in text(page)
    assert "number 2 in the queue, 0 running now" in " ".join(text(page).split())
    assert 'hx-trigger="every 2s"' in text(page) and 'http-equiv="refresh"' in text(page)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_running_job_shows_its_progress_in_figures(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=sari)
    ctx = claim(job.pk)
    assert ctx is not None
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(seconds=30))
    ctx.progress(3000, 4000, "Collecting rows")
    page = " ".join(text(mine.get(job.get_absolute_url())).split())
    assert '<progress aria-label="Progress" max="4000" value="3000">' in page
    assert "3,000 of 4,000" in page and "about 10 s left" in page and "Collecting rows" in page


def test_a_job_without_a_living_worker_says_so(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=sari)
    assert "No worker takes up jobs" not in text(mine.get(job.get_absolute_url()))
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(available_at=long_ago)
    assert "No worker takes up jobs at present" in text(mine.get(job.get_absolute_url()))
    claim(job.pk)
    assert "no sign of life" not in text(mine.get(job.get_absolute_url()))
    Job.objects.filter(pk=job.pk).update(lease_until=long_ago)
    assert "Its worker gives no sign of life" in text(mine.get(job.get_absolute_url()))


def test_the_polled_part_stands_still_until_something_changes(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=sari)
    url, htmx = job.get_absolute_url(), {"HX-Request": "true"}
    part = mine.get(url, headers=htmx)
    assert "<html" not in text(part) and 'id="job"' in text(part)
    version = re.search(r"versi=(\w+)", text(part))[1]
    assert mine.get(url, {"versi": version}, headers=htmx).status_code == 204
    ctx = claim(job.pk)
    assert ctx is not None
    assert "Running" in text(mine.get(url, {"versi": version}, headers=htmx))
    jobs.request_cancel(job, by=sari)
    assert "stops at its next step" in text(mine.get(url, {"versi": version}, headers=htmx))


def test_when_the_job_is_over_the_page_is_loaded_again_once(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("with_result"), by=sari)
    jobs.run_pending()
    assert mine.get(job.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = text(mine.get(job.get_absolute_url()))
    assert "hx-trigger" not in page and 'http-equiv="refresh"' not in page
    assert "Done." in page and reverse("core:job-result", args=[job.public_id]) in page


def test_the_result_is_an_attachment(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("with_result"), by=sari)
    url = reverse("core:job-result", args=[job.public_id])
    assert mine.get(url).status_code == 404
    jobs.run_pending()
    answer = mine.get(url)
    assert b"".join(answer.streaming_content) == b"the result"
    assert answer["Content-Disposition"].startswith('attachment; filename="Laporan akhir.txt"')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_others_see_nothing(client: Client, make_user: Callable[..., Any], sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("with_result"), by=sari)
    jobs.run_pending()
    sign_in(client, make_user("budi"))
    for name in ("job", "job-result"):
        assert client.get(reverse(f"core:{name}", args=[job.public_id])).status_code == 404
    for name in ("job-cancel", "job-retry"):
        assert post(client, name, job).status_code == 404
    assert client.get(reverse("core:job", args=[uuid4()])).status_code == 404
    assert "Test job" not in text(client.get(reverse("core:jobs")))


def test_an_administrator_sees_the_job_but_not_its_result(
    client: Client, make_user: Callable[..., Any], sari: Any, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.enqueue(kinds("with_result"), by=sari)
    jobs.run_pending()
    admin = make_user("admin")
    monkeypatch.setattr(type(admin), "has_role", lambda self, *roles: "admin" in roles)
    sign_in(client, admin)
    assert "Sari" in text(client.get(reverse("core:jobs")))
    assert "hasil" not in text(client.get(job.get_absolute_url()))
    assert client.get(reverse("core:job-result", args=[job.public_id])).status_code == 403


def test_signed_out_people_are_sent_to_sign_in(client: Client, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=None)
    assert client.get(job.get_absolute_url()).status_code == 302
    assert client.get(reverse("core:jobs")).status_code == 302


def test_cancel(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=sari)
    token = tokens.new()
    for _press in range(2):
        assert post(mine, "job-cancel", job, token)["Location"] == job.get_absolute_url()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "This job was cancelled." in text(mine.get(job.get_absolute_url()))
    assert mine.get(reverse("core:job-cancel", args=[job.public_id])).status_code == 405


def test_what_cannot_be_cancelled_says_so(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add", cancellable=False), by=sari)
    assert "Cancel this job" not in text(mine.get(job.get_absolute_url()))
    post(mine, "job-cancel", job)
    assert "cannot be cancelled" in text(mine.get(job.get_absolute_url()))


def test_a_refused_job_says_why_and_can_be_tried_again(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("refuse"), by=sari)
    jobs.run_pending()
    page = text(mine.get(job.get_absolute_url()))
    assert "Row 3: the code 99 is unknown." in page and "Try again" in page
    token = tokens.new()
    for _press in range(2):
        post(mine, "job-retry", job, token)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.QUEUED, 1)
    jobs.run_pending()
    post(mine, "job-retry", job, token)  # the back button's old form
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.REFUSED, 2)


def test_the_trace_is_for_administrators(
    mine: Client, make_user: Callable[..., Any], sari: Any, kinds: Kinds, client: Client
) -> None:
    job = jobs.enqueue(kinds("crash"), by=sari)
    jobs.run_pending()
    assert "ValueError" not in text(mine.get(job.get_absolute_url()))
    sign_in(client, make_user("boss", is_superuser=True))
    assert "ValueError" in text(client.get(job.get_absolute_url()))


def test_only_addresses_of_the_portal_are_linked_as_results(mine: Client, sari: Any, kinds: Kinds) -> None:
    job = jobs.enqueue(kinds("add"), by=sari)
    jobs.run_pending()
    for url, shown in (("/siklus/x/", True), ("//evil.example/", False), ("javascript:alert(1)", False)):
        Job.objects.filter(pk=job.pk).update(result={"url": url})
        assert ("See the result" in text(mine.get(job.get_absolute_url()))) is shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    mine: Client, sari: Any, kinds: Kinds, count: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(count):
        jobs.enqueue(kinds("add"), by=sari)
    with django_assert_max_num_queries(8) as queries:
        mine.get(reverse("core:jobs"))
    test_the_list_costs_the_same_for_one_and_three.__dict__.setdefault("counts", set()).add(len(queries))
    assert len(test_the_list_costs_the_same_for_one_and_three.__dict__["counts"]) == 1


def test_a_job_page_costs_few_queries(
    mine: Client, sari: Any, kinds: Kinds, django_assert_max_num_queries: Any
) -> None:
    job = jobs.enqueue(kinds("add"), by=sari)
    with django_assert_max_num_queries(10):
        mine.get(job.get_absolute_url())


def test_unlisted_kinds_stay_out_of_the_list(mine: Client, sari: Any, kinds: Kinds) -> None:
    jobs.enqueue(kinds("add", listed=False), by=sari, label="Hidden check")
    assert "Hidden check" not in text(mine.get(reverse("core:jobs")))


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0 s"), (59, "59 s"), (125, "2 min 5 s"), (3780, "1 h 3 min")])
def test_durations(seconds: float, words: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert duration(seconds) == words
