"""What an import tells of its rows: cells as they were typed, what would change, what was refused before."""

from __future__ import annotations

import pytest

from metadata.enums import Kind
from metadata.models.imports import CODES, Stage
from tests.metadata import making
from tests.metadata.test_imports import CONCEPTS, hand_in, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def classification(office):
    version = making.draft(office, Kind.CLASSIFICATION, "WILAYAH")
    version.codes.all().delete()
    return version


def test_findings_show_cells_as_they_were_typed(office, classification):
    batch = hand_in(office, "kode,nama_id,konsep\nA,a,tidak_ada\n", Kind.VARIABLE)
    assert [fault["value"] for fault in batch.faults] == ["tidak_ada"]
    text = "uraian,alasan,kode,label_id,berlaku_dari,berlaku_sampai\n,lama,1,satu,1-2-2026,31/1/2026\n"
    batch = hand_in(office, text, CODES, version=classification)
    [fault] = batch.faults
    assert (fault["column"], fault["value"]) == ("berlaku_sampai", "31/1/2026")
    assert "1-2-2026" in fault["message"] and "2026-01" not in fault["message"]


def test_a_text_that_calls_itself_a_workbook_is_refused_with_the_kinds_that_are_taken(office):
    batch = hand_in(office, CONCEPTS, name="tabel.xlsx")
    assert stage(batch) == Stage.UNREADABLE
    assert "XLSX" in batch.file.refusal and "CSV" in batch.file.refusal and ".txt" not in batch.file.refusal
