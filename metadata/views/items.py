"""The page of an entry, and the pages on which it is proposed and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import clock
from gsbpm_portal.core.transitions import MoveRefused, Reason
from gsbpm_portal.core.views import once
from metadata import rules, services
from metadata.attributes import KindSpec, missing, spec_of
from metadata.enums import GIVEN_UP, OPEN, WRITABLE, Kind, State
from metadata.forms.items import DraftForm, NewItemForm, NewVersionForm, RemarkForm, add_errors, ask_whether_distinct
from metadata.machines import registration
from metadata.models import Item, Version
from metadata.selectors import entry
from metadata.selectors.advice import advice_on
from metadata.selectors.codes import proposed_code
from metadata.selectors.compare import changes_since
from metadata.selectors.document import readable_values
from metadata.selectors.expressions import names_in_words
from metadata.selectors.search import ALIKE, Near, similar
from metadata.selectors.search import near as near_to
from metadata.selectors.values import values_of
from metadata.views.lookup import version_or_404

HIDDEN_MOVES = ("supersede",)
SPOKEN = (State.RETURNED, State.REJECTED, State.CANCELLED, State.RETIRED)
"""Where a decision had to have a reason, it stands at the top of the page."""
PARTS: dict[str, str] = {Kind.CLASSIFICATION: "codes", Kind.CORRESPONDENCE: "links"}
"""The page of what a version holds besides its attributes."""


@require_GET
def item(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The version in force, else the newest that the person may see."""
    return show(request, version_or_404(request, kind, code))


@require_GET
def version(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    return show(request, version_or_404(request, kind, code, number))


def show(
    request: HttpRequest, row: Version, *, remark_form: Any = None, answer_form: Any = None, answered: Any = None,
    reasons: Any = (), status: int | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of one version: what it is, what may be done, where it is used, its versions and its discussion."""
    user, spec = request.user, spec_of(row.item.kind)
    signed_in = user.is_authenticated
    produces, stewards = rules.produces(user, row.item), rules.stewards(user, row.item)
    may_write = produces and row.state in WRITABLE
    offers = [o for o in registration.offers(row, user) if o.name not in HIDDEN_MOVES] if signed_in else []
    offers = [replace(offer, reasons=placed(row, offer.reasons)) for offer in offers]
    submit = next((offer for offer in offers if offer.name == "submit"), None)
    siblings = entry.versions(row, user)
    lines = entry.lines(row, readable_values(row, user), user)
    in_sight = signed_in and (produces or stewards or user.is_superuser)
    remarks = entry.remarks(row) if in_sight else []
    decisions = entry.decisions(row) if in_sight else []
    context = {
        "version": row,
        "item": row.item,
        "spec": spec,
        # What stops it stands beside the move already, where the person is offered that.
        "advice": [one for one in advice_on(row, user) if not (one.stops and submit)] if in_sight else [],
        "near": similar(row, user) if in_sight and row.is_open else [],
        "lines": [line for line in lines if line.attribute.name not in ("name_id", "definition_id")],
        "blank": [line for line in lines if line.is_empty],
        "incomplete": [line for line in lines if line.is_missing],
        "uses": entry.uses(row, user),
        "siblings": siblings,
        "newer": entry.newer(row) if row.is_released else None,
        "coming": entry.coming(row) if row.state == State.ENDORSED else None,
        "waits_for_its_day": row.state == State.ENDORSED and bool(row.valid_from and row.valid_from > clock.today()),
        "changes": changes_since(row.based_on, row) if in_sight and row.is_open and row.based_on else [],
        "held_up": submit.reasons if submit is not None else (),
        "unanswered": any(r.is_open and r.kind == "query" and not r.is_answered for r in remarks),
        "remarks": remarks,
        "decisions": decisions,
        "verdict": decisions[-1] if decisions and decisions[-1].state_to == row.state and row.state in SPOKEN else None,
        "in_sight": in_sight,
        "offers": offers,
        "may_write": may_write,
        "may_discard": may_write and row.round == 1 and row.submitted_on is None,
        "may_follow": produces and (row.is_released or row.state in GIVEN_UP) and not any(v.is_open for v in siblings),
        "may_remark": row.is_open and rules.discusses(user, row.item),
        "may_settle": stewards,
        "remark_form": remark_form or RemarkForm(spec=spec),
        "reasons": list(reasons),
        "has_codes": row.item.kind == Kind.CLASSIFICATION,
        "has_links": row.item.kind == Kind.CORRESPONDENCE,
        "codes_url": row.address(PARTS[row.item.kind]) if row.item.kind in PARTS else "",
        "answer_form": answer_form,
        "answered": answered,
        "has_errors": bool(reasons) or any(form is not None and form.errors for form in (remark_form, answer_form)),
        "nav_current": "metadata:search",
        "address": request.build_absolute_uri(row.get_absolute_url()),
    }
    return render(request, "metadata/item.html", context, status=status)


def placed(row: Version, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons with those that name a field of the form leading to it."""
    pages = {
        name: number for number, (_title, names) in enumerate(groups_of(spec_of(row.item.kind)), 1) for name in names
    }
    found = []
    for reason in reasons:
        name = reason.anchor.removeprefix("#id_")
        if reason.anchor.startswith("#id_") and name in pages:
            reason = replace(reason, anchor=f"{row.address('edit')}?bagian={pages[name]}{reason.anchor}")
        found.append(reason)
    return tuple(found)


# Proposing ------------------------------------------------------------------------------------------------------------


def organisations_for(user: Any) -> dict[str, Organisation]:
    """Whose entries the person may propose, by code."""
    rows = Organisation.objects.under(user.reach(*rules.PRODUCERS)).filter(is_active=True).order_by("path")
    found = {row.code: row for row in rows}
    home = user.home_unit
    return {home.code: home, **found} if home is not None and home.code in found else found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Propose an entry: its name and definition first, with what is much like it in the registry.

    ?nama= and ?definisi= fill in the form; from ?kembali= somebody came, and goes back there with ?usulan=CODE@1.0.0.
    """
    if not rules.may_propose(request.user):
        raise PermissionDenied(_("Staff, supervisors and walidata propose entries of the registry."))
    spec = spec_of(Kind.of_slug(kind))
    offered = organisations_for(request.user)
    initial = {"name_id": request.GET.get("nama", "")[:300], "definition_id": request.GET.get("definisi", "")[:8000]}
    form = NewItemForm(request.POST or None, spec=spec, organisations=offered, user=request.user, initial=initial)
    near: list[Near] = []
    back = request.GET.get("kembali", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        near = near_to(request.user, spec.kind, data["name_id"], data["definition_id"])
        if alike(near) and not data["distinct"]:
            ask_whether_distinct(form)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.create_item(
                spec.kind,
                data["code"] or proposed_code(spec.kind, data["name_id"]),
                organisation=data["organisation"],
                values={"name_id": data["name_id"], "definition_id": data["definition_id"], "public": True},
                by=request.user,
                distinct_from=alike(near),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("“%(name)s” is kept as a draft. Fill in the rest, then submit it.") % {"name": row.name}
            )
            if back:
                return redirect(f"{back}{'&' if '?' in back else '?'}{urlencode({'usulan': row.label})}")
            return redirect(row.address("edit"))
    context = {
        "spec": spec,
        "form": form,
        "kind": spec.kind,
        "near": near,
        "back": back,
        "nav_current": "metadata:search",
    }
    return render(request, "metadata/new.html", context, status=422 if form.errors else None)


def alike(near: Iterable[Near]) -> list[Item]:
    """Those so much like a proposal that its producers have to say that it is another thing, unless they did."""
    return [one.version.item for one in near if one.score >= ALIKE and not one.is_told_apart]


# Writing ----------------------------------------------------------------------------------------------------------------


def groups_of(spec: KindSpec) -> list[tuple[Any, tuple[str, ...]]]:
    """The pages of the form: (heading, names), the code left out."""
    groups = spec.groups or ((_("The entry"), tuple(a.name for a in spec.attributes)),)
    return [(heading, tuple(name for name in names if name != "code")) for heading, names in groups]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def edit(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """One group of attributes of a draft. Saving is never held up by what is still missing."""
    row = version_or_404(request, kind, code, number)
    if not rules.produces(request.user, row.item):
        raise PermissionDenied(_("You cannot change entries of this organisation."))
    if row.state not in WRITABLE:
        messages.info(
            request, _("The entry is “%(state)s” now and cannot be changed.") % {"state": row.get_state_display()}
        )
        return redirect(row)
    spec = spec_of(row.item.kind)
    groups = groups_of(spec)
    at = _place(request, len(groups))
    heading, names = groups[at]
    values = values_of(row)
    form = DraftForm(
        request.POST or None, spec=spec, names=names, user=request.user, themes=entry.themes().items(),
        initial={name: values[name] for name in names}, speaks_of=names_in_words(row, values),
    )  # fmt: skip
    near: list[Near] = []
    if request.method == "POST" and form.is_valid():
        near = _near_to_changed(row, form, request.user)
        if alike(near) and not form.cleaned_data["distinct"]:
            ask_whether_distinct(form)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_draft(row, by=request.user, values=form.values, distinct_from=alike(near))
        except ValidationError as error:
            add_errors(form, error)
        except MoveRefused as refusal:
            return show(request, row, reasons=refusal.reasons, status=409)
        else:
            messages.success(request, _("Saved."))
            goes_on = "next" in request.POST and at + 1 < len(groups)
            return redirect(f"{row.address('edit')}?bagian={at + 2}" if goes_on else row)
    lacking = {a.name for a in missing(spec, values)}
    context = {
        "version": row,
        "item": row.item,
        "spec": spec,
        "form": form,
        "near": near,
        "names_it": "name_id" in names,
        "advice": [one for one in advice_on(row, request.user) if one.attribute in names],
        "heading": heading,
        "at": at + 1,
        "is_last": at + 1 == len(groups),
        "pages": [(n, title, sum(name in lacking for name in own)) for n, (title, own) in enumerate(groups, 1)],
        "remarks": [remark for remark in entry.remarks(row) if remark.is_open and remark.attribute in names],
        "labels": {a.name: a.label for a in spec.attributes},
        "nav_current": "metadata:search",
    }
    return render(request, "metadata/edit.html", context, status=422 if form.errors else None)


def _near_to_changed(row: Version, form: DraftForm, user: Any) -> list[Near]:
    """What is much like the draft as it is about to be; nothing where name and definition stay as they are."""
    after = {name: form.values.get(name, getattr(row, name)) for name in ("name_id", "definition_id")}
    if all(after[name] == getattr(row, name) for name in after):
        return []
    return similar(row, user, name=after["name_id"], definition=after["definition_id"])


def _place(request: HttpRequest, count: int) -> int:
    asked = request.GET.get("bagian", "1")
    return min(max(int(asked), 1), count) - 1 if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def follow(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """Begin the next version."""
    row = version_or_404(request, kind, code, number)
    if not rules.produces(request.user, row.item):
        raise PermissionDenied(_("You cannot propose changes of this entry."))
    on_its_way = row.item.versions.filter(state__in=OPEN).select_related("item").first()
    if on_its_way is not None and request.method != "POST":
        messages.info(request, _("Version %(number)s is on its way already.") % {"number": on_its_way.number})
        return redirect(on_its_way)
    form = NewVersionForm(request.POST or None, begins_again=row.state in GIVEN_UP)
    reasons: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.start_version(
                row, change=form.cleaned_data.get("change", ""), note=form.cleaned_data["change_note"], by=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
        except MoveRefused as refusal:
            reasons = refusal.reasons
        else:
            words = _("Version %(number)s is begun as a draft; version %(base)s stays in force meanwhile.")
            messages.success(request, words % {"number": draft.number, "base": row.number})
            return redirect(draft.address("edit"))
    context = {
        "version": row, "item": row.item, "spec": spec_of(row.item.kind), "form": form, "reasons": reasons,
        "nav_current": "metadata:search",
    }  # fmt: skip
    return render(request, "metadata/follow.html", context, status=409 if reasons else 422 if form.errors else None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def discard(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """Throw a draft away, after a question."""
    row = version_or_404(request, kind, code, number)
    if not rules.produces(request.user, row.item):
        raise PermissionDenied(_("You cannot change entries of this organisation."))
    if row.state not in WRITABLE and request.method != "POST":
        messages.info(
            request, _("The entry is “%(state)s” now and cannot be changed.") % {"state": row.get_state_display()}
        )
        return redirect(row)
    if request.method == "POST":
        name = row.name
        try:
            services.discard_draft(row, by=request.user)
        except MoveRefused as refusal:
            return show(request, row, reasons=refusal.reasons, status=409)
        messages.success(request, _("The draft of “%(name)s” was thrown away.") % {"name": name})
        return redirect("metadata:search")
    context = {"version": row, "item": row.item, "spec": spec_of(row.item.kind), "nav_current": "metadata:search"}
    return render(request, "metadata/discard.html", context)
