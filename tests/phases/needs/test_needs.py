"""The list of needs: criteria as settings, scores, groups, proposals; by services and by a browser without script."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from activities.design import services as design
from activities.design.facts import facts_of
from activities.design.options import NeedOrigin
from activities.design.values import digest
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import drafts
from gsbpm_portal.core.models import AuditEntry
from gsbpm_portal.core.transitions import MoveRefused
from phases.needs.models import PriorityCriterion
from phases.needs.selectors.criteria import criteria
from phases.needs.selectors.needs import grouped, need_lines, open_proposals
from phases.needs.services import needs as services
from phases.needs.services.criteria import load_criteria, save_criterion
from tests import factories
from tests.phases.needs.asking import add, address, need, post, shown

pytestmark = pytest.mark.django_db


def full(value):
    return dict.fromkeys(PriorityCriterion.objects.values_list("code", flat=True), value)


# Criteria ---------------------------------------------------------------------------------------------------------------


def test_the_shipped_criteria_come_in_once_and_what_an_office_changed_stays(world):
    PriorityCriterion.objects.all().delete()
    assert load_criteria() == "5 added"
    PriorityCriterion.objects.filter(code="mandat").update(weight=7)
    PriorityCriterion.objects.filter(code="manfaat").delete()
    assert load_criteria() == "1 added"
    assert PriorityCriterion.objects.get(code="mandat").weight == 7
    assert sum(one.weight for one in criteria()) == 82


def test_loading_the_catalogues_loads_the_criteria(world, capsys):
    PriorityCriterion.objects.all().delete()
    call_command("load_catalogues", without_regions=True)
    assert "Priority criteria: 5 added" in capsys.readouterr().out


def test_a_changed_criterion_is_audited_and_the_last_one_stays_in_use(world):
    one = PriorityCriterion.objects.get(code="mandat")
    one.weight, one.code = 50, "lain"
    save_criterion(one, by=world["admin"])
    assert AuditEntry.objects.get(action="criterion.changed").changes == {"weight": [25, 50]}
    assert PriorityCriterion.objects.get(pk=one.pk).code == "mandat"
    PriorityCriterion.objects.exclude(pk=one.pk).update(is_active=False)
    one.refresh_from_db()
    one.is_active = False
    with pytest.raises(ValidationError):
        save_criterion(one, by=world["admin"])


def test_an_administrator_changes_criteria_in_the_administration(world, browse):
    one = PriorityCriterion.objects.get(code="mandat")
    form = f"/admin/needs/prioritycriterion/{one.pk}/change/"
    data = {
        "name_id": "Mandat",
        "name_en": "Mandate",
        "help_id": "",
        "help_en": "",
        "weight": "40",
        "position": "2",
        "is_active": "on",
    }
    User.objects.filter(username="admin").update(is_staff=True)
    assert browse("admin").post(form, data)["Location"] == "/admin/needs/prioritycriterion/"
    assert PriorityCriterion.objects.get(code="mandat").weight == 40
    assert AuditEntry.objects.filter(action="criterion.changed").count() == 1
    assert browse("admin").get("/admin/needs/prioritycriterion/add/").status_code == 200
    assert browse("admin").get(f"/admin/needs/prioritycriterion/{one.pk}/delete/").status_code == 403
    assert browse("penyelia").get(form).status_code in (302, 403)


# The list ---------------------------------------------------------------------------------------------------------------


def test_the_list_is_in_order_of_priority_and_tells_user_and_purpose(world, browse):
    add(world, "needs", need("Rendah", scores=full(1)), need("Tinggi", scores=full(5)), need("Tanpa nilai"))
    page = shown(browse("staf").get(address("needs")))
    assert page.index("Tinggi") < page.index("Rendah") < page.index("Tanpa nilai")
    assert "Bappeda" in page and "RPJMD" in page
    assert [line.score.rank for line in need_lines(facts_of(world.cycle), criteria())] == [1, 2, None]


def test_an_empty_list_says_how_to_begin_and_readers_are_told_why_they_cannot_write(world, browse):
    assert "/rancangan/needs/needs/tambah/" in browse("staf").get(address("needs")).content.decode()
    page = browse("pimpinan").get(address("needs")).content.decode()
    assert "/tambah/" not in page and 'name="kelompok"' not in page
    assert browse("luar").get(address("needs")).status_code == 404


def test_variables_stand_with_their_need(world, browse):
    [key] = add(world, "needs", need(state="diterima"))
    wanted = {
        "need": key,
        "name": "Berat ikan",
        "definition": "Berat segar",
        "benefit": "Stok",
        "source": "TPI",
        "release": "Bulanan",
    }
    add(world, "need_variables", wanted)
    page = shown(browse("staf").get(address("needs")))
    for text in ("Berat ikan", "Berat segar", "Stok", "TPI", "Bulanan"):
        assert text in page


def test_queries_do_not_grow_with_the_needs(world, browse, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browse("staf")

    def count(name):
        client.get(address(name))
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address(name)).status_code == 200
        return len(found)

    keys = add(world, "needs", need("Satu", scores=full(2)))
    add(world, "need_variables", {"need": keys[0], "name": "Berat"})
    once = {name: count(name) for name in ("needs", "scores")}
    keys += add(world, "needs", need("Dua", scores=full(3)), need("Tiga"))
    add(world, "need_variables", {"need": keys[1], "name": "Nilai"}, {"need": keys[2], "name": "Kapal"})
    assert {name: count(name) for name in ("needs", "scores")} == once


# Scores -----------------------------------------------------------------------------------------------------------------


def test_many_needs_are_scored_on_one_page(world, browse):
    add(world, "needs", need("Satu"), need("Dua"))
    client = browse("staf")
    assert 'name="K2-manfaat"' in client.get(address("scores")).content.decode()
    empty = digest({})
    data = {"K1-manfaat": "5", "K1-mandat": "4", "K1-dasar": empty, "K2-manfaat": "2", "K2-dasar": empty}
    assert post(client, address("scores"), data).status_code == 302
    assert [row["scores"] for row in facts_of(world.cycle).rows("needs")] == [
        {"manfaat": 5, "mandat": 4},
        {"manfaat": 2},
    ]


def test_a_score_that_is_none_is_refused_and_nothing_is_written(world, browse):
    add(world, "needs", need("Satu"), need("Dua"))
    answer = post(browse("staf"), address("scores"), {"K1-manfaat": "3", "K2-manfaat": "9"})
    assert answer.status_code == 422
    assert [row["scores"] for row in facts_of(world.cycle).rows("needs")] == [{}, {}]


def test_what_somebody_else_scored_meanwhile_is_told_and_nothing_typed_is_lost(world, browse):
    add(world, "needs", need("Satu"), need("Dua"))
    design.save_row(world.cycle, "needs", "K1", by=world["staf2"], values={"scores": {"manfaat": 1}})
    data = {"K1-manfaat": "5", "K1-dasar": digest({}), "K2-manfaat": "4", "K2-dasar": digest({})}
    answer = post(browse("staf"), address("scores"), data)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert '<option value="5" selected>' in page and '<option value="4" selected>' in page
    assert [row["scores"] for row in facts_of(world.cycle).rows("needs")] == [{"manfaat": 1}, {}]
    data |= {"K1-dasar": digest({"manfaat": 1})}
    assert f'value="{data["K1-dasar"]}"' in page
    assert post(browse("staf"), address("scores"), data).status_code == 302
    assert [row["scores"] for row in facts_of(world.cycle).rows("needs")] == [{"manfaat": 5}, {"manfaat": 4}]


def test_scores_are_kept_while_they_are_chosen(world, browse):
    add(world, "needs", need("Satu"), need("Dua"))
    client, key = browse("staf"), "needs-scores:IKAN/2026/1"
    page = client.get(address("scores")).content.decode()
    assert f'data-autosave-key="{key}"' in page and "js/autosave" in page
    pairs = [("K1-manfaat", "5"), ("K1-dasar", digest({})), ("K2-dasar", digest({}))]
    drafts.save(world["staf"], key, pairs=pairs, base=digest({"K1": {}, "K2": {}}))
    design.save_row(world.cycle, "needs", "K1", by=world["staf2"], values={"scores": {"manfaat": 1}})
    page = client.get(address("scores")).content.decode()
    assert '<option value="5" selected>' in page
    assert f'name="K1-dasar" value="{digest({})}"' in page  # what somebody else scored meanwhile is still told
    data = {"K1-manfaat": "5", "K1-dasar": digest({}), "K2-dasar": digest({}), "naskah-nomor": "1"}
    assert (
        f'data-autosave-origin="[[&quot;K1-dasar&quot;, &quot;{digest({})}&quot;]]"'
        in post(client, address("scores"), data).content.decode()
    )
    assert post(client, address("scores"), data | {"K1-dasar": digest({"manfaat": 1})}).status_code == 302
    assert drafts.find(world["staf"], key) is None
    assert '<option value="5" selected>' in client.get(address("scores")).content.decode()


def test_who_only_reads_the_scores_has_no_draft(world, browse):
    add(world, "needs", need("Satu"))
    assert "data-autosave" not in browse("penyelia").get(address("scores")).content.decode()


def test_scores_of_criteria_out_of_use_stay(world, browse):
    add(world, "needs", need(scores={"manfaat": 2, "mandat": 3}))
    PriorityCriterion.objects.filter(code="mandat").update(is_active=False)
    post(browse("staf"), address("scores"), {"K1-manfaat": "4", "K1-dasar": digest({"manfaat": 2, "mandat": 3})})
    assert facts_of(world.cycle).row("needs", "K1")["scores"] == {"manfaat": 4, "mandat": 3}


def test_a_need_that_is_gone_is_told(world):
    assert services.save_scores(world.cycle, {"K9": {"manfaat": 1}}, by=world["staf"], seen={}) == ["K9"]


# Groups -----------------------------------------------------------------------------------------------------------------


def test_several_needs_are_grouped_at_once_and_taken_out_again(world, browse):
    add(world, "needs", need("Satu"), need("Dua"), need("Tiga"))
    client = browse("staf")
    post(client, address("group"), {"kebutuhan": ["K1", "K3"], "kelompok": "Produksi"})
    lines = need_lines(facts_of(world.cycle), criteria())
    assert [(one.name, [line.key for line in one.lines]) for one in grouped(lines)] == [
        ("Produksi", ["K1", "K3"]),
        ("", ["K2"]),
    ]
    post(client, address("group"), {"kebutuhan": ["K1", "K9"], "kelompok": ""})
    assert facts_of(world.cycle).row("needs", "K1")["group"] == ""


def test_grouping_nothing_is_refused_with_what_to_do(world, browse):
    assert post(browse("staf"), address("group"), {"kelompok": "Produksi"}).status_code == 409
    assert post(browse("penyelia"), address("group"), {"kebutuhan": ["K1"], "kelompok": "P"}).status_code == 403


# Proposals --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def next_world(world):
    """The next cycle of the same activity, whose last one put a need off and had another confirmed with changes."""
    add(
        world,
        "needs",
        need("Nilai lelang", state="ditunda", state_reason="Belum ada data"),
        need("Produksi", state="diterima"),
    )
    add(
        world,
        "confirmations",
        {"need": "K2", "institution": "Dinas Kelautan", "person": "Bu Sari", "answer": "diubah", "note": "Per bulan"},
    )
    cycle = factories.make_cycle(
        world.cycle.activity,
        by=world["staf"],
        edition="2027",
        previous=world.cycle,
        team=factories.seats_of({n: world[n] for n in world.people}),
    )
    there = world.at(cycle)
    there.bring("1.1", "dikerjakan")
    return there


def test_what_the_last_cycle_put_off_or_changed_is_proposed(next_world):
    found = open_proposals(facts_of(next_world.cycle), next_world["staf"])
    assert [(one.title, one.user, one.purpose, one.origin_note) for one in found] == [
        ("Nilai lelang", "Bappeda", "RPJMD", "2026 · K1"),
        ("Produksi", "Dinas Kelautan", "Per bulan", "2026 · KF1"),
    ]


def test_the_action_plan_and_questions_of_users_are_proposed(next_world, browse):
    """Those that name a data need; an action that was dropped and a question that data answer propose nothing."""
    last = next_world.at(next_world.cycle.previous)
    for number in ("7.5", "8.3"):
        last.bring(number, "dikerjakan")
    add(
        last,
        "actions",
        {
            "title": "Menambah alat tangkap",
            "finding": "Belum dirinci",
            "need": "Produksi menurut alat",
            "user": "Bappeda",
        },
        {"title": "Melatih petugas", "finding": "Banyak salah"},
        {"title": "Harga harian", "finding": "Mahal", "need": "Harga harian", "state": "dibatalkan"},
    )
    add(
        last,
        "questions",
        {"user": "Universitas Contoh", "question": "Ada data armada?", "need": "Jumlah armada", "state": "tidak-ada"},
        {"user": "Pedagang", "question": "Kapan terbit?", "state": "dijawab"},
    )
    found = open_proposals(facts_of(next_world.cycle), next_world["staf"])
    assert [(one.title, one.user, one.purpose, one.origin, one.origin_note) for one in found[:2]] == [
        ("Produksi menurut alat", "Bappeda", "Belum dirinci", NeedOrigin.ACTION_PLAN, "2026 · RA1"),
        ("Jumlah armada", "Universitas Contoh", "Ada data armada?", NeedOrigin.QUESTION, "2026 · TP1"),
    ]
    assert len(found) == 4
    page = shown(browse("staf").get(address("needs").replace("2026", "2027")))
    assert "Jumlah armada" in page and "Ada data armada?" in page


def test_a_proposal_is_taken_up_or_put_off_with_a_reason_kept(next_world, browse):
    client = browse("staf")
    page = address("needs").replace("2026", "2027")
    url = address("proposal").replace("2026", "2027")
    assert "Nilai lelang" in shown(client.get(page))
    asked = {"asal": "rencana-aksi", "catatan": "2026 · K1"}
    assert post(client, url, asked | {"tunda": "1"}).status_code == 409
    assert post(client, url, asked | {"tunda": "1", "alasan": "Menunggu anggaran"}).status_code == 302
    assert post(client, url, {"asal": "rencana-aksi", "catatan": "2026 · KF1", "terima": "1"}).status_code == 302
    rows = facts_of(next_world.cycle).rows("needs")
    assert [(row["title"], row["state"], row["state_reason"], row["origin"]) for row in rows] == [
        ("Nilai lelang", "ditunda", "Menunggu anggaran", "rencana-aksi"),
        ("Produksi", "diterima", "", "rencana-aksi"),
    ]
    assert open_proposals(facts_of(next_world.cycle), next_world["staf"]) == []
    assert post(client, url, asked).status_code == 409


def test_of_two_who_take_a_proposal_up_the_second_is_told(next_world):
    place = (next_world.cycle, NeedOrigin.ACTION_PLAN, "2026 · K1")
    services.take_up(*place, by=next_world["staf"])
    with pytest.raises(MoveRefused):
        services.put_off(*place, by=next_world["staf2"], reason="Nanti")
    assert [row["state"] for row in facts_of(next_world.cycle).rows("needs")] == ["diterima"]


def test_who_may_not_write_takes_nothing_up_scores_and_groups_nothing(next_world, browse):
    with pytest.raises(MoveRefused):
        services.take_up(next_world.cycle, NeedOrigin.ACTION_PLAN, "2026 · K1", by=next_world["penyelia"])
    for name in ("scores", "group", "proposal"):
        assert post(browse("penyelia"), address(name), {}).status_code == 403
