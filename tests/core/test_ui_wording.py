"""Dates, numbers and differences as a person would write them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from gsbpm_portal.core import clock, wording

JAKARTA = dt.timezone(dt.timedelta(hours=7))
NOW = dt.datetime(2026, 5, 10, 9, 0, tzinfo=JAKARTA)


@pytest.fixture(autouse=True)
def at_the_office(settings):
    settings.TIME_ZONE = "Asia/Jakarta"
    with clock.at(NOW), timezone.override("Asia/Jakarta"):
        yield


@pytest.mark.parametrize(
    ("language", "style", "text"),
    [
        ("id", "full", "9 Mei 2026 14.12"),
        ("id", "date", "9 Mei 2026"),
        ("id", "short", "9 Mei"),
        ("id", "short-time", "9 Mei 14.12"),
        ("en", "full", "9 May 2026 14:12"),
    ],
)
def test_moment(language, style, text):
    with override(language):
        assert wording.moment(dt.datetime(2026, 5, 9, 7, 12, tzinfo=dt.UTC), style) == text


def test_another_year_is_said():
    with override("id"):
        assert wording.day(dt.date(2025, 8, 3)) == "3 Agu 2025"


def test_unknown_style_is_refused():
    with pytest.raises(ValueError, match="no such date style"):
        wording.moment(dt.date(2026, 5, 9), "long")


@pytest.mark.parametrize(
    ("days", "text"),
    [(-3, "terlambat 3 hari"), (-1, "terlambat 1 hari"), (0, "hari ini"), (1, "besok"), (3, "3 hari lagi")],
)
def test_due_in(days, text):
    with override("id"):
        assert wording.due_in(days) == text


def test_due_in_english_knows_one_from_many():
    with override("en"):
        assert [wording.due_in(-1), wording.due_in(-2)] == ["1 day late", "2 days late"]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (dt.timedelta(seconds=20), "baru saja"),
        (dt.timedelta(minutes=5), "5 menit lalu"),
        (dt.timedelta(hours=3), "3 jam lalu"),
        (dt.timedelta(hours=12), "kemarin"),
        (dt.timedelta(days=3), "3 hari lalu"),
        (dt.timedelta(days=40), "31 Maret 2026"),
        (dt.timedelta(hours=-2), "10 Mei 11.00"),
    ],
)
def test_ago(before, text):
    with override("id"):
        assert wording.ago(NOW - before) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1234, None, "1.234"),
        (1234.5, 1, "1.234,5"),
        (Decimal("0.5"), 2, "0,50"),
        (-1234567, None, "-1.234.567"),
        (2.675, 2, "2,68"),
        (0.96, 1, "1,0"),
    ],
)
def test_number(value, places, text):
    with override("id"):
        assert wording.number(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("150.0"), "150"), (Decimal("37.50"), "37,5"), (Decimal("1E+3"), "1.000"), (0, "0"), (0.125, "0,125")],
)
def test_exact_has_the_decimals_that_it_needs(value, text):
    with override("id"):
        assert wording.exact(value) == text


def test_rupiah():
    with override("id"):
        assert wording.rupiah(1250000) == "Rp1.250.000"
        assert wording.rupiah(Decimal("1250000.50")) == "Rp1.250.000,50"
        assert wording.rupiah(-5) == "−Rp5"


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.62, "62%"), (0, "0%"), (1, "100%"), (0.9999, "99%"), (0.001, "1%"), (1.5, "150%")]
)
def test_percent_is_never_rounded_to_all_or_none(ratio, text):
    with override("id"):
        assert wording.percent(ratio) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (310_000, "310 kB"),
        (999_700, "1,0 MB"),
        (1_200_000, "1,2 MB"),
        (20_000_000, "20 MB"),
    ],
)
def test_size(count, text):
    with override("id"):
        assert wording.size(count) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Rangga Aditya", "RA"),
        ("Dr. Sinta Maharani, S.ST., M.Si.", "SM"),
        ("Suharto", "SU"),
        ("Ni Luh Putu Ayu", "NA"),
        ("", "?"),
        ("admin", "AD"),
        ("9", "9"),
    ],
)
def test_initials(name, text):
    assert wording.initials(name) == text
