"""What sub-process 1.6 brings along: workspace, gates, what its submission and approval do, documents, setting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from activities.design.wording import register_wording
from gsbpm_portal.core import immutability, office
from gsbpm_portal.core.documents.registry import register_document
from phases.engine.selectors.sentences import register_sentences
from phases.engine.spec import EffectOn, GateOn, ToRead, Workspace, Written
from phases.needs import gates_kak
from phases.needs.kak_parts import OWN
from phases.needs.kak_wording import wording
from phases.needs.selectors.kak import SETTING, USUAL, to_read
from phases.needs.services import kak as services

WORKSPACES = {OWN: Workspace("kak:kak", _("Terms of reference and budget"))}
GATES = (
    GateOn("submit", gates_kak.kak_complete, OWN, {gates_kak.CEILING: _("The budget is above its ceiling")}),
    GateOn("approve", gates_kak.kak_settled, OWN),
    GateOn("submit_closing", gates_kak.kak_approved, names={gates_kak.CLOSING: _("No version of the KAK is approved")}),
    GateOn("close", gates_kak.kak_approved),
)
EFFECTS = (
    EffectOn("submit", services.freeze_version, OWN),
    EffectOn("approve", services.leave_approved, OWN),
)
TO_READ = (ToRead(OWN, to_read),)
WRITTEN = (Written(OWN, "kak", "proposal"), Written(OWN, "rab", "budget"))

SENTENCES = {
    "kak.version": gettext_lazy("%(who)s submitted version %(new)s of the KAK"),
    "remark.written": gettext_lazy("%(who)s wrote a remark on a part of %(what)s"),
    "remark.answered": gettext_lazy("%(who)s answered a remark on a part of %(what)s"),
    "remark.closed": gettext_lazy("%(who)s settled a remark on a part of %(what)s"),
    "remark.reopened": gettext_lazy("%(who)s took up a remark on a part of %(what)s again"),
}


def register() -> None:
    """The documents, the setting and the protection of the versions; a second call changes nothing."""
    may = "phases.needs.kak_document:may_read"
    register_document(
        "needs.kak", "phases.needs.kak_builders:kak", may=may, title=_("KAK"), formats=("pdf", "docx"),
        attaches="phases.needs.kak_attachments:with_files", brings="phases.needs.kak_attachments:files_of",
    )  # fmt: skip
    register_document("needs.rab", "phases.needs.kak_builders:rab", may=may, title=_("RAB"))
    office.register_setting(
        SETTING, USUAL, "text", _("Layout of the KAK where no organisation has chosen one"),
        help=_("daerah for local governments (APBD), pusat for ministries and agencies (APBN)."),
    )  # fmt: skip
    immutability.protect("needs_kakversion")
    register_sentences(SENTENCES)
    register_wording(wording)
