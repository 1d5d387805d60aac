"""The data plans of the demo office: written by the services, by people who may, with something of everything."""

from __future__ import annotations

from collections import Counter

import pytest

from gsbpm_portal.core import audit
from phases.engine import demo
from phases.engine.demo import office, registri
from phases.needs.planning import selectors
from phases.needs.planning.demo import play
from phases.needs.planning.enums import EntryState, ListKind, PlanState
from phases.needs.planning.models import PlanEntry, PlanLikeness, PlanYear

pytestmark = pytest.mark.django_db


def test_the_demo_office_plans_its_data(settings):
    settings.DEMO_ACCOUNTS = True
    opened = office.open_office()
    registri.tell(opened)
    assert play in demo.stories()
    play(opened)
    running, coming = PlanYear.objects.select_related("organisation").order_by("year")
    assert (running.year, running.state, coming.state) == (opened.today.year, PlanState.AGREED, PlanState.OPEN)
    assert running.minutes_file.is_available and running.confirmed_by == opened["pimpinan"]
    (snapshot,) = running.snapshots.all()
    agreed = {kind: len(found["rows"]) for kind, found in snapshot.content["lists"].items()}
    assert agreed == {"data": 5, "prioritas": 2, "aksi": 4, "pembatasan": 1}
    assert {kind: tally.total for kind, tally in selectors.tallies(coming).items()} == {
        ListKind.DATA: 12, ListKind.PRIORITY: 4, ListKind.ACTION: 6, ListKind.RESTRICTION: 2,
    }  # fmt: skip
    states = Counter(PlanEntry.objects.filter(plan=coming).values_list("state", flat=True))
    assert states == {EntryState.PROPOSED: 16, EntryState.FIT: 7, EntryState.RETURNED: 1}
    assert PlanLikeness.objects.count() == 1 and len(selectors.open_pairs(coming)) == 1
    assert PlanEntry.objects.filter(plan=running, progress__isnull=False).count() == 2
    pointed = {entry.content.get("dataset") for entry in selectors.entries(coming, ListKind.RESTRICTION)}
    assert pointed == {"DIAGNOSIS_PASIEN@1.0.0", "NILAI_LAYANAN_LOKET@1.0.0"}
    assert audit.verify(coming.audit_chain).findings == []
