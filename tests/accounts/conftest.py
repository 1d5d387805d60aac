"""An office to test in: a city with a walidata office and a producer with a section, and a second government beside it."""

from types import SimpleNamespace

import pytest


@pytest.fixture
def town(db: None) -> SimpleNamespace:
    """town.city, .walidata, .fishery, .catch (a section of fishery), .other (another government)."""
    from tests.factories import make_organisation  # Django is not ready yet when pytest reads this file

    city = make_organisation("kota")
    fishery = make_organisation("perikanan", parent=city)
    return SimpleNamespace(
        city=city,
        walidata=make_organisation("kominfo", parent=city),
        fishery=fishery,
        catch=make_organisation("tangkap", parent=fishery, kind="unit"),
        other=make_organisation("kabupaten"),
    )


@pytest.fixture
def people(town: SimpleNamespace) -> SimpleNamespace:
    """One person of each reach; root is a superuser who belongs nowhere."""
    from tests.factories import make_user

    return SimpleNamespace(
        root=make_user("root", is_superuser=True, is_staff=True, home_unit=None),
        admin=make_user("admin", role="admin", at=town.city, is_staff=True, home_unit=town.walidata),
        office_admin=make_user("admin-perikanan", role="admin", at=town.fishery, is_staff=True),
        staf=make_user("staf", role="staf", at=town.fishery, home_unit=town.catch, nip="199001012020121001"),
        head=make_user("pimpinan", role="pimpinan", at=town.city, home_unit=town.fishery),
        stranger=make_user("orang-lain", role="staf", at=town.other),
    )


@pytest.fixture
def as_(people):
    """as_("admin") → a client signed in as that person."""

    from django.test import Client

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(people, name))
        return client

    return sign_in
