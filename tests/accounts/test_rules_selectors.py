"""Predicates, and finding people and organisations."""

import pytest
from django.contrib.auth.models import AnonymousUser

from gsbpm_portal.accounts import rules, selectors
from gsbpm_portal.accounts.models import Organisation, User
from tests.factories import make_organisation, make_user


def names(people) -> list[str]:
    return sorted(person.username for person in people)


# Rules ----------------------------------------------------------------------------------------------------------------


def test_rules_combine(town, people):
    rule = rules.reaches("admin") & ~rules.is_self
    assert rule(people.admin, town.fishery) and not rule(people.staf, town.fishery)
    either = rules.has_role("pimpinan") | rules.has_role("staf")
    assert [either(person) for person in (people.head, people.staf, people.admin)] == [True, True, False]
    assert repr(rule) == "<Rule (reaches(admin) and not is_self)>"


@pytest.mark.parametrize("name", ["is_signed_in", "never", "is_superuser", "manages_organisation", "manages_person"])
def test_anonymous_and_closed_accounts_get_no_from_everything(town, people, name):
    rule = getattr(rules, name)
    people.root.is_active = False
    for person in (AnonymousUser(), None, people.root):
        assert rule(person, town.city) is False
        assert (~rule)(person, town.city) is False


def test_paths_come_from_paths_organisations_and_what_belongs_to_one(town, people):
    may = rules.reaches("staf")
    assert may(people.staf, "kota/perikanan/tangkap/") and may(people.staf, town.catch)
    assert may(people.staf, people.staf.memberships.get())
    assert not may(people.staf, None) and not may(people.staf, "") and not may(people.staf, town.city)


def test_a_rule_is_closed_by_default(people):
    assert rules.never(people.root) is False
    assert rules.is_self(people.staf, None) is False


def test_only_an_administrator_of_a_government_manages_the_office(people):
    assert [rules.manages_office(p) for p in (people.root, people.admin, people.office_admin, people.head)] == [
        True,
        True,
        False,
        False,
    ]


# Selectors ------------------------------------------------------------------------------------------------------------


def test_organisations_visible(town, people):
    def seen(user) -> list[str]:
        return [o.code for o in Organisation.objects.visible_to(user)]

    assert seen(people.staf) == ["perikanan", "tangkap"]
    assert seen(people.head) == ["kota", "kominfo", "perikanan", "tangkap"]
    assert len(seen(people.root)) == 5
    assert seen(make_user("tanpa-peran")) == [] and seen(AnonymousUser()) == []


def test_people_in_reach(town, people):
    assert names(selectors.people_in_reach(people.office_admin)) == ["admin-perikanan", "pimpinan", "staf"]
    assert names(selectors.people_in_reach(people.staf, "admin")) == []
    assert len(selectors.people_in_reach(people.root)) == User.objects.count()
    people.head.is_active = False
    people.head.save()
    assert "pimpinan" not in names(selectors.people_in_reach(people.admin))


def test_members_hold_their_role_at_or_above(town, people):
    assert names(selectors.members_of(town.catch.path)) == ["admin", "admin-perikanan", "pimpinan", "staf"]
    assert names(selectors.members_of(town.catch.path, ["pimpinan", "staf"])) == ["pimpinan", "staf"]
    assert names(selectors.members_of(town.city.path, ["staf"])) == []


def test_employees(town, people):
    assert names(selectors.employees_of(town.fishery.path)) == ["admin-perikanan", "pimpinan", "staf"]


def test_the_tree_in_one_query(town, django_assert_num_queries):
    make_organisation("tutup", parent=town.fishery, is_active=False)
    with django_assert_num_queries(1):
        roots = selectors.organisation_tree()
    assert [node.organisation.code for node in roots] == ["kabupaten", "kota"]
    fishery = roots[1].children[1]
    assert [n.organisation.code for n in fishery.children] == ["tangkap"]


def test_a_part_of_the_tree_begins_where_sight_begins(town, people):
    roots = selectors.organisation_tree(Organisation.objects.visible_to(people.staf))
    assert [n.organisation.code for n in roots] == ["perikanan"]


def test_asking_for_reach_reads_once(people, django_assert_num_queries):
    person = User.objects.get(pk=people.staf.pk)
    with django_assert_num_queries(1):
        for _ in range(3):
            assert person.has_role("staf") and person.reach() and not person.reaches("kota/")
