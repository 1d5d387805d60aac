"""Activities and cycles: created, changed, refused, audited."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from activities import registry, services
from activities.models import Activity, Cycle
from activities.services import SeatWish
from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def entries(activity):
    return list(
        AuditEntry.objects.filter(chain__key=activity.audit_chain).order_by("seq").values_list("action", "scope")
    )


def test_an_activity_comes_with_its_cycle_team_and_workflow(world, new_activity):
    staf, penyelia = world["staf"], world["penyelia"]
    activity = services.create_activity(by=staf, team=[SeatWish(penyelia, "penyelia", (1, 2))], **new_activity)
    cycle = activity.cycles.get()
    assert list(cycle.seats.order_by("pk").values_list("user__username", "role", "phase")) == [
        ("staf", "staf", 0),
        ("penyelia", "penyelia", 1),
        ("penyelia", "penyelia", 2),
    ]
    assert cycle.runs.count() == 44
    scope = "KLINIK/2026"
    assert entries(activity) == [
        ("activity.created", ""),
        ("cycle.created", scope),
        *[("team.added", scope)] * 3,
        ("cycle.open", scope),  # by the workflow, in the same transaction
    ]
    created = AuditEntry.objects.get(chain__key="activity:KLINIK", action="activity.created")
    assert created.changes["organisation"] == [None, "perikanan"]
    assert created.changes["sector"] == [None, "9"]
    told = Notice.objects.filter(kind="activity.team")
    assert [notice.user for notice in told] == [penyelia]
    assert told[0].url == "/kegiatan/KLINIK/2026/tim/"
    assert told[0].text_id == "Staf menambahkan Anda ke tim Kompilasi Layanan Klinik 2026: Penyelia, fase 1, 2."


@pytest.mark.parametrize("who", ["walidata", "pimpinan", "admin", "luar", "super"])
def test_only_staff_and_supervisors_in_reach_create(world, new_activity, who):
    with pytest.raises(PermissionDenied):
        services.create_activity(by=world[who], **new_activity)
    assert not Activity.objects.filter(code="KLINIK").exists()


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("code", "IKAN", "code"),
        ("code", "ikan kecil", "code"),
        ("code", "A" * 41, "code"),
        ("title", "", "title"),
        ("title", "x" * 201, "title"),
        ("kind", "ramalan", "kind"),
        ("frequency", "", "frequency"),
        ("frequency", "99", "frequency"),
        ("description", "x" * 4001, "description"),
    ],
)
def test_what_an_activity_cannot_be(world, new_activity, field, value, where):
    with pytest.raises(ValidationError) as refusal:
        services.create_activity(by=world["staf"], **{**new_activity, field: value})
    assert list(refusal.value.message_dict) == [where]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"edition": ""}, "edition"),
        ({"edition": "ubah"}, "edition"),
        ({"edition": "2026 TW1"}, "edition"),
        ({"year": 1900}, "year"),
        ({"period_end": date(2025, 1, 1)}, "period_end"),
        ({"planned_end": date(2025, 1, 1)}, "planned_end"),
        ({"period_start": date(1066, 1, 1)}, "period_end"),
    ],
)
def test_what_a_cycle_cannot_be(world, new_activity, changes, where):
    new_activity["cycle"] |= changes
    with pytest.raises(ValidationError) as refusal:
        services.create_activity(by=world["staf"], **new_activity)
    assert list(refusal.value.message_dict) == [where]
    assert not Activity.objects.filter(code="KLINIK").exists()


def test_a_failing_hook_leaves_nothing_behind(world, new_activity, monkeypatch):
    def refuse(cycle, by):
        raise ValidationError("no catalogue")

    monkeypatch.setattr(registry, "_on_created", [refuse])
    with pytest.raises(ValidationError):
        services.create_activity(by=world["staf"], **new_activity)
    assert not Activity.objects.filter(code="KLINIK").exists()
    assert not AuditEntry.objects.filter(chain__key="activity:KLINIK").exists()


def test_a_change_is_audited_field_by_field(world):
    activity = world.cycle.activity
    services.change_activity(activity, by=world["staf"], title="Survei Ikan Laut", repetition="sekali")
    entry = AuditEntry.objects.get(chain__key=activity.audit_chain, action="activity.changed")
    assert entry.changes == {
        "title": ["Survei Ikan", "Survei Ikan Laut"],
        "repetition": ["berulang", "sekali"],
        "frequency": ["7", ""],
    }
    services.change_activity(activity, by=world["staf"], title="Survei Ikan Laut")
    assert AuditEntry.objects.filter(action="activity.changed").count() == 1


def test_code_and_edition_stay(world):
    with pytest.raises(ValueError, match="code"):
        services.change_activity(world.cycle.activity, by=world["penyelia"], code="LAIN")
    with pytest.raises(ValueError, match="edition"):
        services.change_cycle(world.cycle, by=world["penyelia"], edition="2027")


def test_an_activity_moves_only_inside_ones_reach(world):
    activity = world.cycle.activity
    with pytest.raises(PermissionDenied):
        services.change_activity(activity, by=world["penyelia"], organisation=world.places["kesehatan"])
    with pytest.raises(PermissionDenied):
        services.change_activity(activity, by=world["rekan"], title="Bukan milik saya")


def test_the_plan_of_a_cycle_changes(world):
    services.change_cycle(world.cycle, by=world["pimpinan"], planned_end=date(2027, 2, 1))
    assert world.cycle.planned_end == date(2027, 2, 1)
    entry = AuditEntry.objects.get(action="cycle.changed")
    assert (entry.changes, entry.scope) == ({"planned_end": ["2026-12-31", "2027-02-01"]}, "IKAN/2026")
    with pytest.raises(PermissionDenied):
        services.change_cycle(world.cycle, by=world["staf"], planned_end=date(2027, 2, 2))
    with pytest.raises(ValidationError):
        services.change_cycle(world.cycle, by=world["penyelia"], planned_end=date(2020, 1, 1))


def test_a_second_cycle_needs_a_new_edition_and_a_say_in_the_activity(world, cycle_values):
    activity = world.cycle.activity
    with pytest.raises(ValidationError) as refusal:
        services.create_cycle(activity, by=world["staf"], **cycle_values)
    assert list(refusal.value.message_dict) == ["edition"]
    with pytest.raises(PermissionDenied):
        services.create_cycle(activity, by=world["rekan"], **cycle_values | {"edition": "2027"})
    assert Cycle.objects.filter(activity=activity).count() == 1
