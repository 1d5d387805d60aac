"""The moves of a registration, remarks, and what waits for a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.core import clock, htmx, office
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed
from gsbpm_portal.core.views import once
from metadata import rules, services
from metadata.attributes import spec_of
from metadata.enums import CommentKind, Kind
from metadata.forms.items import (
    AnswerForm,
    ApproveForm,
    CommentForm,
    EndorseForm,
    RemarkForm,
    RetireForm,
    add_errors,
)
from metadata.machines import registration
from metadata.models import Query, Version
from metadata.selectors import entry
from metadata.selectors.advice import advice_on
from metadata.selectors.search import similar
from metadata.services.registration import SIMPLE
from metadata.views.items import show
from metadata.views.lookup import version_or_404

MOVES = (*SIMPLE, "approve", "endorse", "retire")
PASSES_ON = ("submit", "review", "approve", "endorse")
"""Moves before which people look at what is much like the entry, and at what is advised."""
DONE = {
    "submit": gettext_lazy("“%(name)s” is submitted to the walidata."),
    "withdraw": gettext_lazy("“%(name)s” is a draft again."),
    "review": gettext_lazy("“%(name)s” is passed on."),
    "return": gettext_lazy("“%(name)s” went back to its producers."),
    "reject": gettext_lazy("“%(name)s” is rejected."),
    "cancel": gettext_lazy("The proposal “%(name)s” is cancelled."),
    "approve": gettext_lazy("The approval of “%(name)s” is recorded."),
    "endorse": gettext_lazy("“%(name)s” is endorsed."),
    "retire": gettext_lazy("“%(name)s” is retired."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def move(request: HttpRequest, kind: str, code: str, number: str, name: str) -> HttpResponse:
    """A page for each move: what it brings, what it asks for, and why not where it is refused."""
    if name not in MOVES:
        raise Http404
    row = version_or_404(request, kind, code, number)
    offer = next((offer for offer in registration.offers(row, request.user) if offer.name == name), None)
    if offer is None and registration[name].who(request.user, row).hidden:
        raise PermissionDenied(_("Your role does not allow this."))
    form = _form(request, name, row)
    reasons: Any = offer.reasons if offer is not None and not offer.may else ()
    if request.method == "POST" and form.is_valid():
        try:
            _make(request, name, row, form)
        except ValidationError as error:
            add_errors(form, error)
        except NotAllowed as refusal:
            return show(request, row, reasons=refusal.reasons, status=403)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                if reason.code == "comment":
                    form.add_error("comment", str(reason.text))
            reasons = [reason for reason in refusal.reasons if reason.code != "comment"]
        else:
            messages.success(request, DONE[name] % {"name": row.name})
            return redirect(row)
    elif offer is None and request.method != "POST":
        messages.info(request, _("The entry is “%(state)s” now.") % {"state": row.get_state_display()})
        return redirect(row)
    context = {
        "version": row,
        "item": row.item,
        "spec": spec_of(row.item.kind),
        "transition": registration[name],
        "form": form,
        "reasons": reasons,
        "uses": entry.uses(row, request.user) if name in ("retire", "endorse") else None,
        "remarks": [remark for remark in entry.remarks(row) if remark.is_open],
        "advice": advice_on(row, request.user) if name in PASSES_ON else [],
        "near": similar(row, request.user) if name in PASSES_ON else [],
        "has_errors": bool(form.errors),
        "nav_current": "metadata:search",
    }
    status = 422 if form.errors else 409 if reasons and request.method == "POST" else None
    return render(request, "metadata/move.html", context, status=status)


def _form(request: HttpRequest, name: str, row: Version) -> Any:
    data = request.POST or None
    initial: dict[str, Any] = {"seen": row.version_text}
    if name == "approve":
        return ApproveForm(data, initial={**initial, "authority": office.get("pembina_name")})
    if name == "endorse":
        is_standard = row.item.kind == Kind.STANDARD
        authority = row.authority or (office.get("pembina_name") if is_standard else "")
        today = clock.today()
        initial |= {"authority": authority, "endorsed_on": today, "valid_from": today}
        came_on = max((day for day in (row.submitted_on, row.reviewed_on) if day), default=None)
        return EndorseForm(data, is_standard=is_standard, came_on=came_on, initial=initial)
    if name == "retire":
        return RetireForm(data, kind=Kind(row.item.kind), user=request.user, initial=initial)
    return CommentForm(data, required=registration[name].comment == "required", initial=initial)


def _make(request: HttpRequest, name: str, row: Version, form: Any) -> None:
    data = form.cleaned_data
    common: dict[str, Any] = {"by": request.user, "comment": data["comment"], "seen": data["seen"]}
    if name == "approve":
        services.approve(row, authority=data["authority"], **common)
    elif name == "endorse":
        services.endorse(
            row, authority=data["authority"], decree=data["decree"], endorsed_on=data["endorsed_on"],
            valid_from=data["valid_from"], issued_code=data.get("issued_code", ""), **common,
        )  # fmt: skip
    elif name == "retire":
        pointer = data["replaced_by"]
        services.retire(row, replaced_by=pointer.target.item if pointer else None, **common)
    else:
        services.move(row, name, **common)


# Remarks ------------------------------------------------------------------------------------------------------------------


@login_required
@require_POST
@once
def remark(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    row = version_or_404(request, kind, code, number)
    if not rules.discusses(request.user, row.item):
        raise PermissionDenied(_("Only producers and walidata of the organisation discuss its entries."))
    form = RemarkForm(request.POST, spec=spec_of(row.item.kind))
    if form.is_valid():
        data = form.cleaned_data
        kind_of = CommentKind.QUERY if data["query"] else CommentKind.COMMENT
        try:
            services.add_remark(row, by=request.user, body=data["body"], attribute=data["attribute"], kind=kind_of)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The remark is written."))
            return redirect(f"{row.get_absolute_url()}#catatan")
    return show(request, row, remark_form=form, status=422)


@login_required
@require_POST
@once
def remark_do(request: HttpRequest, kind: str, code: str, number: str, remark: Any, doing: str) -> HttpResponse:
    """Answer (jawab), settle (tutup) or take up again (buka) a remark."""
    row = version_or_404(request, kind, code, number)
    query = get_object_or_404(
        Query.objects.select_related("version__item__organisation", "by"), version=row, public_id=remark
    )
    here = f"{row.get_absolute_url()}#catatan-{query.public_id}"
    try:
        if doing == "jawab":
            form = AnswerForm(request.POST)
            if not form.is_valid():
                return show(request, row, answer_form=form, answered=query, status=422)
            services.answer(query, by=request.user, body=form.cleaned_data["body"])
            messages.success(request, _("The answer is written."))
        elif doing == "tutup":
            services.close_remark(query, by=request.user)
            messages.success(request, _("The remark is settled."))
        else:
            services.reopen_remark(query, by=request.user)
            messages.success(request, _("The remark is open again."))
    except ValidationError as error:
        if doing == "jawab":
            add_errors(form, error)
            return show(request, row, answer_form=form, answered=query, status=422)
        messages.error(request, " ".join(error.messages))
    return redirect(here)


# What waits -------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the person in the registry, oldest first within each kind of action."""
    found = entry.waiting(request.user, request.user.reach(Role.WALIDATA))
    labels = {
        "mend": (_("Mend what was returned"), "back"),
        "answer": (_("Answer queries"), "comment"),
        "review": (_("Review"), "wait"),
        "record": (_("Record what the authority decided"), "work"),
    }
    groups = [(key, *labels[key], rows) for key, rows in found.items() if rows]
    total = sum(len(rows) for rows in found.values())
    context = {"groups": groups, "total": total, "nav_current": "metadata:search"}
    return htmx.render(request, "metadata/waiting.html", context, partial="line")
