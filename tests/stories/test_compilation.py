"""A compilation of administrative products in the browser, from the empty list of needs to the recommendation of BPS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from phases.design.selectors.filled import fill
from tests.stories import design, filing, needs
from tests.stories.compilation import DESIGN, NEEDS, PAGES, UNITS
from tests.stories.days import YEAR
from tests.stories.office import ADDRESS, open_office, sign_in
from tests.stories.story import Log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBERS = ("2.1", "2.2", "2.3", "2.5", "2.6")
"""A compilation draws no sample."""
MOST = 20
IDENTITY = "V-27.9971.005"


def test_a_compilation_from_the_empty_list_to_the_recommendation(page_as: Callable[..., Any]) -> None:
    world = open_office("admin", "Kompilasi Lelang Ikan Kota Contoh")
    log = Log()
    staff, supervisor, walidata = sign_in(page_as, log)

    needs.specify(staff, supervisor, NEEDS)
    staff.submit("1.6")
    needs.question(supervisor, "ruang-lingkup", "Apakah lelang di kapal termasuk?")
    needs.mend(
        staff,
        "Lelang di kapal tidak termasuk; ruang lingkup dilengkapi.",
        ("isi", "scope", "Transaksi lelang di lima tempat pelelangan, tidak termasuk lelang di kapal."),
        ("B5", "1.250.000"),
    )
    needs.weigh(supervisor, ["empat"], ["lima", "tidak termasuk"], ["31.000.000", "35.000.000"])
    needs.close_phase(staff, supervisor, "Kebutuhan, output, dan KAK disetujui.")
    with_kak = fill(world.cycle)

    for number in NUMBERS:
        staff.start(number)
    design.plan_outputs(staff, DESIGN)
    design.choose_variables(staff, DESIGN)
    design.agree_on_sources(staff, DESIGN)
    design.describe_population(staff, DESIGN, "pengumpulan/")
    design.plan_collection(staff, DESIGN)
    design.plan_processing(staff, DESIGN)
    design.plan_work(staff, DESIGN)
    filing.fill_pages(staff, PAGES)
    filing.name_units(staff, UNITS)
    filing.submit(staff, f"FP-KPA/IKAN/{YEAR}/1 v1")
    filing.query(walidata, "1.2.alamat", "Alamat perlu memuat kelurahan.")
    filing.answer_query(
        staff,
        "Kelurahan ditambahkan.",
        "i",
        {"contacts.address": f"Kelurahan Pesisir, {ADDRESS}"},
        f"FP-KPA/IKAN/{YEAR}/1 v2",
    )
    filing.pass_on(walidata, ["Kelurahan Pesisir"])
    filing.send(staff)
    filing.recommend(staff, IDENTITY, f"B-113/{YEAR}", "Perluas cakupan\nSerahkan hasil")
    for number in NUMBERS:
        needs.settle(staff, supervisor, number)
    filing.open_collection(supervisor)

    assert (log.retyped(), log.repeated()) == ([], [])
    filled = fill(world.cycle)
    assert filled.typed == [] and filled.projection["4"].value[0]["source"] == DESIGN["sources"]["title"]
    assert with_kak.prefilled.part >= 0.4
    typed = log.within("contacts", "notification")
    assert typed == {path for values in (*PAGES.values(), UNITS) for path in values}
    assert len(typed) == 4 <= MOST
