"""The pages of a notification: what stands on them, what they write, and where to."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.design import selectors
from activities.design.facts import facts_of
from activities.design.models import DeclaredSection, StaffSection
from activities.design.services import save_fields, save_section
from gsbpm_portal.core import clock
from gsbpm_portal.core.models import Remark
from gsbpm_portal.core.remarks import answer, ask
from phases.design.enums import Submission, Verdict
from phases.design.filing_forum import forum_of
from phases.design.models import Exemption, FilingLetter
from phases.design.selectors.filing import filing_of
from phases.design.selectors.filled import fill
from phases.design.services import filing as services
from tests import factories
from tests.phases.design import filing_world as made
from tests.phases.design.filing_world import HOME, as_, send
from tests.phases.engine.cycle_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return made.make_world()


def shown(client, tail):
    """What the controls of a page stand on: {control: value as it is sent}, its digests too."""
    form = client.get(HOME + tail).context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if bound.name == "token" or value is None:
            continue
        if isinstance(value, tuple):
            found |= {f"{bound.name}_start": value[0].isoformat(), f"{bound.name}_end": value[1].isoformat()}
        else:
            found[bound.name] = value
    return found


def test_the_task_list_names_each_block_with_its_state(world):
    page = as_(world, "staf").get(HOME)
    assert [(one.code, one.state, one.done, one.total) for one, *_more in page.context["blocks"]] == [
        ("judul", "done", 1, 1), ("i", "done", 7, 7), ("ii", "done", 14, 14), ("iii", "done", 3, 3),
        ("iv", "done", 2, 2), ("v", "done", 12, 12), ("vi", "done", 8, 8), ("vii", "done", 15, 15),
        ("vii-2", "done", 1, 1),
    ]  # fmt: skip
    step = page.context["step"]
    assert step.url == HOME + "periksa/"


def test_a_page_holds_fifteen_lines_at_most(world):
    for page in fill(world.cycle).pages:
        assert sum(line.kind != "heading" for line in page.lines) <= 15, page.code


def test_an_answer_is_written_where_the_record_keeps_it(world):
    """A declared section and one that is saved as a whole, on one page; nothing else of them changes."""
    client = as_(world, "staf")
    before = facts_of(world.cycle)
    data = shown(client, "isi/v/") | {
        "sample__nonprobability_method": "",
        "staff__supervisors": "7",
        "staff__pilot": "2",
    }
    answer = send(client, "isi/v/", **data)
    assert (answer.status_code, answer["Location"]) == (302, HOME + "isi/vi/")
    after = facts_of(world.cycle)
    changed = {"supervisors": 7, "pilot": "2"}
    assert after.values("staff") == before.values("staff") | changed
    for code in ("population", "sample", "contacts", "schedule"):
        assert after.values(code) == before.values(code), code


def test_what_belongs_to_others_is_read_with_the_way_there(world):
    save_fields(world.cycle, "sample", by=world["staf"], values={"fraction": ""})
    factories.finish(world, "2.4")
    for name, words, tail in (
        ("staf", "Ask to reopen 2.4", "minta/buka-kembali/"),
        ("penyelia", "Reopen 2.4", "buka-kembali/"),
    ):
        client = as_(world, name)
        client.cookies["django_language"] = "en"
        rows = {row["line"].code: row for row in client.get(HOME + "isi/vi/").context["rows"]}
        row = rows["6.4"]
        if name == "staf":
            assert (row["bound"], row["way"]) == ([], words)
        assert row["way_url"].startswith(f"/kegiatan/IKAN/2026/2.4/{tail}?alasan=") or name == "penyelia"
    refused = send(as_(world, "staf"), "isi/vi/", sample__fraction="1/2")
    assert refused.status_code == 409
    assert facts_of(world.cycle).value("sample.fraction") == ""


def test_two_people_on_one_page_see_both_versions(world):
    client = as_(world, "staf")
    data = shown(client, "isi/v/") | {"staff__supervisors": "7", "population__methods": ["1"]}
    values = selectors.values_of(selectors.section_row(world.cycle, "staff"), "staff")
    save_section(world.cycle, "staff", by=world["staf2"], values=values | {"supervisors": 9}, seen_revision=1)
    answer = send(client, "isi/v/", **data)
    assert answer.status_code == 409
    assert [(one["stored"], one["mine"], one["by"]) for one in answer.context["versions"]] == [("9", "7", "Staf2")]
    assert StaffSection.objects.get().supervisors == 9
    assert facts_of(world.cycle).value("population.methods") == 17  # nothing of the page is written
    again = data | {"base": answer.context["form"]["base"].value(), "pakai-staff__supervisors": "tersimpan"}
    assert send(client, "isi/v/", **again).status_code == 302
    assert StaffSection.objects.get().supervisors == 9
    assert facts_of(world.cycle).value("population.methods") == 1


def test_two_people_on_a_declared_section_too(world):
    client = as_(world, "staf")
    data = shown(client, "isi/i/") | {"contacts__phone": "021-777"}
    save_fields(world.cycle, "contacts", by=world["staf2"], values={"phone": "021-888", "email": "baru@contoh.go.id"})
    answer = send(client, "isi/i/", **data)
    assert answer.status_code == 409
    assert [(one["stored"], one["mine"], one["take_stored"]) for one in answer.context["versions"]] == [
        ("021-888", "021-777", False),
        ("baru@contoh.go.id", "dinas@kota-contoh.go.id", True),
    ]
    again = data | {
        "base": answer.context["form"]["base"].value(), "pakai-contacts__phone": "saya", "pakai-contacts__email": "tersimpan",
    }  # fmt: skip
    assert send(client, "isi/i/", **again).status_code == 302
    content = DeclaredSection.objects.get(code="contacts").content
    assert (content["phone"], content["email"]) == ("021-777", "baru@contoh.go.id")


def test_what_cannot_be_kept_is_told_at_its_field(world):
    client = as_(world, "staf")
    data = shown(client, "isi/i/") | {"contacts__email": "bukan surel", "contacts__phone": "021-2"}
    answer = send(client, "isi/i/", **data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["contacts__email"]
    assert answer.context["form"]["contacts__email"].value() == "bukan surel"
    assert "1.2 Alamat lengkap: E-mail" in text_of(answer)
    assert facts_of(world.cycle).value("contacts.phone") == "021-555-01"


def test_an_empty_form_is_saved_as_it_is():
    """A draft is never held up by what is missing."""
    world = made.make_world(filled=False)
    client = as_(world, "staf")
    answer = send(client, "isi/i/", contacts__phone="021-1", base="{}")
    assert answer.status_code == 302
    assert facts_of(world.cycle).value("contacts.phone") == "021-1"
    states = [one.state for one, *_more in client.get(HOME).context["blocks"]]
    assert states[3:7] == ["work", "todo", "work", "skip"]


def test_a_new_answer_brings_its_questions():
    world = made.make_world(filled=False)
    client = as_(world, "staf")
    assert [line.code for line in client.get(HOME + "isi/v/").context["left_out"]] == ["5.6a", "5.6b"]
    answer = send(client, "isi/v/", sample__selection="1", base="{}")
    assert answer["Location"] == HOME + "isi/v/"
    assert [line.code for line in client.get(HOME + "isi/v/").context["left_out"]] == ["5.6b"]


def test_only_staff_of_the_team_write(world):
    for name in ("penyelia", "walidata", "pimpinan", "rekan", "super"):
        assert send(as_(world, name), "isi/i/", contacts__phone="1").status_code == 403, name


def test_the_answers_are_checked_and_submitted(world):
    client = as_(world, "staf")
    page = client.get(HOME + "periksa/")
    titles = [(str(title), len(found)) for title, _kind, found in page.context["findings"]]
    assert titles[0][1] == 0
    warnings = page.context["filled"].warnings
    words = {f"kata-{finding.id}": "Sudah dibicarakan" for finding in warnings[:1]}
    answer = send(client, "periksa/", note="Mohon diperiksa", **words)
    assert (answer.status_code, answer["Location"]) == (302, HOME + "terkirim/")
    told = client.get(HOME + "terkirim/").content.decode()
    assert "FS3/IKAN/2026/1 v1" in told
    version = filing_of(world.cycle).versions.get()
    assert {f["id"]: f["word"] for f in version.findings if f["word"]} == {
        f.id: "Sudah dibicarakan" for f in warnings[:1]
    }


def test_each_finding_leads_to_where_it_is_mended(world):
    save_fields(world.cycle, "contacts", by=world["staf"], values={"echelon1": "", "manager_position": ""})
    client = as_(world, "staf")
    page = client.get(HOME + "periksa/")
    _title, _kind, errors = page.context["findings"][0]
    assert [(finding.id, url) for finding, url in errors] == [
        ("II-01", f"/kegiatan/IKAN/2026/rancangan/contacts/isi/penyelenggara/?kembali={HOME}periksa/"),
        ("II-02", HOME + "isi/ii/#baris-2.2.jabatan"),
    ]
    answer = send(client, "periksa/")
    assert answer.status_code == 409
    assert [reason.code for reason in answer.context["reasons"]] == ["rule", "rule"]


def test_the_walidata_remarks_on_a_line_and_returns_it(world):
    services.submit(world.cycle, by=world["staf"])
    client = as_(world, "walidata")
    told = send(client, "tinjau/catatan/", body="Sebutkan fraksi tiap tahap", part="6.4", query="on")
    assert told.status_code == 302
    assert send(client, "tinjau/catatan/", body="", part="6.4").status_code == 422
    page = client.get(HOME + "tinjau/")
    assert [
        (line.code, one.body) for block in page.context["blocks"] for line in block.lines for one in line.remarks
    ] == [("6.4", "Sebutkan fraksi tiap tahap")]
    assert send(client, "tinjau/", putusan="layak", comment="").status_code == 409
    seen = filing_of(world.cycle).version_text
    assert send(client, "tinjau/", putusan="tidak", comment="", seen=seen).status_code == 302
    staff = as_(world, "staf")
    assert staff.get(HOME).context["open_remarks"] == 1
    remark = Remark.objects.get()
    assert send(staff, f"tinjau/catatan/{remark.public_id}/jawab/", body="Sudah").status_code == 302
    assert send(staff, f"tinjau/catatan/{remark.public_id}/tutup/").status_code == 403
    save_fields(world.cycle, "sample", by=world["staf"], values={"fraction": "1/4 x 1/25"})
    save_fields(world.cycle, "contacts", by=world["staf"], values={"manager_phone": "021-555-99"})
    services.submit(world.cycle, by=world["staf"])
    page = client.get(HOME + "tinjau/")
    assert [(change.code, change.label, change.before, change.after) for change in page.context["changes"]] == [
        ("2.2.telepon", "II · 2.2 Manajer survei: Telepon", "021-555-02", "021-555-99"),
        ("6.4", "VI · 6.4 Keseluruhan fraksi sampel (overall sampling fraction)", "10/40 x 40/1.000", "1/4 x 1/25"),
    ]
    assert send(client, f"tinjau/catatan/{remark.public_id}/tutup/").status_code == 302
    seen = filing_of(world.cycle).version_text
    assert send(client, "tinjau/", putusan="layak", comment="", seen=seen).status_code == 302
    assert filing_of(world.cycle).state == Submission.VERIFIED


def test_returning_without_a_word_is_told_at_the_field(world):
    services.submit(world.cycle, by=world["staf"])
    answer = send(as_(world, "walidata"), "tinjau/", putusan="tidak", comment="")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["comment"]


def test_the_addressee_is_proposed_by_the_coverage(world):
    made.bring(world, Submission.VERIFIED)
    form = as_(world, "staf").get(HOME + "langkah/send/").context["form"]
    assert form["addressee"].value() == "BPS Provinsi Contoh"


def test_the_steps_at_bps_are_recorded_one_by_one(world):
    made.bring(world, Submission.VERIFIED)
    client = as_(world, "staf")
    day = made.paper().day.isoformat()
    late = factories.in_days(2).isoformat()
    assert send(client, "langkah/send/", day=late, channel="romantik").status_code == 422
    assert (
        send(client, "langkah/send/", day=day, channel="surat", letter="1/2", upload=made.letter_file()).status_code
        == 302
    )
    assert FilingLetter.objects.get().file.name == "surat.txt"
    assert (
        send(client, "langkah/bring/", day=day, channel="surel", text="Perbaiki judul", line="judul").status_code == 302
    )
    assert send(client, "catatan-bps/", text="Serahkan kuesioner", subprocess="2.3").status_code == 302
    page = client.get(HOME)
    assert [(row["note"].key, row["note"].subprocess) for row in page.context["notes"]] == [
        ("C1", "2.6"),
        ("C2", "2.3"),
    ]
    assert send(client, "langkah/resubmit/", day=day, channel="surel").status_code == 409
    for note in filing_of(world.cycle).notes.all():
        send(client, f"catatan/{note.public_id}/", answer="Sudah", seen="0")
    assert send(client, "langkah/resubmit/", day=day, channel="surel").status_code == 302
    told = send(client, "langkah/recommend/", day=day, letter="B-1", identity="v-26.9971.004 ", items="Satu\nDua\n")
    assert told.status_code == 302
    filing = filing_of(world.cycle)
    assert (filing.verdict, filing.items.count(), world.cycle.recommendation) == (Verdict.FIT, 2, made.IDENTITY)
    item = filing.items.first()
    told = send(client, f"rekomendasi/{item.public_id}/", state="ditindaklanjuti", follow_up="", seen="0")
    assert told.status_code == 422
    told = send(client, f"rekomendasi/{item.public_id}/", state="ditindaklanjuti", follow_up="Sudah", seen="0")
    assert told.status_code == 302
    assert send(client, "serah-hasil/", day=day, channel="surel", words="Dikirim").status_code == 409
    assert client.get(HOME).context["step"].url == ""
    made.collect(world)
    assert client.get(HOME).context["step"].url == HOME + "serah-hasil/"
    assert send(client, "serah-hasil/", day=day, channel="surel", words="Dikirim").status_code == 302
    assert filing_of(world.cycle).handed_on == made.paper().day


def test_a_refusal_needs_its_grounds(world):
    made.bring(world, Submission.FILED)
    client = as_(world, "walidata")
    day = made.paper().day.isoformat()
    assert send(client, "langkah/refuse/", day=day, words="").status_code == 422
    assert send(client, "langkah/refuse/", day=day, words="Tidak ditanggapi").status_code == 302
    assert filing_of(world.cycle).verdict == Verdict.REFUSED


def test_a_step_that_is_not_possible_says_why(world):
    made.bring(world, Submission.WAITING)
    page = as_(world, "staf").get(HOME + "langkah/recommend/")
    assert [reason.code for reason in page.context["reasons"]] == ["state"]
    assert as_(world, "penyelia").get(HOME + "langkah/send/").status_code == 403
    assert as_(world, "staf").get(HOME + "langkah/terbang/").status_code == 404


def test_no_recommendation_needed_is_asked_and_approved_by_another(world):
    staff = as_(world, "staf")
    assert staff.get(HOME + "pengecualian/").context["may_ask"] is False
    save_fields(world.cycle, "notification", by=world["staf"], values={"exempt_reason": "Survei internal"})
    assert send(staff, "pengecualian/", putusan="minta").status_code == 302
    assert send(as_(world, "staf2"), "pengecualian/", putusan="setuju").status_code == 403
    assert send(as_(world, "penyelia"), "pengecualian/", putusan="tolak", comment="").status_code == 422
    assert send(as_(world, "penyelia"), "pengecualian/", putusan="setuju", comment="").status_code == 302
    assert Exemption.objects.get().answered_by == world["penyelia"]
    assert staff.get(HOME + "pengecualian/").context["exempt"] is True


def test_other_statistics_have_no_form():
    world = made.make_world(filled=False, statistic_type="khusus")
    client = as_(world, "staf")
    assert client.get(HOME).status_code == 200
    for tail in ("isi/i/", "periksa/", "tinjau/", "terkirim/"):
        assert client.get(HOME + tail).status_code == 404, tail


def test_a_compilation_fills_in_the_other_form():
    world = made.make_world(kind="admin")
    client = as_(world, "staf")
    assert [one.code for one, *_more in client.get(HOME).context["blocks"]] == [
        "judul", "i", "ii", "iii", "iv", "v", "vi", "vii",
    ]  # fmt: skip
    assert send(client, "periksa/").status_code == 302
    assert filing_of(world.cycle).reference == "FP-KPA/IKAN/2026/1"


def test_the_layout_of_romantik_is_the_one_that_was_submitted(world):
    client = as_(world, "staf")
    draft = client.get(HOME + "romantik.json")
    assert "konsep" in draft["Content-Disposition"]
    services.submit(world.cycle, by=world["staf"])
    save_fields(world.cycle, "contacts", by=world["staf"], values={"phone": "021-9"})
    answer = client.get(HOME + "romantik.json")
    assert "v1" in answer["Content-Disposition"]
    assert json.loads(answer.content) == json.loads(draft.content)


def test_every_page_answers_for_everybody_who_sees_the_cycle(world):
    made.bring(world, Submission.MENDING)
    note = filing_of(world.cycle).notes.get()
    tails = [
        "", "isi/judul/", "isi/ii/", "isi/v/", "periksa/", "terkirim/", "1/versi/1/", "tinjau/", f"catatan/{note.public_id}/",
        "pengecualian/", "romantik.json",
    ]  # fmt: skip
    for name in ("staf", "penyelia", "walidata", "pimpinan"):
        client = as_(world, name)
        for tail in tails:
            assert client.get(HOME + tail).status_code == 200, (name, tail)
    assert as_(world, "luar").get(HOME).status_code == 404


def test_pages_cost_the_same_however_much_stands_there(world):
    """Queries at one remark and at five."""
    filing = services.submit(world.cycle, by=world["staf"])
    forum = forum_of(filing, filing.versions.get().content)
    counts = []
    for more in (1, 0, 4):  # the first round warms what is read once a process
        for number in range(more):
            ask(forum, by=world["walidata"], body=f"Catatan {number}", part="6.4")
        found = []
        for name, tail in (("staf", ""), ("staf", "isi/v/"), ("staf", "periksa/"), ("walidata", "tinjau/")):
            client = as_(world, name)
            with CaptureQueriesContext(connection) as caught:
                client.get(HOME + tail)
            found.append(len(caught))
        counts.append(found)
    assert counts[1] == counts[2]
    assert max(counts[1]) <= 45, counts


@pytest.mark.parametrize("kind", ["survey", "admin"])
def test_the_sources_add_up_to_what_is_answered(kind):
    """Questions are counted in both, and a compilation is not asked for what only a sample answers."""
    filled = fill(made.make_world(kind=kind).cycle)
    assert sum(count for _owner, _title, count in filled.sources) == filled.share.done > 0
    assert "P-02" not in {finding.id for finding in filled.unknown} or kind == "survey"


def test_an_unanswered_query_is_told_before_and_after_the_submission_and_holds_nothing(world):
    filing = services.submit(world.cycle, by=world["staf"])
    client, forum = as_(world, "staf"), forum_of(filing, filing.versions.get().content)
    query = ask(forum, by=world["walidata"], body="Alamat siapa ini?", part="2.2.alamat", kind="query")
    ask(forum, by=world["walidata"], body="Sekadar catatan", part="6.4")
    services.give_back(filing, by=world["walidata"])
    page = client.get(HOME + "periksa/")
    assert page.context["queries"] == [(query, "II · 2.2 Manajer survei: Alamat")]
    assert f"tinjau/#catatan-{query.public_id}" in page.content.decode()
    assert as_(world, "penyelia").get(HOME + "periksa/").context["queries"] == []
    assert send(client, "periksa/").status_code == 302
    assert [remark for remark, _label in client.get(HOME + "terkirim/").context["queries"]] == [query]
    services.withdraw(filing_of(world.cycle), by=world["staf"])
    answer(forum, query, by=world["staf"], body="Manajer survei")
    assert client.get(HOME + "periksa/").context["queries"] == []


def test_lines_are_named_with_their_block_where_they_stand_alone(world):
    """In the list of what a remark is about, and among the changes since the last time."""
    filing = services.submit(world.cycle, by=world["staf"])
    parts = dict(as_(world, "walidata").get(HOME + "tinjau/").context["talk"].form.fields["part"].choices)
    assert parts["1.2.telepon"] == "I · 1.2 Alamat lengkap: Telepon"
    services.give_back(filing, by=world["walidata"], comment="Lengkapi")
    save_fields(world.cycle, "contacts", by=world["staf"], values={"phone": "021-9"})
    services.submit(world.cycle, by=world["staf"])
    changes = as_(world, "walidata").get(HOME + "1/versi/2/").context["changes"]
    assert "I · 1.2 Alamat lengkap: Telepon" in [change.label for change in changes]


def test_what_was_notified_in_time_is_no_error_later(world):
    """Rules judge a notification by the day on which it was made, not by the day on which its page is read."""
    made.bring(world, Submission.DONE)
    client = as_(world, "staf")
    with clock.at(timezone.now() + timedelta(days=made.LATER[0] + 1)):
        for tail in ("", "periksa/"):
            assert [finding.id for finding in client.get(HOME + tail).context["filled"].errors] == [], tail
