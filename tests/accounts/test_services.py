"""Organisations, people, memberships: what is done, what is refused, what is written down."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gsbpm_portal.accounts import services
from gsbpm_portal.accounts.models import Membership, Organisation, User
from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import AuditEntry
from tests.factories import make_membership, make_organisation, make_user


def entries(chain: str = "organisation:kota") -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(chain__key=chain).order_by("seq"))


# Organisations --------------------------------------------------------------------------------------------------------


def test_paths_hold_the_codes_from_the_root_down(town):
    assert [o.path for o in Organisation.objects.order_by("path")] == [
        "kabupaten/",
        "kota/",
        "kota/kominfo/",
        "kota/perikanan/",
        "kota/perikanan/tangkap/",
    ]
    assert (town.catch.depth, town.catch.government_path) == (2, "kota/")


def test_a_moved_node_takes_its_subtree_along(town):
    services.place_organisation(town.fishery, parent=town.walidata, by=None)
    town.catch.refresh_from_db()
    assert (town.fishery.path, town.catch.path) == ("kota/kominfo/perikanan/", "kota/kominfo/perikanan/tangkap/")


def test_a_new_code_renames_the_whole_subtree(town):
    town.fishery.code = "dkp"
    services.place_organisation(town.fishery, parent=town.city, by=None)
    town.catch.refresh_from_db()
    assert town.catch.path == "kota/dkp/tangkap/"


def test_a_code_that_begins_like_another_is_left_alone(town):
    fisheries = make_organisation("perikanan-2", parent=town.city)
    services.place_organisation(town.fishery, parent=town.walidata, by=None)
    fisheries.refresh_from_db()
    assert fisheries.path == "kota/perikanan-2/"


def test_a_move_to_another_government_is_written_in_both_chains(town):
    services.place_organisation(town.fishery, parent=town.other, by=None)
    assert [e.action for e in entries("organisation:kabupaten")] == ["organisation.changed"]
    assert entries()[-1].changes == {"parent": ["Kota", "Kabupaten"]}


@pytest.mark.parametrize("place", ["fishery", "catch"])
def test_no_node_stands_inside_itself(town, place):
    with pytest.raises(ValidationError, match="parent"):
        services.place_organisation(town.fishery, parent=getattr(town, place), by=None)
    town.fishery.refresh_from_db()
    assert town.fishery.path == "kota/perikanan/"


def test_codes_are_lower_case_for_the_service_and_for_the_database(town):
    with pytest.raises(ValidationError, match="code"):
        services.place_organisation(Organisation(code="Dinas", name="Dinas"), parent=town.city, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=town.city.pk).update(code="KOTA")


def test_a_tree_that_would_become_too_deep_is_refused(town):
    deep = town.catch
    with pytest.raises(ValidationError, match="parent"):
        for n in range(12):
            new = Organisation(code=f"{'x' * 36}{n:02}", name="Seksi")
            deep = services.place_organisation(new, parent=deep, by=None)


def test_an_unchanged_organisation_leaves_no_entry(town):
    services.place_organisation(town.fishery, parent=town.city, by=None)
    assert entries() == []


def test_who_may_place_organisations(town, people):
    new = Organisation(code="seksi-baru", name="Seksi Baru", kind="unit")
    for person, parent in [("staf", town.fishery), ("head", town.fishery), ("office_admin", town.walidata)]:
        with pytest.raises(PermissionDenied):
            services.place_organisation(new, parent=parent, by=getattr(people, person))
    with pytest.raises(PermissionDenied):
        services.place_organisation(Organisation(code="negara", name="Negara"), parent=None, by=people.admin)
    services.place_organisation(new, parent=town.fishery, by=people.office_admin)
    assert (entries()[-1].action, entries()[-1].actor) == ("organisation.created", people.office_admin)


def test_an_office_is_not_moved_out_of_or_into_foreign_reach(town, people):
    with pytest.raises(PermissionDenied):
        services.place_organisation(town.fishery, parent=town.other, by=people.admin)
    with pytest.raises(PermissionDenied):
        services.place_organisation(town.other, parent=town.city, by=people.admin)


# People ---------------------------------------------------------------------------------------------------------------


def test_a_person_is_written_down_without_personal_values(town):
    services.create_user(
        "sari", full_name="Sari Utami", email="sari@contoh.go.id", nip="198501", home_unit=town.fishery, by=None
    )
    entry = entries()[-1]
    assert entry.action == "person.created" and entry.kind == "security"
    assert entry.changes["nip"] == entry.changes["email"] == [audit.CHANGED, audit.CHANGED]
    assert "sari@contoh" not in str(entry.changes) and "198501" not in str(entry.changes)
    assert audit.verify("organisation:kota").ok


def test_user_names_are_one_whatever_their_case(people):
    with pytest.raises(ValidationError):
        services.create_user("STAF", full_name="Staf Lain", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="Staf", full_name="x")
    assert User.objects.get_by_natural_key("sTaF") == people.staf


def test_an_e_mail_address_belongs_to_one_account(people):
    taken = people.staf.email.upper()
    for refused in (
        lambda: services.create_user("lain", full_name="Orang Lain", email=taken, by=None),
        lambda: services.change_profile(people.admin, by=None, email=taken),
    ):
        with pytest.raises(ValidationError) as refusal:
            refused()
        assert list(refusal.value.message_dict) == ["email"]
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="lain", full_name="x", email=taken)
    services.change_profile(people.staf, by=None, email=taken)
    for name in ("tanpa", "tanpa2"):
        services.create_user(name, full_name="Tanpa Alamat", by=None)


def test_who_may_create_people(town, people):
    def create(by: User, unit: Organisation | None, **values: object) -> User:
        return services.create_user("baru", full_name="Baru", home_unit=unit, by=by, **values)

    for by, unit in [
        (people.staf, town.fishery),
        (people.admin, town.other),
        (people.admin, None),
        (people.head, town.city),
    ]:
        with pytest.raises(PermissionDenied):
            create(by, unit)
    with pytest.raises(PermissionDenied):
        create(people.admin, town.city, is_superuser=True)
    assert not create(people.office_admin, town.catch).has_usable_password()


def test_people_change_their_own_preferences_and_nothing_else(people):
    before = len(entries())
    services.change_profile(people.staf, by=people.staf, language="en", mail_choice="harian")
    people.staf.refresh_from_db()
    assert (people.staf.language, people.staf.mail_choice, len(entries())) == ("en", "harian", before)
    for values in [{"full_name": "X"}, {"is_staff": True}, {"language": "en", "nip": "1"}]:
        with pytest.raises(PermissionDenied):
            services.change_profile(people.staf, by=people.staf, **values)
    with pytest.raises(ValueError, match="is_superuser"):
        services.change_profile(people.staf, by=people.root, is_superuser=True)


def test_an_administrator_changes_whom_they_cover(town, people):
    services.change_profile(people.staf, by=people.office_admin, full_name="Rangga", nip="1990", home_unit=town.fishery)
    assert entries()[-1].changes == {
        "full_name": ["Staf", "Rangga"],
        "nip": [audit.CHANGED, audit.CHANGED],
        "home_unit": ["Tangkap", "Perikanan"],
    }


@pytest.mark.parametrize("act", ["profile", "password", "active"])
@pytest.mark.parametrize(
    "target", ["head", "root", "stranger", "admin"], ids=["reaches further", "superuser", "elsewhere", "higher admin"]
)
def test_nobody_gets_at_an_account_that_reaches_further(people, act, target):
    person, by = getattr(people, target), people.office_admin
    with pytest.raises(PermissionDenied):
        if act == "profile":
            services.change_profile(person, by=by, email="mine@contoh.go.id")
        elif act == "password":
            services.set_password(person, password="kata-sandi-pilihan-saya", by=by)
        else:
            services.set_active(person, active=False, by=by)


def test_a_role_that_begins_later_counts_as_reaching_further(town, people):
    make_membership(people.staf, role="pimpinan", at=town.city, starts=clock.today() + timedelta(days=30))
    with pytest.raises(PermissionDenied):
        services.set_password(people.staf, password="kata-sandi-pilihan-saya", by=people.office_admin)


def test_nobody_is_moved_out_of_reach(town, people):
    with pytest.raises(PermissionDenied):
        services.change_profile(people.staf, by=people.office_admin, home_unit=town.walidata)


def test_a_failed_change_leaves_nothing(people):
    before = len(entries())
    with pytest.raises(ValidationError):
        services.change_profile(people.staf, by=people.admin, username="ADMIN")
    people.staf.refresh_from_db()
    assert people.staf.username == "staf" and len(entries()) == before


def test_closing_an_account(people):
    services.set_active(people.staf, active=False, by=people.admin, reason="Pensiun")
    services.set_active(people.staf, active=False, by=people.admin)
    last = entries()[-1]
    assert (last.action, last.reason, last.changes) == ("person.closed", "Pensiun", {"is_active": [True, False]})
    assert User.objects.get(pk=people.staf.pk).is_active is False
    with pytest.raises(PermissionDenied):
        services.set_active(people.root, active=False, by=people.root)


def test_a_new_password_is_told_and_written_down_without_it(people):
    services.set_password(people.staf, password="sebuah-kalimat-panjang", by=people.admin)
    assert people.staf.check_password("sebuah-kalimat-panjang")
    assert entries()[-1].changes == {"password": [audit.CHANGED, audit.CHANGED]}
    assert [n.kind for n in people.staf.notices.all()] == ["account.password"]


# Memberships ----------------------------------------------------------------------------------------------------------


def test_a_role_is_granted_told_and_written_down(town, people):
    services.grant_membership(people.staf, organisation=town.catch, role="penyelia", by=people.admin)
    assert people.staf.reaches("kota/perikanan/tangkap/", "penyelia")
    assert entries()[-1].changes["role"] == [None, "penyelia"]
    notice = people.staf.notices.get()
    assert notice.text_id == "Anda sekarang berperan sebagai Penyelia di Tangkap."
    assert notice.text_en == "You now have the role Supervisor at Tangkap."


def test_granting_again_changes_the_dates_of_the_one_role(town, people):
    day = clock.today()
    services.grant_membership(people.staf, organisation=town.fishery, role="staf", ends=day, by=people.admin)
    assert Membership.objects.filter(user=people.staf).count() == 1
    assert entries()[-1].changes == {"ends": [None, day.isoformat()]}
    with pytest.raises(ValidationError):
        services.grant_membership(
            people.staf,
            organisation=town.fishery,
            role="staf",
            starts=day,
            ends=day - timedelta(days=1),
            by=people.admin,
        )


def test_nobody_changes_their_own_roles_superusers_included(town, people):
    for person in (people.admin, people.root):
        with pytest.raises(PermissionDenied):
            services.grant_membership(person, organisation=town.fishery, role="penyelia", by=person)
    with pytest.raises(PermissionDenied):
        services.end_membership(people.admin.memberships.get(), by=people.admin)


def test_roles_are_given_inside_of_reach_only(town, people):
    for by, place in [(people.office_admin, town.city), (people.admin, town.other), (people.head, town.fishery)]:
        with pytest.raises(PermissionDenied):
            services.grant_membership(people.staf, organisation=place, role="staf", by=by)
    with pytest.raises(PermissionDenied):
        services.end_membership(people.stranger.memberships.get(), by=people.admin)


def test_a_role_ends_at_once_or_after_a_day(town, people):
    membership = people.staf.memberships.get()
    services.end_membership(membership, by=people.admin, on=clock.today() + timedelta(days=3))
    assert User.objects.get(pk=people.staf.pk).has_role("staf")
    services.end_membership(membership, by=people.admin)
    assert not User.objects.get(pk=people.staf.pk).has_role("staf")
    assert Membership.objects.get(pk=membership.pk).ends == clock.today() - timedelta(days=1)


def test_a_role_that_began_today_is_removed_when_it_ends(town, people):
    membership = make_membership(people.staf, role="walidata", at=town.city, starts=clock.today())
    services.end_membership(membership, by=people.admin)
    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert entries()[-1].action == "membership.ended"


@pytest.mark.parametrize(
    ("starts", "ends", "active"), [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-5, 5, True)]
)
def test_a_role_holds_between_its_dates(town, starts, ends, active):
    def day(offset: int | None):
        return None if offset is None else clock.today() + timedelta(days=offset)

    person = make_user("dewi")
    make_membership(person, role="staf", at=town.fishery, starts=day(starts), ends=day(ends))
    assert person.reaches("kota/perikanan/tangkap/") is active


def test_reach_is_by_whole_codes(town):
    near = make_organisation("perikanan-2", parent=town.city)
    person = make_user("dewi", role="staf", at=town.fishery)
    assert person.reaches(town.catch.path) and not person.reaches(near.path) and not person.reaches(town.city.path)


def test_every_step_of_all_this_verifies(town, people: SimpleNamespace):
    services.change_profile(people.staf, by=people.admin, position="Statistisi")
    services.grant_membership(people.staf, organisation=town.city, role="walidata", by=people.admin)
    assert all(result.ok for result in audit.verify_all())
