"""Codes of faults and remarks say which numbers they bring, and no text."""

import re
from pathlib import Path

import pytest

from phases.methods.sampling import PARAMETERS, REMARK_PARAMETERS, Code, Refused, Remark, Rule, Stratum, allocate

SOURCES = Path(__file__).resolve().parents[4] / "phases/methods/sampling"


def test_every_code_says_its_parameters() -> None:
    assert set(PARAMETERS) == set(Code)
    assert set(REMARK_PARAMETERS) == set(Remark)


def test_every_code_is_used_with_its_parameters() -> None:
    used: dict[str, set[str]] = {}
    for path in sorted(SOURCES.glob("*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "checks.add(" in line or "self.add(" in line or "Fault(" in line:
                for name in re.findall(r"Code\.([A-Z_]+)", line):
                    words = re.findall(r"\b([a-z_]+)=", line)
                    used.setdefault(name, set()).update(words)
    assert {name: tuple(words) for name, words in used.items() if len(words) < 2} == {
        code.name: params for code, params in PARAMETERS.items() if len(params) < 2
    }
    assert {name for name, words in used.items() if len(words) > 1} == {
        code.name for code, params in PARAMETERS.items() if len(params) > 1
    }


def test_a_refusal_is_a_value_error_that_names_its_faults() -> None:
    with pytest.raises(ValueError, match=r"^n: too_small, size: too_small$") as caught:
        allocate([Stratum(name="a", size=0)], Rule.EQUAL, n=0)
    assert isinstance(caught.value, Refused)
