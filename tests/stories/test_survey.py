"""A survey in the browser, from the empty list of needs to the recommendation of BPS.

When the KAK is approved, 15 of the 27 questions that FS3 asks by then are answered (56 %). Afterwards 20 questions are answered
by what is typed in the workspaces of the design, and three answers are typed that nothing asks but the form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from phases.design.projection import Share
from phases.design.selectors.filled import fill
from tests.stories import design, filing, needs
from tests.stories.days import YEAR
from tests.stories.office import ADDRESS, open_office, sign_in
from tests.stories.story import Log
from tests.stories.survey import DESIGN, NEEDS, PAGES, UNITS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOR_THE_FORM = {*PAGES["ii"], *UNITS}
MOST = 20
"""Questions that may be open when the KAK is approved."""
IDENTITY = "V-27.9971.004"


def test_a_survey_from_the_empty_list_to_the_recommendation(page_as: Callable[..., Any]) -> None:
    world = open_office("survey", "Survei Produksi Ikan Tangkap Kota Contoh")
    log = Log()
    staff, supervisor, walidata = sign_in(page_as, log)

    needs.specify(staff, supervisor, NEEDS)
    staff.submit("1.6")
    needs.question(supervisor, "ruang-lingkup", "Apakah pelabuhan perikanan termasuk?")
    needs.mend(
        staff,
        "Pelabuhan perikanan termasuk; ruang lingkup dilengkapi.",
        ("isi", "scope", "Kapal penangkap ikan yang mendarat di dua belas tempat pendaratan dan pelabuhan perikanan."),
        ("B5", "2.000.000"),
    )
    needs.weigh(supervisor, ["sebelas"], ["dua belas", "pelabuhan perikanan"], ["187.200.000", "192.000.000"])
    needs.close_phase(staff, supervisor, "Kebutuhan, output, dan KAK disetujui.")
    with_kak = fill(world.cycle)
    assert with_kak.prefilled == with_kak.share == Share(15, 27)

    for number in design.NUMBERS:
        staff.start(number)
    design.plan_outputs(staff, DESIGN)
    design.choose_variables(staff, DESIGN)
    design.describe_population(staff, DESIGN, "pengumpulan/")
    design.plan_collection(staff, DESIGN)
    design.design_sample(staff, DESIGN)
    design.plan_processing(staff, DESIGN)
    design.plan_work(staff, DESIGN)
    left = fill(world.cycle)
    filing.fill_pages(staff, PAGES)
    filing.name_units(staff, UNITS)
    filing.submit(staff, f"FS3/IKAN/{YEAR}/1 v1")
    filing.query(walidata, "1.2.alamat", "Alamat perlu memuat kelurahan.")
    filing.answer_query(
        staff,
        "Kelurahan ditambahkan.",
        "i",
        {"contacts.address": f"Kelurahan Pesisir, {ADDRESS}"},
        f"FS3/IKAN/{YEAR}/1 v2",
    )
    filing.pass_on(walidata, ["Kelurahan Pesisir"])
    filing.send(staff)
    needs.settle(staff, supervisor, "2.4")
    filing.bring_note(staff, "6.4", "Tuliskan fraksi beserta penyebutnya.")
    filing.reopen(supervisor, "2.4")
    filing.answer_note(staff, "Fraksi ditulis sebagai n/N.", "vi", {"sample.fraction": "321/4.015"})
    filing.recommend(staff, IDENTITY, f"B-112/{YEAR}", "Perluas cakupan\nSerahkan hasil")
    for number in design.NUMBERS:
        needs.settle(staff, supervisor, number)
    filing.open_collection(supervisor)

    assert (log.retyped(), log.repeated()) == ([], [])
    assert world.iteration("2.4").number == 2
    filled = fill(world.cycle)
    assert filled.share == Share(35, 35)
    assert filled.share.done - with_kak.share.done == 20 <= MOST
    assert left.share == Share(34, 35)
    for_the_form = log.within("contacts", "notification")
    assert for_the_form == FOR_THE_FORM
    assert {one.path for one in log.on("/pemberitahuan/")} < FOR_THE_FORM
    assert len(for_the_form) == 3
