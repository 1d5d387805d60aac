"""What an import says of rows that are much like an entry that is there, or like another row."""

import pytest

from metadata.enums import Kind
from metadata.models.imports import Stage
from tests.metadata import making
from tests.metadata.test_imports import apply, hand_in, stage

pytestmark = pytest.mark.django_db

MEANING = "Orang yang bertempat tinggal di wilayah Indonesia selama satu tahun atau lebih."


def test_a_row_that_is_much_like_an_entry_is_pointed_out_and_still_taken(office):
    making.in_force(office, Kind.CONCEPT, "PENDUDUK", name_id="Penduduk", definition_id=MEANING)
    batch = hand_in(office, f"kode,nama_id,definisi_id\nWARGA,Penduduk,{MEANING}\nKAPAL,Kapal ikan,Sarana melaut.\n")
    assert stage(batch) == Stage.READY
    assert batch.count("warnings") == 1
    assert stage(apply(office, batch)) == Stage.APPLIED


def test_two_rows_of_one_name_are_pointed_out(office):
    batch = hand_in(office, "kode,nama_id,definisi_id\nA,Kapal ikan,Satu.\nB,kapal ikan,Dua.\n")
    assert batch.count("warnings") == 1
