"""The catalogue files say what they must say, before anything is loaded from them."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("survey", "census", "admin", "other")
APPROVAL_TASKS = {"1.3.3", "1.6.4", "3.4.3", "4.4.3", "5.4.3", "6.5.4", "7.2.2", "8.3.2"}
MANDATORY_IN = {"1.3", "1.6", "3.4", "3.6", "4.4", "5.4", "5.8", "6.5", "7.2", "8.2", "8.3"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

CATALOGUE = yaml.safe_load((ROOT / "phases/catalogue/gsbpm.yaml").read_text(encoding="utf-8"))
PHASES = CATALOGUE["phases"]
SUBPROCESSES = {s["number"]: s for p in PHASES for s in p["subprocesses"]}
TASKS = {t["code"]: t for s in SUBPROCESSES.values() for t in s["tasks"]}
OUTPUTS = {o["code"]: (s["number"], o) for s in SUBPROCESSES.values() for o in s["outputs"]}
GATES = CATALOGUE["gates"]
PRESETS = CATALOGUE["presets"]


def repeated(values):
    return [value for value, count in Counter(values).items() if count > 1]


def parent(code):
    return code.rpartition(".")[0]


def texts(node, path=""):
    """Every (path, value) of the fields that people read."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from texts(child, f"{path}[{index}]")
    elif isinstance(node, dict):
        for key, child in node.items():
            here = f"{path}.{key}"
            if key in {"id", "en", "en52", "short", "short_en", "purpose", "purpose_en"}:
                yield here, child
            else:
                yield from texts(child, here)


def test_counts_and_numbers():
    assert CATALOGUE["version"] == "2026.2"
    assert [p["number"] for p in PHASES] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [len(p["subprocesses"]) for p in PHASES] == [6, 6, 7, 4, 8, 5, 5, 3]
    for phase in PHASES:
        numbers = [s["number"] for s in phase["subprocesses"]]
        assert numbers == [f"{phase['number']}.{n}" for n in range(1, len(numbers) + 1)]
    assert (len(SUBPROCESSES), len(TASKS)) == (44, 162)


def test_codes_are_unique_and_stand_at_their_place():
    assert repeated(t["code"] for s in SUBPROCESSES.values() for t in s["tasks"]) == []
    assert repeated(o["code"] for s in SUBPROCESSES.values() for o in s["outputs"]) == []
    assert repeated(g["code"] for g in GATES) == []
    assert [t["code"] for s in SUBPROCESSES.values() for t in s["tasks"] if parent(t["code"]) != s["number"]] == []
    assert [code for code in OUTPUTS if not SLUG.fullmatch(code)] == []


def test_every_text_is_there_in_both_languages():
    for node in (*PHASES, *SUBPROCESSES.values()):
        assert {"id", "en", "short", "short_en", "purpose", "purpose_en"} <= node.keys()
    for node in (*TASKS.values(), *(o for _, o in OUTPUTS.values()), *GATES, *PRESETS):
        assert {"id", "en"} <= node.keys()
    for path, value in texts(CATALOGUE):
        assert isinstance(value, str), path
        assert value, path
        assert value == " ".join(value.split()), path


def test_names_of_5_2_stand_only_where_they_differ():
    differing = {number for number, s in SUBPROCESSES.items() if "en52" in s}
    assert differing == {"1.5", "2.1", "2.2", "2.6", "7.3", "7.5"}
    assert [number for number in differing if SUBPROCESSES[number]["en52"] == SUBPROCESSES[number]["en"]] == []


@pytest.mark.parametrize("language", ["purpose", "purpose_en"])
def test_a_purpose_is_one_sentence_of_its_own(language):
    purposes = [node[language] for node in (*PHASES, *SUBPROCESSES.values())]
    assert len(purposes) == 52
    assert repeated(purposes) == []
    for purpose in purposes:
        assert 60 <= len(purpose) <= 160, purpose
        assert purpose[0].isupper(), purpose
        assert re.search(r"[^.]\.$", purpose), purpose
        assert ". " not in purpose, purpose
    if language == "purpose":
        assert [
            purpose for purpose in purposes if re.search(r"\b(dummy|table|release|design)\b", purpose, re.IGNORECASE)
        ] == []


def test_stages_of_satu_data():
    assert {p["number"]: p["sdi"] for p in PHASES} == {
        1: "perencanaan",
        2: "perencanaan",
        3: "perencanaan",
        4: "pengumpulan",
        5: "pemeriksaan",
        6: "pemeriksaan",
        7: "penyebarluasan",
        8: "penyebarluasan",
    }


def test_applies_names_known_kinds_and_never_all():
    for node in (*SUBPROCESSES.values(), *TASKS.values()):
        if "applies" in node:
            assert set(node["applies"]) < set(KINDS), node
            assert node["applies"], node


def test_approval_tasks():
    assert {code for code, t in TASKS.items() if "needs" in t} == APPROVAL_TASKS
    assert {t["needs"] for t in TASKS.values() if "needs" in t} == {"approval"}


def test_outputs():
    for number, subprocess in SUBPROCESSES.items():
        assert 1 <= len(subprocess["outputs"]) <= 3, number
    for code, (_, output) in OUTPUTS.items():
        assert output.keys() == {"code", "id", "en", "mandatory", "kind"}, code
        assert output["kind"] in {"document", "dataset", "table", "other"}, code
        assert isinstance(output["mandatory"], bool), code
    mandatory = [number for number, output in OUTPUTS.values() if output["mandatory"]]
    assert len(mandatory) == len(set(mandatory))
    assert set(mandatory) == MANDATORY_IN


def test_inputs_are_outputs_of_earlier_subprocesses():
    order = list(SUBPROCESSES)
    for number, subprocess in SUBPROCESSES.items():
        inputs = subprocess["inputs"]
        assert inputs, number
        assert repeated(inputs) == [], number
        assert set(inputs) <= OUTPUTS.keys(), number
        if number != "1.1":  # reads what the previous edition left
            late = [code for code in inputs if order.index(OUTPUTS[code][0]) >= order.index(number)]
            assert late == [], number


def test_gates_refer_to_what_exists():
    for gate in GATES:
        assert gate.keys() == {"code", "holds", "needs", "id", "en"}
        holds, needs = gate["holds"], gate["needs"]
        if holds["move"] in {"open_phase", "close_phase"}:
            assert holds.keys() == {"move", "phase"}, gate
            assert holds["phase"] in {p["number"] for p in PHASES}, gate
        else:
            assert holds["move"] in {"start", "submit"}, gate
            assert holds.keys() == {"move", "subprocess"}, gate
            assert holds["subprocess"] in SUBPROCESSES, gate
        ((what, code),) = needs.items()
        assert code in {"task": APPROVAL_TASKS, "output": OUTPUTS, "approved": SUBPROCESSES}[what], gate
        target = holds.get("phase") or holds["subprocess"]
        assert gate["code"] == f"G-{code}-{holds['move'].removesuffix('_phase')}-{target}"


def test_gates_are_the_ones_agreed():
    held = {
        (next(iter(g["needs"].values())), g["holds"]["move"], str(g["holds"].get("phase") or g["holds"]["subprocess"]))
        for g in GATES
    }
    closing = {(task, "close_phase", task[0]) for task in APPROVAL_TASKS}
    building = {
        ("1.6.4", "start", "4.3"),
        ("3.4.3", "start", "4.3"),
        ("4.4.3", "open_phase", "5"),
        ("5.4.3", "submit", "5.8"),
        ("6.5.4", "start", "7.3"),
        ("7.2.2", "start", "7.3"),
    }
    outputs = {(code, "submit", number) for code, (number, output) in OUTPUTS.items() if output["mandatory"]}
    assert held == closing | building | outputs
    assert len(GATES) == len(held) == 25


def test_a_gate_names_the_task_and_ends_as_a_sentence():
    for gate in GATES:
        for language in ("id", "en"):
            assert gate[language].endswith("."), gate
            if "task" in gate["needs"]:
                assert f"({gate['needs']['task']})" in gate[language], gate


@pytest.mark.parametrize("kind", KINDS)
def test_presets_say_what_applies_says(kind):
    given = [p.get("subprocess") or p["task"] for p in PRESETS if p["kind"] == kind]
    out = {number for number, s in SUBPROCESSES.items() if kind not in s.get("applies", KINDS)}
    tasks = {c for c, t in TASKS.items() if kind not in t.get("applies", KINDS) and parent(c) not in out}
    assert repeated(given) == []
    assert set(given) == out | tasks


def test_presets_are_well_formed():
    for preset in PRESETS:
        assert preset["kind"] in KINDS, preset
        if "subprocess" in preset:
            assert preset.keys() == {"kind", "subprocess", "id", "en"}, preset
            assert preset["subprocess"] in SUBPROCESSES, preset
        else:
            assert preset.keys() == {"kind", "task", "id", "en"}, preset
            assert preset["task"] in TASKS, preset


def test_kinds_lose_what_they_cannot_have():
    lost = {kind: {p["subprocess"] for p in PRESETS if p["kind"] == kind and "subprocess" in p} for kind in KINDS}
    assert lost == {"survey": set(), "census": {"5.6"}, "admin": {"2.4", "4.1", "5.6"}, "other": set()}
    census = {p["task"] for p in PRESETS if p["kind"] == "census" and "task" in p}
    assert {"2.4.3", "2.4.4", "4.1.2", "5.7.1", "5.7.5"} <= census


def test_no_mandatory_output_or_approval_is_preset_away():
    """Otherwise a gate would hold an activity that has no way to satisfy it."""
    gone = {p.get("subprocess") or p["task"] for p in PRESETS}
    assert gone & (APPROVAL_TASKS | MANDATORY_IN) == set()


def test_sectors():
    sectors = yaml.safe_load((ROOT / "activities/catalogue/sectors.yaml").read_text(encoding="utf-8"))
    assert sectors["version"] == "2026.1"
    assert [s["code"] for s in sectors["sectors"]] == [str(n) for n in range(1, 23)]
    for language in ("id", "en"):
        names = [s[language] for s in sectors["sectors"]]
        assert repeated(names) == []
        assert all(name and name == name.strip() for name in names)
