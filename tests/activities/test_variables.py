"""The variables of a cycle: which may be chosen, how they are kept, and who is told that they are used."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import override

from activities import services
from activities.design import registry, selectors
from activities.design.models import VariableUse
from activities.design.services import Conflict, save_section
from activities.design.variables import used_variables, uses_of
from gsbpm_portal.core import immutability
from gsbpm_portal.core.models import AuditEntry
from metadata.enums import State
from metadata.models import Version
from phases.engine.selectors.readings import changed_lines, section_lines
from tests.activities.asking import post, shown
from tests.activities.registered import make_variable, used

pytestmark = pytest.mark.django_db
PAGE = "/kegiatan/IKAN/2026/rancangan/variables/"
NOTHING = dict.fromkeys(("reference_period", "source", "question", "note"), "")


@pytest.fixture
def working(world):
    """2.2 in work; UMUR and BERAT in force, a draft of the own office and one of another government."""
    world.bring("2.2", "dikerjakan")
    make_variable("UMUR", world.places["perikanan"])
    make_variable("BERAT", world.places["perikanan"], name_id="Berat ikan")
    make_variable("RANCANGAN", world.places["perikanan"], state=State.DRAFT)
    make_variable("ASING", world.places["lain"], state=State.DRAFT)
    return world


def save(world, values, *, by="staf", seen=0):
    return save_section(world.cycle, "variables", by=world[by], values=values, seen_revision=seen)


def labels(world):
    section = selectors.section_row(world.cycle, "variables")
    return [one["version"] for one in selectors.values_of(section, "variables")["variables"]]


def test_the_section_is_written_read_and_frozen(working):
    section = registry.get("variables")
    assert (section.owner, section.snapshot(working.cycle)) == ("2.2", {})
    said = {"reference_period": "Hari operasi", "question": "Berapa kg?"}
    save(working, used("umur", ("Berat  IKAN", said), "RANCANGAN@1.0.0"))
    assert section.snapshot(working.cycle) == {
        "variables": [
            {"version": "UMUR@1.0.0", "name": "Umur", **NOTHING},
            {"version": "BERAT@1.0.0", "name": "Berat ikan", **NOTHING, **said},
            {"version": "RANCANGAN@1.0.0", "name": "Rancangan", **NOTHING},
        ]
    }
    assert [(str(label), text) for label, text in section.rows(working.cycle)] == [
        ("UMUR", "Umur (1.0.0)"),
        ("BERAT", "Berat ikan (1.0.0)\nReferensi waktu: Hari operasi\nKalimat pertanyaan: Berapa kg?"),
        ("RANCANGAN", "Rancangan (1.0.0)"),
    ]
    entry = AuditEntry.objects.get(action="section.changed")
    assert (entry.context, list(entry.changes)) == ({"section": "variables"}, ["variables"])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["TIDAK_ADA"], ["Baris 1", "TIDAK_ADA"]),
        (["UMUR", "ASING"], ["Baris 2", "ASING"]),
        (["UMUR@9.0.0"], ["UMUR@9.0.0"]),
        (["U" * 60_000], ["Baris 1", "U" * 80]),
        (["%_\\ '\"; --"], ["Baris 1"]),
        (["UMUR", "BERAT", "UMUR@1.0.0"], ["Baris 3", "sudah ada di baris 1"]),
        (["UMUR"] * 151, ["150"]),
        ([("UMUR", {"source": "x" * 301})], ["300"]),
        ([""], ["Baris 1"]),
    ],
)
def test_what_cannot_be_chosen_is_refused_by_its_line(working, rows, words):
    with pytest.raises(ValidationError) as refusal:
        save(working, used(*rows))
    (text,) = refusal.value.message_dict["variables"]
    assert [word for word in words if word not in text] == []
    assert not VariableUse.objects.exists()


def refused(world, text):
    with pytest.raises(ValidationError) as refusal:
        save(world, used(text))
    (told,) = refusal.value.message_dict["variables"]
    return told


@pytest.mark.parametrize("typed", ["UMUR", "umur", "UMUR · Umur"])
def test_a_retired_one_is_told_as_retired_with_its_successor(working, typed):
    with override("en"):
        Version.objects.filter(item__code="UMUR").update(state=State.RETIRED)
        assert "UMUR@1.0.0 “Umur” is retired and has no successor" in refused(working, typed)
        successor = Version.objects.get(item__code="BERAT")
        Version.objects.filter(item__code="UMUR").update(replaced_by=successor.item)
        told = refused(working, typed)
        assert "UMUR@1.0.0 “Umur” is retired; its successor is BERAT@1.0.0 “Berat ikan”. Write BERAT." in told


def test_the_name_of_a_superseded_one_leads_to_the_version_in_force(working):
    make_variable("BERAT", working.places["perikanan"], number="2.0.0", name_id="Berat hidup")
    with override("en"):
        told = refused(working, "Berat  ikan")
        assert "BERAT@1.0.0 “Berat ikan” is not in force any longer; BERAT@2.0.0 “Berat hidup” is. Write BERAT." in told
        Version.objects.filter(item__code="BERAT", is_current=True).delete()
        assert "no newer version is" in refused(working, "Berat ikan")


@pytest.mark.parametrize("typed", ["UMUR@9.0.0", "UM", "–"])
def test_what_never_was_is_no_retired_one(working, typed):
    Version.objects.filter(item__code="UMUR").update(state=State.RETIRED)
    with override("en"):
        assert "No variable of the registry is called" in refused(working, typed)


def test_a_name_that_two_variables_have_asks_for_the_code(working):
    make_variable("BERAT_LAIN", working.places["lain"], name_id="Berat ikan")
    with pytest.raises(ValidationError) as refusal:
        save(working, used("berat ikan"))
    assert "BERAT, BERAT_LAIN" in refusal.value.message_dict["variables"][0]


def test_a_rejected_one_cannot_be_chosen_but_stays_where_it_stands(working):
    save(working, used("RANCANGAN"))
    Version.objects.filter(item__code="UMUR").update(state=State.SUPERSEDED, is_current=False)
    rejected = make_variable("DITOLAK", working.places["perikanan"], state=State.REJECTED)
    with pytest.raises(ValidationError):
        save(working, used(rejected.label), seen=1)
    save(working, used("RANCANGAN@1.0.0", "UMUR@1.0.0"), by="staf2", seen=1)
    assert labels(working) == ["RANCANGAN@1.0.0", "UMUR@1.0.0"]


def test_a_frozen_list_reads_and_compares_by_variable(working):
    old = {"variables": [{"version": "UMUR@1.0.0", "name": "Umur", **NOTHING}]}
    new = {
        "variables": [
            {"version": "UMUR@2.0.0", "name": "Umur", **NOTHING},
            {"version": "BERAT@1.0.0", "name": "Berat", **NOTHING},
        ]
    }
    assert section_lines("design:variables", old) == [("UMUR", "Umur (1.0.0)")]
    assert changed_lines("variables", old, new) == [
        ("UMUR", "Umur (1.0.0)", "Umur (2.0.0)"),
        ("BERAT", "", "Berat (1.0.0)"),
    ]
    assert changed_lines("variables", new, old)[-1] == ("BERAT", "Berat (1.0.0)", "")


def test_equal_content_changes_nothing_and_the_second_writer_gets_both(working):
    save(working, used("UMUR"))
    assert save(working, used("UMUR@1.0.0"), by="staf2", seen=0).revision == 1
    with pytest.raises(Conflict) as conflict:
        save(working, used("BERAT"), by="staf2", seen=0)
    assert conflict.value.values == {"variables": [{"version": "UMUR@1.0.0", "name": "Umur", **NOTHING}]}


def test_what_is_used_stays_in_the_registry(working):
    save(working, used("UMUR"))
    with pytest.raises(ProtectedError):
        Version.objects.get(item__code="UMUR").delete()


def test_a_newer_version_is_pointed_out_and_the_old_use_kept(working, browse):
    save(working, used("UMUR"))
    make_variable("UMUR", working.places["perikanan"], number="2.0.0")
    (one,) = used_variables(working.cycle, working["staf"])
    assert (one.version.label, one.standing.instead.label) == ("UMUR@1.0.0", "UMUR@2.0.0")
    assert one.reference_period == "Saat pencacahan"
    assert "versi 2.0.0 sudah berlaku" in shown(browse("staf").get("/kegiatan/IKAN/2026/rancangan/"))
    assert "versi 2.0.0 sudah berlaku" in shown(browse("staf").get(PAGE))


def test_the_next_cycle_takes_the_same_versions_over(working):
    save(working, used(("UMUR", {"source": "Register"})))
    make_variable("UMUR", working.places["perikanan"], number="2.0.0")
    new = services.roll_over(working.cycle, by=working["staf"])
    assert registry.get("variables").snapshot(new) == registry.get("variables").snapshot(working.cycle)
    assert selectors.section_row(new, "variables").to_review is False


def test_the_registry_is_told_who_uses_a_version(working):
    save(working, used("UMUR"))
    version = Version.objects.get(item__code="UMUR")
    (mine,) = uses_of([version], working["staf"])[version.pk]
    assert (mine.name, mine.url, mine.running) == (
        working.cycle.activity.title,
        "/kegiatan/IKAN/2026/rancangan/#variables",
        True,
    )
    (theirs,) = uses_of([version], working["luar"])[version.pk]
    assert (theirs.name, theirs.url, theirs.detail) == ("", "", "")
    with immutability.lifted():
        working.cycle.phase_runs.update(state="ditutup")
    assert uses_of([version], None)[version.pk][0].running is False
    assert uses_of([Version.objects.get(item__code="BERAT")], working["staf"]) == {}


# The page -------------------------------------------------------------------------------------------------------------


def test_the_form_keeps_moves_and_takes_out_rows(working, browse):
    client = browse("staf")
    assert "Tiga" not in shown(client.get(PAGE))
    data = {
        "revision": "0",
        "variables-0-version": "UMUR",
        "variables-1-version": "",
        "variables-2-version": "BERAT · Berat ikan",
        "variables-2-reference_period": "Hari operasi",
        "variables-more": "RANCANGAN; sekarang\n\n",
    }
    assert post(client, PAGE, data).status_code == 302
    assert labels(working) == ["UMUR@1.0.0", "BERAT@1.0.0", "RANCANGAN@1.0.0"]
    page = client.get(PAGE).content.decode()
    assert page.count('class="varrow"') == 6
    data = {"revision": "1"}
    for n, (code, number) in enumerate([("UMUR@1.0.0", "1"), ("", "2"), ("RANCANGAN@1.0.0", "1")]):
        data |= {f"variables-{n}-version": code, f"variables-{n}-no": number}
    assert post(client, PAGE, data).status_code == 302
    assert labels(working) == ["RANCANGAN@1.0.0", "UMUR@1.0.0"]


def test_a_mistake_keeps_what_was_typed(working, browse):
    data = {"revision": "0", "variables-0-version": "TIDAK_ADA", "variables-0-question": "Berapa?"}
    data |= {"variables-1-version": "", "variables-1-source": "x"}
    answer = post(browse("staf"), PAGE, data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="TIDAK_ADA"' in page and "Berapa?" in page and 'value="x"' in page
    assert "Baris 1" in shown(answer) and "Baris 2" in shown(answer)


def test_two_writers_choose_between_the_lists(working, browse):
    save(working, used("UMUR"), by="staf2")
    answer = post(browse("staf"), PAGE, {"revision": "0", "base": "{}", "variables-0-version": "BERAT"})
    assert answer.status_code == 409
    assert "UMUR@1.0.0 Umur" in shown(answer)
    data = {"revision": "1", "variables-0-version": "BERAT", "pakai-variables": "tersimpan"}
    assert post(browse("staf"), PAGE, data).status_code == 302
    assert labels(working) == ["UMUR@1.0.0"]


def test_who_may_not_write_reads_a_table(working, browse):
    save(working, used("UMUR", "RANCANGAN"))
    page = shown(browse("pimpinan").get(PAGE))
    assert "UMUR@1.0.0" in page and "Saat pencacahan" in page and "Berapa umur?" in page


@pytest.mark.parametrize("nonsense", ["variables-99999-version", "variables--1-version", "variables-x-version"])
def test_nonsense_rows_are_no_rows(working, browse, nonsense):
    assert post(browse("staf"), PAGE, {"revision": "0", nonsense: "UMUR"}).status_code == 302
    assert labels(working) == []


@pytest.mark.parametrize("path", ["", "variables/"])
def test_forty_variables_ask_no_more_than_three(working, browse, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    codes = [f"PEUBAH_{n}" for n in range(40)]
    for code in codes:
        make_variable(code, working.places["perikanan"])
    counts = []
    for many, seen in ((3, 0), (40, 1)):
        save(working, used(*codes[:many]), seen=seen)
        client = browse("staf")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/kegiatan/IKAN/2026/rancangan/{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_saving_forty_known_variables_asks_the_registry_once(working, django_assert_max_num_queries):
    codes = [f"PEUBAH_{n}" for n in range(40)]
    for code in codes:
        make_variable(code, working.places["perikanan"])
    save(working, used(*[f"{code}@1.0.0" for code in codes]))
    with django_assert_max_num_queries(40):
        save(working, used(*[f"{code}@1.0.0" for code in reversed(codes)]), seen=1)
