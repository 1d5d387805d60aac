"""The documents of 1.6 as the worker makes them: a frozen version where one is named, else the KAK as it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from activities.design.facts import facts_of
from activities.models import Cycle
from gsbpm_portal.core import wording
from gsbpm_portal.core.documents.model import Document
from phases.needs.kak_document import DRAFT, LANGUAGE, kak_document, marked, rab_document
from phases.needs.selectors.kak import document_of, layout_of, version_of, versions_of


def kak(parameters: Mapping[str, Any], user: Any) -> Document:
    """{"cycle": key, "version": number or 0}: a version that was not approved is marked as a draft."""
    cycle = _cycle(parameters, user)
    number = int(parameters.get("version") or 0)
    if not number:
        with translation.override(LANGUAGE):
            about = {_("Version"): _("as it stands now, not submitted")}
        return marked(kak_document(facts_of(cycle), layout_of(cycle.activity.organisation)), DRAFT, about)
    told = next(told for told in versions_of(cycle) if told.version.number == number)
    with translation.override(LANGUAGE):
        submitted = wording.moment(told.version.submitted_at, "date")
        about = {_("Version"): _("%(n)s, submitted on %(day)s") % {"n": number, "day": submitted}}
        if told.is_approved and told.decision is not None:
            approved = {"day": wording.moment(told.decision.at, "date"), "by": told.decision.by}
            about[_("Approved")] = _("%(day)s by %(by)s") % approved
        else:
            about[_("Status")] = str(told.state)
        about["SHA-256"] = told.version.digest
        document = document_of(version_of(cycle, number))
    return marked(document, "" if told.is_approved else DRAFT, about)


def rab(parameters: Mapping[str, Any], user: Any) -> Document:
    """{"cycle": key}: the budget as it stands now; a draft until the KAK of the running iteration is approved."""
    cycle = _cycle(parameters, user)
    document = rab_document(facts_of(cycle), layout_of(cycle.activity.organisation))
    newest = next(iter(versions_of(cycle)), None)
    settled = newest is not None and newest.is_approved and newest.version.iteration_id == _current(cycle)
    return replace(document, mark="" if settled else DRAFT)


def _cycle(parameters: Mapping[str, Any], user: Any) -> Cycle:
    return Cycle.objects.visible_to(user).select_related("activity__organisation").get(pk=parameters["cycle"])


def _current(cycle: Cycle) -> int | None:
    return cycle.runs.values_list("current", flat=True).get(number="1.6")
