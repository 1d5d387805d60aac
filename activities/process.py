"""What this app hands in once all apps are loaded: the first sections of the design record, and what a next cycle takes over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from activities import code_lists, mskeg
from activities.design import declared, selectors, services, variables
from activities.design import declared_reading as reading
from activities.design import registry as design
from activities.design.declarations import SECTIONS as SECTIONS_DECLARED
from activities.registry import RolloverPart, register_rollover
from activities.services.rollover import copy_team
from gsbpm_portal.accounts.backends import grant_to_office
from gsbpm_portal.core import files, jobs
from metadata.registry import (
    register_activity_descriptions,
    register_activity_listing,
    register_code_lists,
    register_uses,
)

if TYPE_CHECKING:
    from activities.models import Cycle

SECTIONS: tuple[tuple[str, Any, str, str], ...] = (
    ("description", _("Description"), "1.1", ""),
    ("objectives", _("Objectives"), "1.3", ""),
    ("variables", _("Variables"), "2.2", ""),
    ("population", _("Population and coverage"), "2.4", "2.2"),
    ("schedule", _("Schedule"), "2.6", ""),
    ("staff", _("Field staff"), "2.6", ""),
)
"""Code, title, owning sub-process, and who stands in where the owner does not apply."""
MORE: dict[str, dict[str, Any]] = {
    "variables": {"template": "activities/design/_variables.html", "show": variables.used_variables}
}
"""How a section is shown that reads badly as labels and texts."""
HINTS = {
    "schedule": _("The dates move by one period."),
    "variables": _("In the versions that are used now; newer ones are pointed out."),
}

DECLARED_DEFAULTS = {
    "needs": "review",
    "consultations": "drop",
    "availability": "drop",
    "budget": "review",
    "proposal": "review",
    "questions": "drop",
    "actions": "drop",
}
_LEFT = _("They stay with their cycle. Data needs that follow from them are proposed to the next one.")
DECLARED_HINTS = {
    "consultations": _("What was said belongs to its cycle; usually it is begun anew."),
    "budget": _("Prices and volumes are those of the last cycle."),
    "questions": _LEFT,
    "actions": _LEFT,
}


def register() -> None:
    """Register the sections and the parts of a next cycle; a second call changes nothing."""
    _register_tables()
    grant_to_office("activities.view_*", "activities.change_sector")
    register_uses(variables.uses_of)
    register_activity_descriptions(mskeg.describe)
    register_activity_listing(mskeg.listing)
    register_code_lists(code_lists.of_the_forms)
    register_rollover(
        RolloverPart(
            code="team",
            label=_("Team"),
            hint=_("The same people in the same phases; closed accounts and ended roles are left out."),
            copy=copy_team,
            choices=("keep", "drop"),
        )
    )
    for code, title, owner, fallback in SECTIONS:
        design.register_section(
            design.Section(
                code=code,
                title=title,
                owner=owner,
                snapshot=partial(selectors.snapshot, code=code),
                rows=partial(selectors.rows, code=code),
                fallback=fallback,
                **MORE.get(code, {}),
            )
        )
        register_rollover(
            RolloverPart(
                code=f"section-{code}",
                label=title,
                hint=HINTS.get(code, ""),
                copy=_copier(code),
                default="review" if code == "schedule" else "keep",
                is_empty=partial(selectors.is_empty, code=code),
            )
        )

    for spec in SECTIONS_DECLARED:
        declared.declare(spec)
        design.register_section(
            design.Section(
                code=spec.code,
                title=spec.title,
                owner=spec.owner,
                snapshot=partial(reading.snapshot, code=spec.code),
                rows=partial(reading.plain_rows, code=spec.code),
                fallback=spec.fallback,
                template="activities/design/_declared.html",
                read=partial(reading.lines_of, spec.code),
                is_asked=spec.is_asked,
            )
        )
        register_rollover(
            RolloverPart(
                code=f"section-{spec.code}",
                label=spec.title,
                hint=DECLARED_HINTS.get(spec.code, ""),
                copy=_declared_copier(spec.code),
                default=DECLARED_DEFAULTS.get(spec.code, "keep"),
                is_empty=partial(reading.is_empty, code=spec.code),
            )
        )


def _register_tables() -> None:
    """Import and export of declared tables: their jobs, and who is told when an uploaded file was found harmless."""
    jobs.register_job(
        "activities.table_check",
        runner="activities.jobs:check_table",
        label=_("Check of a file to import"),
        max_attempts=3,
        time_limit=600,
    )
    jobs.register_job(
        "activities.table_apply",
        runner="activities.jobs:apply_table",
        label=_("Import into the design record"),
        max_attempts=3,
        time_limit=1800,
        cancellable=False,
    )
    jobs.register_job(
        "activities.table_export",
        runner="activities.jobs:export_table",
        label=_("Export of a table"),
        max_attempts=3,
        time_limit=600,
    )
    files.on_checked("design-import", "activities.design.services.importing:file_checked")


def _declared_copier(code: str) -> Callable[[Cycle, Cycle, Any, str], None]:
    def copy(old: Cycle, new: Cycle, by: Any, choice: str) -> None:
        services.copy_declared(old, new, code, by=by, choice=choice)

    return copy


def _copier(code: str) -> Callable[[Cycle, Cycle, Any, str], None]:
    def copy(old: Cycle, new: Cycle, by: Any, choice: str) -> None:
        services.copy_section(old, new, code, by=by, choice=choice)

    return copy
