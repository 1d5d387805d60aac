"""What the notification registers: gates, sentences of the trail, settings, triggers, reminders, documents, inbox, demo."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from activities.design import registry as design
from gsbpm_portal.accounts.backends import grant_to_office
from gsbpm_portal.core import immutability, jobs, office
from gsbpm_portal.core.documents.registry import register_document
from phases.design import demo
from phases.design import gates_filing as gates
from phases.design.selectors import filing_inbox
from phases.design.selectors.filing import DAYS, GROUND, HANDOVER, WORKING, waiting_cycles
from phases.design.services import filing
from phases.engine import triggers
from phases.engine.selectors.inbox_kinds import register_held
from phases.engine.selectors.sentences import LOOKS, register_sentences
from phases.engine.triggers import Decided

DECIDED = (
    Decided("design_filing", "design.filing", ("diverifikasi_walidata",)),
    Decided("design_exemption", "design.exemption", ("disetujui", "ditolak"), kept=True),
)
SENTENCES = {
    "filing.begun": _("%(who)s began the notification %(reference)s"),
    "filing.submit": _("%(who)s submitted version %(version)s of the notification %(reference)s to the walidata"),
    "filing.withdraw": _("%(who)s took the notification %(reference)s back from the walidata"),
    "filing.pass": _("%(who)s found the notification %(reference)s fit for BPS"),
    "filing.return": _("%(who)s returned the notification %(reference)s to the staff"),
    "filing.recall": _("%(who)s took the verified notification %(reference)s back to draft"),
    "filing.send": _("%(who)s recorded that the notification %(reference)s was submitted to BPS"),
    "filing.examine": _("%(who)s recorded that BPS examines the notification %(reference)s"),
    "filing.bring": _("%(who)s recorded that BPS returned the notification %(reference)s with notes"),
    "filing.resubmit": _("%(who)s submitted version %(version)s of the notification %(reference)s to BPS"),
    "filing.recommend": _("%(who)s recorded the recommendation %(identity)s of BPS"),
    "filing.correct": _("%(who)s corrected the identity of the recommendation from %(before)s to %(identity)s"),
    "filing.refuse": _("%(who)s recorded that BPS refused the notification %(reference)s"),
    "filing.cancel": _("%(who)s cancelled the notification %(reference)s"),
    "filing.noted": _("%(who)s wrote the note %(note)s on the notification %(reference)s"),
    "filing.answered": _("%(who)s answered the note %(note)s on the notification %(reference)s"),
    "filing.followed": _("%(who)s followed up %(item)s of the recommendation"),
    "filing.handed": _("%(who)s recorded that results and metadata were handed over to BPS"),
    "filing.reminded": _("Those who work on the notification %(reference)s were reminded of a day"),
    "exemption.asked": _("%(who)s asked for the cycle to be spared the recommendation of BPS"),
    "exemption.grant": _("%(who)s approved that the cycle needs no recommendation of BPS"),
    "exemption.decline": _("%(who)s declined that the cycle needs no recommendation of BPS"),
    "exemption.withdraw": _("%(who)s took back the wish to be spared the recommendation of BPS"),
    "cycle.recommended": _("The identity of the recommendation of the cycle is %(identity)s, recorded by %(who)s"),
}
SHOWN = {
    "filing.submit": "wait", "filing.pass": "done", "filing.return": "back", "filing.send": "wait", "filing.bring": "back",
    "filing.resubmit": "wait", "filing.recommend": "done", "filing.correct": "back", "filing.refuse": "back",
    "exemption.grant": "done", "exemption.decline": "back",
}  # fmt: skip


def register() -> None:
    gates.register()
    register_held(gates.COLLECTION, lambda given: waiting_cycles().filter(pk__in=given["cycles"]))
    filing_inbox.register()
    register_sentences(SENTENCES)
    LOOKS.update(SHOWN)
    design.register_listener(filing.edited)
    grant_to_office("design.view_*", "design.add_reviewrule", "design.change_reviewrule")
    for name, postgresql, sqlite in triggers.decided(*DECIDED):
        immutability.add_trigger(name, postgresql=postgresql, sqlite=sqlite)
    immutability.protect("design_filingversion")
    immutability.protect("design_filingletter")
    jobs.register_tick("design.remind", "phases.design.services.filing_reminders:remind_filings", every_seconds=86400)
    _settings()
    _documents()
    demo.register()


def _settings() -> None:
    office.register_setting(
        DAYS, 30, "number", _("Days in which BPS answers a notification"), minimum=1, maximum=365,
        help=_("Counted from the day of submission. Offices of BPS speak of 30 days, some of 30 working days."),
    )  # fmt: skip
    office.register_setting(
        WORKING, False, "flag", _("BPS counts working days"),
        help=_("Saturdays, Sundays and the holidays that are kept in the administration are left out."),
    )  # fmt: skip
    office.register_setting(
        GROUND, 90, "number", _("Days after which unanswered notes of BPS may lead to a refusal"), minimum=7, maximum=365,
        help=_("Staff are reminded 60, 30 and 7 days before, and on the day. Nothing is refused by the portal."),
    )  # fmt: skip
    office.register_setting(
        HANDOVER, 30, "number", _("Days after dissemination in which results and metadata go to BPS"), minimum=0, maximum=730,
        help=_("Counted from the planned end of dissemination, or of processing where no dissemination is planned."),
    )  # fmt: skip


def _documents() -> None:
    for code, title in (
        ("filing", _("Notification (FS3, FP-KPA)")),
        ("romantik", _("Design in the layout of ROMANTIK")),
        ("mskeg", _("Metadata of the activity (MS-Keg)")),
    ):
        register_document(
            f"design.{code}",
            builder=f"phases.design.documents:{code}",
            may="phases.design.documents:may_read",
            title=title,
        )
