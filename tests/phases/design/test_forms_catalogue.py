"""The catalogue of forms: every line of the forms is there and reads a fact that exists; mistakes are told with their line."""

from pathlib import Path

import pytest
import yaml

import activities
from activities.design.declarations import SECTIONS
from activities.design.enums import CollectionMeans, CollectionMethod, CollectionUnit, Education, StaffKind, YesNo
from activities.enums import ActivityKind, Coverage, Frequency, Repetition, StatisticType
from phases.design.forms_catalogue import FORMS, CatalogueError, form, parse, read_codes
from phases.design.forms_catalogue.paths import IDENTITY, known_paths
from phases.design.reading.computed import COMPUTED

SECTORS = Path(activities.__file__).parent / "catalogue" / "sectors.yaml"
NUMBERS = {
    "fs3": [
        *("judul", "identitas", "1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4.1", "4.2"),
        *("5.1", "5.2", "5.3", "5.4", "5.5", "5.6a", "5.6b", "5.7", "5.8", "5.9", "5.10", "5.11"),
        *("6.1", "6.1.jelaskan", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6"),
    ],
    "fp_kpa": [
        *("judul", "identitas", "1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "4", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6"),
        *("6.1", "6.2", "6.3", "6.4", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6"),
    ],
    "romantik": [
        *("nama_kegiatan", "tahun_kegiatan", "wilayah", "instansi", "cara", "identitas", "1.1", "1.2", "2.1", "2.2"),
        *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7"),
        *("5.1", "5.2", "5.3a", "5.3b", "5.4", "5.5", "5.6", "5.7", "5.8", "6.1", "6.2", "6.4", "6.5", "6.6", "6.7"),
        *("7.1", "7.2", "7.3", "7.4", "8.1a", "8.1b", "8.1c", "9.1"),
    ],
    "mskeg": [
        *("judul", "tahun", "kode", "cara", "sektor", "jenis", "rekomendasi", "identitas", "1.1", "1.2", "2.1", "2.2"),
        *("3.1", "3.2", "3.3", "3.4", *(f"4.{n}" for n in range(1, 9)), "5.1", "5.2", "5.3a", "5.3b"),
        *("5.4", "5.5", "5.6", "5.7", "5.8", *(f"6.{n}" for n in range(1, 8)), "7.1", "7.2", "7.3", "7.4", "8.1", "8.2"),
    ],
}  # fmt: skip
CHOICES = {
    "population.methods": CollectionMethod, "population.means": CollectionMeans, "population.units": CollectionUnit,
    "staff.kind": StaffKind, "staff.education": Education, "staff.pilot": YesNo, "staff.training": YesNo,
    "population.coverage": Coverage, "activity.coverage": Coverage, "activity.kind": ActivityKind,
    "activity.repetition": Repetition, "activity.frequency": Frequency, "activity.statistic_type": StatisticType,
}  # fmt: skip


def choices_of(path):
    """What the record may hold at a path; None for texts."""
    for spec in SECTIONS:
        for field in spec.fields:
            if f"{spec.code}.{field.name}" == path:
                return YesNo if field.type == "yesno" else field.choices
    return CHOICES.get(path)


@pytest.mark.parametrize("code", FORMS)
def test_every_line_of_the_form_stands_in_its_order(code):
    assert [line.code for line in form(code).lines if line.level == 0] == NUMBERS[code]


@pytest.mark.parametrize("code", FORMS)
def test_every_answer_is_read_from_a_fact_that_exists(code):
    paths = {path for line in form(code).lines if not line.computed for path in line.sources}
    paths |= {path for line in form(code).lines if line.computed for path in COMPUTED[line.computed].reads}
    paths |= {line.other for line in form(code).lines if line.other}
    assert paths - known_paths() == set()


@pytest.mark.parametrize("code", FORMS)
def test_options_cover_what_the_record_may_hold(code):
    """Every value of the record has an option on the form, and no option stands for a value that the record cannot hold."""
    wrong = []
    for line in form(code).lines:
        given = {value for option in line.options for value in option.values}
        for path in [] if line.computed else line.sources:
            held = choices_of(path)
            if not line.options or held is None or (path, code) == ("activity.kind", "fs3"):
                continue
            if given != {str(value) for value in held.values}:
                wrong.append((line.code, path, sorted(given)))
    assert wrong == []


@pytest.mark.parametrize("code", FORMS)
def test_a_layout_names_each_place_once(code):
    keys = [line.key for line in form(code).lines if line.key]
    assert len(keys) == len(set(keys))
    assert [line.code for line in form("romantik").lines if not line.key and line.kind != "heading"] == ["identitas"]


def test_the_sectors_are_those_of_the_activities():
    sectors = {option.code: (option.label.id, option.label.en) for option in form("mskeg")["sektor"].options}
    shipped = yaml.safe_load(SECTORS.read_text(encoding="utf-8"))["sectors"]
    assert sectors == {one["code"]: (one["id"], one["en"]) for one in shipped}


def test_identity_is_known_and_unknown_paths_are_not():
    assert set(IDENTITY) <= known_paths()
    assert "population.nothing" not in known_paths()
    assert form("fs3").line_of("sample.fraction").code == "6.4"
    assert form("fs3").line_of("outputs.levels").code == "7.2"
    assert form("fs3").line_of("processing.entry") is None
    with pytest.raises(KeyError):
        form("fs9")


HEAD = """form: x
version: "1"
title: {id: A, en: B}
name: {id: A, en: B}
basis: {id: A, en: B}
kinds: [survey]
blocks:
  - code: I
    title: {id: A, en: B}
    lines:
"""
LINE = '      - {code: "1", label: {id: A, en: B}, kind: text, from: objectives.aims}\n'


def test_a_good_form_is_read():
    found = parse("x.yaml", HEAD + LINE)
    assert (found.code, [line.code for line in found.lines], found["1"].sources) == ("x", ["1"], ("objectives.aims",))


def line(text):
    return HEAD + "      - {code: " + text + "}\n"


def named(text):
    return line(f'"1", label: {{id: A, en: B}}, {text}')


BAD = [
    ("- a\n", "x.yaml:1: a mapping is needed"),
    ("form: [\n", "x.yaml:2: expected the node content, but found '<stream end>'"),
    (HEAD.replace("kinds: [survey]\n", "") + LINE, "x.yaml:1: kinds is missing"),
    (HEAD.replace("name:", "nama:") + LINE, "x.yaml:4: unknown key 'nama'"),
    (HEAD.replace('"1"', "1") + LINE, "x.yaml:2: version is no text: write 1 in quotes"),
    (HEAD.replace("basis", "title") + LINE, "x.yaml:5: title stands twice"),
    (HEAD.replace("title: {id: A, en: B}\nname", "title: {id: A}\nname") + LINE, "x.yaml:3: en is missing"),
    (HEAD + LINE + LINE, "x.yaml:12: the line 1 stands twice"),
    (named('kind: texts, from: objectives.aims'), "x.yaml:11: 'texts' is none of"),
    (named('kind: text, from: objectives.aim'), "x.yaml:11: the design record has no objectives.aim"),
    (named('kind: text, from: "computed:no"'), "x.yaml:11: there is no function computed:no"),
    (named('kind: text'), "x.yaml:11: from is missing"),
    (named('kind: choice, from: staff.pilot'), "x.yaml:11: options belong to choice and choices"),
    (named('kind: choice, from: staff.pilot, options: yesno'), "x.yaml:11: there is no list of options"),
    (named('kind: table, from: staff.pilot'), "x.yaml:11: columns belong to a table"),
    (named('kind: text, from: staff.pilot, bits: true'), "x.yaml:11: bits belong to choices"),
    (named('kind: text, from: staff.pilot, bits: ja'), "x.yaml:11: bits is true or false"),
    (named('kind: text, from: staff.pilot, when: {field: "9", is: a}'), "x.yaml:11: no line 9 stands before"),
    (named('kind: text, from: staff.pilot, when: {fact: a.b, is: a}'), "x.yaml:11: the design record has no a.b"),
    (named('kind: text, from: staff.pilot, when: {fact: staff.pilot, was: a}'), "x.yaml:11: a condition asks"),
    (named('kind: heading, from: staff.pilot'), "x.yaml:11: a heading has no answer of its own"),
    (named('kind: text, from: {a: b}'), "x.yaml:11: from is a text or a list of texts"),
    (line('1: a, label: b'), "x.yaml:11: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), BAD)
def test_mistakes_are_told_with_their_line(text, told):
    with pytest.raises(CatalogueError) as caught:
        parse("x.yaml", text)
    assert str(caught.value).startswith(told)


def test_an_office_replaces_unconfirmed_codes():
    codes = read_codes(
        "# yang kami lihat\nromantik 4.1 hanya_sekali = sekali; fs3 5.1 2 = 3\nromantik cara survei = survey"
    )
    assert codes == {
        "romantik": {"4.1": {"hanya_sekali": "sekali"}, "cara": {"survei": "survey"}}, "fs3": {"5.1": {"2": "3"}},
    }  # fmt: skip
    changed = form("romantik", codes)
    assert [option.code for option in changed["4.1"].options] == ["sekali", "berulang"]
    assert {block.code: block.when.values for block in changed.blocks if block.when} == {"V": ("survey",)}
    assert [option.code for option in form("romantik")["4.1"].options] == ["hanya_sekali", "berulang"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("romantik 4.1 = a", "1: write form, line and code"),
        ("\nromantik 4.1 berulang = a b", "2: write form, line and code"),
        ("rom 4.1 a = b", "1: there is no form rom"),
        ("romantik 4.99 a = b", "1: romantik has no line 4.99"),
        ("romantik 4.1 a = b", "1: romantik 4.1 has no option a"),
        ("romantik 4.1 berulang = b", "1: the code berulang of romantik 4.1 is known"),
        ("romantik 4.1 hanya_sekali = berulang", "romantik 4.1: two options have one code"),
    ],
)
def test_codes_that_cannot_be_replaced_are_refused(text, told):
    with pytest.raises(CatalogueError) as caught:
        read_codes(text)
    assert str(caught.value).startswith(told)
