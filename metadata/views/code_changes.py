"""Adding, changing and taking out one code of a classification's draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gsbpm_portal.core.transitions import MoveRefused
from gsbpm_portal.core.views import once
from metadata import rules
from metadata.enums import WRITABLE
from metadata.forms.codes import CodeForm
from metadata.forms.items import add_errors
from metadata.models import Code, Version
from metadata.selectors import tree
from metadata.selectors.advice import levels_without_name
from metadata.services import codes as services
from metadata.views.lookup import version_or_404


def draft_or_refusal(request: HttpRequest, kind: str, code: str, number: str, page: str) -> Version | HttpResponse:
    """The draft to write; who may not gets 403, and a version that is frozen by now leads back to its `page` with a word."""
    version = version_or_404(request, kind, code, number)
    if not rules.produces(request.user, version.item):
        raise PermissionDenied(_("You cannot change entries of this organisation."))
    if version.state not in WRITABLE:
        words = _("The entry is “%(state)s” now and cannot be changed.")
        messages.info(request, words % {"state": version.get_state_display()})
        return redirect(version.address(page))
    return version


def attempt(form: Any, act: Callable[[], Any]) -> tuple[Any, tuple[Any, ...]]:
    """(what the service gives, no reasons), or (None, why it refused); errors of fields go into the form."""
    try:
        return act() or True, ()
    except ValidationError as error:
        add_errors(form, error)
    except MoveRefused as refusal:
        return None, refusal.reasons
    return None, ()


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a form: 422 with mistakes, 409 where the change was refused."""
    status = 409 if context["reasons"] else 422 if context["form"].errors else None
    return render(request, template, {**context, "nav_current": "metadata:search"}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    version = draft_or_refusal(request, kind, code, number, "codes")
    if isinstance(version, HttpResponse):
        return version
    form = CodeForm(request.POST or None, version=version, initial={"parent": request.GET.get("induk", "")[:60]})
    made, reasons = None, ()
    if request.method == "POST" and form.is_valid():
        made, reasons = attempt(form, lambda: services.add_code(version, by=request.user, values=form.values))
    if made:
        messages.success(request, _("Code %(code)s is added.") % {"code": made.code})
        _warn_of_depth(request, version)
        if "more" in request.POST:
            return redirect(_with_parent(version.address("code-add"), made))
        return redirect(_with_parent(version.address("codes"), made))
    return answer(
        request, "metadata/code_form.html",
        {"version": version, "item": version.item, "form": form, "reasons": reasons, "back": version.address("codes")},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, kind: str, code: str, number: str, value: str) -> HttpResponse:
    version = draft_or_refusal(request, kind, code, number, "codes")
    if isinstance(version, HttpResponse):
        return version
    row = _code(version, value)
    form = CodeForm(request.POST or None, version=version, initial=CodeForm.initial_of(row))
    made, reasons = None, ()
    if request.method == "POST" and form.is_valid():
        made, reasons = attempt(form, lambda: services.change_code(row, by=request.user, values=form.values))
    if made:
        messages.success(request, _("Code %(code)s is saved.") % {"code": made.code})
        _warn_of_depth(request, version)
        return redirect(_with_parent(version.address("codes"), made))
    back = version.address("code", value=row.code)
    return answer(
        request, "metadata/code_form.html",
        {"version": version, "item": version.item, "form": form, "code": row, "reasons": reasons, "back": back},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def remove(request: HttpRequest, kind: str, code: str, number: str, value: str) -> HttpResponse:
    """A question first."""
    version = draft_or_refusal(request, kind, code, number, "codes")
    if isinstance(version, HttpResponse):
        return version
    row = _code(version, value)
    reasons: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            services.remove_code(row, by=request.user)
        except MoveRefused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, _("Code %(code)s is taken out.") % {"code": value})
            return redirect(_with_parent(version.address("codes"), row))
    context = {
        "version": version, "item": version.item, "code": row, "children": row.children.count(), "reasons": reasons,
        "back": version.address("code", value=row.code), "nav_current": "metadata:search", "has_errors": bool(reasons),
    }  # fmt: skip
    return render(request, "metadata/code_remove.html", context, status=409 if reasons else None)


def _warn_of_depth(request: HttpRequest, version: Version) -> None:
    if text := levels_without_name(version):
        messages.warning(request, text)


def _code(version: Version, value: str) -> Code:
    found = tree.code_of(version, value)
    if found is None:
        raise Http404
    return found


def _with_parent(address: str, code: Code) -> str:
    return f"{address}?{urlencode({'induk': code.parent.code})}" if code.parent is not None else address
