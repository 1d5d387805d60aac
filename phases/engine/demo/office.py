"""Organisations and people of the demo office. All are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gsbpm_portal.accounts import services
from gsbpm_portal.accounts.enums import MailChoice, OrganisationKind, Role
from gsbpm_portal.accounts.models import Notice, Organisation, User
from gsbpm_portal.core import clock, working_days

PASSWORD = "contoh-gsbpm-2026"
ROOT = "kota-contoh"

ORGANISATIONS = [
    # code, name, short name, parent, kind
    (ROOT, "Pemerintah Kota Contoh", "Kota Contoh", "", OrganisationKind.GOVERNMENT),
    ("kominfo", "Dinas Komunikasi dan Informatika Kota Contoh", "Dinas Kominfo", ROOT, OrganisationKind.OFFICE),
    ("perikanan", "Dinas Perikanan Kota Contoh", "Dinas Perikanan", ROOT, OrganisationKind.OFFICE),
    ("kesehatan", "Dinas Kesehatan Kota Contoh", "Dinas Kesehatan", ROOT, OrganisationKind.OFFICE),
    ("layanan", "Dinas Pelayanan Terpadu Kota Contoh", "Dinas Pelayanan Terpadu", ROOT, OrganisationKind.OFFICE),
    (
        "dukcapil",
        "Dinas Kependudukan dan Pencatatan Sipil Kota Contoh",
        "Dinas Dukcapil",
        ROOT,
        OrganisationKind.OFFICE,
    ),
    ("perdagangan", "Dinas Perdagangan Kota Contoh", "Dinas Perdagangan", ROOT, OrganisationKind.OFFICE),
    ("pendidikan", "Dinas Pendidikan Kota Contoh", "Dinas Pendidikan", ROOT, OrganisationKind.OFFICE),
    ("tangkap", "Bidang Perikanan Tangkap", "Bidang Tangkap", "perikanan", OrganisationKind.SECTION),
]


REGION = {"regency": "Kota Contoh", "province": "Provinsi Contoh"}
CONTACTS = {
    # code: address, last figures of the telephone number, name in front of the e-mail address
    ROOT: ("Jalan Balai Kota 1", "0100", "sekretariat"),
    "kominfo": ("Jalan Balai Kota 3", "0110", "satudata"),
    "perikanan": ("Jalan Pelabuhan 7", "0140", "perikanan"),
    "kesehatan": ("Jalan Merdeka 21", "0210", "kesehatan"),
    "layanan": ("Jalan Balai Kota 5", "0230", "layanan"),
    "dukcapil": ("Jalan Balai Kota 5", "0240", "dukcapil"),
    "perdagangan": ("Jalan Pasar Baru 12", "0250", "perdagangan"),
    "pendidikan": ("Jalan Pelajar 4", "0260", "pendidikan"),
    "tangkap": ("Jalan Pelabuhan 7", "0141", "tangkap.perikanan"),
}


@dataclass(frozen=True)
class Person:
    username: str
    full_name: str
    position: str
    home: str
    role: str
    node: str


PEOPLE = [
    Person("staf", "Rangga Aditya", "Statistisi Ahli Pertama", "tangkap", Role.STAF, "perikanan"),
    Person("staf2", "Nadia Lestari", "Pranata Komputer Ahli Muda", "tangkap", Role.STAF, "perikanan"),
    Person("penyelia", "Sinta Maharani", "Kepala Bidang Perikanan Tangkap", "tangkap", Role.PENYELIA, "perikanan"),
    Person("penyelia2", "Dewi Kartika", "Koordinator Statistik Kota", "kominfo", Role.PENYELIA, ROOT),
    Person("kesehatan", "Ayu Rahmadani", "Analis Data Kesehatan", "kesehatan", Role.STAF, "kesehatan"),
    Person(
        "penyelia.kesehatan",
        "Yusuf Hidayat",
        "Kepala Bidang Pelayanan Kesehatan",
        "kesehatan",
        Role.PENYELIA,
        "kesehatan",
    ),
    Person("layanan", "Tania Permata", "Analis Kebijakan Pelayanan", "layanan", Role.STAF, "layanan"),
    Person("walidata", "Bima Prakoso", "Kepala Seksi Statistik dan Walidata", "kominfo", Role.WALIDATA, ROOT),
    Person("walidata2", "Galih Saputra", "Pranata Komputer Ahli Muda, Walidata", "kominfo", Role.WALIDATA, ROOT),
    Person("pimpinan", "Hendra Wijaksana", "Sekretaris Daerah Kota Contoh", ROOT, Role.PIMPINAN, ROOT),
    Person("admin", "Laras Puspita", "Administrator Sistem", "kominfo", Role.ADMIN, ROOT),
]


@dataclass
class Office:
    """What the chapters work with: people by user name, organisations by code, and the day that the story ends on."""

    today: date = field(default_factory=clock.today)
    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def __getitem__(self, username: str) -> User:
        return self.people[username]


def refuse_in_production() -> None:
    """Demo accounts have a known password: ImproperlyConfigured where settings do not allow them."""
    if not settings.DEMO_ACCOUNTS:
        raise ImproperlyConfigured("the demo office is not allowed here: DEMO_ACCOUNTS is off")


def exists() -> bool:
    return Organisation.objects.filter(code=ROOT).exists()


def open_office(today: date | None = None) -> Office:
    """Create the organisations and the people with their memberships."""
    refuse_in_production()
    office = Office(today=today or clock.today())
    working_days.load_holidays(working_days.SHIPPED.read_text("utf-8"), by=None)
    for code, name, short, parent, kind in ORGANISATIONS:
        office.organisations[code] = services.place_organisation(
            Organisation(code=code, name=name, short_name=short, kind=kind, **_contact(code)),
            parent=office.organisations.get(parent),
            by=None,
        )
    for person in PEOPLE:
        user = services.create_user(
            person.username,
            full_name=person.full_name,
            email=f"{person.username}@contoh.example",
            position=person.position,
            home_unit=office.organisations[person.home],
            password=PASSWORD,
            mail_choice=MailChoice.NONE,  # while the past is written; see settle
            is_demo=True,
            is_staff=person.role == Role.ADMIN,
            by=None,
        )
        services.grant_membership(user, organisation=office.organisations[person.node], role=person.role, by=None)
        office.people[person.username] = user
    return office


def _contact(code: str) -> dict[str, str]:
    street, number, name = CONTACTS[code]
    return REGION | {
        "address": f"{street}, Kota Contoh",
        "phone": f"(0999) 555 {number}",
        "email": f"{name}@contoh.example",
    }


def settle(office: Office) -> None:
    """The past is over: notices older than a week were read, and mail is on from now on."""
    a_week_ago = clock.now() - timedelta(days=7)
    Notice.objects.filter(created_at__lt=a_week_ago, read_at__isnull=True).update(read_at=a_week_ago)
    for user in office.people.values():
        services.change_profile(user, by=user, mail_choice=MailChoice.AT_ONCE)
