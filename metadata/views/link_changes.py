"""Adding, changing and taking out one link of a correspondence table's draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gsbpm_portal.core.transitions import MoveRefused
from gsbpm_portal.core.views import once
from metadata.enums import Relation
from metadata.forms.codes import LinkForm
from metadata.models import CodeLink, Version
from metadata.services import links as services
from metadata.views.code_changes import answer, attempt, draft_or_refusal
from metadata.views.links import ends_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    version = draft_or_refusal(request, kind, code, number, "links")
    if isinstance(version, HttpResponse):
        return version
    form = LinkForm(
        request.POST or None, initial={"source": request.GET.get("dari", "")[:60], "relation": Relation.EXACT}
    )
    made, reasons = None, ()
    if request.method == "POST" and form.is_valid():
        made, reasons = attempt(form, lambda: services.add_link(version, by=request.user, values=form.values))
    if made:
        messages.success(request, _("The link of %(code)s is added.") % {"code": made.source.code})
        return redirect(version.address("link-add" if "more" in request.POST else "links"))
    return answer(request, "metadata/link_form.html", _context(request, version, form, reasons))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, kind: str, code: str, number: str, source: str, target: str) -> HttpResponse:
    version = draft_or_refusal(request, kind, code, number, "links")
    if isinstance(version, HttpResponse):
        return version
    link = _link(version, source, target)
    form = LinkForm(request.POST or None, initial=LinkForm.initial_of(link))
    made, reasons = None, ()
    if request.method == "POST" and form.is_valid():
        made, reasons = attempt(form, lambda: services.change_link(link, by=request.user, values=form.values))
    if made:
        messages.success(request, _("The link of %(code)s is saved.") % {"code": made.source.code})
        return redirect(version.address("links"))
    return answer(
        request, "metadata/link_form.html", {**_context(request, version, form, reasons), **_of(version, link)}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def remove(request: HttpRequest, kind: str, code: str, number: str, source: str, target: str) -> HttpResponse:
    """A question first."""
    version = draft_or_refusal(request, kind, code, number, "links")
    if isinstance(version, HttpResponse):
        return version
    link = _link(version, source, target)
    reasons: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            services.remove_link(link, by=request.user)
        except MoveRefused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, _("The link of %(code)s is taken out.") % {"code": source})
            return redirect(version.address("links"))
    context = {
        "version": version, "item": version.item, "reasons": reasons, "has_errors": bool(reasons),
        "back": version.address("links"), "nav_current": "metadata:search", **_of(version, link),
    }  # fmt: skip
    return render(request, "metadata/link_remove.html", context, status=409 if reasons else None)


def _link(version: Version, source: str, target: str) -> CodeLink:
    rows = version.links.select_related("source", "target").filter(source__code=source)
    found = rows.filter(target__code=target).first() if target else rows.filter(target__isnull=True).first()
    if found is None:
        raise Http404
    return found


def _of(version: Version, link: CodeLink) -> dict[str, Any]:
    value = link.target.code if link.target is not None else ""
    address = version.address("link-remove", source=link.source.code, target=value)
    return {"link": link, "remove_url": address}


def _context(request: HttpRequest, version: Version, form: LinkForm, reasons: Any) -> dict[str, Any]:
    return {
        "version": version,
        "item": version.item,
        "ends": ends_or_404(request, version),
        "form": form,
        "reasons": reasons,
        "back": version.address("links"),
    }
