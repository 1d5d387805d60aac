"""The workspaces of 2.1 to 2.6 and the gates of this phase, for process.py."""

from django.utils.translation import gettext_lazy as _

from phases.engine.spec import GateOn, Workspace

WORKSPACES = {
    "2.4": Workspace("design:sample", _("Frame and sample")),
}
GATES: tuple[GateOn, ...] = ()
