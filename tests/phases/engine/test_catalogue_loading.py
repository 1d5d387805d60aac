"""Loading the catalogue where no cycle uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from gsbpm_portal.core.models import AuditEntry
from phases.engine.catalogue_file import CatalogueError, read_catalogue
from phases.engine.models import Phase, SubProcess, Task, WorkflowTemplate
from phases.engine.services.catalogue import current_template, load_catalogue
from tests.phases.engine.catalogue_copies import next_edition, write


def test_loading_twice_changes_nothing(db: None) -> None:
    template, written = load_catalogue()
    assert written
    assert (Phase.objects.count(), SubProcess.objects.count(), Task.objects.count()) == (8, 44, 162)
    rows = list(Task.objects.order_by("pk").values())
    assert load_catalogue() == (template, False)
    assert list(Task.objects.order_by("pk").values()) == rows
    assert AuditEntry.objects.filter(action="catalogue.load").count() == 1


def test_a_changed_text_under_a_version_that_nobody_uses_takes_its_place(db: None, tmp_path: Path) -> None:
    load_catalogue()
    changed = write(tmp_path / "a.yaml", next_edition, version=current_template().version)
    template, written = load_catalogue(changed)
    assert written
    assert list(WorkflowTemplate.objects.all()) == [template]
    assert Task.objects.filter(code="1.2.3").exists()


@pytest.mark.parametrize(
    "text",
    [
        "phases: [",
        "version: 1\n",
        "- 1\n",
        "version: '1'\nphases:\n- {subprocesses: [{number: '1.1', tasks: [{code: '1.1'}]}]}\n",
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_is_wrong(db: None, tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"broken\.yaml"):
        load_catalogue(path)
    assert not WorkflowTemplate.objects.exists()


def test_a_gate_on_something_unknown_is_refused(db: None, tmp_path: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["gates"][0]["needs"] = {"task": "9.9.9"}

    with pytest.raises(CatalogueError, match=r"9\.9\.9"):
        read_catalogue(write(tmp_path / "a.yaml", change))


def test_the_command_loads_and_says_so(db: None, capsys: Any) -> None:
    call_command("load_catalogues", without_regions=True)
    call_command("load_catalogues", without_regions=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("GSBPM")] == ["GSBPM 2026.2: loaded", "GSBPM 2026.2: unchanged"]
