"""How far a section of the design record is filled in."""

from activities.design.selectors import filled
from activities.enums import Coverage


def test_regions_count_unless_the_whole_country_is_covered():
    rest = {"observation_unit": "Kapal", "methods": 1, "methods_other": "", "units": 0}
    assert filled({**rest, "coverage": Coverage.PART, "regions": []}) == (3, 5)
    assert filled({**rest, "coverage": Coverage.PART, "regions": [("Provinsi Contoh", "")]}) == (4, 5)
    assert filled({**rest, "coverage": Coverage.ALL, "regions": []}) == (3, 4)


def test_nobody_is_an_answer():
    assert filled({"supervisors": 0, "enumerators": None}) == (1, 2)
