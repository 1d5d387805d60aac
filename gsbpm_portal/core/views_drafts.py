"""Where forms keep their drafts: by script while somebody types, by a button without one; and where one is thrown away."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gsbpm_portal.core import drafts
from gsbpm_portal.core.models.drafts import Draft
from gsbpm_portal.core.views import once

LARGEST_NUMBER = 2**31 - 1


@never_cache
@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """Keep what the script sends: {"key", "number", "page", "step", "fields": [[name, value], …]}.

    200 with the number and time of the draft; 401 when the session has ended (never a redirect), 403 for a key that was not
    given to this person, 409 with the other content where another page of the person was first, 413 for too much, 400 for
    anything else. Every answer says in words what became of it.
    """
    if not request.user.is_authenticated:
        return _said(401, _("Your session has ended."))
    too_large = _("Not saved as a draft: the text is too long (at most 256 kB).")
    try:
        asked = _asked(request.body)
        key, base = drafts.unsign(request.user, asked.pop("key"))
        draft = drafts.save(request.user, key, base=base, **asked)
    except RequestDataTooBig:
        return _said(413, too_large)
    except drafts.TooLarge:
        return _said(413, too_large)
    except (UnreadablePostError, ValueError):
        return _said(400, _("Not saved as a draft: load the page again."))
    except drafts.NotGiven:
        return _said(403, _("Not saved as a draft: this page was opened by another person. Load it again."))
    except drafts.Overtaken as overtaken:
        said = _("Not saved: another page of yours has kept a different draft of this form.")
        return _said(409, said, overtaken.draft, fields=overtaken.draft.data)
    return _said(200, _("Draft saved %(time)s") % {"time": _time(draft)}, draft)


@login_required
@require_POST
@once
def keep(request: HttpRequest) -> HttpResponse:
    """The button "Save as a draft" of a page without script: keeps the posted form as it is, and goes back to the page."""
    try:
        key, base = drafts.unsign(request.user, request.POST.get(drafts.SIGNED, ""))
        seen = drafts.seen_in(request.POST) or 0
        pairs = drafts.as_pairs(request.POST)
        drafts.save(request.user, key, pairs=pairs, base=base, seen_number=seen)
    except drafts.NotGiven:
        return _refused(request, _("The draft does not belong to this form. Load the page again."), 403)
    except drafts.TooLarge:
        return _refused(request, _("The text is too long for a draft (at most 256 kB). Save the form itself."), 413)
    except drafts.Overtaken as overtaken:
        return _two(request, overtaken.draft)
    messages.success(request, _("Kept as a draft. Nobody else sees it until you save the form."))
    return HttpResponseRedirect(_back(request))


@login_required
@require_POST
@once
def discard(request: HttpRequest) -> HttpResponse:
    """Throw a draft away and go back to the page, which then shows what is stored."""
    try:
        key, _base = drafts.unsign(request.user, request.POST.get(drafts.SIGNED, ""))
    except drafts.NotGiven:
        return _refused(request, _("The draft does not belong to this form. Load the page again."), 403)
    drafts.discard(request.user, key)
    messages.success(request, _("The draft is thrown away; the form shows what is stored."))
    return HttpResponseRedirect(_back(request))


def _asked(body: bytes) -> dict[str, Any]:
    """What the script asks for, as drafts.save takes it. Refuses (ValueError) everything of another shape."""
    try:
        raw = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(raw, dict):
        raise ValueError("no object")
    key, page, fields = raw.get("key"), raw.get("page"), raw.get("fields")
    numbers = [raw.get("number"), raw.get("step")]
    if not isinstance(key, str) or not isinstance(page, str) or len(page) > 36 or not page.isascii() or "\x00" in page:
        raise ValueError("key or page")
    if any(type(number) is not int or not 0 <= number <= LARGEST_NUMBER for number in numbers):
        raise ValueError("number or step")
    if not isinstance(fields, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair) for pair in fields
    ):
        raise ValueError("fields")
    return {"key": key, "page": page, "pairs": fields, "seen_number": numbers[0], "step": numbers[1]}


def _said(status: int, words: str, draft: Draft | None = None, **more: Any) -> JsonResponse:
    about = {"number": draft.number, "time": _time(draft)} if draft else {}
    return JsonResponse({"said": words, **about, **more}, status=status)


def _time(draft: Draft) -> str:
    return date_format(timezone.localtime(draft.saved_at), "TIME_FORMAT")


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "400.html", {"reason": reason}, status=status)


def _two(request: HttpRequest, other: Draft) -> HttpResponse:
    """Both contents side by side; the person keeps the one or the other."""
    mine: dict[str, list[str]] = {}
    theirs: dict[str, list[str]] = {}
    for name, value in drafts.tidy(drafts.as_pairs(request.POST)):
        mine.setdefault(name, []).append(value)
    for name, value in other.data or []:
        theirs.setdefault(name, []).append(value)
    lines = [
        {"other": "\n".join(theirs.get(name, [])), "mine": "\n".join(mine.get(name, []))}
        for name in dict.fromkeys([*mine, *theirs])
        if mine.get(name) != theirs.get(name)
    ]
    context = {
        "other": other,
        "lines": lines,
        "pairs": [(name, value) for name, values in mine.items() for value in values],
        "signed": request.POST.get(drafts.SIGNED, ""),
        "back": _back(request),
    }
    return render(request, "core/drafts/two.html", context, status=409)


def _back(request: HttpRequest) -> str:
    address = request.POST.get(drafts.BACK, "")
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, None, request.is_secure()):
        return address
    return "/"
