"""Rules of the suite itself: warnings are errors, folders named build are collected, skips do not pass unseen, and a page
is waited for."""

import ast
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = "tests/infra/test_processes.py"  # needs PostgreSQL and Redis


def suite(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A small run of the suite on SQLite, without Redis."""
    left_out = {"CI", "DATABASE_URL", "REDIS_URL", "TEST_REDIS_URL", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | variables
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("processes", [(), ("-n", "1")], ids=["alone", "xdist"])
def test_a_skip_is_told_and_fails_the_run_on_a_build_server(processes):
    result = suite(SKIPPED, *processes, CI="true")
    assert result.returncode == 1, result.stdout
    assert "needs PostgreSQL" in result.stdout
    assert "with CI=true that fails the run" in result.stdout


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning):
        warnings.warn("noticed", UserWarning, stacklevel=1)


def test_folders_named_build_are_collected(pytestconfig):
    ignored = pytestconfig.getini("norecursedirs")
    assert not any(Path("tests/phases/build").match(pattern) for pattern in ignored)


# A page in a browser changes a moment after the click. Its state is looked at by expect(…), which waits for it.
AT_ONCE = {
    "all_inner_texts", "all_text_contents", "get_attribute", "inner_html", "inner_text", "input_value", "is_checked",
    "is_disabled", "is_editable", "is_enabled", "is_hidden", "is_visible", "text_content",
}  # fmt: skip
OF_ROWS = {"objects", "filter", "exclude"}


def looked_at_too_early(source: str) -> list[str]:
    """The asserts that look at a page once, without waiting: its address, its title, what its elements show, how many.

    And waits that do not know what they wait for.
    """
    in_browser = "page_as" in source
    nodes = list(ast.walk(ast.parse(source)))
    asserts = [node for node in nodes if isinstance(node, ast.Assert)]
    blind = [node for node in nodes if isinstance(node, ast.Call) and is_blind(node)]
    early = [node for node in asserts if any(is_early(part, in_browser) for part in ast.walk(node.test))]
    return [ast.unparse(node) for node in early + blind]


def is_blind(call: ast.Call) -> bool:
    """A wait for a time; or for "loaded", which a page is until its successor is asked for."""
    name = getattr(call.func, "attr", "")
    return name == "wait_for_timeout" or (name == "wait_for_load_state" and not call.args)


def is_early(part: ast.AST, in_browser: bool) -> bool:
    if in_browser and isinstance(part, ast.Attribute):
        return ast.unparse(part) in {"page.url", "page.title"}
    if not (isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)):
        return False
    if in_browser and part.func.attr == "count" and not part.args:
        return not any(isinstance(one, ast.Attribute) and one.attr in OF_ROWS for one in ast.walk(part))
    return part.func.attr in AT_ONCE


def test_no_page_is_looked_at_before_it_has_changed():
    folder = ROOT / "tests"
    early = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in sorted(folder.rglob("*.py"))
        for found in looked_at_too_early(path.read_text(encoding="utf-8"))
    ]
    assert early == [], "expect(locator).to_be_visible() and its kin wait; an assert does not"


@pytest.mark.parametrize(
    "early",
    [
        "assert page.locator('a').is_visible()",
        "assert not page.locator('a').first.is_visible(), 'why'",
        "assert 'x' in row.inner_text()",
        "assert rows.count() == 3",
        "assert page.url.endswith('/masuk/')",
        "assert page.title() == 'x' and True",
        "page.wait_for_load_state()",
        "page.wait_for_timeout(400)",
        "assert [one.input_value() for one in fields.all()] == []",
    ],
)
def test_an_assert_that_does_not_wait_is_seen(early):
    assert looked_at_too_early(f"def test(page_as):\n    {early}") == [early]


def test_what_is_not_of_a_page_may_be_looked_at_at_once():
    lines = ["assert Row.objects.filter(a=1).count() == 3", "assert text.count('x') == 1", "assert fits(page)"]
    assert looked_at_too_early("\n".join(["# page_as", *lines])) == []


def test_the_broker_and_the_folders_of_the_portal_are_not_those_of_its_user(settings):
    from gsbpm_portal.celery import app

    assert app.conf.broker_url == "memory://"
    for folder in (settings.VAR_DIR, settings.MEDIA_ROOT, settings.AUDIT_HEADS_DIR):
        assert ROOT not in Path(folder).parents
