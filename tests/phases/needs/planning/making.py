"""Makers for the tests of the yearly planning: a town, plans and entries in every state, through the services."""

from __future__ import annotations

import uuid
from typing import Any

from activities.design.models import DeclaredSection, DesignRow
from activities.models import Cycle
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import clock
from phases.needs.planning.enums import EntryState, ListKind, PlanState
from phases.needs.planning.models import PlanEntry, PlanYear
from phases.needs.planning.services import entries, plans
from tests import factories

YEAR = 2027
COMPLETE: dict[str, dict[str, Any]] = {
    ListKind.DATA: {
        "name": "Produksi Perikanan Tangkap", "definition": "Ikan yang didaratkan.", "frequency": "7",
        "collected": ["2027-01-01", "2027-12-31"], "released": "2028-03", "metadata": "lengkap", "access": "terbuka",
    },
    ListKind.PRIORITY: {
        "name": "Produksi Perikanan Tangkap", "source": "RPJMD", "indicator": "Produksi perikanan", "data_kind": "statistik",
        "submission": "baru", "definition": "Ikan yang didaratkan.", "measure_unit": "Ton", "schedule": "Tahunan, Maret",
        "regional_support": "1", "first_year": 2026, "last_year": 2028, "ddp_id": "DDP-17",
    },
    ListKind.ACTION: {
        "name": "Menyusun standar data perikanan", "action_kind": "sds", "pic": "Bidang Statistik",
        "time": ["2027-02-01", "2027-04-30"], "output": "Lima standar data diusulkan.",
    },
    ListKind.RESTRICTION: {
        "name": "Mikrodata klinik geriatri", "reason": "Memuat data kesehatan orang.", "legal_basis": "UU 27/2022",
        "level": "tertutup", "since": "2027-01-01",
    },
}  # fmt: skip
"""Values with which the walidata can pass an entry on."""
MINUTES = {
    "minutes_number": "BA-12/FSD/2026", "place": "Ruang rapat Bappeda", "participants": "Bappeda\nDinas Kominfo",
    "agenda": "Daftar data", "minutes": "Disepakati.",
}  # fmt: skip


class Town:
    """People by user name; every access reads anew. `walidata2` checks what `walidata` proposes."""

    def __init__(self) -> None:
        people, self.places = factories.make_people()
        people["walidata2"] = factories.make_user("walidata2", role="walidata", at=self.places["kota"])
        people["sehat"] = factories.make_user("sehat", role="staf", at=self.places["kesehatan"])
        self.people = {name: user.pk for name, user in people.items()}
        self.opened = plans.open_plan(self.places["kota"], YEAR, by=people["walidata"])

    def __getitem__(self, username: str) -> User:
        return User.objects.get(pk=self.people[username])

    @property
    def plan(self) -> PlanYear:
        return PlanYear.objects.select_related("organisation").get(pk=self.opened.pk)

    def propose(self, kind: str = ListKind.DATA, *, by: str = "", at: str = "perikanan", **values: Any) -> PlanEntry:
        """A complete proposal; restrictions come from the walidata, all else from the staff."""
        person = by or ("walidata" if kind == ListKind.RESTRICTION else "staf")
        whole = {**COMPLETE[kind], **values}
        return entries.propose(self.plan, kind, producer=self.places[at], values=whole, by=self[person])

    def bring(self, entry: PlanEntry, state: str) -> PlanEntry:
        """An entry from its proposal to `state`, by walidata2; for decisions the plan goes before the forum and comes back."""
        if state == EntryState.PROPOSED:
            return entry
        if state == EntryState.WITHDRAWN:
            return entries.move_entry(entry, "withdraw", by=entry.proposed_by)
        if state == EntryState.RETURNED:
            return entries.move_entry(entry, "return", by=self["walidata2"], comment="Lengkapi definisi")
        fit = entries.move_entry(entry, "pass", by=self["walidata2"])
        if state == EntryState.FIT:
            return fit
        name = {EntryState.AGREED: "agree", EntryState.DECLINED: "decline", EntryState.DEFERRED: "defer"}[
            EntryState(state)
        ]
        was_open = self.plan.is_proposing
        if was_open:
            plans.move_plan(self.plan, "discuss", by=self["walidata2"])
        decided = entries.move_entry(
            self.entry(fit), name, by=self["walidata2"], comment="Menurut forum", decided_by="Forum Satu Data"
        )
        if was_open:
            plans.move_plan(self.plan, "resume", by=self["walidata2"], comment="Masih ada usulan")
        return decided

    def entry(self, entry: PlanEntry) -> PlanEntry:
        return PlanEntry.objects.select_related("plan__organisation", "producer").get(pk=entry.pk)

    def bring_plan(self, state: str) -> PlanYear:
        """The plan with one agreed entry of each list, from open to `state`; walidata records, the head confirms."""
        if state == PlanState.OPEN:
            return self.plan
        made = [self.bring(self.propose(kind), EntryState.FIT) for kind in ListKind]
        plans.move_plan(self.plan, "discuss", by=self["walidata2"])
        if state == PlanState.FORUM:
            return self.plan
        for entry in made:
            entries.move_entry(self.entry(entry), "agree", by=self["walidata2"], decided_by="Forum Satu Data")
        plans.save_minutes(self.plan, by=self["walidata"], values={**MINUTES, "agreed_on": clock.today()})
        plans.move_plan(self.plan, "record", by=self["walidata"])
        if state == PlanState.RECORDED:
            return self.plan
        plans.move_plan(self.plan, "confirm", by=self["pimpinan"])
        if state == PlanState.REOPENED:
            plans.move_plan(self.plan, "reopen", by=self["walidata"], comment="Ada tambahan")
        return self.plan


def with_needs(town: Town, *, at: str = "perikanan", by: str = "staf", code: str = "IKAN") -> Cycle:
    """A cycle whose design record has a need taken up, one put off, and an output."""
    activity = factories.make_activity(town.places[at], by=town[by], code=code, title=f"Survei {code.title()}")
    cycle = factories.make_cycle(activity, team=[(town[by], "staf", 0)])
    rows = {
        "needs": [
            {"title": "Produksi menurut jenis ikan", "purpose": "Neraca ikan", "state": "diterima", "wanted_by": "2028-02-15"},
            {"title": "Harga eceran", "state": "ditunda"},
        ],
        "outputs": [{"title": "Nilai produksi", "measure": "Nilai (rupiah)", "population": "Pendaratan", "frequency": "4"}],
    }  # fmt: skip
    for table, contents in rows.items():
        section = DeclaredSection.objects.create(cycle=cycle, code=table, revision=1)
        for place, content in enumerate(contents, 1):
            key = f"{'K' if table == 'needs' else 'L'}{place}"
            DesignRow.objects.create(section=section, table=table, key=key, position=place, content=content)
    return cycle


def token() -> str:
    return str(uuid.uuid4())
