"""The shell round every page: navigation by registration, person, language, partial answers, error pages, weight."""

import gzip
import re
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override
from django_htmx.middleware import HtmxDetails

from gsbpm_portal.core import htmx, nav
from gsbpm_portal.core.context import Shell
from gsbpm_portal.core.templatetags import ui

RANGGA = SimpleNamespace(
    is_authenticated=True, is_active=True, pk=1, get_full_name=lambda: "Rangga Aditya", get_username=lambda: "staf"
)


@pytest.fixture(autouse=True)
def registered(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.core.ui_urls"
    settings.LOGIN_URL = "demo:login"
    monkeypatch.setattr(nav, "registry", nav.Registry())
    nav.register(nav.Entry(label="Kegiatan", url_name="demo:list", order=20, current=("demo:detail",)))
    nav.register(
        nav.Entry(
            label="Tindakan", url_name="demo:inbox", badge=lambda user: 5, badge_label="%(count)s menunggu", order=1
        )
    )
    nav.register(nav.Entry(label="Mati", url_name="nowhere:list"))
    nav.register(nav.Entry(label="Admin", url_name="demo:sign-out", visible=lambda user: False))
    nav.register_search("demo:list")
    nav.register_sign_out("demo:sign-out")
    nav.register_language("set_language")
    with override("id"):
        yield


def request(path="/kegiatan/x/", user=RANGGA, method="get", **headers):
    made = getattr(RequestFactory(headers=headers), method)(path)
    made.user = user
    from django.urls import resolve

    made.resolver_match = resolve(path) if path != "/tidak-ada/" else None
    made.htmx = HtmxDetails(made)
    return made


def test_navigation_has_no_dead_links_and_hides_what_is_not_for_me():
    assert [str(link.label) for link in Shell(request()).nav] == ["Tindakan", "Kegiatan"]


def test_navigation_marks_the_current_entry_and_counts():
    inbox, activities = Shell(request()).nav
    assert (activities.is_current, inbox.is_current) == (True, False)
    assert (inbox.count, inbox.badge_label, inbox.badge_id) == (5, "5 menunggu", "badge-demo-inbox")


def test_namespace_makes_current():
    entry = nav.Entry(label="x", url_name="a:b", current=("demo",))
    assert entry.is_current("demo:list") and entry.is_current("a:b") and not entry.is_current("demos:list")


def test_stranger_gets_an_empty_shell():
    shell = Shell(request(user=AnonymousUser()))
    assert (shell.nav, shell.person, shell.search, shell.sign_out_url) == ([], None, None, None)


def test_page_has_landmarks_person_badge_and_language():
    html = render_to_string("base.html", {}, request())
    assert html.count("<main") == 1 and 'href="#content"' in html
    assert 'id="badge-demo-inbox"' in html and "Menu Rangga Aditya" in html
    assert '<html lang="id">' in html and 'action="/bahasa/"' in html and 'value="/kegiatan/x/"' in html
    assert "style=" not in html and not re.search(r"<script(?! src=)", html) and " on" + "click" not in html


def test_window_title_says_that_there_is_an_error():
    assert "<title>Kesalahan:" in render_to_string("base.html", {"has_errors": True}, request())
    assert "<title> · Portal" in render_to_string("base.html", {}, request())


def test_view_may_name_the_current_entry():
    html = render_to_string("base.html", {"nav_current": "demo:inbox"}, request())
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', html)[0] == "/tindakan/"


def test_partial_for_htmx_and_page_for_browsers():
    assert "<html" in htmx.render(request(), "404.html", partial="x").content.decode()
    boosted = request(**{"HX-Request": "true", "HX-Boosted": "true"})
    assert not htmx.is_partial(boosted)
    assert htmx.is_partial(request(**{"HX-Request": "true"}))
    assert "HX-Request" in htmx.render(request(), "404.html")["Vary"]


def test_answers_to_htmx_posts_refresh_the_badges():
    asked = request(method="post", **{"HX-Request": "true"})
    html = htmx.render(asked, "components/messages.html", partial="").content.decode()
    assert "hx-swap-oob" not in html
    badges = render_to_string("components/badges.html", {}, asked)
    assert 'id="badge-demo-inbox" hx-swap-oob="true"' in badges and ">5<" in badges


def test_redirect_in_both_worlds():
    assert htmx.redirect(request(), "/x/")["Location"] == "/x/"
    assert htmx.redirect(request(**{"HX-Request": "true"}), "/x/")["HX-Redirect"] == "/x/"


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_error_pages_need_no_request_and_no_database(name):
    html = render_to_string(name)
    assert 'data-page="error"' in html and html.count("<h1>") == 1 and "style=" not in html


def test_every_icon_that_is_named_exists():
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', (django_settings.BASE_DIR / "static/icons.svg").read_text()))
    named = set()
    for folder in ("templates", "gsbpm_portal", "activities", "phases", "metadata"):
        for path in (django_settings.BASE_DIR / folder).rglob("*.html"):
            named |= set(re.findall(r'{% icon "([\w-]+)"', path.read_text()))
    assert named - symbols == set()
    assert set(ui.NOTES.values()) <= symbols


def test_tokens_alone_name_colours():
    for name in ("portal.css", "pages.css"):
        css = (django_settings.BASE_DIR / "static/css" / name).read_text()
        outside_print = css.split("/* Print")[0]
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[\s;,)])", outside_print) == []


@pytest.mark.django_db
def test_first_load_is_light(settings):
    """At most 200 KB and 12 requests: page, styles, scripts, font, sprite, favicon."""
    client = Client()
    html = client.get("/gaya/").content.decode()
    files = set(re.findall(r'(?:src|href)="/static/([^"#]+)', html)) | {"fonts/inter-latin-400-700.woff2"}
    total = len(gzip.compress(html.encode()))
    for name in files:
        raw = (django_settings.BASE_DIR / "static" / name).read_bytes()
        total += len(raw) if name.endswith("woff2") else len(gzip.compress(raw))
    assert len(files) + 1 <= 12 and total <= 110_000


@pytest.mark.django_db
def test_style_guide_is_for_development_only(settings, client):
    assert client.get("/gaya/").status_code == 200
    assert client.get("/gaya/?salah=1&urut=name&hal=2").status_code == 200
    settings.STYLE_GUIDE = False
    assert client.get("/gaya/").status_code == 404


@pytest.mark.django_db
def test_errors_speak_without_telling(settings):
    client = Client(raise_request_exception=False)
    settings.DEBUG = False
    assert client.get("/rusak/").status_code == 500
    assert "broken on purpose" not in client.get("/rusak/").content.decode()
    assert client.get("/terlarang/").status_code == 403
    assert client.get("/tidak-ada/").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/bahasa/", {"language": "en"})
    assert refused.status_code == 403 and 'data-page="error"' in refused.content.decode()
