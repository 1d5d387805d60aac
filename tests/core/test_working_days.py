"""Working days and the holidays that they leave out."""

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from gsbpm_portal.core import audit, working_days
from gsbpm_portal.core.models import AuditEntry, Holiday

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 11, 27)


def keep(*days: str) -> None:
    for day in days:
        working_days.keep_holiday(Holiday(), day=dt.date.fromisoformat(day), name="Libur", by=None)


def test_weekends_and_holidays_are_left_out(django_assert_num_queries):
    assert working_days.add_working_days(FRIDAY, 0) == FRIDAY
    assert working_days.add_working_days(FRIDAY, 1) == dt.date(2026, 11, 30)
    assert working_days.add_working_days(FRIDAY, 6) == dt.date(2026, 12, 7)
    keep("2026-11-27", "2026-11-30", "2026-12-05")  # the first day itself and a Saturday change nothing
    with django_assert_num_queries(1):
        assert working_days.add_working_days(FRIDAY, 6) == dt.date(2026, 12, 8)


def test_years_of_which_nothing_is_known(django_assert_num_queries):
    keep("2026-12-25")
    with django_assert_num_queries(1):
        assert working_days.years_without_holidays(FRIDAY, dt.date(2028, 1, 5)) == [2027, 2028]


def test_a_file_is_loaded_once_and_takes_nothing_out():
    keep("2026-03-19")
    text = "\ufeffTanggal;Nama\n# Nyepi\n2026-03-19;Nyepi; Tahun Baru Saka\n\n17-08-2026;Proklamasi\n"
    assert working_days.load_holidays(text, by=None) == (1, 1)
    assert working_days.load_holidays(text, by=None) == (0, 0)
    assert list(Holiday.objects.values_list("day", "name")) == [
        (dt.date(2026, 3, 19), "Nyepi; Tahun Baru Saka"),
        (dt.date(2026, 8, 17), "Proklamasi"),
    ]
    actions = AuditEntry.objects.filter(chain__key="office").order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["holiday.added", "holiday.changed", "holiday.added"]
    assert audit.verify("office").ok


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("2026-02-30;Tidak ada", ["1"]),
        ("2026-01-01", ["1"]),
        ("besok;Libur\n2026-01-01;" + "x" * 121, ["1", "2"]),
        ("2026-01-01;A\n2026-01-01;B", ["2"]),
        ("\n" * 1000 + "2026-01-01;A", [""]),
    ],
)
def test_a_faulty_file_is_refused_as_a_whole(text, lines):
    """Every faulty line is named, and nothing of the file is kept."""
    with pytest.raises(ValidationError) as refusal:
        working_days.load_holidays(f"{text}\n", by=None)
    assert len(refusal.value.messages) == len(lines)
    for message, number in zip(refusal.value.messages, lines, strict=True):
        assert f" {number}:" in message if number else ":" not in message
    assert not Holiday.objects.exists()


def test_the_shipped_file_has_what_never_moves(tmp_path):
    out = StringIO()
    call_command("load_holidays", stdout=out)
    assert out.getvalue() == "Holidays: 5 new, 0 with another name\n"
    assert [day.strftime("%d-%m") for day in Holiday.objects.values_list("day", flat=True)] == [
        "01-01", "01-05", "01-06", "17-08", "25-12",
    ]  # fmt: skip
    own = tmp_path / "libur.csv"
    own.write_text("2027-01-01;Tahun Baru\n", "utf-8")
    call_command("load_holidays", own, stdout=out)
    assert Holiday.objects.count() == 6
    own.write_text("besok;Libur\n", "utf-8")
    for path in (own, tmp_path / "tidak-ada.csv"):
        with pytest.raises(CommandError):
            call_command("load_holidays", path, stdout=out)
