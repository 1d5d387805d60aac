"""The law of docs/architecture.md and the tools that hold it: style, types, import contracts, migrations, and rules of
our own that no tool knows."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
APPS = ("gsbpm_portal", "metadata", "activities", "phases", "dissemination", "evaluation")
LONGEST = 450
BELOW_FORMS = {
    "jobs",
    "process",
    "services",
    "gates",
    "selectors",
    "machines",
    "models",
    "rules",
    "validators",
    "enums",
}
REQUEST_MODULES = {"django.http", "django.shortcuts", "django.views", "django.contrib.messages"}
REQUEST_PARTS = {"user", "GET", "POST", "FILES", "COOKIES", "META", "headers", "session", "method", "path", "htmx"}
HEAVY = {
    "docx",
    "duckdb",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "python_calamine",
    "scipy",
    "statsmodels",
    "weasyprint",
}
RUNNERS = re.compile(r"runner|/runners/|file_checks/|core/documents/(pdf|docx|docx_parts|xlsx|tables)\.py$")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "gettext_noop"}
# Mechanisms of the kernel that own a state field of their own; everything else goes through a Machine.
STATE_WRITERS = tuple(f"gsbpm_portal/core/{name}" for name in ("transitions.py", "jobs/", "files.py", "outbox.py"))


def run(*command: str) -> None:
    program = Path(sys.executable).parent / command[0]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "gsbpm_portal.settings"}
    result = subprocess.run(
        [str(program), *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout[-6000:]}\n{result.stderr[-3000:]}"


# Tools ----------------------------------------------------------------------------------------------------------------


def test_style():
    run("ruff", "check", ".")


def test_format():
    run("ruff", "format", "--check", ".")


def test_types():
    run("mypy")


def test_import_contracts():
    run("lint-imports", "--no-cache")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


# Rules of our own -----------------------------------------------------------------------------------------------------


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the apps: its path from the root, and its syntax tree."""
    paths = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def templates() -> tuple[tuple[str, str], ...]:
    paths = sorted(path for folder in ("templates", *APPS) for path in (ROOT / folder).rglob("*.html"))
    return tuple((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths)


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def kind_of(path: str) -> str:
    """The layer of a module inside its app: services for activities/services.py and for activities/services/team.py."""
    parts = [part.removesuffix(".py") for part in Path(path).parts]
    return next((part for part in reversed(parts) if part in BELOW_FORMS), "")


def called(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return ""


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def test_only_machines_write_a_status():
    """`thing.state = …`, setattr(thing, "state", …) and .update(state=…) bypass the machine, its lock and its audit."""
    found = []
    for path, tree in modules():
        if path.startswith(STATE_WRITERS):
            continue
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            written = any(
                isinstance(target, ast.Attribute) and target.attr in {"state", "status"} for target in targets
            )
            if called(node) == "update":
                written |= any(keyword.arg in {"state", "status"} for keyword in node.keywords)
            if called(node) == "setattr" and len(node.args) == 3 and isinstance(node.args[1], ast.Constant):
                written |= node.args[1].value in {"state", "status"}
            if written:
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_requests_stay_in_views_and_forms():
    """Below forms nobody imports what belongs to a request, or takes one and reads from it."""
    found = []
    for path, tree in modules():
        if not kind_of(path) or path.startswith("gsbpm_portal/core/"):
            continue
        for node in ast.walk(tree):
            if {".".join(name.split(".")[:2]) for name in imported(node)} & REQUEST_MODULES or (
                "django.contrib.messages" in imported(node)
            ):
                found.append(f"{path}:{node.lineno} import")
            if isinstance(node, ast.Attribute) and node.attr in REQUEST_PARTS and name_of(node.value) == "request":
                found.append(f"{path}:{node.lineno} request.{node.attr}")
    assert found == []


def test_models_hold_no_business():
    """No mail, no jobs, and no save() of their own in the models of an app."""
    found = []
    for path, tree in modules():
        if kind_of(path) != "models" or path.startswith("gsbpm_portal/core/"):
            continue
        for node in ast.walk(tree):
            if any(name.startswith(("django.core.mail", "gsbpm_portal.core.jobs")) for name in imported(node)):
                found.append(f"{path}:{node.lineno} import")
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}:
                found.append(f"{path}:{node.lineno} {node.name}()")
    assert found == []


def test_heavy_libraries_are_met_in_the_worker_alone():
    """Runners, found by dotted path, may import them inside their functions; a web process with pandas weighs 278 MB more."""
    found = []
    for path, tree in modules():
        if path.startswith("phases/methods/"):
            continue
        inside = tree.body if RUNNERS.search(path) else ast.walk(tree)
        for node in inside:
            if {name.split(".")[0] for name in imported(node)} & HEAVY:
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_translated_texts_are_constants():
    """An f-string inside gettext is looked up under a text that no translator ever saw; inside of one xgettext sees nothing."""
    found = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if called(node) in GETTEXT and any(isinstance(argument, ast.JoinedStr) for argument in node.args):
                found.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.JoinedStr) and any(called(inner) in GETTEXT for inner in ast.walk(node)):
                found.append(f"{path}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline style", r"<[^>]*\sstyle\s*="),
        ("style element", r"<style\b"),
        ("inline script", r"<script\b(?![^>]*\ssrc\s*=)(?![^>]*type=\"application/json\")"),
        ("event attribute", r"<[^>]*\son[a-z]+\s*="),
        ("hx-on attribute", r"<[^>]*\shx-on\b"),
        ("unescaped text", r"\|\s*safe\b|autoescape off"),
        ("third-party origin", r"<(?:link|script|img|iframe)\b[^>]*\s(?:src|href)\s*=\s*[\"'](?:https?:)?//"),
    ],
)
def test_templates_keep_the_content_security_policy(what, pattern):
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        for path, text in templates()
        for match in re.finditer(pattern, text)
    ]
    assert found == [], what


def test_no_file_grows_beyond_what_one_reads_at_once():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    ours = [
        name
        for name in listed.split("\0")
        if name.endswith((".py", ".html", ".css", ".js"))
        and not re.search(r"/migrations/|/vendor/|^locale/", name)
        and (ROOT / name).is_file()
    ]
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in ours}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
