"""The registry of the demo office is written by the services, by people who may, and holds every status."""

from collections import Counter

import pytest

from gsbpm_portal.core.models import Decision
from metadata.enums import Kind, State
from metadata.models import CodeLink, Query, Version
from metadata.selectors.values import values_of
from phases.engine.demo import office, registri
from phases.engine.demo.registri.variabel import USES

pytestmark = pytest.mark.django_db


def test_the_demo_office_keeps_a_registry(settings):
    settings.DEMO_ACCOUNTS = True
    registri.tell(office.open_office())
    versions = list(Version.objects.select_related("item__organisation"))
    items = Counter(kind for kind, _code in {(v.item.kind, v.item.code) for v in versions})
    assert items == {
        Kind.CONCEPT: 25, Kind.UNIT_TYPE: 6, Kind.POPULATION: 5, Kind.VARIABLE: 40, Kind.CLASSIFICATION: 4,
        Kind.CORRESPONDENCE: 1, Kind.STANDARD: 20, Kind.INDICATOR: 8, Kind.DATASET: 6,
    }  # fmt: skip
    assert {v.state for v in versions if v.item.kind == Kind.STANDARD} == set(State.values)
    assert Counter(v.item.code for v in versions if v.item.kind == Kind.CLASSIFICATION).most_common()[-1][1] == 2
    assert all(v.name_en and v.name_id and (v.definition_id or v.item.kind == Kind.CORRESPONDENCE) for v in versions)
    labels = {v.label: v for v in versions if v.item.kind == Kind.VARIABLE}
    assert {label for rows in USES.values() for label, _said in rows} <= set(labels)
    assert labels["ALAT_TANGKAP@1.0.0"].state == State.SUPERSEDED
    composite = next(v for v in versions if v.content.get("composite"))
    assert [p.target.item.code for p in values_of(composite)["component_indicators"]] == [
        "APM_SD",
        "KUNJUNGAN_PER_PASIEN",
    ]
    sets = [values_of(v) for v in versions if v.item.kind == Kind.DATASET]
    assert Counter(one["access"] for one in sets) == {"open": 3, "restricted": 2, "closed": 1}
    assert all(one["access_decision"] for one in sets if one["access"] != "open")
    assert CodeLink.objects.count() == 11
    queries = Query.objects.filter(version__item__code="SD_HARI_OPERASI")
    assert sorted(query.is_answered for query in queries) == [False, True]
    kinds = Counter(Decision.objects.filter(subject_kind="metadata.version").values_list("state_to", flat=True))
    endorsed = sum(v.endorsed_on is not None for v in versions)
    assert kinds[State.ENDORSED] == endorsed
