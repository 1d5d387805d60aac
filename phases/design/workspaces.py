"""The workspaces of 2.1 to 2.6 and the gates of this phase, for process.py."""

from django.utils.translation import gettext_lazy as _

from phases.design import gates
from phases.engine.spec import GateOn, Workspace

WORKSPACES = {
    "2.1": Workspace("design:outputs", _("Dissemination and disclosure plan")),
    "2.2": Workspace("design:variables", _("Variables and standards")),
    "2.3": Workspace("design:collection", _("Collection and agreements")),
    "2.4": Workspace("design:sample", _("Frame and sample")),
    "2.5": Workspace("design:processing", _("Processing and analysis plan")),
    "2.6": Workspace("design:workflow", _("Systems, workflow and risks")),
}
GATES = (
    GateOn("submit", gates.standards_followed, "2.2"),
    GateOn("submit", gates.variables_complete, "2.2"),
    GateOn("submit", gates.sources_agreed, "2.3"),
    GateOn("submit", gates.plan_runs, "2.5"),
)
