"""Phase 1 of the GSBPM: its home, its workspaces, its settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from activities.design.proposed import register_need_source
from activities.design.scales import register_scale
from gsbpm_portal.accounts.backends import grant_to_office
from gsbpm_portal.core.admin_site import name_fields
from phases.engine.shipped import register_catalogue
from phases.engine.spec import PhaseSpec, register_phase
from phases.needs import sources, workspaces_kak
from phases.needs.planning import process as planning
from phases.needs.selectors.criteria import scale
from phases.needs.services.criteria import load_criteria
from phases.needs.workspaces_needs import GATES_NEEDS, WORKSPACES_NEEDS, WRITTEN_NEEDS

SUBPROCESSES = ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6")


def register() -> None:
    """Hand in all of it; a second call changes nothing."""
    register_phase(
        PhaseSpec(
            1,
            "phases.needs",
            SUBPROCESSES,
            workspaces={**WORKSPACES_NEEDS, **workspaces_kak.WORKSPACES},
            gates=(*GATES_NEEDS, *workspaces_kak.GATES),
            effects=workspaces_kak.EFFECTS,
            written=(*WRITTEN_NEEDS, *workspaces_kak.WRITTEN),
            to_read=workspaces_kak.TO_READ,
        )
    )
    workspaces_kak.register()
    planning.register()
    register_scale(scale)
    register_catalogue("Priority criteria", load_criteria)
    register_need_source(sources.last_cycle)
    name_fields("needs", is_active=_("in use"), weight=_("weight"))
    grant_to_office("needs.view_*", "needs.add_prioritycriterion", "needs.change_prioritycriterion")
    grant_to_office("needs.add_kaklayoutchoice", "needs.change_kaklayoutchoice", "needs.delete_kaklayoutchoice")
