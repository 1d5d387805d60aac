"""Methods are pure: no Django, no clock, no random state of their own; and what the web process imports is plain Python."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
METHODS = sorted((ROOT / "phases/methods").rglob("*.py"))
BANNED = {"django", "celery", "datetime", "time", "random", "secrets", "uuid", "os"}


@pytest.mark.parametrize("path", METHODS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_clock_no_chance_no_django(path: Path) -> None:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    assert found & BANNED == set()


def test_sampling_needs_the_standard_library_alone() -> None:
    """In a fresh process, after its import no module stands there that is neither Python's own nor ours."""
    code = (
        "import sys; before = set(sys.modules); import phases.methods.sampling; "
        "names = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "print(sorted(names - set(sys.stdlib_module_names)))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['phases']"
