"""Profile and notices: what is shown, what may be changed, and how many queries it takes."""

import uuid

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gsbpm_portal.accounts import notices, sessions
from gsbpm_portal.accounts.models import Notice, User, UserSession
from tests.factories import make_membership, make_user

PROFILE = "/profil/"
NOTICES = "/pemberitahuan/"


@pytest.fixture
def staf(people, client) -> User:
    client.force_login(people.staf)
    return people.staf


def token() -> dict[str, str]:
    return {"token": str(uuid.uuid4())}


def tell(user: User, count: int = 1, url: str = PROFILE) -> list[Notice]:
    return [
        notices.notify([user], kind="test", message="Your password was changed.", params={}, url=url)[0]
        for _ in range(count)
    ]


@pytest.mark.parametrize("path", [PROFILE, NOTICES, "/kata-sandi/", f"{NOTICES}{uuid.UUID(int=7)}/"])
def test_pages_are_for_people_who_signed_in(client, db, path):
    assert client.get(path)["Location"] == f"/masuk/?next={path}"


# Profile --------------------------------------------------------------------------------------------------------------


def test_the_profile_shows_person_roles_and_sessions(client, staf):
    text = client.get(PROFILE).text
    for words in ("Staf", "Tangkap", "Perikanan", "Peramban ini", "tanpa batas waktu"):
        assert words in text
    assert "199001012020121001" not in text, "the NIP is for the administration"


def test_preferences_are_saved(client, staf):
    response = client.post(PROFILE, {"language": "en", "mail_choice": "harian", **token()})
    assert response["Location"] == PROFILE and response.cookies["django_language"].value == "en"
    assert "Your choices are saved." in client.get(PROFILE).text
    staf.refresh_from_db()
    assert (staf.language, staf.mail_choice) == ("en", "harian")


def test_the_form_changes_nothing_else(client, staf):
    client.post(PROFILE, {"language": "id", "mail_choice": "langsung", "is_staff": "1", "full_name": "X", **token()})
    staf.refresh_from_db()
    assert not staf.is_staff and staf.full_name == "Staf"


@pytest.mark.parametrize("values", [{"language": "xx", "mail_choice": "harian"}, {}])
def test_unknown_choices_are_refused(client, staf, values):
    response = client.post(PROFILE, {**values, **token()})
    assert response.status_code == 422 and response.context["form"].errors


def test_a_form_without_its_token_is_refused(client, staf):
    assert client.post(PROFILE, {"language": "en", "mail_choice": "harian"}).status_code == 400


def test_own_sessions_may_be_ended_and_nobody_elses(client, staf, people):
    other, foreign = Client(), Client()
    other.force_login(staf)
    foreign.force_login(people.head)
    row = UserSession.objects.get(session_key=other.session.session_key)
    theirs = UserSession.objects.get(session_key=foreign.session.session_key)
    assert client.post(f"/profil/sesi/{theirs.public_id}/akhiri/", token()).status_code == 404
    assert client.get(f"/profil/sesi/{row.public_id}/akhiri/").status_code == 405
    assert client.post(f"/profil/sesi/{row.public_id}/akhiri/", token())["Location"] == PROFILE
    assert (
        not get_user(other).is_authenticated
        and get_user(foreign).is_authenticated
        and get_user(client).is_authenticated
    )
    assert client.post(f"/profil/sesi/{row.public_id}/akhiri/", token()).status_code == 404, "it is over"


def test_ending_the_present_session_signs_out(client, staf):
    row = UserSession.objects.get()
    assert client.post(f"/profil/sesi/{row.public_id}/akhiri/", token())["Location"] == "/masuk/"
    assert not get_user(client).is_authenticated


def test_all_other_sessions_end_at_once(client, staf):
    others = [Client(), Client()]
    for other in others:
        other.force_login(staf)
    client.post("/profil/sesi/akhiri-lainnya/", token())
    assert [row.session_key for row in sessions.running(staf)] == [client.session.session_key]


# Notices --------------------------------------------------------------------------------------------------------------


def test_notices_of_ones_own_newest_first(client, staf, people):
    first, second = tell(staf, 2)
    tell(people.head)
    page = client.get(NOTICES)
    assert list(page.context["page"]) == [second, first] and page.context["unread"] == 2


def test_opening_a_notice_reads_it_and_leads_on(client, staf, people):
    (notice,), (foreign,) = tell(staf), tell(people.head)
    assert client.get(f"{NOTICES}{notice.public_id}/")["Location"] == PROFILE
    assert Notice.objects.get(pk=notice.pk).read_at is not None
    assert client.get(f"{NOTICES}{foreign.public_id}/").status_code == 404
    assert Notice.objects.get(pk=foreign.pk).read_at is None


@pytest.mark.parametrize("url", ["", "https://evil.example/", "//evil.example/"])
def test_a_notice_that_leads_nowhere_leads_to_the_list(client, staf, url):
    (notice,) = tell(staf)
    Notice.objects.update(url=url)
    assert client.get(f"{NOTICES}{notice.public_id}/")["Location"] == NOTICES


def test_only_the_unread(client, staf):
    read, unread = tell(staf, 2)
    client.get(f"{NOTICES}{read.public_id}/")
    assert list(client.get(f"{NOTICES}?tampil=baru").context["page"]) == [unread]


def test_all_that_stood_on_the_page_is_marked(client, staf):
    tell(staf)
    until = client.get(NOTICES).context["seen_until"]
    (late,) = tell(staf)
    client.post(f"{NOTICES}tandai-semua/", {"until": until, **token()})
    assert list(Notice.objects.unread().filter(user=staf)) == [late]


@pytest.mark.parametrize("until", ["", "nonsense", "2026-13-45T99:00", "2026-05-01T00:00:00"])
def test_marking_without_a_lawful_moment_marks_all(client, staf, until):
    tell(staf, 2)
    client.post(f"{NOTICES}tandai-semua/", {"until": until, **token()})
    assert not Notice.objects.unread().filter(user=staf).exists()


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", ""])
def test_nonsense_pages_are_answered(client, staf, number):
    tell(staf)
    assert client.get(NOTICES, {"hal": number}).status_code == 200


def test_texts_are_escaped(client, staf):
    notices.notify(
        [staf],
        kind="test",
        message="You now have the role %(role)s at %(organisation)s.",
        params={"role": "<script>", "organisation": "x"},
    )
    assert "<script>" not in client.get(NOTICES).text.split("<main", 1)[1]


def queries(client: Client, path: str) -> int:
    """How many queries a page takes, once everything about the session is written."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_the_list_of_notices_takes_the_same_queries_whatever_its_length(client, staf):
    empty = queries(client, NOTICES)
    counts = []
    for rows in (1, 2, 57):
        tell(staf, rows)
        counts.append(queries(client, NOTICES))
    assert len(set(counts)) == 1 and counts[0] <= 8 and empty <= counts[0]


def test_the_profile_takes_the_same_queries_whatever_its_length(client, staf, town):
    few = queries(client, PROFILE)
    for role in ("penyelia", "admin"):  # a walidata's badge counts what waits for them, in a query of its own
        Client().force_login(staf)
        make_membership(staf, role=role, at=town.city)
    assert queries(client, PROFILE) == few <= 10


def test_unread_notices_cost_no_query_of_their_own(client, staf):
    with CaptureQueriesContext(connection) as captured:
        client.get(PROFILE)
    assert not [q for q in captured if q["sql"].startswith("SELECT COUNT") and "accounts_notice" in q["sql"]]


def test_a_person_without_roles_is_told_what_to_expect(client, db):
    client.force_login(make_user("baru"))
    assert "Belum ada peran" in client.get(PROFILE).text and "Belum ada pemberitahuan" in client.get(NOTICES).text


def test_visitors_find_the_registry_from_the_sign_in_page(client, db):
    assert '<a href="/registri/">' in client.get("/masuk/").content.decode()
    assert client.get("/registri/").status_code == 200
