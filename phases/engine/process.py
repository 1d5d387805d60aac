"""What the engine registers with the apps below it, once all apps are loaded."""


def register() -> None:
    from django.utils.translation import gettext_lazy as _

    from activities.registry import RolloverPart, on_cycle_created, register_rollover
    from gsbpm_portal.accounts.backends import grant_to_office
    from gsbpm_portal.core import files, immutability, jobs
    from phases.engine import gates, triggers
    from phases.engine.services import artefacts, cycles, design

    gates.register()
    grant_to_office("phases.view_*")
    design.register()
    register_rollover(
        RolloverPart(
            code="dates",
            label=_("Dates of the sub-processes"),
            hint=_("Planned starts and due dates move with the planned start; left out, they are proposed anew."),
            copy=cycles.copy_dates,
            is_empty=cycles.without_dates,
        )
    )
    on_cycle_created(cycles.open_cycle)  # type: ignore[arg-type]
    files.on_checked(artefacts.PURPOSE, "phases.engine.services.artefacts:evidence_checked")
    jobs.register_tick("phases.remind", "phases.engine.services.reminders:remind_by_date", every_seconds=86400)
    for name, postgresql, sqlite in triggers.all_triggers():
        immutability.add_trigger(name, postgresql=postgresql, sqlite=sqlite)
    immutability.protect("phases_artefact")
    _register_pages()


def _register_pages() -> None:
    """The header's entries of this app, its search box, and its exports."""
    from django.utils.translation import gettext_lazy as _

    from gsbpm_portal.core import exports, jobs, nav
    from phases.engine.selectors.inbox import waiting_count

    nav.register(
        nav.Entry(
            label=_("My actions"), url_name="engine:inbox", order=10, badge=waiting_count,
            badge_label=_("%(count)s waiting for you"), current=("engine:bulk",),
        )
    )  # fmt: skip
    nav.register(
        nav.Entry(label=_("Activities"), url_name="engine:portfolio", order=20, current=("activities", "engine"))
    )
    nav.register(nav.Entry(label=_("Schedule"), url_name="engine:schedule", order=30))
    nav.register_search("engine:portfolio", parameter="q")
    nav.register_help("engine:help")
    sheet, paper = ("csv", "xlsx"), ("pdf",)
    title = _("Activities and their phases")
    exports.register_export("engine.portfolio", "phases.engine.exports:portfolio_rows", title, sheet)
    exports.register_export("engine.portfolio.print", "phases.engine.exports:portfolio_print", title, paper)
    exports.register_export("engine.schedule", "phases.engine.exports:schedule_rows", _("Schedule"))
    exports.register_export("engine.timeline", "phases.engine.exports:timeline_rows", _("Timeline"), sheet)
    exports.register_export("engine.timeline.print", "phases.engine.exports:timeline_print", _("Timeline"), paper)
    jobs.register_job("engine.verify", runner="phases.engine.jobs:verify_chain", label=_("Verify the audit trail"))
