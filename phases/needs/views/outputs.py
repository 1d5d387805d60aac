"""1.3: the outputs, and which need each of them serves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Cycle
from gsbpm_portal.core import wording
from phases.engine.views.cycle import in_cycle
from phases.needs.selectors.coverage import coverage
from phases.needs.views.workspace import Todo, adding, finish, page, workspace


@in_cycle("GET")
def outputs(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    context = workspace(request, cycle, "outputs")
    found = coverage(context["facts"])
    here = context["back_here"]
    row = [cycle.activity.code, cycle.edition, "outputs", "outputs"]
    todo = []
    if not found.outputs:
        add = adding(cycle, "outputs", "outputs", here)
        todo.append(Todo(_("No output is written down yet."), add, _("Add the first output")))
    if found.unserved and found.outputs:
        words = ngettext(
            "%(n)s need taken up has no output.", "%(n)s needs taken up have no output.", len(found.unserved)
        )
        key = found.unserved[0].key
        add = adding(cycle, "outputs", "outputs", here, needs=key)
        todo.append(
            Todo(words % {"n": wording.number(len(found.unserved))}, add, _("Add an output for %(key)s") % {"key": key})
        )
    if found.needless:
        words = ngettext("%(n)s output serves no need.", "%(n)s outputs serve no need.", len(found.needless))
        key = found.needless[0].key
        edit = reverse("activities:design-row", args=[*row, key]) + f"?kembali={here}"
        todo.append(
            Todo(
                words % {"n": wording.number(len(found.needless))},
                edit,
                _("Say which need %(key)s serves") % {"key": key},
            )
        )
    if gaps := [one for one in context["shown"].tables[0].rows if one.missing]:
        words = ngettext(
            "%(n)s output is not described in full.", "%(n)s outputs are not described in full.", len(gaps)
        )
        edit = reverse("activities:design-row", args=[*row, gaps[0].key]) + f"?kembali={here}"
        todo.append(Todo(words % {"n": wording.number(len(gaps))}, edit, _("Complete %(key)s") % {"key": gaps[0].key}))
    context |= {
        "coverage": found,
        "read": context["shown"].tables[0],
        "reviewed": [output for output in found.outputs if output["review"]],
        "todo": (todo or [finish(context)]) if context["writes"] else [],
    }
    return page(request, "needs/outputs.html", context)
