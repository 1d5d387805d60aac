"""Review rules that an office keeps: what the service takes and refuses, and their pages in the administration."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core.models import AuditEntry
from phases.design.models import ReviewRule
from phases.design.review_rules import RESERVED, Severity, shipped_rules
from phases.design.selectors.review_rules import office_rules, places
from phases.design.services.review_rules import save_review_rule
from tests.phases.design.making import office_rule
from tests.phases.engine.cycle_pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/design/reviewrule/"


def posted(**values):
    row = office_rule()
    names = ("code", "severity", "expression", "message_id", "message_en", "place")
    return {name: getattr(row, name) for name in names} | {"is_active": "on"} | values


# The service --------------------------------------------------------------------------------------------------------------


def test_a_rule_is_kept_with_who_wrote_it_and_its_trail(world):
    kept = save_review_rule(office_rule(code=" k-01 ", expression=" supervisor >= 50 "), by=world["admin"])
    assert (kept.code, kept.expression, kept.is_active, kept.changed_by) == (
        "K-01", "supervisor >= 50", True, world["admin"],
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="review_rule.added")
    assert (entry.chain.key, entry.actor, entry.subject_label) == ("catalogues", world["admin"], "K-01")
    assert entry.changes["expression"] == [None, "supervisor >= 50"]
    assert [(one.id, one.severity, one.place) for one in office_rules()] == [
        ("K-01", Severity.ERROR, "staff.supervisors")
    ]


def test_a_change_tells_what_was_changed_and_the_same_again_changes_nothing(world):
    kept = save_review_rule(office_rule(), by=world["admin"])
    kept.severity, kept.code = "W", "K-99"
    save_review_rule(kept, by=world["super"])
    stored = ReviewRule.objects.get()
    assert (stored.code, stored.severity, stored.changed_by) == ("K-01", "W", world["super"])
    assert AuditEntry.objects.get(action="review_rule.changed").changes == {"severity": ["E", "W"]}
    save_review_rule(ReviewRule.objects.get(), by=world["admin"])
    again = ReviewRule.objects.get()
    assert (again.changed_by, again.changed_at) == (world["super"], stored.changed_at)
    assert AuditEntry.objects.filter(action__startswith="review_rule.").count() == 2


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"expression": "supervisor >= 2 dan"}, "expression", "Line 1, column 20: The expression ends before"),
        ({"expression": "uji_coba dan\nsuperviser >= 2"}, "expression", "Line 2, column 1: The variable “superviser”"),
        ({"expression": "supervisor"}, "expression", "Line 1, column 1: A statement"),
        ({"expression": 'cara = "lain"'}, "expression", "Line 1, column 8: The code “lain”"),
        ({"expression": "1 = 1"}, "expression", "The expression names no fact"),
        ({"expression": " "}, "expression", "This field cannot be blank."),
        ({"place": "staff.supervisor"}, "place", "“staff.supervisor” is no fact of the design record."),
        ({"code": "V-01"}, "code", "Codes that begin like this are the portal's own rules."),
        ({"code": "p-01"}, "code", "Codes that begin like this are the portal's own rules."),
        ({"code": "P-77"}, "code", "Codes that begin like this are the portal's own rules."),
        ({"code": "K 1"}, "code", "Write letters, a hyphen and a number"),
        ({"code": "k-02"}, "code", "Review rule of the office with this Code already exists."),
        ({"severity": "X"}, "severity", "Value 'X' is not a valid choice."),
        ({"message_en": ""}, "message_en", "This field cannot be blank."),
        ({"message_id": " "}, "message_id", "This field cannot be blank."),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(world, values, field, told):
    save_review_rule(office_rule(code="K-02"), by=world["admin"])
    with override("en"), pytest.raises(ValidationError) as caught:
        save_review_rule(office_rule(**values), by=world["admin"])
    with override("en"):
        faults = caught.value.message_dict
    assert list(faults) == [field] and faults[field][0].startswith(told), faults
    assert ReviewRule.objects.count() == AuditEntry.objects.filter(action="review_rule.added").count() == 1


def test_the_codes_of_the_portals_own_rules_are_kept_free():
    """Those of a later release too: no office has one that begins like them."""
    assert {one.id.partition("-")[0] for one in shipped_rules()} <= RESERVED


def test_a_rule_that_a_release_left_behind_is_taken_out_of_force_as_it_stands(world):
    kept = save_review_rule(office_rule(), by=world["admin"])
    ReviewRule.objects.update(expression="nama_lama >= 2", place="staff.gone")
    kept.refresh_from_db()
    kept.severity = "W"
    with pytest.raises(ValidationError) as caught:
        save_review_rule(kept, by=world["admin"])
    assert set(caught.value.message_dict) == {"expression", "place"}
    kept.is_active = False
    save_review_rule(kept, by=world["admin"])
    assert office_rules() == ()
    kept.expression = "nama_lain >= 2"
    with pytest.raises(ValidationError):
        save_review_rule(kept, by=world["admin"])


# The administration ---------------------------------------------------------------------------------------------------------


def written(page):
    return unescape(text_of(page))


@pytest.fixture
def admin(world, browse):
    User.objects.filter(username="admin").update(is_staff=True)
    client = browse("admin")
    client.cookies["django_language"] = "en"
    return client


def test_an_administrator_writes_changes_and_switches_off_a_rule(world, admin):
    assert "Review rules of the office" in written(admin.get("/admin/"))
    assert admin.post(f"{LIST}add/", posted(code="k-01"))["Location"] == LIST
    row = ReviewRule.objects.get()
    assert (row.code, row.place, row.changed_by) == ("K-01", "staff.supervisors", world["admin"])
    listed = written(admin.get(LIST))
    assert "K-01" in listed and "Fewer than 50 supervisors." in listed
    page = admin.get(f"{LIST}{row.pk}/change/")
    assert "The number of supervisors must be more than or equal to 50." in written(page)
    off = posted(code="K-77")
    del off["is_active"]
    assert admin.post(f"{LIST}{row.pk}/change/", off)["Location"] == LIST
    row.refresh_from_db()
    assert (row.code, row.is_active) == ("K-01", False)
    assert admin.get(f"{LIST}{row.pk}/delete/").status_code == 403


def test_the_form_shows_an_example_the_names_and_the_places(admin):
    text = written(admin.get(f"{LIST}add/"))
    assert 'jika cara = "survey" maka uji_coba' in text
    assert "supervisor : the number of supervisors (a whole number)" in text
    assert '"admin" (compilation)' in text and '"sektoral" (Sectoral statistics)' in text
    assert "Number of supervisors · staff.supervisors" in text


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"expression": "superviser >= 2"}, "expression", "Line 1, column 1: The variable “superviser” is not known"),
        ({"place": "staff.supervisor"}, "place", "Select a valid choice"),
        ({"code": "V-01"}, "code", "Codes that begin like this are the portal's own rules."),
        ({"code": "k-02"}, "code", "Review rule of the office with this Code already exists."),
        ({"message_en": ""}, "message_en", "This field is required."),
    ],
)
def test_mistakes_are_told_at_their_field(world, admin, values, field, told):
    save_review_rule(office_rule(code="K-02"), by=world["admin"])
    page = admin.post(f"{LIST}add/", posted(**values))
    errors = page.context["adminform"].form.errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(told)
    assert ReviewRule.objects.count() == 1


def test_a_place_that_a_release_left_behind_is_shown_until_it_is_mended(world, admin):
    row = save_review_rule(office_rule(), by=world["admin"])
    ReviewRule.objects.update(place="staff.gone")
    page = admin.get(f"{LIST}{row.pk}/change/")
    assert page.context["adminform"].form["place"].value() == "staff.gone"
    off = posted(place="staff.gone")
    assert list(admin.post(f"{LIST}{row.pk}/change/", off).context["adminform"].form.errors) == ["place"]
    del off["is_active"]
    assert admin.post(f"{LIST}{row.pk}/change/", off).status_code == 302


def test_nobody_else_gets_there(world, browse):
    row = save_review_rule(office_rule(), by=world["admin"])
    User.objects.filter(username="penyelia").update(is_staff=True)
    for name in ("staf", "penyelia", "walidata", "pimpinan"):
        for path in (LIST, f"{LIST}add/", f"{LIST}{row.pk}/change/"):
            assert browse(name).get(path).status_code in (302, 403), (name, path)
        assert browse(name).post(f"{LIST}add/", posted(code="K-03")).status_code in (302, 403)
    assert ReviewRule.objects.count() == 1


def test_every_place_has_a_name():
    labels = [label for _section, choices in places() for _path, label in choices]
    assert len(labels) > 400 and all(label.partition(" · ")[0] for label in labels)
