"""The workspaces and gates of sub-processes 1.1 to 1.5, and the outputs that are written in the portal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from phases.engine.spec import GateOn, Workspace, Written
from phases.needs import gates

WORKSPACES_NEEDS = {
    "1.1": Workspace("needs:needs", _("Data needs")),
    "1.2": Workspace("needs:consultations", _("Consultation and confirmation")),
    "1.3": Workspace("needs:outputs", _("Statistical outputs")),
    "1.4": Workspace("needs:concepts", _("Concepts and definitions")),
    "1.5": Workspace("needs:availability", _("Availability of data")),
}
GATES_NEEDS = (
    GateOn("submit", gates.needs_confirmed, "1.2"),
    GateOn("submit", gates.reuses_decided, "1.5"),
)
WRITTEN_NEEDS = (
    Written("1.1", "daftar-kebutuhan", "needs"),
    Written("1.2", "notulen-konsultasi", "consultations"),
    Written("1.3", "daftar-output", "outputs"),
    Written("1.4", "daftar-konsep", "concepts"),
    Written("1.5", "telaah-ketersediaan-data", "availability"),
)
