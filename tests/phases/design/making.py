"""What the tests of phase 2 fill a design with: entries of the registry, variables of the cycle, rows."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.design import registry
from activities.design.facts import facts_of
from activities.design.selectors import section_row
from activities.design.services import save_row, save_section
from metadata.enums import Kind, State
from metadata.models import Item, Reference, Version
from phases.design.models import ReviewRule
from phases.design.selectors.lacks import Places
from tests import factories
from tests.activities.registered import make_variable, used

CYCLE = ["IKAN", "2026"]


def make_entry(world, kind, code, *, state=State.ENDORSED, **values):
    """A version of the registry as a stored row."""
    item, _made = Item.objects.get_or_create(kind=kind, code=code, defaults={"organisation": world.places["perikanan"]})
    return Version.objects.create(
        item=item, state=state, is_current=state == State.ENDORSED, **{"name_id": code.title(), "content": {}} | values
    )


def refer(version, attribute, target):
    Reference.objects.create(version=version, attribute=attribute, target=target)


def make_listed(world, code, codes):
    """A classification with codes."""
    listed = make_entry(world, Kind.CLASSIFICATION, code)
    for position, (value, label) in enumerate(codes):
        listed.codes.create(code=value, label_id=label, position=position)
    return listed


def choose(world, *codes, **content):
    """Variables of the registry that the cycle collects, whole numbers unless said else; the versions by code."""
    made = {}
    for code in codes:
        own = {"data_type": "decimal"} | content.get(code, {})
        made[code] = make_variable(code, world.places["perikanan"], content=own)
    use(world, *made)
    return made


def use(world, *texts):
    seen = section_row(world.cycle, "variables").revision
    section = registry.get("variables")
    save_section(world.cycle, section, by=world["staf"], values=used(*texts), seen_revision=seen)


def add(world, table, **values):
    """A row of a table; gives its key."""
    return save_row(world.cycle, table, by=world["staf"], values=values).key


def reading(world):
    """The facts of the cycle, and addresses for its lacks."""
    cycle = world.cycle
    return facts_of(cycle), Places(cycle, "/kembali/")


def compilation(world):
    """The same people in a compilation of administrative products whose design is in work."""
    staff = world["staf"]
    activity = factories.make_activity(world.places["perikanan"], by=staff, code="KLINIK", kind="admin")
    people = {name: world[name] for name in ("staf", "penyelia")}
    made = world.at(factories.make_cycle(activity, by=staff, team=factories.seats_of(people)))
    for number in ("1.3", "2.1", "2.2", "2.3", "2.5", "2.6"):
        made.bring(number, "dikerjakan")
    return made


def cost(client, url):
    """The queries of a page once it has been asked for: the first request prepares statements."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def office_rule(**values):
    """A review rule of the office, not saved: one that the survey of the tests breaks."""
    given = {
        "code": "K-01",
        "severity": "E",
        "expression": "supervisor >= 50",
        "message_id": "Pengawas kurang dari 50.",
        "message_en": "Fewer than 50 supervisors.",
        "place": "staff.supervisors",
    }
    return ReviewRule(**given | values)
