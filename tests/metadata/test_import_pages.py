"""The pages of import and export, and the command."""

from __future__ import annotations

import io
import re
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from gsbpm_portal.core import jobs
from gsbpm_portal.core.models import Job
from metadata.enums import Kind
from metadata.models import ImportBatch, Item
from metadata.selectors.tables import columns_of
from metadata.views.exports import WHAT
from tests.metadata import making

pytestmark = pytest.mark.django_db


def post(client, address, **data):
    return client.post(address, {"token": str(uuid.uuid4()), **data})


def upload(client, text, *, kind="konsep", **data):
    file = SimpleUploadedFile("konsep.csv", text.encode())
    data = {"organisation": "perikanan", "mode": "update", "upload": file, **data}
    return post(client, reverse("metadata:import-new", args=[kind]), **data)


GOOD = "kode;nama_id\nA;Satu\nB;Dua\n"


def test_from_the_list_to_the_last_row(office, client):
    client.force_login(office["staf"])
    page = client.get(reverse("metadata:imports")).content.decode()
    assert reverse("metadata:import-new", args=["konsep"]) in page
    answer = upload(client, GOOD)
    batch = ImportBatch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    waiting = client.get(batch.get_absolute_url()).content.decode()
    assert "hx-get" in waiting and 'http-equiv="refresh"' in waiting and 'value="apply"' not in waiting
    jobs.run_pending()
    assert 'value="apply"' in client.get(batch.get_absolute_url()).content.decode()
    post(client, batch.get_absolute_url(), do="apply")
    jobs.run_pending()
    page = client.get(batch.get_absolute_url()).content.decode()
    assert 'value="apply"' not in page
    assert set(Item.objects.values_list("code", flat=True)) == {"A", "B"}
    assert batch.file.name in client.get(reverse("metadata:imports")).content.decode()


def test_the_same_form_sent_twice_makes_one_import(office, client):
    client.force_login(office["staf"])
    token = str(uuid.uuid4())
    first, second = (upload(client, GOOD, token=token) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert ImportBatch.objects.count() == 1


def test_a_page_that_waits_is_told_when_the_work_is_over(office, client):
    client.force_login(office["staf"])
    upload(client, GOOD)
    address = ImportBatch.objects.get().get_absolute_url()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "hx-get" in part
    jobs.run_pending()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_wrong_rows_are_shown_with_place_and_remedy_and_given_out(office, client):
    client.force_login(office["staf"])
    with translation.override("en"):
        upload(client, GOOD + "<b>c</b>;Tiga\n")
    jobs.run_pending()
    batch = ImportBatch.objects.get()
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "<b>c" not in page and "&lt;b&gt;c" in page
    assert 'value="good"' in page and 'value="apply"' not in page
    link = re.search(r'href="(/pekerjaan/[^"]+/hasil/)"', page)[1]
    assert b"<b>c</b>;Tiga" in b"".join(client.get(link).streaming_content)
    post(client, batch.get_absolute_url(), do="apply")
    jobs.run_pending()
    assert not Item.objects.exists()
    post(client, batch.get_absolute_url(), do="good")
    jobs.run_pending()
    assert Item.objects.count() == 2


def test_imports_are_seen_by_who_handed_them_in(office, client):
    client.force_login(office["staf"])
    upload(client, GOOD)
    address = ImportBatch.objects.get().get_absolute_url()
    for name in ("rekan", "walidata", "luar", "super"):
        client.force_login(office[name])
        assert client.get(address).status_code == 404
        assert post(client, address, do="apply").status_code == 404


def test_a_form_with_mistakes_says_so(office, client):
    client.force_login(office["staf"])
    address = reverse("metadata:import-new", args=["konsep"])
    for data in ({}, {"organisation": "lain"}, {"mode": "replace"}, {"upload": SimpleUploadedFile("a.csv", b"")}):
        full = {"organisation": "perikanan", "mode": "update", "upload": SimpleUploadedFile("a.csv", b"x"), **data}
        if not data:
            full.pop("upload")
        assert post(client, address, **full).status_code == 422
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("what", sorted(WHAT))
def test_templates_hold_the_columns_of_the_import(office, client, what):
    client.force_login(office["staf"])
    names = [column.name for column in columns_of(WHAT[what])]
    assert len(set(names)) == len(names)
    text = client.get(reverse("metadata:template", args=[what, "csv"])).content.decode("utf-8-sig")
    assert text == ";".join(names) + "\r\n"
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("metadata:template", args=[what, "xlsx"])).content))
    assert [cell.value for cell in book.worksheets[0][1]] == names
    assert [row[0].value for row in book["Petunjuk"].iter_rows(min_row=2)] == names


def test_no_template_of_other_things(office, client):
    client.force_login(office["staf"])
    assert client.get(reverse("metadata:template", args=["lain", "csv"])).status_code == 404
    assert client.get(reverse("metadata:template", args=["konsep", "pdf"])).status_code == 404


def test_exports_lead_to_the_page_of_their_job(office, client):
    making.draft(office, Kind.CONCEPT, "A_SATU")
    version = making.draft(office, Kind.CLASSIFICATION)
    client.force_login(office["staf"])
    addresses = [reverse("metadata:export", args=["konsep"]) + "?q=satu", version.address("export-parts")]
    for address in addresses:
        answer = post(client, address, format="csv")
        jobs.run_pending()
        assert Job.objects.latest("pk").state == "succeeded"
        assert answer["Location"] == Job.objects.latest("pk").get_absolute_url()
        assert post(client, address, format="pdf").status_code == 400


def test_codes_are_handed_in_from_the_page_of_their_draft(office, client):
    version = making.draft(office, Kind.CLASSIFICATION)
    client.force_login(office["staf"])
    address = version.address("import-parts")
    assert "replace" in client.get(address).content.decode()
    file = SimpleUploadedFile("kode.csv", b"kode;label_id\n9;Sembilan\n")
    post(client, address, mode="replace", upload=file)
    jobs.run_pending()
    post(client, ImportBatch.objects.get().get_absolute_url(), do="apply")
    jobs.run_pending()
    assert list(version.codes.values_list("code", flat=True)) == ["9"]
    released = making.in_force(office, Kind.CLASSIFICATION)
    page = client.get(released.address("import-parts"))
    assert '<form method="post" class="form"' not in page.content.decode()
    assert client.get(making.draft(office, Kind.CONCEPT).address("import-parts")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_queries_for_many(office, client, number, django_assert_max_num_queries):
    client.force_login(office["staf"])
    for _each in range(number):
        upload(client, GOOD)
    jobs.run_pending()
    client.get(reverse("metadata:imports"))
    with django_assert_max_num_queries(12):
        client.get(reverse("metadata:imports"))


def test_command(office, tmp_path, capsys):
    file = tmp_path / "a.csv"
    file.write_text(GOOD, encoding="utf-8")
    options = {"organisation": "perikanan", "by": "staf"}
    call_command("import_registry", "konsep", file, **options, dry_run=True)
    assert not Item.objects.exists()
    call_command("import_registry", "konsep", file, **options)
    assert Item.objects.count() == 2
    file.write_text("kode;nama_id\nC;Tiga\nd;Empat\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_registry", "konsep", file, **options)
    assert Item.objects.count() == 2
    call_command("import_registry", "konsep", file, **options, good_rows=True)
    assert Item.objects.count() == 3
    with pytest.raises(CommandError):
        call_command("import_registry", "konsep", file, organisation="lain", by="staf")
    making.draft(office, Kind.CLASSIFICATION, "W")
    file.write_text("kode;label_id\n7;Tujuh\n", encoding="utf-8")
    call_command("import_registry", "kode", file, item="W", by="staf")
    assert "row 3" in capsys.readouterr().err


def test_what_is_wrong_with_the_file_as_a_whole_has_no_row(office, client):
    client.force_login(office["staf"])
    upload(client, "kode;nama_id\n")
    jobs.run_pending()
    batch = ImportBatch.objects.get()
    assert [fault["row"] for fault in batch.faults] == [0]
    page = client.get(batch.get_absolute_url()).content.decode()
    assert batch.faults[0]["message"] in page
    assert not re.search(r"<td[^>]*>0</td>", page)
