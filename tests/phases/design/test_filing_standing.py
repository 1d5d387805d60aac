"""What the pages of a form say of the notification while it is mended: what was asked, what changed, what was said before."""

from __future__ import annotations

import pytest

from activities.design.services import save_fields
from gsbpm_portal.core.models.remarks import RemarkKind
from gsbpm_portal.core.remarks import answer, ask
from phases.design.filing_forum import forum_of
from phases.design.selectors.filing import filing_of
from phases.design.selectors.filing_standing import standing
from phases.design.selectors.filled import fill
from phases.design.services import filing as services
from tests import factories
from tests.phases.design import filing_world as made
from tests.phases.design.filing_world import HOME, as_, send
from tests.phases.engine.cycle_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned():
    """Submitted with words on a warning, asked about 6.4, returned."""
    world = made.make_world()
    save_fields(world.cycle, "sample", by=world["staf"], values={"error": "9"})
    warning = fill(world.cycle).warnings[0]
    services.submit(world.cycle, by=world["staf"], words={warning.id: "Anggaran terbatas"})
    filing = filing_of(world.cycle)
    filing.cycle = world.cycle
    forum = forum_of(filing, filing.versions.get().content)
    ask(forum, by=world["walidata"], part="6.4", body="Sebutkan fraksi tiap tahap", kind=RemarkKind.QUERY)
    services.give_back(filing, by=world["walidata"], comment="Samakan metode")
    return world


def test_the_task_list_tells_of_the_return_and_of_what_was_asked(returned):
    page = as_(returned, "staf").get(HOME)
    told = text_of(page)
    assert "mengembalikannya: Samakan metode" in told and "1 pertanyaan menunggu jawaban" in told
    assert [one.code for one, _url, asked, _changed in page.context["blocks"] if asked] == ["vi"]
    assert "#catatan-" in page.context["step"].url

    remark = standing(filing_of(returned.cycle), fill(returned.cycle)).remarks[0]
    filing = filing_of(returned.cycle)
    filing.cycle = returned.cycle
    answer(forum_of(filing, filing.versions.get().content), remark, by=returned["staf"], body="Sudah")
    assert as_(returned, "staf").get(HOME).context["step"].url == HOME + "periksa/"


def test_a_page_shows_what_was_asked_about_its_lines(returned):
    assert "Sebutkan fraksi tiap tahap" in text_of(as_(returned, "staf").get(HOME + "isi/vi/"))
    assert "Sebutkan fraksi tiap tahap" not in text_of(as_(returned, "staf").get(HOME + "isi/v/"))


def test_what_was_said_of_a_warning_is_not_typed_again(returned):
    page = as_(returned, "staf").get(HOME + "periksa/")
    said = {bound.name: bound.value() for bound in page.context["form"] if bound.name.startswith("kata-")}
    assert list(said.values())[0] == "Anggaran terbatas"


def test_what_changed_since_it_was_submitted_is_marked_where_it_stands(returned):
    client = as_(returned, "staf")
    assert "Tidak ada jawaban yang berubah." in text_of(client.get(HOME + "periksa/"))
    save_fields(returned.cycle, "contacts", by=returned["staf"], values={"phone": "021-999"})
    stands = standing(filing_of(returned.cycle), fill(returned.cycle))
    assert [(change.code, change.after) for change in stands.changes] == [("1.2.telepon", "021-999")]
    home = client.get(HOME)
    assert [one.code for one, _url, _asked, changed in home.context["blocks"] if changed] == ["i"]
    for page in ("", "isi/i/", "periksa/"):
        assert "021-999" in text_of(client.get(HOME + page)), page
    assert "Berubah sejak versi 1" in text_of(client.get(HOME + "isi/i/"))
    assert "Berubah sejak versi 1" not in text_of(client.get(HOME + "isi/v/"))


def test_only_the_walidata_decides(returned):
    refused = send(as_(returned, "staf"), "tinjau/", putusan="layak")
    assert refused.status_code == 403
    assert "Hanya walidata yang memutuskan" in text_of(refused)


def test_before_2_6_is_begun_the_way_leads_there():
    world = factories.make_world()
    page = as_(world, "staf").get(HOME)
    assert (page.context["step"].url, str(page.context["step"].label)) == ("/kegiatan/IKAN/2026/2.6/", "Ke 2.6")
    block = text_of(as_(world, "staf").get(HOME + "isi/ii/"))
    assert "Mulai 2.6" in block and "Minta 2.6 dibuka kembali" not in block


def test_a_source_is_named_where_the_answer_stands(returned):
    """What answers for a fact that nobody wrote is told with its own place, on the form and in the section."""
    returned.bring("1.6", "dikerjakan")
    save_fields(returned.cycle, "proposal", by=returned["staf2"], values={"signer": "Drs. Hasan Basri"})
    save_fields(returned.cycle, "contacts", by=returned["staf"], values={"responsible_name": ""})
    form = text_of(as_(returned, "staf").get(HOME + "isi/ii/"))
    assert "Sumber: 1.6 Kerangka acuan kerja (KAK)" in form
    section = text_of(as_(returned, "staf").get("/kegiatan/IKAN/2026/rancangan/contacts/"))
    assert "Drs. Hasan Basri (Kerangka acuan kerja (KAK))" in section


def test_a_queried_line_of_a_closed_source_leads_to_its_reopening(returned):
    made.approve(returned, "2.4")
    page = as_(returned, "staf").get(HOME + "isi/vi/")
    assert "Minta 2.4 dibuka kembali" in text_of(page)
