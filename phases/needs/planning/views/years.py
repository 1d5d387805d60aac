"""The years that are planned in the person's reach, and opening another one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import add_errors
from gsbpm_portal.core import clock
from gsbpm_portal.core.tables import Column, StateColumn, Table
from phases.needs.planning import rules, selectors
from phases.needs.planning.forms import OpenYearForm
from phases.needs.planning.services import plans as services
from phases.needs.planning.views.common import for_planners


class YearsTable(Table):
    caption = gettext_lazy("Years of data planning")
    caption_hidden = True
    year = Column(gettext_lazy("Year"), sort="year", heading=True, link=lambda row: row.get_absolute_url())
    organisation = Column(gettext_lazy("Government"), field="organisation.name", sort="organisation__name")
    state = StateColumn(gettext_lazy("State"), field="look", sort="state")
    agreed_on = Column(gettext_lazy("Minutes"), field="minutes_number", phone=False)
    default_sort = "-year"
    empty_title = gettext_lazy("No year is planned yet")

    @property
    def empty_text(self) -> Any:  # type: ignore[override]
        return _(
            "The data of the coming year are planned here: the list of data, priority data, the action plan and restrictions of"
            " access. The walidata of the government open the first year; producers then draw their data from the activities."
        )


@for_planners("GET")
def years(request: HttpRequest) -> HttpResponse:
    table = YearsTable(selectors.plans(request.user), params=request.GET)
    context = {"table": table, "may_open": rules.may_open(request.user)}
    return render(request, "needs/planning/years.html", context)


@for_planners("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Open a year."""
    if not rules.may_open(request.user):
        raise PermissionDenied(_("Only the walidata of the government open a year of planning."))
    places = selectors.places_to_open(request.user)
    form = OpenYearForm(request.POST or None, places=places, initial={"year": clock.today().year + 1})
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.open_plan(form.cleaned_data["organisation"], form.cleaned_data["year"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The plan of %(plan)s is open for proposals.") % {"plan": plan})
            return redirect(plan)
    context = {"form": form, "nav_current": "planning:years"}
    return render(request, "needs/planning/new_year.html", context, status=422 if form.errors else 200)
