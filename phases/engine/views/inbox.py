"""The landing page: what waits for the person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gsbpm_portal.core import clock, htmx
from gsbpm_portal.core.nav import Tab
from phases.engine.selectors import inbox, inbox_lines
from phases.engine.tables import inbox_list

KIND = "jenis"


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The portal's front door: straight to what waits, by way of the sign-in page where nobody is signed in."""
    return redirect("engine:inbox" if request.user.is_authenticated else settings.LOGIN_URL)


@require_GET
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the first of each kind; or with ?jenis= one kind, page by page."""
    items, today = inbox.waiting(request.user), clock.today()
    inbox.remember_count(request.user, len(items))
    counts = inbox.counts(items)
    asked = request.GET.get(KIND, "")
    only = inbox.Doing(asked) if asked in inbox.Doing.values else None
    pages = None
    shown = items
    if only is not None:
        pages = Paginator([item for item in items if item.doing is only], inbox_lines.SHOWN).get_page(
            request.GET.get("hal")
        )
        shown = list(pages.object_list)
    here = reverse("engine:inbox")
    tabs = [Tab(_("All"), here, len(items), only is None)]
    tabs += [Tab(doing.label, f"{here}?{KIND}={doing.value}", count, doing is only) for doing, count in counts.items()]
    context = {
        "nav_current": "engine:inbox",
        "total": len(items),
        "groups": [
            (group, inbox_list(group.lines)) for group in inbox_lines.groups(request.user, shown, totals=counts)
        ],
        "only": only,
        "pages": pages,
        "tabs": tabs if len(counts) > 1 or only is not None else [],
        "late": sum(item.is_late(today) for item in items),
        "bulk": counts.get(inbox.Doing.DECIDE, 0) > 1,
    }
    return htmx.render(request, "engine/inbox.html", context)
