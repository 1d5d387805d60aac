"""Office settings: defaults, changes, limits, and one query a request."""

import pytest
from django.core.exceptions import ValidationError

from gsbpm_portal.core import audit, office
from gsbpm_portal.core.models import AuditEntry, OfficeSetting
from tests.factories import make_user


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(office, "_registry", {})
    office.register_setting("days", 3, "number", "Days", minimum=1, maximum=30)
    office.register_setting("flag", lambda: True, "flag", "Flag")
    office.register_setting("word", "kota", "text", "Word")
    office.register_setting("choice", "a", "text", "Choice", choices=[("a", "A"), ("b", "B")])


def test_defaults_and_changes(db):
    assert [office.get(key) for key in ("days", "flag", "word")] == [3, True, "kota"]
    office.change("days", 7, by=None)
    office.change("flag", False, by=None)
    assert (office.get("days"), office.get("flag")) == (7, False)
    office.change("days", None, by=None)
    assert office.get("days") == 3


def test_a_change_is_written_down_and_a_repetition_is_not(db):
    person = make_user("admin")
    for _ in range(2):
        office.change("days", 7, by=person)
    entry = AuditEntry.objects.get(chain__key="office")
    assert (entry.actor, entry.subject_label, entry.changes) == (person, "days", {"value": [None, 7]})
    assert audit.verify("office").ok


@pytest.mark.parametrize(
    ("key", "value"),
    [("days", 0), ("days", 31), ("days", "7"), ("days", True), ("flag", 1), ("word", 5), ("choice", "c")],
)
def test_unlawful_values_are_refused(db, key, value):
    with pytest.raises(ValidationError):
        office.change(key, value, by=None)
    assert not OfficeSetting.objects.filter(value__isnull=False).exists()


def test_unknown_settings_and_kinds_are_refused(db):
    with pytest.raises(KeyError):
        office.get("nothing")
    with pytest.raises(KeyError):
        office.change("nothing", 1, by=None)
    with pytest.raises(ValueError, match="colour"):
        office.register_setting("x", 1, "colour", "X")
    with pytest.raises(ValueError, match="only a text"):
        office.register_setting("x", 1, "number", "X", choices=[("1", "One")])


def test_one_query_a_request(db, django_assert_num_queries):
    office._begin()
    with django_assert_num_queries(1):
        for key in ("days", "flag", "word"):
            office.get(key)
    office.change("days", 9, by=None)
    assert office.get("days") == 9
    office._finish()
    with django_assert_num_queries(2):
        office.get("days")
        office.get("days")
