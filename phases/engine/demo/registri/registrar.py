"""Carries proposals through their registration, each step at its own moment, by the people of the offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from gsbpm_portal.core import clock
from metadata import services
from metadata.enums import CommentKind, Kind, State
from metadata.models import Code, CodeLink, Version
from metadata.selectors.values import Pointer
from phases.engine.demo.office import Office

PEOPLE = {"perikanan": "staf2", "kesehatan": "kesehatan", "layanan": "layanan"}
"""Who proposes for an office; for all others the city's coordinator of statistics."""
COORDINATOR, STEWARD = "penyelia2", "walidata"
AUTHORITY = "Kepala Dinas Komunikasi dan Informatika Kota Contoh"
PEMBINA = "Badan Pusat Statistik"
DECREE = "Keputusan Nomor 12/SDI/{year}"
MINUTES = "Rapat pembahasan usulan standar data; berita acara terlampir pada arsip walidata."

CodeRow = tuple[str, str, str, str]
LinkRow = tuple[str, str, str, str]


@dataclass
class Proposal:
    """What is proposed: kind, code, owner, values; a classification's codes, a table's links, a standard's issued code."""

    kind: str
    code: str
    owner: str
    values: dict[str, Any]
    codes: Sequence[CodeRow] = ()
    links: Sequence[LinkRow] = ()
    issued: str = ""


@dataclass
class Registrar:
    office: Office
    stored: dict[tuple[str, str], list[Version]] = field(default_factory=dict)
    """the versions of each item, the oldest first"""
    minutes: int = 0

    # Words of the proposals ----------------------------------------------------------------------------------------------

    def words(self, name: str, english: str, definition: str, theme: str, **more: Any) -> dict[str, Any]:
        return {
            "name_id": name,
            "name_en": english,
            "definition_id": definition,
            "theme": theme,
            "public": True,
            **more,
        }

    def to(self, kind: str, code: str) -> list[Pointer]:
        """A reference to the newest version of an item."""
        return [Pointer(self.stored[kind, code][-1])]

    def of(self, kind: str, code: str) -> list[list[Pointer]]:
        """References to each of its versions, the oldest first."""
        return [[Pointer(version)] for version in self.stored[kind, code]]

    def domain(self, said: str) -> dict[str, Any]:
        """A value domain: "@CODE" an own classification's first version, "#CODE" a shared one where it is loaded, else words."""
        if said.startswith("@"):
            return {"domain_kind": "enumerated", "classification": self.of("classification", said[1:])[0]}
        if said.startswith("#"):
            shared = Version.objects.filter(
                item__kind=Kind.CLASSIFICATION, item__code=said[1:], item__organisation=None, is_current=True
            ).select_related("item")
            if version := shared.first():
                return {"domain_kind": "enumerated", "classification": [Pointer(version)]}
            said = "1 = laki-laki; 2 = perempuan."
        return {"domain_kind": "described", "described_domain": said}

    def january(self, years_ago: int) -> dt.date:
        return dt.date(self.office.today.year - years_ago, 1, 1)

    def december(self, years_ago: int) -> dt.date:
        return dt.date(self.office.today.year - years_ago, 12, 31)

    # Time and people -----------------------------------------------------------------------------------------------------

    def at(self, days_ago: int, hour: int) -> AbstractContextManager[None]:
        """A moment on that day; a minute later each time."""
        self.minutes += 1
        day = self.office.today - dt.timedelta(days=max(days_ago, 0))
        moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour, self.minutes % 60)))
        return clock.at(min(moment, timezone.now()))

    def maker(self, owner: str) -> Any:
        return self.office[PEOPLE.get(owner, COORDINATOR)]

    @property
    def walidata(self) -> Any:
        return self.office[STEWARD]

    # Steps ---------------------------------------------------------------------------------------------------------------

    def propose(self, proposals: Sequence[Proposal], days_ago: int) -> None:
        """Draft each of them."""
        for one in proposals:
            with self.at(days_ago, 9):
                version = services.create_item(
                    one.kind, one.code, organisation=self.office.organisations[one.owner], values=one.values,
                    by=self.maker(one.owner),
                )  # fmt: skip
                write_codes(version, one.codes)
                write_links(version, one.links)
            self.stored[one.kind, one.code] = [version]

    def each(self, proposals: Sequence[Proposal], days_ago: int, hour: int, step: Callable[..., Version]) -> None:
        """Make one move with the newest version of each."""
        for one in proposals:
            with self.at(days_ago, hour):
                versions = self.stored[one.kind, one.code]
                versions[-1] = step(versions[-1], one)

    def submit(self, proposals: Sequence[Proposal], days_ago: int) -> None:
        self.each(proposals, days_ago, 10, lambda v, one: services.move(v, "submit", by=self.maker(one.owner)))

    def review(self, proposals: Sequence[Proposal], days_ago: int) -> None:
        self.each(proposals, days_ago, 13, lambda v, one: services.move(v, "review", by=self.walidata))

    def approve(self, proposals: Sequence[Proposal], days_ago: int) -> None:
        def step(version: Version, one: Proposal) -> Version:
            return services.approve(version, by=self.walidata, authority=PEMBINA, comment=MINUTES)

        self.each(proposals, days_ago, 14, step)

    def settle(self, proposals: Sequence[Proposal], days_ago: int) -> None:
        """Record the endorsement."""

        def step(version: Version, one: Proposal) -> Version:
            standard = one.kind == Kind.STANDARD
            return services.endorse(
                version, by=self.walidata, authority=PEMBINA if standard else AUTHORITY,
                decree=DECREE.format(year=clock.today().year), issued_code=one.issued,
            )  # fmt: skip

        self.each(proposals, days_ago, 15, step)

    def endorse(self, proposals: Sequence[Proposal], days_ago: int) -> None:
        """From the draft to the endorsement within ten days."""
        self.propose(proposals, days_ago)
        self.release(proposals, days_ago)

    def release(self, proposals: Sequence[Proposal], days_ago: int) -> None:
        self.submit(proposals, days_ago - 2)
        self.review(proposals, days_ago - 5)
        self.approve([one for one in proposals if one.kind == Kind.STANDARD], days_ago - 8)
        self.settle(proposals, days_ago - 10)

    def bring(self, proposals: Sequence[Proposal], state: str, days_ago: int) -> None:
        """As far as a status on the way."""
        self.propose(proposals, days_ago)
        if state == State.DRAFT:
            return
        self.submit(proposals, days_ago - 2)
        if state == State.RETURNED:
            for one in proposals:
                with self.at(days_ago - 4, 11):
                    version = self.stored[one.kind, one.code][-1]
                    services.add_remark(
                        version, by=self.walidata, attribute="reference_period", body="Jam pencatatan perlu disebutkan."
                    )
            self.each(proposals, days_ago - 4, 12, lambda v, one: self.sent_back(v))
        elif state == State.REJECTED:
            comment = "Sudah ada dalam standar data nasional; gunakan standar itu."
            self.each(
                proposals, days_ago - 4, 14, lambda v, one: services.move(v, "reject", by=self.walidata, comment=comment)
            )  # fmt: skip
        elif state == State.CANCELLED:
            self.each(proposals, days_ago - 3, 9, lambda v, one: services.move(v, "withdraw", by=self.maker(one.owner)))
            comment = "Datanya tidak lagi dikumpulkan sejak pengelolaan pasar dialihkan."
            self.each(
                proposals, days_ago - 4, 9,
                lambda v, one: services.move(v, "cancel", by=self.maker(one.owner), comment=comment),
            )  # fmt: skip
        elif state in (State.REVIEWED, State.APPROVED):
            self.review(proposals, days_ago - 5)
            if state == State.APPROVED:
                self.approve(proposals, days_ago - 9)

    def sent_back(self, version: Version) -> Version:
        return services.move(version, "return", by=self.walidata, comment="Lihat catatan pada atribut.")

    def send_back(self, proposals: Sequence[Proposal], queries: Sequence[str], answer: str, days_ago: int) -> None:
        """Returned with queries, of which the producer has answered the first."""
        self.propose(proposals, days_ago)
        self.submit(proposals, days_ago - 1)
        for one in proposals:
            version = self.stored[one.kind, one.code][-1]
            asked = []
            for body, attribute in zip(queries, ("definition_id", "unit"), strict=True):
                with self.at(days_ago - 3, 10):
                    asked.append(
                        services.add_remark(
                            version, by=self.walidata, attribute=attribute, kind=CommentKind.QUERY, body=body
                        )
                    )
            self.each([one], days_ago - 3, 11, lambda v, one: self.sent_back(v))
            with self.at(days_ago - 5, 9):
                services.answer(asked[0], by=self.maker(one.owner), body=answer)

    def follow(
        self, kind: str, code: str, owner: str, change: str, note: str, days_ago: int, *,
        values: dict[str, Any] | None = None, codes: Sequence[CodeRow] = (), issued: str = "",
    ) -> None:  # fmt: skip
        """The next version of an item, endorsed too."""
        versions = self.stored[kind, code]
        with self.at(days_ago, 9):
            version = services.start_version(
                versions[-1], change=change, note=note, by=self.maker(owner), values=values
            )
            if codes:
                renew_codes(version, codes, whole=change == "major")
        versions.append(version)
        self.release([Proposal(kind, code, owner, {}, issued=issued)], days_ago)
        versions[-2].refresh_from_db()

    def retire(self, kind: str, code: str, comment: str, days_ago: int) -> None:
        with self.at(days_ago, 16):
            services.retire(self.stored[kind, code][-1], by=self.walidata, comment=comment)


# Codes and links -----------------------------------------------------------------------------------------------------------


def write_codes(version: Version, rows: Sequence[CodeRow]) -> None:
    """Add codes to a draft, parents before their children."""
    known: dict[str, Code] = {code.code: code for code in version.codes.all()} if rows else {}
    for position, (code, label, english, parent) in enumerate(rows, len(known) + 1):
        above = known.get(parent)
        known[code] = Code(
            version=version, code=code, label_id=label, label_en=english, parent=above, position=position,
            level=above.level + 1 if above else 1,
        )  # fmt: skip
    for level in sorted({code.level for code in known.values() if code.pk is None}):
        Code.objects.bulk_create(code for code in known.values() if code.pk is None and code.level == level)


def renew_codes(version: Version, rows: Sequence[CodeRow], *, whole: bool) -> None:
    """Write all codes of a draft anew, or add some and mend the labels of those that stand there."""
    if whole:
        version.codes.all().delete()
        write_codes(version, rows)
        return
    standing = {code.code: code for code in version.codes.all()}
    for code, label, english, _parent in rows:
        if code in standing:
            version.codes.filter(code=code).update(label_id=label, label_en=english)
    write_codes(version, [row for row in rows if row[0] not in standing])


def write_links(version: Version, rows: Sequence[LinkRow]) -> None:
    """Fill a correspondence table between the classifications that it names."""
    if not rows:
        return
    ends = {
        reference.attribute: {code.code: code for code in reference.target.codes.all()}
        for reference in version.references.filter(attribute__in=["source", "target"])
    }
    CodeLink.objects.bulk_create(
        CodeLink(
            version=version, source=ends["source"][old], target=ends["target"].get(new), relation=relation, note=note,
            position=position,
        )
        for position, (old, new, relation, note) in enumerate(rows, 1)
    )  # fmt: skip
