"""Themes in tables: by code or by name in either language, and nothing else."""

import pytest

from metadata.enums import Kind
from metadata.selectors.tables import columns_of
from metadata.services.loading import load_list
from metadata.shipped import all_lists
from metadata.tabular.columns import parse, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def column(db):
    load_list(next(one for one in all_lists(with_regions=False) if one.code == "SEKTOR"))
    return next(column for column in columns_of(Kind.CONCEPT) if column.name == "tema")


@pytest.mark.parametrize("typed", ["9", "Kesehatan", "kesehatan", "Health"])
def test_a_theme_is_understood_by_code_and_by_either_name(column, typed):
    assert parse(column, typed) == ("9", [])


@pytest.mark.parametrize("typed", ["99", "Tema ngawur"])
def test_anything_else_is_a_wrong_cell(column, typed):
    _value, faults = parse(column, typed)
    assert len(faults) == 1


def test_an_export_writes_the_name(column):
    assert write(column, "9") == "Kesehatan"
