"""Search of the registry, suggestions for fields, and near-duplicates of a proposal."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_safe

from gsbpm_portal.core import htmx, paging, wording
from gsbpm_portal.core.filters import Active
from gsbpm_portal.core.middleware import without_nul
from gsbpm_portal.core.tables import PAGE_PARAMETER
from metadata import rules
from metadata.attributes import KINDS
from metadata.enums import OPEN, Kind
from metadata.models import Item, Version
from metadata.selectors import compare as comparing
from metadata.selectors import search as searching
from metadata.selectors.search import Facet, Found, Wish
from metadata.selectors.search.facets import FACETS
from metadata.selectors.search.matching import LONGEST_TEXT
from metadata.views.compare import named_in

PAGE_SIZE = 25
OPEN_CHOICES = 10
"""Choices of a facet that stand open; the others are folded."""
RESULTS = "hasil"
BESIDE = "butir"
"""In addresses: what was chosen for comparing."""
_ID = re.compile(r"[A-Za-z][\w-]{0,100}\Z", re.ASCII)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What everybody may find; people who signed in find drafts in their reach, too."""
    given = without_nul(request.GET)
    wish = wish_of(given)
    found = searching.search(request.user, wish)
    shown = Paginator(found, PAGE_SIZE).get_page(given.get(PAGE_PARAMETER))
    kind = next((one for one in Kind if one.slug == wish.jenis), None)
    context = {
        "wish": wish,
        "found": found,
        "results": [_line(version, found, given) for version in shown.object_list],
        "start": shown.start_index() if found.total else 1,
        "pages": paging.pages(shown, given, PAGE_PARAMETER, target=RESULTS),
        "facets": [_panel(facet, given) for facet in found.facets if _is_shown(facet, request.user)],
        "filter": {"active": _active(found, given)},
        "kept": [*wish.chosen.items(), *((BESIDE, text) for text in named_in(given.getlist(BESIDE)))],
        "beside": _beside(given),
        "announcement": announcement(found),
        "nothing_at_all": not found.total and not wish.q and not wish.chosen,
        "may_propose": rules.may_propose(request.user),
        "proposals": [(one.label, new_address(one, wish.q)) for one in ([kind] if kind else Kind)],
        "kind": kind,
        "export_url": f"{reverse('metadata:export', args=[kind.slug])}?{request.GET.urlencode()}" if kind else "",
        "sentence": KINDS[kind].sentence if kind else "",
    }
    return htmx.render(request, "metadata/search.html", context)


def wish_of(given: Any) -> Wish:
    """What an address asks for; the first value of each parameter counts, cut at what anybody would type."""
    return Wish(
        q=" ".join(given.get("q", "").split())[:LONGEST_TEXT], **{name: given.get(name, "")[:60] for name in FACETS}
    )


def announcement(found: Found) -> str:
    """How many there are, in a sentence."""
    if found.approximate:
        words = ngettext(
            "Nothing has exactly these words; %(count)s similar entry.",
            "Nothing has exactly these words; %(count)s similar entries.",
            found.total,
        )
    else:
        words = ngettext("%(count)s entry", "%(count)s entries", found.total)
    return words % {"count": wording.number(found.total)}


def new_address(kind: Kind, name: str = "") -> str:
    """Where an entry of the kind is proposed."""
    query = f"?{urlencode({'nama': name})}" if name else ""
    return f"{reverse('metadata:search')}{kind.slug}/baru/{query}"


def _with_beside(given: Any, texts: list[str]) -> str:
    """The query of this page with these chosen for comparing."""
    query = given.copy()
    query.setlist(BESIDE, texts)
    return f"?{query.urlencode()}"


def _beside(given: Any) -> dict[str, Any] | None:
    """What was chosen for comparing, each with the address that takes it off, and where it is compared; None for nothing."""
    texts = named_in(given.getlist(BESIDE))
    if not texts:
        return None
    chips = []
    for text in texts:
        _kind, code, *number = text.split("/")
        rest = [one for one in texts if one != text]
        chips.append({"label": " ".join([code, *number]), "url": _with_beside(given, rest)})
    address = f"{reverse('metadata:compare')}?{urlencode({BESIDE: texts}, doseq=True)}"
    return {"chips": chips, "url": address if len(texts) > 1 else "", "most": comparing.MOST}


def _line(version: Any, found: Found, given: Any) -> dict[str, Any]:
    owner = version.item.organisation
    own = f"{version.item.slug}/{version.item.code}/{version.number}"
    texts = named_in(given.getlist(BESIDE))
    taken = own in texts
    rest = [one for one in texts if one != own]
    return {
        "version": version,
        "url": version.item.get_absolute_url() if version.is_current else version.get_absolute_url(),
        "kind": Kind(version.item.kind).label,
        "owner": owner.name if owner is not None else _("Shared by all offices"),
        "definition": " ".join(version.definition.split())[:400],
        "theme": found.themes.get(version.theme, ""),
        "beside": own,
        "is_beside": taken,
        "beside_url": _with_beside(given, rest if taken else [*rest, own]) if len(rest) < comparing.MOST else "",
    }


def _is_shown(facet: Facet, user: Any) -> bool:
    """Facets with a choice; whether entries are public is told to all who may see both sorts, even when all agree."""
    tells = facet.name == "publik" and user.is_authenticated and bool(facet.choices)
    return tells or len(facet.choices) > 1 or facet.chosen is not None


def _panel(facet: Facet, given: Any) -> dict[str, Any]:
    """A facet as the page draws it: each choice with the address that makes or takes it."""
    choices = []
    for choice in facet.choices:
        value = None if choice.is_chosen else choice.value
        url = paging.address_with(given, **{facet.name: value, PAGE_PARAMETER: None})
        choices.append({"choice": choice, "url": url, "id": f"{facet.name}-{choice.value}"})
    chosen = [one for one in choices if one["choice"].is_chosen]
    rest = [one for one in choices if not one["choice"].is_chosen]
    keep = OPEN_CHOICES if len(rest) > OPEN_CHOICES + 2 else len(rest)
    if len(rest) > keep:
        most = sorted(rest, key=lambda one: -one["choice"].count)[:keep]
        folded = [one for one in rest if one not in most]
        rest = [one for one in rest if one in most]
    else:
        folded = []
    return {"name": facet.name, "label": facet.label, "choices": chosen + rest, "folded": folded}


def _active(found: Found, given: Any) -> list[Active]:
    active = []
    if found.wish.q:
        active.append(Active(_("Words"), found.wish.q, paging.address_with(given, q=None, **{PAGE_PARAMETER: None})))
    for facet in found.facets:
        if chosen := facet.chosen:
            url = paging.address_with(given, **{facet.name: None, PAGE_PARAMETER: None})
            active.append(Active(facet.label, chosen.label, url))
    return active


# Fragments for forms ------------------------------------------------------------------------------------------------------


def kinds_of(text: str) -> list[Kind]:
    """Kinds named by their stored words or by those of addresses; all of them where none is known."""
    names = {one.strip() for one in text.split(",")}
    return [kind for kind in Kind if kind.value in names or kind.slug in names] or list(Kind)


@require_GET
@login_required
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for a <datalist>, and beside it (out of band) in words how many fit, or how to propose what is missing."""
    given = without_nul(request.GET)
    kinds = kinds_of(given.get("jenis", ""))
    text = " ".join(given.get("q", "").split())[:LONGEST_TEXT]
    field = given.get("untuk", "")
    proposals = []
    suggested = searching.suggest(request.user, kinds, text)
    if (suggested.approximate or not suggested.count) and rules.may_propose(request.user):
        proposals = [(kind.label, new_address(kind, text)) for kind in kinds]
    context = {
        "suggested": suggested,
        "text": text,
        "field": field if _ID.match(field) else "",
        "proposals": proposals,
    }
    return render(request, "metadata/_suggestions.html", context)


@require_GET
@login_required
def near(request: HttpRequest) -> HttpResponse:
    """What is probably the same as the named proposal (`kecuali`: the code of the draft itself); nothing where nothing is."""
    given = without_nul(request.GET)
    kind = next((one for one in Kind if given.get("jenis", "") in (one.value, one.slug)), None)
    if kind is None:
        return HttpResponse("")
    excluded = given.get("kecuali", "")
    item = Item.objects.filter(kind=kind, code=excluded).first() if excluded else None
    name = given.get("nama") or given.get("name_id", "")
    definition = given.get("definisi") or given.get("definition_id", "")
    found = searching.near(request.user, kind, name[:300], definition[:4000], item)
    draft = Version.objects.visible_to(request.user).filter(item=item, state__in=OPEN).first() if item else None
    if draft is not None:
        found = searching.told_apart(draft, found)
    return render(request, "metadata/_near.html", {"near": found})
