"""System checks: the catalogue has 8 phases and 44 sub-processes, and each has exactly one home."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from phases.engine import spec
from phases.engine.catalogue_file import read_catalogue


@register()
def check_homes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """phases.E001: a phase without a home; E002: sub-processes of the specs differ from the catalogue's; E003: counts."""
    faults: list[CheckMessage] = []
    listed = {
        phase["number"]: tuple(sub["number"] for sub in phase["subprocesses"]) for phase in read_catalogue()["phases"]
    }
    specs = spec.specs()
    for number, subprocesses in listed.items():
        if number not in specs:
            faults.append(Error(f"phase {number} has no home: no app registered a PhaseSpec for it", id="phases.E001"))
        elif tuple(specs[number].subprocesses) != subprocesses:
            faults.append(
                Error(
                    f"phase {number}: {specs[number].app} names other sub-processes than the catalogue",
                    id="phases.E002",
                )
            )
    if len(listed) != 8 or sum(map(len, listed.values())) != 44:
        faults.append(Error("the catalogue must have 8 phases and 44 sub-processes", id="phases.E003"))
    return faults
