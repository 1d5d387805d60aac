"""The administration: who gets in, how far it reaches, that nothing goes past the services, and what nobody may touch."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gsbpm_portal.accounts.backends import PersonBackend, grant_to_office
from gsbpm_portal.accounts.models import Membership, Organisation, User
from gsbpm_portal.core import audit, office, outbox
from gsbpm_portal.core.models import AuditEntry, Holiday, OfficeSetting
from tests.factories import PASSWORD, make_user

USERS = "/admin/accounts/user/"
ORGANISATIONS = "/admin/accounts/organisation/"
MEMBERSHIPS = "/admin/accounts/membership/"
SETTINGS = "/admin/core/officesetting/"
HOLIDAYS = "/admin/core/holiday/"
AUDIT = "/admin/core/auditentry/"


def entries(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("seq"))


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def person_data(user: User, **values) -> dict[str, object]:
    unit = user.home_unit.pk if user.home_unit else ""
    return {
        "username": user.username,
        "full_name": user.full_name,
        "position": user.position,
        "home_unit": unit,
        "email": user.email,
        "nip": user.nip,
        "language": user.language,
        "mail_choice": user.mail_choice,
        "is_active": "on",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    } | values


# Getting in -----------------------------------------------------------------------------------------------------------


def test_the_way_in_is_the_portals_own_sign_in(client, db):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/masuk/?next=/admin/")
    assert client.get("/admin/login/")["Location"].startswith("/masuk/?next=/admin/")


def test_people_without_access_are_refused_and_not_asked_to_sign_in_again(as_):
    assert as_("staf").get("/admin/", follow=True).status_code == 403


def test_a_staff_mark_without_the_role_opens_nothing(people, as_):
    User.objects.filter(pk=people.staf.pk).update(is_staff=True)
    client = as_("staf")
    assert client.get("/admin/").status_code == 200
    for path in (USERS, ORGANISATIONS, MEMBERSHIPS, SETTINGS, AUDIT):
        assert client.get(path).status_code == 403


def test_the_role_without_the_staff_mark_opens_nothing(people, as_):
    User.objects.filter(pk=people.admin.pk).update(is_staff=False)
    assert as_("admin").get(USERS).status_code == 302


def test_password_and_sign_out_of_the_administration_are_the_portals_own(as_):
    client = as_("admin")
    assert client.get("/admin/password_change/")["Location"] == "/kata-sandi/"
    assert client.get("/admin/logout/")["Location"] == "/profil/"


# Permissions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        ("accounts.change_user", ["admin", "office_admin"]),
        ("accounts.add_membership", ["admin", "office_admin"]),
        ("accounts.delete_user", []),
        ("accounts.delete_organisation", []),
        ("core.change_officesetting", ["admin"]),
        ("core.delete_holiday", ["admin"]),
        ("core.view_auditentry", ["admin"]),
        ("core.change_auditentry", []),
        ("core.change_decision", []),
        ("core.delete_job", []),
        ("phases.change_iteration", []),
        ("design.change_reviewrule", ["admin"]),
    ],
)
def test_permissions_come_from_the_role(people, permission, who):
    holders = [
        name
        for name in ("admin", "office_admin", "staf", "head", "stranger")
        if getattr(people, name).has_perm(permission)
    ]
    assert holders == who


def test_other_apps_hand_catalogues_to_administrators_of_a_government(people, monkeypatch):
    from gsbpm_portal.accounts import backends

    monkeypatch.setattr(backends, "_OFFICE", set(backends._OFFICE))
    assert not people.admin.has_perm("metadata.change_concept")
    grant_to_office("metadata.change_*")
    assert people.admin.has_perm("metadata.change_concept") and people.admin.has_module_perms("metadata")
    assert not people.office_admin.has_perm("metadata.change_concept")
    assert not people.office_admin.has_module_perms("metadata")


def test_permissions_end_with_the_role_and_the_account(people):
    people.admin.is_active = False
    assert not PersonBackend().has_perm(people.admin, "accounts.change_user")
    Membership.objects.filter(user=people.office_admin).update(ends=timezone.localdate() - timezone.timedelta(days=1))
    assert not User.objects.get(pk=people.office_admin.pk).has_perm("accounts.change_user")


# Reach ----------------------------------------------------------------------------------------------------------------


def listed(client: Client, path: str) -> set[str]:
    return {str(row) for row in client.get(path).context["cl"].result_list}


def test_lists_end_where_reach_ends(as_):
    client = as_("office_admin")
    assert listed(client, USERS) == {"Admin Perikanan", "Staf", "Pimpinan"}
    assert listed(client, ORGANISATIONS) == {"Perikanan", "Tangkap"}
    assert len(listed(client, MEMBERSHIPS)) == 2
    assert len(listed(as_("root"), USERS)) == User.objects.count()


@pytest.mark.parametrize(("target", "status"), [("staf", 200), ("head", 200), ("stranger", 302), ("root", 302)])
def test_accounts_outside_of_reach_are_not_found(people, as_, target, status):
    assert as_("office_admin").get(change(getattr(people, target))).status_code == status


@pytest.mark.parametrize("target", ["head", "stranger", "root"])
def test_accounts_that_reach_further_are_not_changed(people, as_, target):
    person = getattr(people, target)
    client = as_("office_admin")
    client.post(change(person), person_data(person, email="mine@contoh.go.id"))
    client.post(f"{USERS}{person.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD})
    again = User.objects.get(pk=person.pk)
    assert again.email == person.email and not again.check_password(PASSWORD)


def test_choices_of_a_form_end_there_too(town, people, as_):
    form = as_("office_admin").get(f"{MEMBERSHIPS}add/").context["adminform"].form
    assert set(form.fields["organisation"].queryset) == {town.fishery, town.catch}
    assert (
        people.office_admin not in form.fields["user"].queryset and people.stranger not in form.fields["user"].queryset
    )


# Saving goes through the services -------------------------------------------------------------------------------------


def test_a_person_is_created_with_a_link_by_mail(town, people, as_):
    data = {
        "username": "baru",
        "full_name": "Orang Baru",
        "home_unit": town.catch.pk,
        "email": "baru@contoh.go.id",
        "language": "id",
        "mail_choice": "langsung",
    }
    response = as_("admin").post(f"{USERS}add/", data)
    person = User.objects.get(username="baru")
    assert response["Location"] in (change(person), USERS)
    assert entries("person.created")[-1].actor == people.admin and not person.has_usable_password()
    outbox.dispatch_due()
    assert mail.outbox[0].to == ["baru@contoh.go.id"]


def test_an_address_of_another_account_is_refused_at_its_field(people, as_):
    person = people.staf
    taken = person_data(person, email=people.head.email.upper())
    page = as_("admin").post(change(person), taken)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["email"] == ["Alamat surel ini sudah dipakai akun lain."]
    assert as_("admin").post(change(person), person_data(person, position="Statistisi")).status_code == 302


@pytest.mark.parametrize(
    "values", [{"username": "STAF"}, {"email": ""}, {"home_unit": ""}, {"username": "a b"}, {"home_unit": "foreign"}]
)
def test_a_person_that_cannot_be_is_refused_in_the_form(town, people, as_, values):
    if values.get("home_unit") == "foreign":
        values = {"home_unit": town.other.pk}
    data = {"username": "baru", "full_name": "Baru", "home_unit": town.catch.pk, "email": "b@contoh.go.id"}
    response = as_("admin").post(f"{USERS}add/", data | {"language": "id", "mail_choice": "tidak"} | values)
    assert response.status_code == 200 and response.context["adminform"].form.errors
    assert not User.objects.filter(username="baru").exists()


def test_a_changed_person_is_written_down(people, as_):
    response = as_("admin").post(
        change(people.staf), person_data(people.staf, position="Statistisi", email="x@contoh.go.id")
    )
    assert response.status_code == 302
    entry = entries("person.changed")[-1]
    assert (entry.actor, entry.changes) == (
        people.admin,
        {"position": ["", "Statistisi"], "email": [audit.CHANGED, audit.CHANGED]},
    )


def test_superuser_is_not_to_be_had_in_the_administration(people, as_):
    as_("root").post(change(people.staf), person_data(people.staf, is_superuser="on"))
    assert not User.objects.get(pk=people.staf.pk).is_superuser


def test_closing_an_account_and_never_ones_own(people, as_):
    client = as_("admin")
    data = person_data(people.staf)
    del data["is_active"]
    client.post(change(people.staf), data)
    assert entries("person.closed")[-1].actor == people.admin
    data = person_data(people.admin)
    del data["is_active"]
    client.post(change(people.admin), data)
    assert User.objects.get(pk=people.admin.pk).is_active


def test_a_password_given_by_an_administrator_ends_sessions(people, as_):
    staf = as_("staf")
    page = as_("admin").get(f"{USERS}{people.staf.pk}/password/")
    assert page.status_code == 200
    response = as_("admin").post(
        f"{USERS}{people.staf.pk}/password/", {"password1": "kuda-baterai-paku", "password2": "kuda-baterai-paku"}
    )
    assert response.status_code == 302 and User.objects.get(pk=people.staf.pk).check_password("kuda-baterai-paku")
    assert entries("person.password")[-1].actor == people.admin
    assert staf.get("/profil/").status_code == 302


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        (
            {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"},
            {"password1", "password2"},
        ),
        ({"password1": "pendek", "password2": "lain"}, {"password1", "password2"}),
    ],
    ids=["taken away", "weak and repeated wrongly"],
)
def test_a_password_is_never_taken_away_or_weak(people, as_, posted, wrong):
    page = as_("admin").post(f"{USERS}{people.staf.pk}/password/", posted)
    assert page.status_code == 200 and set(page.context["form"].errors) == wrong
    assert User.objects.get(pk=people.staf.pk).password == people.staf.password
    assert 'name="usable_password"' not in page.text


def test_an_organisation_is_placed(town, people, as_):
    data = {"code": "Seksi-A", "name": "Seksi A", "kind": "unit", "parent": town.fishery.pk, "is_active": "on"}
    assert as_("admin").post(f"{ORGANISATIONS}add/", data).status_code == 302
    assert Organisation.objects.get(code="seksi-a").path == "kota/perikanan/seksi-a/"
    assert entries("organisation.created")[-1].actor == people.admin


@pytest.mark.parametrize("parent", ["catch", "fishery", "other", None])
def test_a_place_that_cannot_be_is_refused_in_the_form(town, as_, parent):
    data = {"code": "perikanan", "name": "Perikanan", "kind": "instansi", "is_active": "on"}
    data["parent"] = getattr(town, parent).pk if parent else ""
    response = as_("admin").post(change(town.fishery), data)
    assert response.status_code == 200 and "parent" in response.context["adminform"].form.errors
    assert Organisation.objects.get(pk=town.fishery.pk).path == "kota/perikanan/"


def test_the_root_is_changed_where_it_stands(town, as_):
    data = {"code": "kota", "name": "Kota Contoh", "kind": "pemerintah", "is_active": "on"}
    assert as_("admin").post(change(town.city), data).status_code == 302
    assert Organisation.objects.get(pk=town.city.pk).name == "Kota Contoh"


def test_an_office_keeps_its_place_when_its_administrator_changes_it(town, as_):
    data = {
        "code": "perikanan",
        "name": "Dinas Perikanan",
        "kind": "instansi",
        "is_active": "on",
        "parent": town.other.pk,
    }
    assert as_("office_admin").post(change(town.fishery), data).status_code == 302
    fishery = Organisation.objects.get(pk=town.fishery.pk)
    assert (fishery.name, fishery.path) == ("Dinas Perikanan", "kota/perikanan/")


def test_roles_are_given_beside_the_person(town, people, as_):
    standing = people.staf.memberships.get()
    data = person_data(people.staf) | {
        "memberships-TOTAL_FORMS": 2,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": standing.pk,
        "memberships-0-user": people.staf.pk,
        "memberships-0-organisation": town.city.pk,  # disabled: what is posted does not count
        "memberships-0-role": "pimpinan",
        "memberships-0-ends": "2030-01-31",
        "memberships-1-user": people.staf.pk,
        "memberships-1-organisation": town.catch.pk,
        "memberships-1-role": "penyelia",
    }
    response = as_("admin").post(change(people.staf), data)
    assert response.status_code == 302, response.context["errors"]
    rows = {(m.role, m.organisation.code, str(m.ends)) for m in people.staf.memberships.all()}
    assert rows == {("staf", "perikanan", "2030-01-31"), ("penyelia", "tangkap", "None")}
    assert [e.action for e in AuditEntry.objects.filter(action__startswith="membership").order_by("seq")] == [
        "membership.granted",
        "membership.changed",
    ]


def test_nobody_gives_themselves_a_role(town, people, as_):
    client = as_("admin")
    own = person_data(people.admin) | {
        "memberships-TOTAL_FORMS": 1,
        "memberships-0-user": people.admin.pk,
        "memberships-0-organisation": town.fishery.pk,
        "memberships-0-role": "penyelia",
    }
    client.post(change(people.admin), own)
    client.post(f"{MEMBERSHIPS}add/", {"user": people.admin.pk, "organisation": town.fishery.pk, "role": "penyelia"})
    row = people.admin.memberships.get()
    client.post(change(row), {"ends": "2020-01-01"})
    assert [(m.role, m.ends) for m in people.admin.memberships.all()] == [("admin", None)]


def test_roles_end_by_an_action(people, as_):
    row = people.staf.memberships.get()
    client = as_("admin")
    client.post(MEMBERSHIPS, {"action": "end_now", "_selected_action": [row.pk]})
    assert not User.objects.get(pk=people.staf.pk).has_role("staf")
    assert entries("membership.ended")[-1].actor == people.admin
    own = people.admin.memberships.get()
    assert client.post(MEMBERSHIPS, {"action": "end_now", "_selected_action": [own.pk]}).status_code == 403


def test_links_and_lockouts_by_action(people, as_):
    client = as_("office_admin")
    client.post(USERS, {"action": "send_password_link", "_selected_action": [people.staf.pk]})
    outbox.dispatch_due()
    assert [m.to for m in mail.outbox] == [["staf@contoh.go.id"]]
    assert client.post(USERS, {"action": "lift_lockouts", "_selected_action": [people.staf.pk]}).status_code == 302
    for action in ("send_password_link", "lift_lockouts"):
        assert client.post(USERS, {"action": action, "_selected_action": [people.head.pk]}).status_code == 403


def test_nothing_about_people_is_deleted(people, as_):
    client = as_("root")
    for row in (people.staf, people.staf.memberships.get(), people.staf.home_unit):
        assert client.post(change(row).replace("change", "delete"), {"post": "yes"}).status_code == 403
    client.post(USERS, {"action": "delete_selected", "_selected_action": [people.staf.pk], "post": "yes"})
    assert User.objects.filter(pk=people.staf.pk).exists()


# Settings -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def setting(db, monkeypatch) -> OfficeSetting:
    monkeypatch.setattr(office, "_registry", {})
    office.register_setting("days", 3, "number", "Days before", minimum=1, maximum=30)
    office.register_setting("flag", True, "flag", "A flag")
    office.ensure_rows()
    return OfficeSetting.objects.get(key="days")


def test_settings_are_changed_written_down_and_put_back(setting, people, as_):
    client = as_("admin")
    assert "Days before" in client.get(SETTINGS).text
    assert client.post(change(setting), {"own": "7"}).status_code == 302
    assert office.get("days") == 7 and entries("setting.changed")[-1].actor == people.admin
    client.post(change(setting), {"own": ""})
    assert office.get("days") == 3
    flag = OfficeSetting.objects.get(key="flag")
    client.post(change(flag), {"own": "0"})
    assert office.get("flag") is False


@pytest.mark.parametrize("value", ["0", "31", "x"])
def test_unlawful_settings_are_refused_in_the_form(setting, as_, value):
    assert as_("admin").post(change(setting), {"own": value}).status_code == 200
    assert office.get("days") == 3


def test_settings_are_for_administrators_of_the_government(setting, as_):
    assert as_("office_admin").get(SETTINGS).status_code == 403
    assert as_("office_admin").post(change(setting), {"own": "7"}).status_code == 403
    assert as_("root").get(f"{SETTINGS}add/").status_code == 403


def test_holidays_are_kept_with_their_trail(people, as_):
    client = as_("admin")
    assert f"{HOLIDAYS}load/" in client.get(HOLIDAYS).text
    assert client.post(f"{HOLIDAYS}add/", {"day": "2026-08-17", "name": "Proklamasi"}).status_code == 302
    row = Holiday.objects.get()
    assert client.post(f"{HOLIDAYS}add/", {"day": "2026-08-17", "name": "Lagi"}).status_code == 200
    client.post(change(row), {"day": "2026-08-18", "name": "Proklamasi"})
    client.post(change(row).replace("/change/", "/delete/"), {"post": "yes"})
    found = [entry for action in ("added", "changed", "dropped") for entry in entries(f"holiday.{action}")]
    assert [(entry.actor, entry.changes.get("day")) for entry in found] == [
        (people.admin, [None, "2026-08-17"]),
        (people.admin, ["2026-08-17", "2026-08-18"]),
        (people.admin, ["2026-08-18", None]),
    ]
    keep = {"action": "delete_selected", "post": "yes"}
    client.post(f"{HOLIDAYS}load/", {"lines": "2026-01-01;Tahun Baru"})
    client.post(HOLIDAYS, {**keep, "_selected_action": [str(Holiday.objects.get().pk)]})
    assert len(entries("holiday.dropped")) == 2 and not Holiday.objects.exists()


def test_lines_of_holidays_are_loaded_or_told_what_is_wrong(people, as_):
    client = as_("admin")
    answer = client.post(f"{HOLIDAYS}load/", {"lines": "2026-01-01;Tahun Baru\nbesok;Libur"})
    assert (answer.status_code, Holiday.objects.count()) == (422, 0)
    assert "besok" in "".join(answer.context["form"].errors["lines"]) and "Tahun Baru" in answer.text
    assert client.post(f"{HOLIDAYS}load/", {"lines": "2026-01-01;Tahun Baru"}).status_code == 302
    assert Holiday.objects.get().name == "Tahun Baru"
    for name in ("office_admin", "staf"):
        assert as_(name).get(f"{HOLIDAYS}load/").status_code in (302, 403)


def test_lists_take_the_same_queries(people, as_):
    client = as_("root")
    for path in (USERS, MEMBERSHIPS, ORGANISATIONS):
        client.get(path)
        with _counted() as first:
            client.get(path)
        for _ in range(4):
            make_user(role="staf", at=Organisation.objects.get(code="tangkap"))
        with _counted() as second:
            client.get(path)
        assert len(first) == len(second), path


def _counted():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)
