"""Approving several submissions of one organisation at once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import wording
from gsbpm_portal.core.nav import Tab
from gsbpm_portal.core.views import once, redirect_to
from phases.engine.forms.office import BulkForm
from phases.engine.selectors import bulk as selectors
from phases.engine.services.bulk import BulkResult, approve_together

OFFICE = "instansi"


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@once
def page(request: HttpRequest) -> HttpResponse:
    """The submissions of one organisation that need no reading one by one, with summaries; a press decides on the chosen ones."""
    found = selectors.candidates(request.user)
    asked = request.GET.get(OFFICE, "")
    office = next((o for o in found if o.code == asked), next(iter(found), None))
    if request.method == "POST":
        office = next((o for o in found if o.code == asked), None) or Organisation.objects.filter(code=asked).first()
    offered = found.get(office, []) if office else []
    form = BulkForm(request.POST or None, offered=[*(c.key for c in offered), *request.POST.getlist("chosen")])
    if request.method == "POST" and office is not None and form.is_valid():
        result = approve_together(
            office, form.cleaned_data["chosen"], by=request.user, comment=form.cleaned_data["comment"]
        )
        _tell(request, result)
        return redirect_to(request, f"{reverse('engine:bulk')}?{OFFICE}={office.code}")
    here = reverse("engine:bulk")
    context = {
        "nav_current": "engine:inbox",
        "form": form,
        "office": office,
        "candidates": offered,
        "chosen": set(form["chosen"].value() or []) if form.is_bound else {c.key for c in offered},
        "tabs": [Tab(o.label, f"{here}?{OFFICE}={o.code}", len(rows), o == office) for o, rows in found.items()],
        "action": f"{here}?{OFFICE}={office.code}" if office else here,
    }
    return render(request, "engine/bulk.html", context, status=422 if form.is_bound else 200)


def _tell(request: HttpRequest, result: BulkResult) -> None:
    count = len(result.approved)
    if count:
        words = ngettext("%(count)s submission is approved.", "%(count)s submissions are approved.", count)
        messages.success(request, words % {"count": wording.number(count)})
    for name, reasons in result.refused:
        why = " ".join(str(reason.text) for reason in reasons)
        messages.error(request, _("%(name)s was not approved: %(why)s") % {"name": name[:120], "why": why})
