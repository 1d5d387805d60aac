"""The pages of declared sections, asked for by a browser without script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext

from activities.design import declared
from activities.design.facts import facts_of
from activities.design.services import add_rows, save_fields, save_row
from tests.activities.asking import post, shown

pytestmark = pytest.mark.django_db

CYCLE = ["IKAN", "2026"]
NEED = {"title": "Produksi ikan per TPI", "user": "Bappeda", "user_kind": "opd", "purpose": "RPJMD"}


@pytest.fixture
def working(world):
    for number in ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"):
        world.bring(number, "dikerjakan")
    return world


def address(name, *args):
    return reverse(f"activities:{name}", args=[*CYCLE, *args])


def base_of(client, url):
    return re.search(r'name="base" value="([^"]*)"', client.get(url).content.decode())[1].replace("&quot;", '"')


@pytest.mark.parametrize("code", [spec.code for spec in declared.specs()])
def test_every_section_and_each_of_its_forms_opens(working, browse, code):
    client, spec = browse("staf"), declared.spec_of(code)
    assert str(spec.title) in shown(client.get(address("design-section", code)))
    for group in spec.pages if spec.fields else ():
        page = client.get(address("design-fields", code, group.code))
        assert page.status_code == 200
        for name in group.fields:
            assert f'name="{name}' in page.content.decode()
    for table in spec.tables:
        assert client.get(address("design-row-add", code, table.code)).status_code == 200
    assert browse("penyelia").get(address("design-section", code)).status_code == 200


def test_a_row_is_added_changed_and_removed(working, browse):
    client = browse("staf")
    url = address("design-row-add", "needs", "needs")
    answer = post(client, url, NEED | {"base": base_of(client, url)})
    assert answer.status_code == 302
    told = shown(client.get(answer["Location"]))
    assert "K1 " + gettext("%(what)s %(key)s is added.").partition("%(key)s ")[2] in told
    assert "Tambah: " not in told.partition("K1")[0][-40:]
    row = address("design-row", "needs", "needs", "K1")
    post(client, row, NEED | {"title": "Produksi per jenis", "base": base_of(client, row)})
    assert facts_of(working.cycle).row("needs", "K1")["title"] == "Produksi per jenis"
    gone = address("design-row-remove", "needs", "needs", "K1")
    assert "Produksi per jenis" in shown(client.get(gone)) or client.get(gone).status_code == 200
    assert post(client, gone).status_code == 302
    assert facts_of(working.cycle).rows("needs") == []
    assert client.get(row).status_code == 404


def test_what_cannot_be_kept_stays_typed_and_is_told(working, browse):
    client = browse("staf")
    url = address("design-fields", "budget", "isi")
    answer = post(client, url, {"year": "dua ribu", "funding": "APBD", "base": base_of(client, url)})
    assert answer.status_code == 422
    assert 'value="dua ribu"' in answer.content.decode()
    assert 'value="APBD"' in answer.content.decode()
    assert facts_of(working.cycle).value("budget.funding") == ""


def test_numbers_are_read_as_an_office_writes_them(working, browse):
    client = browse("staf")
    url = address("design-fields", "budget", "isi")
    data = {"year": "2026", "funding": "APBD", "ceiling": "Rp 1.250.000,50", "base": base_of(client, url)}
    assert post(client, url, data).status_code == 302
    assert facts_of(working.cycle).value("budget.ceiling") == "1250000.5"
    assert 'value="1.250.000,5"' in client.get(url).content.decode()


def test_two_versions_are_shown_and_one_is_chosen(working, browse):
    client = browse("staf")
    url = address("design-fields", "budget", "isi")
    base = base_of(client, url)
    save_fields(working.cycle, "budget", by=working["staf2"], values={"funding": "APBN"})
    answer = post(client, url, {"funding": "APBD", "base": base})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "pakai-funding" in page
    again = re.search(r'name="base" value="([^"]*)"', page)[1].replace("&quot;", '"')
    assert post(client, url, {"funding": "APBD", "pakai-funding": "saya", "base": again}).status_code == 302
    assert facts_of(working.cycle).value("budget.funding") == "APBD"


def test_other_answers_bring_up_other_questions(working, browse):
    client = browse("staf")
    url = address("design-row-add", "needs", "needs")
    answer = post(client, url, NEED | {"state": "ditolak", "tanya": "1"})
    before_fold = answer.content.decode().split("<details", 1)[0]
    assert 'name="state_reason"' in before_fold
    assert facts_of(working.cycle).rows("needs") == []


def test_posts_and_hand_overs_named_before_are_offered(working, browse):
    row = {
        "title": "Pencatatan",
        "output": "Dokumen",
        "responsible": "Petugas lapangan",
        "accountable": "Kepala bidang",
    }
    add_rows(working.cycle, "processes", [row], by=working["staf"])
    client = browse("staf")

    def offered(section, table, name):
        return list(client.get(address("design-row-add", section, table)).context["form"].fields[name].widget.proposals)

    assert offered("workflow", "processes", "input") == ["Dokumen"]
    assert offered("workflow", "risks", "owner") == ["Petugas lapangan", "Kepala bidang"]
    assert offered("processing", "process_steps", "responsible") == ["Petugas lapangan", "Kepala bidang"]


def test_attachments_are_handed_in_and_opened_by_those_who_see_the_cycle(working, browse):
    client = browse("staf")
    url = address("design-row-add", "consultations", "consultations")
    upload = SimpleUploadedFile("undangan.txt", b"Undangan rapat", "text/plain")
    data = {
        "title": "Rapat",
        "kind": "rapat",
        "held_on": "05-01-2026",
        "base": base_of(client, url),
        "files-baru": upload,
    }
    assert post(client, url, data).status_code == 302
    [id_] = facts_of(working.cycle).rows("consultations")[0]["files"]
    opened = browse("staf").get(address("design-file", "consultations", id_))
    assert opened.status_code in (200, 409)
    assert browse("luar").get(address("design-file", "consultations", id_)).status_code == 404


def test_the_record_shows_declared_sections(working, browse):
    save_row(working.cycle, "needs", by=working["staf"], values=NEED)
    assert "Produksi ikan per TPI" in shown(browse("penyelia").get(address("design")))


def test_a_supervisor_does_not_write(working, browse):
    url = address("design-row-add", "needs", "needs")
    assert post(browse("penyelia"), url, NEED).status_code == 403
    assert browse("penyelia").get(url).status_code == 403
