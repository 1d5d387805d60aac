"""1.2: consultations with agenda, participants and minutes; the answer of each institution to what it asked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Cycle
from gsbpm_portal.core import wording
from phases.engine.views.cycle import in_cycle
from phases.needs.selectors.consultations import confirmable
from phases.needs.views.workspace import Todo, adding, finish, page, workspace


@in_cycle("GET")
def consultations(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    context = workspace(request, cycle, "consultations")
    lines = confirmable(context["facts"])
    here = context["back_here"]
    todo = []
    held, confirmed = context["shown"].tables
    if not held.rows:
        add = adding(cycle, "consultations", "consultations", here)
        todo.append(Todo(_("No consultation is written down yet."), add, _("Add a consultation")))
    missing = [line for line in lines if line.is_missing]
    if missing:
        words = ngettext(
            "%(n)s need taken up waits for its confirmation.",
            "%(n)s needs taken up wait for their confirmation.",
            len(missing),
        )
        first = missing[0].need
        add = adding(cycle, "consultations", "confirmations", here, need=first.key, institution=first["user"])
        text = words % {"n": wording.number(len(missing))}
        todo.append(Todo(text, add, _("Record the answer on %(key)s") % {"key": first.key}, holds=True))
    if withdrawn := [line.need.key for line in lines if line.is_withdrawn]:
        words = _("Withdrawn, yet still taken up: %(keys)s. Put them off in the list of needs.")
        todo.append(Todo(words % {"keys": ", ".join(withdrawn)}))
    context |= {
        "lines": lines,
        "missing": missing,
        "held": held,
        "confirmed": confirmed,
        "todo": (todo or [finish(context)]) if context["writes"] else [],
    }
    return page(request, "needs/consultations.html", context)
