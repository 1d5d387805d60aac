"""Every component: what it writes, and that what comes from outside is escaped."""

import datetime as dt

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from gsbpm_portal.core import clock
from gsbpm_portal.core.choices import StateChoices
from gsbpm_portal.core.nav import Tab

EVIL = '"><script>alert(1)</script>'


class Light(StateChoices):
    BACK = "back", "Sent <back>", "back", "back"


@pytest.fixture(autouse=True)
def english(settings):
    settings.ROOT_URLCONF = "tests.core.ui_urls"
    with override("en"):
        yield


def show(source, **context):
    return Template(source).render(Context(context))


def test_icon_is_hidden_unless_it_speaks():
    assert show('{% icon "done" %}') == (
        '<svg class="icon icon-done" aria-hidden="true"><use href="/static/icons.svg#done"/></svg>'
    )
    assert 'role="img" aria-label="Approved"' in show('{% icon "done" "Approved" %}')


def test_state_is_word_icon_and_colour():
    html = show("{% state member %}", member=Light.BACK)
    assert html.startswith('<span class="state state--back"><svg class="icon icon-back"')
    assert html.endswith("Sent &lt;back&gt;</span>")
    assert show("{% state member %}", member=None) == ""
    assert "62% <small>9 May</small>" in show('{% state member "62%" "9 May" %}', member=Light.BACK)


def test_chip_of_state_and_of_text():
    assert 'class="chip chip--back"' in show("{% chip member %}", member=Light.BACK)
    assert show("{% chip text %}", text="A & B") == '<span class="chip">A &amp; B</span>'


def test_avatar_says_the_whole_name():
    html = show("{% avatar name %}", name="Rangga Aditya")
    assert '<span aria-hidden="true">RA</span>' in html and 'title="Rangga Aditya"' in html


@pytest.mark.parametrize(
    "source",
    [
        "{% icon 'done' text %}",
        "{% state member text text %}",
        "{% chip text %}",
        "{% avatar text %}",
        "{% meter 1 2 text text=text %}",
        "{% share 1 2 url=text %}",
        "{% worddiff text '' %}{% worddiff '' text %}{% worddiff text text %}",
        "{% crumb text %}{% crumb text text %}",
        "{% note 'info' text %}{{ text }}{% endnote %}",
        "{% card text %}{{ text }}{% endcard %}",
        "{% refused text %}{{ text }}{% endrefused %}",
        "{% emptystate text %}{{ text }}{% endemptystate %}",
        "{% scroll text %}{{ text }}{% endscroll %}",
        "{% nextbar text %}{{ text }}{% endnextbar %}",
        "{% post text text name=text value=text next=text %}",
        "{% tabs tabs text %}",
    ],
)
def test_what_comes_from_outside_is_escaped(source):
    html = show(source, text=EVIL, member=Light.BACK, tabs=[Tab(EVIL, EVIL, 3)])
    assert "<script" not in html
    assert 'alert(1)"' not in html.replace("&quot;", "")


def test_due_tells_late_by_word_and_colour():
    with clock.at(dt.datetime(2026, 5, 10, 5, tzinfo=dt.UTC)):
        day = dt.date(2026, 5, 9)
        assert show("{% due day %}", day=day) == (
            '<time class="due due--late" datetime="2026-05-09">9 May (1 day late)</time>'
        )
        assert show("{% due day done=True %}", day=day) == '<time class="due" datetime="2026-05-09">9 May</time>'
        assert "visually-hidden" in show("{% due day bare=True %}", day=day)
    assert show("{% due day %}", day=None) == ""


def test_when_names_the_office_time():
    moment = dt.datetime(2026, 5, 9, 7, 12, tzinfo=dt.UTC)
    assert show("{% when moment %}", moment=moment) == (
        '<time datetime="2026-05-09T14:12:00+07:00">9 May 2026 14:12</time>'
    )
    assert show("{% when moment %}{% ago moment %}", moment=None) == ""


def test_meter_has_a_figure_and_never_overflows():
    assert 'value="0.5"' in show("{% meter 2 4 'Tasks' %}") and "50%" in show("{% meter 2 4 'Tasks' %}")
    assert 'value="1"' in show("{% meter 9 4 'Tasks' %}")
    assert 'value="0"' in show("{% meter 0 0 'Tasks' %}")


@pytest.mark.parametrize(("done", "total", "step"), [(0, 7, 0), (1, 100, 1), (4, 7, 5), (99, 100, 9), (7, 7, 10)])
def test_share_is_full_only_when_all_is_done(done, total, step):
    assert f'class="share share--{step}"' in show("{% share done total %}", done=done, total=total)


def test_share_names_late_and_waiting():
    html = show("{% share 3 8 late=1 waiting=2 %}")
    assert "3 of 8 done" in html and 'aria-label="1 late"' in html and 'aria-label="2 waiting"' in html
    assert "does not apply" in show("{% share 0 0 %}")


def test_worddiff_marks_by_sign_and_word():
    html = show("{% worddiff old new %}", old="satu dua", new="satu tiga")
    assert "[taken out:" in html and "[put in:" in html and "−" in html and "+" in html
    assert show("{% worddiff old old %}", old="sama") == '<div class="diff">sama</div>'


def test_crumb_links_only_what_exists():
    assert show('{% crumb "A" "demo:list" %}') == '<li><a href="/kegiatan/">A</a></li>'
    assert show('{% crumb "A" "demo:detail" "x1" %}') == '<li><a href="/kegiatan/x1/">A</a></li>'
    assert show('{% crumb "A" "/x/" %}') == '<li><a href="/x/">A</a></li>'
    assert show('{% crumb "A" "nowhere:list" %}') == "<li>A</li>"


def test_tabs_mark_the_current_one():
    html = show("{% tabs tabs %}", tabs=[Tab("History", "#h", current=True), Tab("Talk", "#t", 1200)])
    assert '<a href="#h" aria-current="page">History</a>' in html and '<span class="count">1,200</span>' in html


def test_post_button_carries_csrf_and_token():
    html = show('{% post "/x/" "Remind" look="outline" name="a" value="1" %}', csrf_token="abc")
    assert 'name="csrfmiddlewaretoken" value="abc"' in html and 'name="token" value="' in html
    assert '<button class="btn btn-outline" name="a" value="1">Remind</button>' in html


def test_pagination_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/", {"q": "ikan & laut", "hal": "3"})
    page = Paginator(range(250), 25).page(3)
    html = show("{% pagination page %}", page=page, request=request)
    assert 'href="?q=ikan+%26+laut&amp;hal=2"' in html and '<span aria-current="page">3</span>' in html
    assert "51–75 of 250" in html
    first = show("{% pagination page %}", page=Paginator(range(50), 25).page(2), request=request)
    assert 'href="?q=ikan+%26+laut"' in first
    assert show("{% pagination page %}", page=Paginator(range(3), 25).page(1), request=request) == ""


def test_filters():
    with override("id"):
        assert show(
            "{{ 1250000|rupiah }} {{ 0.625|percent:1 }} {{ 1234|num }} {{ 2026|plain }} {{ 1200000|size }}"
        ) == ("Rp1.250.000 62,5% 1.234 2026 1,2 MB")
    assert show("{{ None|num }}{{ None|rupiah }}{{ None|percent }}{{ None|size }}{{ None|plain }}") == ""
    assert show("{{ 'Rangga Aditya'|initials }}") == "RA"


def test_emptystate_inside_a_loop():
    html = show("{% for x in xs %}{% emptystate 'None' %}y{% endemptystate %}{% empty %}none{% endfor %}", xs=[1])
    assert "empty__title" in html and "none" not in html
