"""The rich text: what is marked up, and that all else is printed letter for letter and harms nobody."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsbpm_portal.core.documents.richtext import Items, Paragraph, Run, inline, parse, to_html, to_plain

ALLOWED = {"p", "br", "ul", "ol", "li", "strong", "em"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("satu", "<p>satu</p>"),
        ("satu\ndua\n\n\ntiga", "<p>satu<br>dua</p><p>tiga</p>"),
        ("satu\r\n\r\ndua", "<p>satu</p><p>dua</p>"),
        ("**tebal** dan *miring*", "<p><strong>tebal</strong> dan <em>miring</em></p>"),
        ("***dua-duanya***", "<p><strong><em>dua-duanya</em></strong></p>"),
        ("**a *b* c**", "<p><strong>a </strong><strong><em>b</em></strong><strong> c</strong></p>"),
        ("(*ceteris paribus*), ya", "<p>(<em>ceteris paribus</em>), ya</p>"),
        ("- satu\n- dua", "<ul><li>satu</li><li>dua</li></ul>"),
        ("• satu\n• dua", "<ul><li>satu</li><li>dua</li></ul>"),
        ("Isi:\n1. satu\n2. **dua**", "<p>Isi:</p><ol><li>satu</li><li><strong>dua</strong></li></ol>"),
        ("- dua\n  lagi\nselesai", "<ul><li>dua<br>lagi</li></ul><p>selesai</p>"),
        ("1. satu\n\n2. dua", '<ol><li>satu</li></ol><ol start="2"><li>dua</li></ol>'),
        ("3. tiga\n5. lima", '<ol start="3"><li>tiga</li></ol><ol start="5"><li>lima</li></ol>'),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        # printed as typed
        ("2*3*4 dan 5 * 6 * 7", "<p>2*3*4 dan 5 * 6 * 7</p>"),
        ("**tidak ditutup", "<p>**tidak ditutup</p>"),
        ("** a ** dan * b *", "<p>** a ** dan * b *</p>"),
        ("**** dan *****", "<p>**** dan *****</p>"),
        ("-5 derajat\n2026. Tahun\n0. nol\n-", "<p>-5 derajat<br>2026. Tahun<br>0. nol<br>-</p>"),
        ("# Judul\n> kutip\n`kode`", "<p># Judul<br>&gt; kutip<br>`kode`</p>"),
        ("[teks](http://x) ![g](http://x/y.png)", "<p>[teks](http://x) ![g](http://x/y.png)</p>"),
        ('<b>a</b> <img src="x">', "<p>&lt;b&gt;a&lt;/b&gt; &lt;img src=&quot;x&quot;&gt;</p>"),
        ("&lt;script&gt; &amp;", "<p>&amp;lt;script&amp;gt; &amp;amp;</p>"),
        ("a\x00b\x08c", "<p>abc</p>"),
    ],
)  # fmt: skip
def test_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_the_tree() -> None:
    assert parse("a **b**\n\n4. c") == (Paragraph((Run("a "), Run("b", bold=True))), Items(((Run("c"),),), 4))


def test_the_words_alone() -> None:
    assert to_plain("Isi *miring*:\n- a\n- b\n\n7. **c**\n8. d") == "Isi miring:\n- a\n- b\n7. c\n8. d"


class Tags(HTMLParser):
    """Which tags and attributes stand in the HTML, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


PIECES = [
    "*", "**", "***", "- ", "1. ", "2. ", "\n", "\n\n", "  ", "<img src=http://127.0.0.1/x>", "<script>", "</p>", "&amp;", "<!--",
    "]]>", '" onload="', "javascript:", "url(file:///etc/passwd)", "@import", "kata", "é", "\u202e", "\x00", "\ud800", "a",
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), HOSTILE))
def test_no_text_gives_more_than_the_allowed_tags(text: str) -> None:
    found = Tags()
    found.feed(to_html(text))
    found.close()
    assert found.tags <= ALLOWED and found.open == []
    assert all(name == "start" and value and value.isdigit() for name, value in found.attributes)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), HOSTILE))
def test_no_letter_is_lost_but_marks(text: str) -> None:
    """Whatever is typed is read again but for marks of lists, stars and white space; and nothing is added."""
    found = Tags()
    found.feed(to_html(text))
    found.close()

    def letters(one: str) -> str:
        return re.sub(r"[\s*\x00-\x20\ud800-\udfff\ufffe\uffff•.\-0-9]", "", one)

    assert letters(found.text) == letters(text)


@settings(deadline=None)
@given(st.text(alphabet="*a .\n", max_size=60))
def test_runs_hold_all_letters(text: str) -> None:
    runs = inline(text)
    assert "".join(run.text for run in runs).replace("*", "") == text.replace("*", "")
    assert all(run.text for run in runs)


@pytest.mark.parametrize(
    "piece", ["**a ", "*a* ", "***", "- a\n  b\n", "1. a\n", "** ", "*a **b ***c ", "\n\n", "  a\n"]
)
def test_reading_takes_time_with_the_length(piece: str) -> None:
    begun = time.process_time()
    to_html(piece * 20_000)
    assert time.process_time() - begun < 3
