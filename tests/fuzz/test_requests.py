"""What surrounds a form: encodings, cookies, headers, methods and addresses that no browser sends."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
SIGN_IN = "/masuk/"
PROFILE = "/profil/"


@pytest.fixture
def asked() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(factories.make_user("staf"), "gsbpm_portal.accounts.backends.PersonBackend")
    return client


def clear(response: Any, *statuses: int) -> None:
    """An answer with one of the statuses and a page that says what is wrong."""
    assert response.status_code in statuses, response.status_code
    if response.status_code == 400:
        assert "<h1" in response.content.decode(), "the answer says nothing"


@pytest.mark.parametrize(
    "charset", ["unicode_escape", "utf-7", "utf-16", "base64", "idna", "rot13", "latin-1", "undefined", "tidak-ada", ""]
)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain"])
def test_other_encodings_are_turned_away(asked: Client, kind: str, charset: str) -> None:
    """A charset that turns harmless bytes into half a character, or is none at all."""
    part = b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\n\\ud800\r\n--b--\r\n'
    body = part if "boundary" in kind else b"q=%5cud800"
    said = f"{kind}; charset={charset}"
    clear(asked.generic("POST", PROFILE, body, content_type=said), 400)
    for path in ("/kegiatan/", "/pemberitahuan/", "/tindakan/"):
        clear(asked.generic("GET", path, b"", content_type=said, QUERY_STRING="q=%5cud800&hal=%ff"), 200, 400)


def test_utf8_is_taken_however_it_is_written(asked: Client) -> None:
    from gsbpm_portal.core import tokens

    for charset in ("utf-8", "UTF8", "u8"):
        said = f"multipart/form-data; boundary=b; charset={charset}"
        parts = {"token": tokens.new(), "language": "id", "mail_choice": "digest"}
        body = "".join(f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts.items())
        response = asked.generic("POST", PROFILE, body.encode() + b"--b--\r\n", content_type=said)
        assert response.status_code in (302, 422, 200), response.status_code


@pytest.mark.parametrize(
    "cookie",
    [
        'sessionid="\\000\\000\\000abcdefghij"',
        "sessionid=" + "a" * 5000,
        'sessionid="\\377\\376\\303\\050abcdefgh"',
        "sessionid=../../../../etc/passwd",
        "django_language=tidak-ada; csrftoken=x",
        'django_language="\\000id"',
        'csrftoken="\\000"; messages="\\000"',
        "messages=abc$[[1,2]]",
        ";;;===;;",
        "sessionid",
    ],
)
def test_broken_cookies(cookie: str) -> None:
    client = Client(raise_request_exception=False)
    for path in (SIGN_IN, PROFILE, "/kegiatan/"):
        clear(client.get(path, HTTP_COOKIE=cookie), 200, 302)
    clear(client.post(SIGN_IN, {"username": "staf", "password": "x"}, HTTP_COOKIE=cookie), 200)


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true", "HX-Current-URL": "http://[::1"},
        {"HX-Request": "true", "HX-Current-URL": "\u00ff\u00fe", "HX-Target": "\u00ff", "HX-Trigger": "%"},
        {"HX-Request": "true", "HX-Current-URL-URI-AutoEncoded": "true", "HX-Current-URL": "%ff%00"},
        {"HX-Boosted": "true", "HX-Request": "true", "HX-History-Restore-Request": "true"},
        {"Referer": "http://[::1"},
        {"Referer": "javascript:alert(1)"},
        {"Accept-Language": "x" * 5000},
        {"Accept-Language": "\u00ff;q=abc,id;q=9999"},
        {"Accept": "\u0001", "Accept-Encoding": "\u00ff"},
        {"User-Agent": "\u00ff" * 3000},
        {"If-Modified-Since": "kemarin", "If-None-Match": '"' * 100, "Range": "bytes=9-1"},
        {"X-Forwarded-For": "tidak, ada", "X-Forwarded-Proto": "gopher"},
        {"Content-Length": "abc"},
    ],
    ids=lambda headers: " ".join(headers),
)
def test_odd_headers(asked: Client, headers: dict[str, str]) -> None:
    for path in ("/kegiatan/", PROFILE, SIGN_IN):
        clear(asked.get(path, headers=headers), 200, 302)
        clear(Client(raise_request_exception=False).get(path, headers=headers), 200, 302)
    clear(Client(raise_request_exception=False).post(PROFILE, {"token": "x"}, headers=headers), 200, 302, 400)
    clear(asked.post(PROFILE, {"token": "x"}, headers=headers), 400)
    clear(Client(raise_request_exception=False).post(SIGN_IN, {"username": "a", "password": "x"}, headers=headers), 200)


def test_an_address_that_a_proxy_reports_wrongly_is_counted_all_the_same(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    client = Client(raise_request_exception=False)
    answers = []
    for said in ("tidak-ada", "\u00ff", "1.2.3.4:5678", "[::1]", "::ffff:1.2.3.4", "", "9.9.9.9.9"):
        response = client.post(SIGN_IN, {"username": "staf", "password": "x"}, headers={"X-Forwarded-For": said})
        answers.append(response.status_code)
    assert answers == [200, 200, 200, 200, 200, 429, 429], "five failures from one connection, one from a real address"


@pytest.mark.parametrize("host", ["", "a b", "[::1", "contoh.go.id:99999", "a" * 300, "jahat.example"])
def test_odd_hosts(host: str) -> None:
    response = Client(raise_request_exception=False).get(SIGN_IN, headers={"Host": host})
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "CONNECT", "SAYA", "get"])
def test_other_methods(asked: Client, method: str) -> None:
    for path in (
        "/kegiatan/",
        PROFILE,
        SIGN_IN,
        "/keluar/",
        "/bahasa/",
        "/kata-sandi/",
        "/kegiatan/baru/",
        "/tidak/ada/",
    ):
        response = asked.generic(method, path, b"{" if method == "PUT" else b"", content_type="application/json")
        assert response.status_code in (200, 302, 400, 403, 404, 405), f"{path}: {response.status_code}"


@pytest.mark.parametrize(
    "path",
    [
        "/%00/", "/%ff%fe/", "/kegiatan/%00/", "/kegiatan/%ed%a0%80/2026/", "//", "//jahat.example/", "/./../", "/kegiatan?\x00",
        "/kegiatan/..%2f..%2f/", "/" + "a/" * 900, "/" + "a" * 8000, "/kegiatan/IKAN/2026/1.1/bukti/" + "0" * 36 + "/",
        "/kegiatan/" + "A" * 3000 + "/2026/", "/kegiatan/IKAN/" + "z9" * 1500 + "/",
        "/static/../gsbpm_portal/settings.py", "/static/%00", "/static/..%2f..%2fmanage.py", "/tindakan", "/\u202e/",
        "/kata-sandi/baru/%00/%00/", "/kata-sandi/baru/%ff/set-password/",
        "/kata-sandi/baru/OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/x-y/",
    ],
)  # fmt: skip
def test_odd_addresses(asked: Client, path: str) -> None:
    response = asked.get(path)
    assert response.status_code in (200, 301, 302, 400, 404), response.status_code
    if response.status_code == 404:
        assert "<h1" in response.content.decode()
    assert not response.headers.get("Location", "/").startswith("//")


@pytest.mark.parametrize(
    "address",
    [
        "//jahat.example/",
        "https://jahat.example/",
        "http:///jahat.example",
        "\\\\jahat.example",
        "javascript:jahat",
        "/\\jahat.example",
    ],
)
def test_a_redirect_stays_in_the_portal(asked: Client, address: str) -> None:
    """Where to go next is taken from the address only when it is an address of the portal."""
    for path in (SIGN_IN, "/bahasa/", "/keluar/"):
        data = {"next": address, "language": "id"}
        for response in (asked.get(path, data), asked.post(path, data)):
            assert "jahat" not in response.headers.get("Location", ""), path


def test_a_post_without_the_sites_own_cookie_is_refused_with_words(asked: Client) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(factories.make_user("lain"), "gsbpm_portal.accounts.backends.PersonBackend")
    for headers in (
        {},
        {"Referer": "https://jahat.example/"},
        {"Origin": "https://jahat.example"},
        {"X-CSRFToken": "\u00ff" * 32},
    ):
        response = client.post(PROFILE, {"language": "en", "csrfmiddlewaretoken": "salah"}, headers=headers)
        assert response.status_code == 403
        assert "<h1" in response.content.decode()
