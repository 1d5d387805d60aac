"""The 40 review rules: each with a case in order, one to be mended and one that cannot be judged."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.design.forms_catalogue import CatalogueError, form
from phases.design.forms_catalogue.paths import known_paths
from phases.design.projection import project
from phases.design.reading.facts import Reader
from phases.design.review_rules import (
    ENVIRONMENT,
    NAMES,
    RULES,
    Context,
    Outcome,
    RuleFromData,
    Severity,
    judge,
    load_rules,
    record,
    review,
    shipped_rules,
)
from tests.phases.design import facts_made as made

ERRORS = """I-01 I-04 ID-02A ID-05A II-01 II-02 III-04 III-05A III-06 III-09 IV-01 IV-05 IV-07 IV-09 V-01 V-02 V-03A V-03B V-03C
V-03D VI-07 VI-08 VII-01 VII-03 VII-04 VIII-01"""
WARNINGS = "I-02A ID-03 ID-04A III-08A III-10 III-12 V-08A V-11 V-12 V-14A VI-01 VI-02 VI-04A VI-05"
HANDED_IN = Context(dt.date(2026, 3, 10))
NO_FRAME = {"sample__frame_kind": "", "sample__frame": "", "rows": {"stages": []}}
NO_METHOD = {"sample__probability_method": "", "rows": {"stages": []}}
NO_SAMPLE = {
    "sample__frame_kind": "", "sample__frame": "", "sample__design": "", "sample__selection": "", "sample__unit": "",
    "rows": {"stages": []},
}  # fmt: skip
NO_PRODUCT = {
    "dissemination__printed": "2", "dissemination__digital": "2", "dissemination__macro": "2", "dissemination__other_product": "",
}  # fmt: skip
P, V, U = Outcome.PASS, Outcome.VIOLATION, Outcome.UNKNOWN
CASES = [
    ("I-01", {}, P),
    ("I-01", {"contacts__organiser": ""}, P),
    ("I-01", {"contacts__organiser": " ", "organisation__name": ""}, V),
    ("I-01", {"contacts__organiser": 7}, U),
    ("I-02A", {}, P),
    ("I-02A", {"contacts__organiser": "Diskominfo Kota Contoh"}, V),
    ("I-02A", {"contacts__organiser": "", "organisation__name": ""}, U),
    ("I-04", {}, P),
    ("I-04", {"contacts__address": "", "organisation__address": ""}, V),
    ("I-04", {"contacts__address": ["Jalan"]}, U),
    ("ID-02A", {}, P),
    ("ID-02A", {"activity__kind": "other", "activity__title": "Kompilasi Ikan"}, P),
    ("ID-02A", {"notification__survey_title": "Sensus Ikan Kota Contoh"}, V),
    ("ID-02A", {"activity__title": "Ikan Tangkap Kota Contoh"}, V),
    ("ID-02A", {"activity__kind": "admin"}, V),
    ("ID-02A", {"activity__title": ""}, U),
    ("ID-02A", {"activity__kind": "admin", "activity__title": "Data Kapal"}, U),
    ("ID-02A", {"activity__kind": "lain", "activity__title": "Survei Kapal"}, U),
    ("ID-03", {}, P),
    ("ID-03", {"activity__kind": "admin", "activity__title": "Kompilasi Data Kapal"}, P),
    ("ID-03", {"activity__kind": "admin", "activity__title": "Data Kapal"}, V),
    ("ID-03", {"activity__kind": "admin", "activity__title": ""}, U),
    ("ID-04A", {}, P),
    ("ID-04A", {"notification__survey_title": "Survei Ikan 2026"}, V),
    ("ID-04A", {"activity__title": ""}, U),
    ("ID-05A", {}, P),
    ("ID-05A", {"schedule__stage_3": ["2025-11-01", "2026-01-31"]}, P),
    ("ID-05A", {"schedule__stage_3": ["2027-01-04", "2027-02-26"]}, V),
    ("ID-05A", {"schedule__stage_3": None}, U),
    ("ID-05A", {"cycle__year": None}, U),
    ("II-01", {}, P),
    ("II-01", {"contacts__echelon1": ""}, V),
    ("II-01", {"contacts__echelon2": ""}, P),
    ("II-01", {"contacts__echelon2": "", "contacts__organiser": "", "organisation__name": ""}, V),
    ("II-01", {"contacts__echelon2": {"a": 1}}, U),
    ("II-02", {}, P),
    ("II-02", {"contacts__manager_phone": "", "contacts__manager_email": ""}, P),
    ("II-02", {"contacts__manager_position": ""}, V),
    ("II-02", {"contacts__manager_phone": "", "contacts__phone": ""}, V),
    ("II-02", {"contacts__manager_name": 3.5}, U),
    ("III-04", {}, P),
    ("III-04", {"schedule__stage_3": ["2026-03-10", "2026-04-30"]}, V),
    ("III-04", {"schedule__stage_3": []}, U),
    ("III-05A", {}, P),
    ("III-05A", {"schedule__stage_4": ["2026-06-30", "2026-08-31"]}, P),
    ("III-05A", {"schedule__stage_4": ["2026-06-29", "2026-08-31"]}, V),
    ("III-05A", {"schedule__stage_6": ["2026-01-01", "2026-01-10"]}, V),
    ("III-05A", {f"schedule__stage_{n}": None for n in (1, 2, 4, 5, 6)}, U),
    ("III-06", {}, P),
    ("III-06", {"schedule__stage_2": ["2026-02-02", "2026-05-04"]}, P),
    ("III-06", {"schedule__stage_2": ["2026-02-02", "2026-05-05"]}, V),
    ("III-06", {"schedule__stage_1": None, "schedule__stage_2": None}, U),
    ("III-08A", {}, P),
    ("III-08A", {"used": [made.variable("Luas lahan (m2)")]}, V),
    ("III-08A", {"used": [made.variable("Nama OPD")]}, V),
    ("III-08A", {"used": []}, U),
    ("III-09", {}, P),
    ("III-09", {"used": [made.variable(), made.variable("Umur", definition=" ")]}, V),
    ("III-09", {"used": []}, U),
    ("III-10", {}, P),
    ("III-10", {"used": [made.variable(definition="Adalah volume ikan.")]}, V),
    ("III-10", {"used": [made.variable(definition="Volume ikan")]}, V),
    ("III-10", {"used": [made.variable(definition="adalah volume ikan")]}, V),
    ("III-10", {"used": [made.variable(definition="")]}, U),
    ("III-12", {}, P),
    ("III-12", {"used": [made.variable(reference_period="")]}, V),
    ("III-12", {"used": "bukan daftar"}, U),
    ("IV-01", {}, P),
    ("IV-01", {"activity__repetition": "sekali", "activity__frequency": ""}, P),
    ("IV-01", {"activity__frequency": ""}, V),
    ("IV-01", {"activity__repetition": ""}, U),
    ("IV-05", {}, P),
    ("IV-05", {"activity__repetition": "sekali"}, P),
    ("IV-05", {"activity__repetition": "sekali", "collection__type": "1"}, V),
    ("IV-05", {"activity__repetition": "sekali", "collection__type": ""}, U),
    ("IV-05", {"activity__repetition": ""}, U),
    ("IV-07", {}, P),
    ("IV-07", {"population__coverage": "1", "population__regions": []}, P),
    ("IV-07", {"population__regions": [], "activity__coverage_note": ""}, V),
    ("IV-07", {"population__coverage": "", "activity__coverage": ""}, U),
    ("IV-09", {}, P),
    ("IV-09", {"activity__kind": "admin", "population__methods": 8}, P),
    ("IV-09", {"activity__kind": "admin", "population__methods": 1}, V),
    ("IV-09", {"activity__kind": "admin", "population__methods": 0}, U),
    ("V-01", {}, P),
    ("V-01", NO_SAMPLE | {"activity__kind": "census"}, P),
    ("V-01", NO_SAMPLE, V),
    ("V-01", {"activity__kind": ""}, U),
    ("V-02", {}, P),
    ("V-02", {"activity__kind": "admin"}, P),
    ("V-02", {"sample__unit": ""}, V),
    ("V-02", NO_METHOD, V),
    ("V-02", {"sample__selection": "2"}, V),
    ("V-02", NO_SAMPLE | {"population__observation_unit": ""}, U),
    ("V-03A", {}, P),
    ("V-03A", {"sample__selection": "2"} | NO_METHOD, P),
    ("V-03A", {"sample__probability_method": ""}, P),
    ("V-03A", NO_METHOD, V),
    ("V-03A", {"sample__selection": ""}, U),
    ("V-03B", {}, P),
    ("V-03B", NO_FRAME, V),
    ("V-03B", {"sample__selection": ""}, U),
    ("V-03C", {}, P),
    ("V-03C", {"sample__fraction": ""}, V),
    ("V-03C", {"sample__selection": ""}, U),
    ("V-03D", {}, P),
    ("V-03D", {"sample__error": ""}, V),
    ("V-03D", {"sample__selection": "1", "sample__error": "banyak"}, U),
    ("V-08A", {}, P),
    ("V-08A", {"sample__design": "1", "sample__fraction": "0,1"}, P),
    ("V-08A", {"sample__fraction": "Tahap 1: 0,25; tahap 2: 0,1"}, P),
    ("V-08A", {"sample__fraction": "25 % x 10 %"}, P),
    ("V-08A", {"sample__fraction": "400/4.000"}, V),
    ("V-08A", {"sample__fraction": ""}, U),
    ("V-11", {}, P),
    ("V-11", {"sample__error": "5"}, P),
    ("V-11", {"sample__error": "5.01"}, V),
    ("V-11", {"sample__error": ""}, U),
    ("V-12", {}, P),
    ("V-12", {"sample__selection": "2", "sample__error": ""}, P),
    ("V-12", {"sample__error_kind": ""}, V),
    ("V-12", {"sample__error": ""}, U),
    ("V-14A", {}, P),
    ("V-14A", {"processing__analysis_units": 0}, V),
    ("V-14A", {"activity__kind": ""}, U),
    ("VI-01", {}, P),
    ("VI-01", {"activity__kind": "admin", "staff__pilot": "2"}, P),
    ("VI-01", {"staff__pilot": "2"}, V),
    ("VI-01", {"staff__pilot": ""}, U),
    ("VI-02", {}, P),
    ("VI-02", {"population__means": 1, "staff__pilot": "2"}, P),
    ("VI-02", {"population__means": 8, "staff__pilot": "2"}, V),
    ("VI-02", {"population__means": 0}, U),
    ("VI-04A", {}, P),
    ("VI-04A", {"staff__education": "1"}, V),
    ("VI-04A", {"staff__education": ""}, U),
    ("VI-05", {}, P),
    ("VI-05", {"staff__supervisors": 16}, P),
    ("VI-05", {"staff__supervisors": 17}, V),
    ("VI-05", {"staff__enumerators": None}, U),
    ("VI-07", {}, P),
    ("VI-07", {"population__methods": 2, "staff__training": "2"}, P),
    ("VI-07", {"population__methods": 4, "staff__training": "2"}, V),
    ("VI-07", {"staff__training": ""}, U),
    ("VI-08", {}, P),
    ("VI-08", {"staff__supervisors": 0, "collection__quality": 1}, P),
    ("VI-08", {"collection__quality": 1}, V),
    ("VI-08", {"collection__quality": 0}, U),
    ("VII-01", {}, P),
    ("VII-01", {f"processing__{name}": "2" for name in ("editing", "coding", "entry", "validation")}, V),
    ("VII-01", {"processing__editing": ""} | {f"processing__{name}": "2" for name in ("coding", "entry", "validation")}, U),
    ("VII-03", {}, P),
    ("VII-03", {"sample__selection": "2", "processing__analysis": "1"}, P),
    ("VII-03", {"sample__selection": "2"}, V),
    ("VII-03", {"sample__selection": ""}, U),
    ("VII-03", {"processing__analysis": ""}, U),
    ("VII-04", {}, P),
    ("VII-04", {"activity__kind": "census"}, P),
    ("VII-04", {"sample__fraction": ""}, V),
    ("VII-04", {"sample__selection": ""}, U),
    ("VIII-01", {}, P),
    ("VIII-01", {"dissemination__printed": "2", "dissemination__digital": "2"}, P),
    ("VIII-01", NO_PRODUCT, V),
    ("VIII-01", NO_PRODUCT | {"dissemination__printed": ""}, U),
]  # fmt: skip


def facts_of(changed):
    own = {name: value for name, value in changed.items() if name not in ("used", "rows")}
    facts = made.full(**own)
    facts.tables |= changed.get("rows", {})
    facts.used = changed.get("used", facts.used)
    return facts


def test_the_table_holds_the_40_rules():
    assert [one.id for one in RULES.values() if one.severity == Severity.ERROR] == ERRORS.split()
    assert [one.id for one in RULES.values() if one.severity == Severity.WARNING] == WARNINGS.split()
    assert len(RULES) == 40
    assert {rule.path for rule in RULES.values()} - known_paths() == set()
    assert all(rule.title and rule.source for rule in RULES.values())


@pytest.mark.parametrize(("id", "changed", "outcome"), CASES)
def test_each_rule(id, changed, outcome):
    verdict = judge(RULES[id], Reader(facts_of(changed)), HANDED_IN)
    assert verdict.outcome == outcome, verdict.text
    assert bool(verdict.text) is (outcome != P)
    assert (verdict.path in known_paths()) is (outcome != P)


def test_each_rule_has_a_case_of_each_outcome():
    assert {(id, outcome) for id, _changed, outcome in CASES} == {(id, o) for id in RULES for o in Outcome}


def test_a_full_design_is_in_order():
    """Of a survey and of a compilation: nothing to mend."""
    for facts in (made.full(), made.compilation()):
        found = review(facts, form("romantik"), submitted_on=dt.date(2026, 3, 10))
        assert [finding.id for finding in found if finding.outcome != P] == []


def test_an_empty_design_is_told_what_is_missing_and_no_more():
    found = review(made.Facts(), form("romantik"))
    assert [finding.id for finding in found if finding.outcome == V] == ["I-01", "I-04", "II-01", "II-02"]
    assert [finding.id for finding in found if finding.outcome == P] == []


def test_a_finding_tells_where_to_mend():
    found = {f.id: f for f in review(made.full(staff__training="2", sample__error="12.5"), form("romantik"))}
    training = found["VI-07"]
    assert (training.is_blocking, training.form_line, training.path, training.url) == (
        True,
        "6.7",
        "staff.training",
        "/staff/",
    )
    assert training.form_label == "Apakah melakukan pelatihan petugas?"
    assert (found["V-11"].form_line, found["V-11"].is_blocking) == ("5.6", False)
    assert found["III-04"].outcome == U
    with override("en"):
        assert {f.id: f.text for f in review(made.full(sample__error="12.5"), form("fs3"))}["V-11"] == (
            "The expected sampling error is 12.5 %, more than 5 %. Enlarge the sample, or explain it."
        )
        assert {f.id: f.form_line for f in review(made.full(), form("fs3"))}["V-11"] == "6.6"
    patient = review(made.full(sample__error="12.5"), form("fs3"), most_error=Decimal(15))
    assert {f.id: f.outcome for f in patient}["V-11"] == P


def test_messages_name_what_is_wrong():
    def told(id, **changed):
        with override("en"):
            return judge(RULES[id], Reader(facts_of(changed)), HANDED_IN).text

    assert told("ID-02A", activity__title="Wisatawan Nusantara") == (
        'The title does not tell how data are collected. Begin with it: "Survei Wisatawan Nusantara Kota Contoh".'
    )
    assert "Diskominfo, Kab." in told("I-02A", contacts__organiser="Diskominfo Kab. Contoh")
    assert told("III-08A", used=[made.variable("Luas (ha)"), made.variable()]).endswith(": Luas (ha) (ha).")
    assert told("V-02", sample__unit="", sample__design="").startswith(
        "Of the sample is missing: kind of sample design, sampling unit"
    )
    many = [made.variable(f"Peubah {n}", definition="") for n in range(8)]
    assert "Peubah 4 (+3)" in told("III-09", used=many)
    assert told("I-02A", contacts__organiser="100 % %(x)s OPD").startswith(
        "The name of the office has abbreviations: OPD"
    )


# Rules as data ----------------------------------------------------------------------------------------------------------


def rule(expression, **more):
    told = {"message_id": "Salah 5 %", "message_en": "Wrong", "place": "staff.pilot"} | more
    return RuleFromData("X-01", Severity.WARNING, expression, **told)


@pytest.mark.parametrize(
    ("expression", "changed", "outcome"),
    [
        ('jika cara = "survey" maka uji_coba', {}, P),
        ('jika cara = "survey" maka uji_coba', {"staff__pilot": "2"}, V),
        ('jika cara = "survey" maka uji_coba', {"staff__pilot": ""}, U),
        ('jika cara = "census" maka uji_coba', {"staff__pilot": ""}, P),
        ("unit_walidata tidak kosong", {"contacts__walidata_unit": ""}, V),
        ("supervisor * 8 >= enumerator", {}, P),
        ("supervisor * 8 >= enumerator", {"staff__enumerators": 40}, V),
        ("enumerator / supervisor <= 8", {"staff__supervisors": 0}, U),
        ("galat_sampel <= 5", {"sample__error": "7.25"}, V),
        ("pengumpulan_mulai > perencanaan_selesai", {}, P),
        ("hasil_tersedia > pengumpulan_selesai", {"dissemination__available_on": "2026-06-01"}, V),
        ("banyak_variabel >= 3", {}, V),
        ("panjang(judul) <= 200", {"activity__title": 5}, U),
        ("tidak ada nama ini", {}, U),
    ],
)
def test_a_rule_as_data_has_three_outcomes(expression, changed, outcome):
    assert rule(expression).judge(record(Reader(facts_of(changed)))).outcome == outcome


def test_a_rule_as_data_is_checked_and_read_aloud():
    assert rule("uji_coba").problems() == []
    assert rule("uji_coba").judge({"uji_coba": False}).text == "Salah 5 %"
    with override("en"):
        assert rule("uji_coba").judge({"uji_coba": False}).text == "Wrong"
        assert rule("supervisor <= enumerator").title.startswith("The number of supervisors")
    assert rule("supervisor +").title == "supervisor +"
    assert (
        rule("superviser <= 2").problems("en")[0].startswith("Line 1, column 1: The variable “superviser” is not known")
    )
    assert rule("supervisor").problems("en") != []
    assert rule("uji_coba", place="staff.nothing").problems() == ["staff.nothing"]
    assert set(ENVIRONMENT.variables) == set(NAMES)
    assert {one.path for one in NAMES.values()} - known_paths() == set()


def test_shipped_rules_hold_for_a_design_in_order():
    more = shipped_rules()
    found = review(made.full(sample__frame_size=4000), form("romantik"), submitted_on=dt.date(2026, 3, 10), more=more)
    assert [(one.id, one.outcome) for one in found[40:]] == [(one.id, P) for one in more]
    bad = made.full(
        sample__frame_size=10, dissemination__available_on="2026-01-01", contacts__walidata_unit="",
        schedule__stage_6=["2030-01-01", "2030-02-01"],
    )  # fmt: skip
    bad.used = []
    found = review(bad, form("romantik"), more=more)
    assert [one.outcome for one in found[40:]] == [V] * len(more)
    assert (found[40].form_line, found[43].form_line) == ("", "")


RULE = """rules:
  - id: X-01
    severity: W
    expression: uji_coba
    message: {id: Salah., en: Wrong.}
    place: staff.pilot
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RULE.replace("severity: W", "severity: X"), "r.yaml:3: severity is E or W"),
        (RULE.replace("uji_coba", "uji_coba_"), "r.yaml:4: "),
        (RULE.replace("staff.pilot", "staff.pilots"), "r.yaml:6: staff.pilots"),
        (RULE.replace("place", "tempat"), "r.yaml:6: unknown key"),
        (RULE.replace("Wrong.", '""'), "r.yaml:5: message is needed"),
        (RULE + RULE.removeprefix("rules:\n"), "r.yaml:7: the rule X-01 stands twice"),
        ("rules: 5", "r.yaml:1: rules is a list"),
    ],
)
def test_rule_files_tell_their_mistakes(text, told):
    assert load_rules("r.yaml", RULE)[0].id == "X-01"
    assert load_rules("r.json", '{"rules": []}') == ()
    with pytest.raises(CatalogueError) as caught:
        load_rules("r.yaml", text)
    assert str(caught.value).startswith(told)


# Whatever the facts hold ------------------------------------------------------------------------------------------------

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.binary(max_size=5), st.just("1"), st.just("2"),
    st.just(10**40), st.just("9" * 400), st.just("NaN"), st.just("1e999999"), st.just(Decimal("Infinity")),
    st.dates(), st.datetimes(), st.lists(st.one_of(st.none(), st.text(max_size=12), st.integers(), st.dates()), max_size=3),
    st.tuples(st.just("2026-02-30"), st.just("2026-01-01")), st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
    st.lists(st.tuples(st.text(max_size=9), st.one_of(st.none(), st.text(max_size=9))), max_size=3),
    st.sampled_from(["survey", "census", "admin", "other", "sekali", "berulang", "sektoral", "3", "4", "5", "2026-05-04"]),
    st.integers(0, 40),
)  # fmt: skip
PATHS = sorted(path for path in known_paths() if path.split(".")[0] not in made.TABLES or "." in path)
TOLD = st.dictionaries(st.sampled_from(["definition", "reference_period"]), ODD, max_size=2)
USED = st.lists(st.builds(lambda name, more: made.variable(name, **more), ODD, TOLD), max_size=3)
COLUMNS = st.sampled_from(["title", "frame", "method", "levels", "files", "name"])
ROWS = st.dictionaries(
    st.sampled_from(sorted(made.TABLES)),
    st.one_of(ODD, st.lists(st.dictionaries(COLUMNS, ODD, max_size=4), max_size=3)),
    max_size=4,
)


@settings(max_examples=120, deadline=None)
@given(changed=st.dictionaries(st.sampled_from(PATHS), ODD, max_size=25), rows=ROWS, used=st.one_of(USED, ODD))
def test_nothing_that_facts_hold_makes_a_form_or_a_rule_fail(changed, rows, used):
    facts = made.full()
    facts.given |= changed
    facts.tables |= rows
    facts.used = used
    for code in ("fs3", "fp_kpa", "romantik", "mskeg"):
        found = project(form(code), facts)
        assert 0 <= found.share().done <= found.share().total
    findings = review(facts, form("romantik"), submitted_on=dt.date(2026, 3, 10), more=shipped_rules())
    assert all(finding.outcome in Outcome for finding in findings)
    assert all(finding.text for finding in findings if finding.outcome != P)
