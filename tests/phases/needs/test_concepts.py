"""1.4: the users' words beside the registry's."""

from urllib.parse import urlsplit

import pytest

from activities.design.facts import facts_of
from metadata.models import Item, Version
from metadata.words import searchable
from phases.needs.selectors.concepts import terms
from tests.phases.needs.asking import add, address, need, post, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(world):
    """An endorsed concept of the registry."""
    item = Item.objects.create(kind="concept", code="HASIL_TANGKAPAN", organisation=world.places["perikanan"])
    row = Version(
        item=item,
        state="endorsed",
        is_current=True,
        name_id="Hasil tangkapan ikan",
        definition_id="Berat segar ikan yang didaratkan.",
    )
    row.words = searchable(row.name_id, row.definition_id)
    row.save()
    return row


def test_both_definitions_stand_side_by_side_with_the_words_that_differ(world, browse, entry):
    add(
        world,
        "concepts",
        {
            "name": "Tangkapan",
            "definition": "Berat ikan yang didaratkan dan dijual.",
            "registry": entry.label,
            "agreement": "sempit",
        },
    )
    page = browse("staf").get(address("concepts"))
    assert "Berat segar ikan yang didaratkan." in shown(page)
    assert "<del>" in page.content.decode() and "<ins>" in page.content.decode()


def test_what_may_mean_the_same_is_proposed_for_terms_and_variables_wanted(world, browse, entry):
    add(world, "needs", need())
    add(
        world,
        "need_variables",
        {"need": "K1", "name": "Hasil tangkapan ikan", "definition": "Berat ikan"},
        {"need": "K1", "name": "Cuaca"},
    )
    add(world, "concepts", {"name": "Hasil tangkapan", "definition": "Berat ikan"})
    found = terms(facts_of(world.cycle), world["staf"])
    assert [[one.version.label for one in line.near] for line in found.lines] == [[entry.label]]
    assert [(one.row["name"], [near.version.label for near in one.near]) for one in found.wanted] == [
        ("Hasil tangkapan ikan", [entry.label]),
        ("Cuaca", []),
    ]
    page = browse("staf").get(address("concepts")).content.decode()
    assert "registry=HASIL_TANGKAPAN%401.0.0" in page and f'value="{entry.label}"' in page


def test_one_press_puts_an_entry_beside_a_term(world, browse, entry):
    add(world, "concepts", {"name": "Tangkapan", "definition": "Berat"})
    client = browse("staf")
    assert post(client, address("match"), {"istilah": "C1", "registri": entry.label}).status_code == 302
    assert facts_of(world.cycle).row("concepts", "C1")["registry"] == entry.label
    assert post(client, address("match"), {"istilah": "C1", "registri": "TIDAK_ADA"}).status_code == 409
    assert post(client, address("match"), {"istilah": "C9", "registri": entry.label}).status_code == 404
    assert post(browse("penyelia"), address("match"), {"istilah": "C1", "registri": entry.label}).status_code == 403


def test_the_registry_is_searched_from_the_page(world, browse, entry):
    page = browse("staf").get(address("concepts"), {"cari": "tangkapan"})
    assert entry.label in shown(page)
    assert "zzz" in shown(browse("staf").get(address("concepts"), {"cari": "zzz"}))


def test_a_proposal_to_the_registry_comes_back_to_its_term(world, browse):
    add(world, "concepts", {"name": "Hari lelang", "definition": "Hari ketika lelang dibuka."})
    client = browse("staf")
    page = client.get(address("concepts")).content.decode()
    link = page.split('href="/registri/konsep/baru/')[1].split('"')[0].replace("&amp;", "&")
    url = f"/registri/konsep/baru/{link}"
    form = client.get(url).content.decode()
    assert "Hari lelang" in form and "Hari ketika lelang dibuka." in form
    data = {
        "name_id": "Hari lelang",
        "definition_id": "Hari ketika lelang dibuka.",
        "code": "",
        "organisation": "perikanan",
    }
    back = post(client, url, data)["Location"]
    assert urlsplit(back).path == address("concepts")
    page = client.get(back)
    assert "HARI_LELANG@1.0.0" in shown(page)
    assert post(client, address("match"), {"istilah": "C1", "registri": "HARI_LELANG@1.0.0"}).status_code == 302
    assert post(client, "/registri/konsep/baru/?kembali=//jahat.example/", data | {"name_id": "Lain"})[
        "Location"
    ].startswith("/registri/")
