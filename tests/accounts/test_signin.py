"""Signing in and out, lockout, sessions, idle time, and the way back to the page."""

import time
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gsbpm_portal.accounts import middleware, services, sessions, signin
from gsbpm_portal.accounts.models import Notice, User, UserSession
from gsbpm_portal.core import outbox
from tests.factories import PASSWORD, make_user

LOGIN = "/masuk/"
PROFILE = "/profil/"


@pytest.fixture
def sari(db) -> User:
    return make_user("sari", password=PASSWORD)


def sign_in(client: Client, username: str = "sari", password: str = PASSWORD, next: str = PROFILE, **headers):
    return client.post(LOGIN, {"username": username, "password": password, "next": next}, headers=headers)


def back(response) -> str:
    """Where the sign-in page that a response leads to will lead back to."""
    address = urlsplit(response.headers.get("HX-Redirect") or response["Location"])
    assert address.path == LOGIN
    return parse_qs(address.query).get("next", [""])[0]


# In and out -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["sari", "SARI", " Sari "])
def test_user_names_have_no_case(client, sari, username):
    response = sign_in(client, username)
    assert (response.status_code, response["Location"]) == (302, PROFILE)
    assert client.get(PROFILE).status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [("sari", "salah"), ("sari", PASSWORD.upper()), ("tidak-ada", PASSWORD), ("", ""), ("sari\x00", "x")],
)
def test_a_refusal_does_not_tell_which_part_was_wrong(client, sari, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert client.get(PROFILE).status_code == 302
    if username == "tidak-ada":
        own = sign_in(client, "sari", "salah").context["form"].errors
        assert own == response.context["form"].errors


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_on_stays_in_the_portal(client, sari, address):
    assert sign_in(client, next=address)["Location"] == reverse("engine:inbox")


def test_closed_accounts_are_refused_and_their_sessions_end(client, sari):
    sign_in(client)
    services.set_active(sari, active=False, by=None)
    assert client.get(PROFILE).status_code == 302
    assert sign_in(client).status_code == 200


def test_demo_accounts_are_refused_where_they_are_not_allowed(client, sari, settings):
    User.objects.update(is_demo=True)
    settings.DEMO_ACCOUNTS = True
    assert sign_in(client).status_code == 302
    settings.DEMO_ACCOUNTS = False
    assert client.get(PROFILE).status_code == 302, "a running session ends too"
    assert sign_in(Client()).status_code == 200


def test_signing_out_is_a_post_and_forgets_the_language(client, sari):
    sign_in(client)
    assert client.get("/keluar/").status_code == 405
    client.cookies["django_language"] = "en"
    response = client.post("/keluar/")
    assert response["Location"] == LOGIN and response.cookies["django_language"].value == ""
    assert client.get(PROFILE).status_code == 302
    assert UserSession.objects.get().end_reason == "keluar"


def test_who_is_signed_in_already_goes_on(client, sari):
    sign_in(client)
    assert client.get(f"{LOGIN}?next={PROFILE}")["Location"] == PROFILE


# Lockout --------------------------------------------------------------------------------------------------------------


def fail(client: Client, times: int, username: str = "sari", **options):
    for _ in range(times):
        response = client.post(LOGIN, {"username": username, "password": "salah"}, **options)
    return response


@pytest.mark.parametrize("language", ["id", "en"])
def test_five_failures_lock_out_and_say_for_how_long(client, sari, language):
    client.cookies["django_language"] = language
    assert fail(client, 4).status_code == 200
    response = fail(client, 1)
    assert response.status_code == 429 and response["Retry-After"] == "3600"
    words = {"id": "Akses masuk ditangguhkan sementara", "en": "Signing in is paused"}[language]
    assert words in response.text and "60" in response.text
    assert sign_in(client).status_code == 429, "the right password does not open it either"


def test_another_spelling_is_no_new_chance(client, sari):
    for username in ("sari", "SARI", "Sari", " sari"):
        assert fail(client, 1, username).status_code == 200
    assert fail(client, 1, "sARI").status_code == 429


def test_the_pause_counts_down_and_knocking_does_not_prolong_it(client, sari):
    fail(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=40, seconds=1))
    assert sign_in(client)["Retry-After"] == str(20 * 60)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
    assert sign_in(client).status_code == 302


def test_others_and_other_places_are_not_locked_out(client, sari):
    make_user("budi", password=PASSWORD)
    fail(client, 5)
    assert sign_in(Client(), "budi").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302


def test_unknown_names_are_locked_out_alike(client, db):
    assert fail(client, 5, "tidak-ada").status_code == 429


def test_success_starts_the_count_anew(client, sari):
    for _ in range(2):
        fail(client, 4)
        assert sign_in(client).status_code == 302
        client.post("/keluar/")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_the_address_counted_is_the_one_our_own_proxy_saw(rf, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert signin.client_address(request) == address


# Sessions -------------------------------------------------------------------------------------------------------------


def test_the_newest_sessions_are_kept(sari, settings):
    settings.SESSION_LIMIT = 2
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        sign_in(browser)
    assert [browser.get(PROFILE).status_code for browser in browsers] == [302, 200, 200]
    page = browsers[0].get(LOGIN)
    assert "Anda masuk di peramban lain" in page.text
    assert "Anda masuk di peramban lain" not in browsers[0].get(LOGIN).text, "said once"
    assert Notice.objects.get().kind == "account.session"
    sign_in(Client())
    assert Notice.objects.count() == 1, "one notice is enough while it is unread"


def test_a_session_that_timed_out_does_not_push_out_a_running_one(sari, settings):
    settings.SESSION_LIMIT = 2
    browsers = [Client() for _ in range(3)]
    for browser in browsers[:2]:
        sign_in(browser)
    UserSession.objects.filter(session_key=browsers[1].session.session_key).update(
        seen_at=timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS + 120)
    )
    sign_in(browsers[2])
    assert browsers[0].get(PROFILE).status_code == 200 and not Notice.objects.exists()


def idle_for(client: Client, seconds: int) -> None:
    session = client.session
    session[middleware.SEEN] = int(time.time()) - seconds
    session.save()


def test_an_idle_session_ends_and_says_so(client, sari, settings):
    sign_in(client)
    idle_for(client, settings.SESSION_IDLE_SECONDS + 5)
    response = client.get(f"{PROFILE}?x=1")
    assert back(response) == f"{PROFILE}?x=1"
    page = client.get(response["Location"])
    assert "Portal lama tidak digunakan" in page.text and "kembali ke halaman semula" in page.text
    assert UserSession.objects.get().end_reason == "diam"
    assert sign_in(client, next=back(response))["Location"] == f"{PROFILE}?x=1"


def test_use_is_noted_once_a_minute_and_pages_that_ask_on_their_own_are_no_use(client, sari):
    sign_in(client)
    idle_for(client, 600)
    old = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(seen_at=old)
    client.get(PROFILE, headers={"HX-Request": "true"})
    assert UserSession.objects.get().seen_at == old
    client.get(PROFILE)
    seen = UserSession.objects.get().seen_at
    assert seen > old
    client.get(PROFILE)
    assert UserSession.objects.get().seen_at == seen


def test_use_does_not_prolong_a_session_beyond_its_hours(client, sari, settings):
    settings.SESSION_COOKIE_AGE = 3600
    sign_in(client)
    first = client.session.get_expiry_date()
    idle_for(client, 600)
    client.get(PROFILE)
    assert client.session.get_expiry_date() == first
    assert abs((first - timezone.now()).total_seconds() - 3600) < 60
    session = client.session
    session.set_expiry(timezone.now() - timedelta(seconds=1))
    session.save()
    assert client.get(PROFILE).status_code == 302


def test_browsers_are_recognised(rf):
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
    )
    assert signin.browser_of(rf.get("/", HTTP_USER_AGENT=agent)) == "Chrome, Windows"
    assert signin.browser_of(rf.get("/", HTTP_USER_AGENT=agent + " Edg/120")) == "Edge, Windows"
    assert signin.browser_of(rf.get("/", HTTP_USER_AGENT="curl")) == ""


def test_old_sessions_are_purged(client, sari):
    sign_in(client)
    session = UserSession.objects.get()
    for n, end in enumerate([timedelta(days=1), timedelta(days=15)]):
        UserSession.objects.create(user=sari, session_key=f"k{n}", ended_at=timezone.now() - end)
    left = UserSession.objects.create(user=sari, session_key="left")
    UserSession.objects.filter(pk=left.pk).update(started_at=timezone.now() - timedelta(days=30))
    assert sessions.purge() == 2
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {session.session_key, "k0"}


# The way back ---------------------------------------------------------------------------------------------------------


def test_a_form_sent_after_the_session_leads_back_to_its_page(client, db):
    response = client.post("/profil/sesi/akhiri-lainnya/", headers={"referer": "http://testserver/profil/?a=1#x"})
    assert back(response) == "/profil/?a=1"


def test_what_was_typed_can_be_copied_after_the_session_ended(client, db):
    sent = {
        "token": "rahasia satu", "csrfmiddlewaretoken": "rahasia dua", "old_password": "rahasia tiga",
        "body": "<b>Halo</b>\r\ndunia", "title": "Ikan", "empty": " ", "nul": "a\x00b c",
        "file": SimpleUploadedFile("a.txt", b"rahasia empat"),
    }  # fmt: skip
    page = client.post("/profil/", sent, headers={"referer": "http://testserver/profil/?a=1#x"})
    assert page.status_code == 401 and "no-store" in page["Cache-Control"] and page["X-Frame-Options"] == "DENY"
    assert "<textarea" in page.text and "&lt;b&gt;Halo&lt;/b&gt;\r\ndunia" in page.text and "title: Ikan" in page.text
    assert "ab c" in page.text and "rahasia" not in page.text and "empty" not in page.text
    assert 'href="/masuk/?next=%2Fprofil%2F%3Fa%3D1"' in page.text
    assert client.post("/profil/", sent, headers={"HX-Request": "true"}).status_code == 200


def test_an_htmx_request_leads_the_whole_page_to_signing_in(client, db):
    response = client.get(
        "/pemberitahuan/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/kegiatan/abc/?hal=2"}
    )
    assert response.status_code == 200 and back(response) == "/kegiatan/abc/?hal=2"


@pytest.mark.parametrize("address", ["https://evil.example/x", "//evil.example/x", "", "http://testserver/masuk/"])
def test_the_way_back_is_never_foreign(client, db, address):
    assert back(client.post("/profil/", headers={"referer": address})) == ""


# Language -------------------------------------------------------------------------------------------------------------


def test_the_language_of_the_person_is_spoken(client, sari):
    sari.language = "en"
    sari.save()
    sign_in(client)
    assert "What you may do" in client.get(PROFILE).text


def test_the_language_of_the_browser_is_no_choice(client, sari):
    headers = {"Accept-Language": "en-US,en;q=0.9"}
    assert "Lupa kata sandi?" in client.get(LOGIN, headers=headers).text
    sign_in(client)
    assert "Yang boleh Anda lakukan" in client.get(PROFILE, headers=headers).text


def test_a_picked_language_is_kept_in_browser_and_profile(client, sari):
    sign_in(client)
    response = client.post("/bahasa/", {"language": "en", "next": PROFILE})
    assert response["Location"] == PROFILE and response.cookies["django_language"].value == "en"
    assert User.objects.get().language == "en"
    assert client.post("/bahasa/", {"language": "xx", "next": "https://evil.example"})["Location"] == "/"
    assert User.objects.get().language == "en"
    assert client.get("/bahasa/").status_code == 405


def test_a_language_picked_before_signing_in_becomes_the_persons(client, sari):
    client.post("/bahasa/", {"language": "en", "next": LOGIN})
    assert "Forgot your password?" in client.get(LOGIN).text
    sign_in(client)
    assert User.objects.get().language == "en"


# Password -------------------------------------------------------------------------------------------------------------


def ask_for_link(client: Client, address: str = "sari@contoh.go.id") -> str:
    """The path of the link in the mail, or nothing."""
    response = client.post("/kata-sandi/lupa/", {"email": address})
    assert response["Location"] == "/kata-sandi/lupa/terkirim/"
    outbox.dispatch_due()
    return urlsplit(mail.outbox[-1].body.split("127.0.0.1:8000", 1)[1].split()[0]).path if mail.outbox else ""


@pytest.mark.parametrize("address", ["tidak-ada@contoh.go.id", "tutup@contoh.go.id"])
def test_asking_does_not_tell_whether_an_account_exists(client, sari, address):
    make_user("tutup", is_active=False)
    known, unknown = (
        client.post("/kata-sandi/lupa/", {"email": sari.email}),
        client.post("/kata-sandi/lupa/", {"email": address}),
    )
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    outbox.dispatch_due()
    assert [m.to for m in mail.outbox] == [["sari@contoh.go.id"]]


def test_the_link_sets_a_password_once_ends_sessions_and_the_lockout(client, sari):
    other = Client()
    sign_in(other)
    fail(client, 5)
    link = ask_for_link(client)
    page = client.get(link, follow=True)
    assert page.status_code == 200 and "<b>sari</b>" in page.text
    form = page.redirect_chain[-1][0]
    token = page.context["form"]["token"].value()
    done = client.post(
        form, {"new_password1": "kuda-baterai-paku", "new_password2": "kuda-baterai-paku", "token": token}
    )
    assert done["Location"] == "/kata-sandi/baru/selesai/" and client.get(done["Location"]).status_code == 200
    assert sign_in(client, password="kuda-baterai-paku").status_code == 302
    assert other.get(PROFILE).status_code == 302
    assert "Kata sandi telah diganti" in other.get(LOGIN).text
    again = Client().get(link, follow=True)
    assert "Tautan ini tidak berlaku lagi" in again.text


def test_links_are_not_sent_in_heaps(client, sari):
    for _ in range(5):
        ask_for_link(client)
    assert len(mail.outbox) <= 2  # two when the five minutes turn over in between


def test_a_new_account_is_greeted_and_may_set_its_first_password(client, db):
    make_user("sari")
    assert ask_for_link(client).startswith("/kata-sandi/baru/")
    assert mail.outbox[0].subject == "[Portal GSBPM] Akun Anda sudah siap"


@pytest.mark.parametrize("path", ["/kata-sandi/baru/xx/yy/", "/kata-sandi/baru/MQ/abc-def/"])
def test_a_broken_link_is_explained(client, sari, path):
    response = client.get(path)
    assert response.status_code == 200 and "Tautan ini tidak berlaku lagi" in response.text


def change(client: Client, old: str = PASSWORD, new: str = "kuda-baterai-paku"):
    token = client.get("/kata-sandi/").context["form"]["token"].value()
    return token, client.post(
        "/kata-sandi/", {"old_password": old, "new_password1": new, "new_password2": new, "token": token}
    )


def test_changing_the_password_keeps_this_session_only(client, sari):
    other = Client()
    sign_in(other)
    sign_in(client)
    token, response = change(client)
    assert response["Location"] == PROFILE
    assert client.get(PROFILE).status_code == 200 and other.get(PROFILE).status_code == 302
    assert [row.session_key for row in sessions.running(sari)] == [client.session.session_key]
    repeated = client.post(
        "/kata-sandi/", {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x", "token": token}
    )
    assert repeated["Location"] == PROFILE, "a double click gets the same answer"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("salah", "kuda-baterai-paku"),
        (PASSWORD, "pendek"),
        (PASSWORD, "1234567890123"),
        (PASSWORD, "password123"),
    ],
)
def test_weak_passwords_and_a_wrong_old_one_are_refused(client, sari, old, new):
    sign_in(client)
    _, response = change(client, old, new)
    assert response.status_code == 200 and response.context["form"].errors
    assert client.get(PROFILE).status_code == 200
    assert User.objects.get().check_password(PASSWORD)


def test_a_password_like_ones_own_name_is_refused(client, sari):
    sari.full_name = "Sari Wulandari"
    sari.save()
    sign_in(client)
    assert change(client, new="sariwulandari")[1].context["form"].errors["new_password1"]


def test_a_weak_password_that_is_repeated_wrongly_has_both_faults_told(client, sari):
    client.force_login(sari)
    answer = client.post(
        "/kata-sandi/",
        {"old_password": PASSWORD, "new_password1": "pendek", "new_password2": "lain", "token": str(uuid.uuid4())},
    )
    errors = answer.context["form"].errors
    assert errors["new_password1"] and errors["new_password2"] == ["Kedua kata sandi tidak sama."]
    assert "sekali lagi: Kedua" in answer.text and answer.text.count("Kedua kata sandi tidak sama.") == 2
    assert "bidang sandi" not in answer.text
