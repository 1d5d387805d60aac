"""Things of the registry in every status, made by the services."""

from __future__ import annotations

from itertools import count
from typing import Any

from gsbpm_portal.accounts.models import User
from metadata import services
from metadata.enums import DataType, DomainKind, Kind, Proposal, State
from metadata.models import Code, Version
from metadata.selectors.values import Pointer
from tests import factories

_numbers = count(1)


class Office:
    """The people of tests/factories.py, by user name, and their places."""

    def __init__(self) -> None:
        people, self.places = factories.make_people()
        self.people = {name: user.pk for name, user in people.items()}

    def __getitem__(self, username: str) -> User:
        return User.objects.get(pk=self.people[username])


def content(kind: str, **values: Any) -> dict[str, Any]:
    """Complete values of a kind, references left to the caller."""
    own: dict[str, Any] = {
        Kind.POPULATION: {"bounds": "Kota Contoh, 2026."},
        Kind.VARIABLE: {
            "reference_period": "Saat pencacahan",
            "data_type": DataType.INTEGER,
            "domain_kind": DomainKind.DESCRIBED,
            "described_domain": "Bilangan bulat 0 sampai 120.",
        },
        Kind.STANDARD: {"proposal": Proposal.NEW, "measure": "Jumlah", "unit": "Orang"},
        Kind.INDICATOR: {
            "interpretation": "Makin tinggi makin banyak.",
            "method": "Pembilang dibagi penyebut.",
            "measure": "Persentase",
            "unit": "Persen",
            "estimation_level": "Kabupaten/kota",
        },
        Kind.DATASET: {"access": "open"},
    }.get(Kind(kind), {})
    if values.get("domain_kind") == DomainKind.ENUMERATED:
        own.pop("described_domain", None)
    return {"definition_id": "Batasan yang jelas.", "public": True, **own, **values}


def draft(
    office: Office, kind: str, code: str = "", *, by: str = "staf", at: str = "perikanan", **values: Any
) -> Version:
    """A draft by staff; needed references are made where they are not given."""
    code = code or f"BUTIR_{next(_numbers)}"
    values.setdefault("name_id", code.replace("_", " ").title())
    if kind in (Kind.VARIABLE, Kind.STANDARD, Kind.INDICATOR) and "concept" not in values:
        values["concept"] = [Pointer(in_force(office, Kind.CONCEPT))]
    if kind == Kind.POPULATION and "unit_type" not in values:
        values["unit_type"] = [Pointer(in_force(office, Kind.UNIT_TYPE))]
    if kind == Kind.INDICATOR and not values.get("composite") and "component_variables" not in values:
        values["component_variables"] = [Pointer(in_force(office, Kind.VARIABLE))]
    if kind == Kind.DATASET and "dimensions" not in values:
        values["dimensions"] = [Pointer(in_force(office, Kind.VARIABLE))]
        values["measures"] = [Pointer(in_force(office, Kind.VARIABLE))]
    if kind == Kind.CORRESPONDENCE and "source" not in values:
        values["source"] = [Pointer(in_force(office, Kind.CLASSIFICATION))]
        values["target"] = [Pointer(in_force(office, Kind.CLASSIFICATION))]
    version = services.create_item(
        kind, code, organisation=office.places[at], values=content(kind, **values), by=office[by]
    )
    if kind == Kind.CLASSIFICATION:
        Code.objects.bulk_create(
            Code(version=version, code=str(n), label_id=f"Kategori {n}", position=n) for n in (1, 2, 3)
        )
    if kind == Kind.CORRESPONDENCE:
        source, target = (version.references.get(attribute=name).target for name in ("source", "target"))
        pairs = zip(source.codes.order_by("position"), target.codes.order_by("position"), strict=False)
        for position, (old, new) in enumerate(pairs):
            version.links.create(source=old, target=new, relation="exact", position=position)
    return version


def bring(office: Office, version: Version, state: str, *, by: str = "staf", decided_by: str = "walidata") -> Version:
    """Take a draft to a status by the services."""
    maker, walidata = office[by], office[decided_by]
    if state == State.DRAFT:
        return version
    version = services.move(version, "submit", by=maker)
    if state == State.SUBMITTED:
        return version
    if state == State.RETURNED:
        services.add_remark(version, by=walidata, attribute="definition_id", body="Perjelas.")
        return services.move(version, "return", by=walidata, comment="Ada catatan.")
    if state == State.REJECTED:
        return services.move(version, "reject", by=walidata, comment="Sudah ada di SDSN.")
    version = services.move(version, "review", by=walidata)
    if state == State.REVIEWED:
        return version
    if version.item.kind == Kind.STANDARD:
        version = services.approve(version, by=walidata, authority="BPS")
        if state == State.APPROVED:
            return version
    issued = f"SDS-{version.item.code}" if version.item.kind == Kind.STANDARD else ""
    version = services.endorse(
        version, by=walidata, authority="Kepala Dinas Kominfo", decree="1/2026", issued_code=issued
    )
    if state == State.RETIRED:
        return services.retire(version, by=walidata, comment="Tidak dipakai lagi.")
    return version


def in_force(office: Office, kind: str, code: str = "", **values: Any) -> Version:
    """An endorsed version."""
    return bring(office, draft(office, kind, code, **values), State.ENDORSED)


def following(office: Office, base: Version, change: str = "patch", *, by: str = "staf", **values: Any) -> Version:
    """The next draft of an item."""
    return services.start_version(base, change=change, note="Diperbaiki.", by=office[by], values=values or None)
