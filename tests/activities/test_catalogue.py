import pytest
import yaml

from activities.models import Sector
from activities.services import change_sector, load_sectors
from activities.services.catalogue import SECTORS, Loaded
from gsbpm_portal.core.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing():
    Sector.objects.all().delete()
    assert load_sectors() == Loaded(22, 0, 0)
    assert load_sectors() == Loaded(0, 0, 0)
    assert str(Sector.objects.get(code="22")) == "Transportasi"


def test_a_sector_that_left_the_file_is_retired_and_may_come_back(tmp_path):
    load_sectors()
    entries = yaml.safe_load(SECTORS.read_text(encoding="utf-8"))
    entries["sectors"].pop()
    entries["sectors"][0]["en"] = "Fisheries"
    changed = tmp_path / "sectors.yaml"
    changed.write_text(yaml.safe_dump(entries), encoding="utf-8")
    assert load_sectors(changed) == Loaded(0, 1, 1)
    assert Sector.objects.get(code="22").retired_on is not None
    assert load_sectors() == Loaded(0, 2, 0)
    assert Sector.objects.get(code="22").retired_on is None


def test_a_sector_changed_by_hand_is_audited():
    load_sectors()
    admin = factories.make_user("admin", role="admin", at=factories.make_organisation("kota"))
    sector = Sector.objects.get(code="1")
    sector.name_id, sector.code = "Perikanan", "XX"
    change_sector(sector, by=admin)
    assert Sector.objects.get(code="1").name_id == "Perikanan"
    assert AuditEntry.objects.get(action="sector.changed").changes == {
        "name_id": ["Pertanian dan Perikanan", "Perikanan"]
    }
