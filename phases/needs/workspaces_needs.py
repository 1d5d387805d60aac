"""The workspaces and gates of sub-processes 1.1 to 1.5."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from phases.engine.spec import GateOn, Workspace

WORKSPACES_NEEDS = {
    "1.1": Workspace("needs:needs", _("Data needs")),
}
GATES_NEEDS: tuple[GateOn, ...] = ()
