"""An office replaces codes of forms that nobody confirmed."""

import pytest

from gsbpm_portal.core import office
from phases.design.office_codes import SETTING, office_form, problem
from tests import factories

pytestmark = pytest.mark.django_db


def codes(line):
    return [option.code for option in office_form("fs3")[line].options]


def test_the_codes_of_the_office_are_used():
    assert (codes("5.1"), problem()) == (["1", "2"], "")
    office.change(SETTING, "fs3 5.1 2 = 3", by=factories.make_user())
    assert (codes("5.1"), problem()) == (["1", "3"], "")


def test_with_a_mistake_the_shipped_codes_count():
    office.change(SETTING, "fs3 5.1 9 = 3", by=factories.make_user())
    assert (codes("5.1"), problem()) == (["1", "2"], "1: fs3 5.1 has no option 9")
