from datetime import date

import pytest
from django.utils import translation

from activities.enums import Frequency
from activities.periods import add_months, edition_of, shift, suggest_code


@pytest.mark.parametrize(
    ("day", "frequency", "expected"),
    [
        (date(2026, 1, 31), Frequency.DAILY, date(2026, 2, 1)),
        (date(2026, 12, 28), Frequency.WEEKLY, date(2027, 1, 4)),
        (date(2026, 1, 31), Frequency.MONTHLY, date(2026, 2, 28)),
        (date(2026, 2, 28), Frequency.MONTHLY, date(2026, 3, 31)),
        (date(2026, 1, 15), Frequency.MONTHLY, date(2026, 2, 15)),
        (date(2026, 3, 31), Frequency.QUARTERLY, date(2026, 6, 30)),
        (date(2026, 4, 30), Frequency.FOUR_MONTHLY, date(2026, 8, 31)),
        (date(2026, 6, 30), Frequency.HALF_YEARLY, date(2026, 12, 31)),
        (date(2024, 2, 29), Frequency.YEARLY, date(2025, 2, 28)),
        (date(2026, 12, 31), Frequency.LONGER, date(2028, 12, 31)),
        (date(2026, 5, 9), "", date(2027, 5, 9)),
        (date(9999, 12, 31), Frequency.YEARLY, date(9999, 12, 31)),
        (date(9999, 12, 31), Frequency.DAILY, date(9999, 12, 31)),
    ],
)
def test_a_day_moves_by_one_period(day, frequency, expected):
    assert shift(day, frequency) == expected


def test_months_go_back_as_well():
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


@pytest.mark.parametrize(
    ("frequency", "code", "name", "start", "end"),
    [
        (Frequency.DAILY, "2026-05-09", "", date(2026, 5, 9), date(2026, 5, 9)),
        (Frequency.WEEKLY, "2026-m19", "Week 19 of 2026", date(2026, 5, 4), date(2026, 5, 10)),
        (Frequency.MONTHLY, "2026-05", "", date(2026, 5, 1), date(2026, 5, 31)),
        (Frequency.QUARTERLY, "2026-tw2", "Quarter 2 of 2026", date(2026, 4, 1), date(2026, 6, 30)),
        (Frequency.FOUR_MONTHLY, "2026-cw2", "Four months 2 of 2026", date(2026, 5, 1), date(2026, 8, 31)),
        (Frequency.HALF_YEARLY, "2026-sem1", "Half-year 1 of 2026", date(2026, 1, 1), date(2026, 6, 30)),
        (Frequency.YEARLY, "2026", "", date(2026, 1, 1), date(2026, 12, 31)),
        (Frequency.LONGER, "2026", "", date(2026, 1, 1), date(2026, 12, 31)),
        ("", "2026", "", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_edition_that_holds_a_day(frequency, code, name, start, end):
    with translation.override("en"):
        edition = edition_of(date(2026, 5, 9), frequency)
    assert (edition.code, edition.name, edition.year, edition.start, edition.end) == (code, name, 2026, start, end)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Survei Produksi Hasil Tangkapan Ikan", "PRODUKSI-HASIL-TANGKAPAN-IKAN"),
        ("Survei", "SURVEI"),
        ("Pendataan Kapal di Pelabuhan 2026 Tahap Kedua", "KAPAL-PELABUHAN-2026-TAHAP"),
        ("Kompilasi " + "A" * 60, "A" * 40),
        ("统计", ""),
        ("", ""),
    ],
)
def test_a_code_from_a_title(title, code):
    assert suggest_code(title) == code
