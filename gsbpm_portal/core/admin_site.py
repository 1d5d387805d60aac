"""How the administration is laid out: its tables in groups on the first page, and words for fields that no form asks for."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Group(IntEnum):
    """A ModelAdmin says by `group` where its table stands on the first page."""

    PEOPLE = 1
    SETTINGS = 2
    CATALOGUES = 3
    WORKFLOW = 4
    TRAIL = 5


TITLES = {
    Group.PEOPLE: _("People and organisations"),
    Group.SETTINGS: _("Settings"),
    Group.CATALOGUES: _("Catalogues"),
    Group.WORKFLOW: _("Activities and their workflow (to look at only)"),
    Group.TRAIL: _("Audit trail and technical records (to look at only)"),
}

WORDS = {
    "action": _("what"),
    "activity": _("activity"),
    "actor": _("who"),
    "actor_name": _("who"),
    "at": _("when"),
    "attempts": _("attempts"),
    "attempt_limit": _("most attempts"),
    "available_at": _("not before"),
    "by": _("who"),
    "chain": _("chain"),
    "changes": _("changes"),
    "checks": _("checks somebody's work"),
    "closed_at": _("closed"),
    "closed_by": _("closed by"),
    "closes": _("ends the round"),
    "code": _("code"),
    "comment": _("comment"),
    "created_at": _("created"),
    "created_by": _("created by"),
    "cycle": _("cycle"),
    "date_joined": _("account since"),
    "error": _("what went wrong"),
    "failed_at": _("given up"),
    "file": _("file"),
    "is_demo": _("demo account"),
    "kind": _("kind"),
    "language": _("language"),
    "name_en": _("name in English"),
    "name_id": _("name in Indonesian"),
    "number": _("number"),
    "on_behalf_of": _("on behalf of"),
    "parent": _("answer to"),
    "path": _("place in the tree"),
    "position": _("position in the list"),
    "reason": _("reason"),
    "retired_on": _("retired on"),
    "round": _("round"),
    "scope": _("cycle"),
    "sent_at": _("sent"),
    "seq": _("number"),
    "state": _("state"),
    "state_from": _("state before"),
    "state_to": _("state after"),
    "subject_label": _("subject"),
    "text_en": _("text in English"),
    "text_id": _("text in Indonesian"),
    "title": _("title"),
    "url": _("address"),
    "user": _("person"),
    "verb": _("what"),
    "version": _("version"),
}

TECHNICAL = {
    *("public_id", "subject_kind", "subject_id", "key", "series", "data", "context", "payload", "checksum", "sha256"),
    *("prev_mac", "mac", "lease_until", "ring_at", "cancel_requested_at", "digest_at", "note_revision"),
    *("progress_done", "progress_total", "progress_step", "gates", "presets", "applies", "outputs", "inputs"),
}
"""Fields that tell people nothing: the pages of rows to look at leave them out."""


def name_fields(app_label: str, **words: Any) -> None:
    """Give the fields of an app's models that have no name for people one; to be called from its admin module."""
    known = WORDS | words
    for model in apps.get_app_config(app_label).get_models():
        for field in model._meta.fields:
            if getattr(field, "_verbose_name", None) is None and field.name in known:
                field.verbose_name = known[field.name]


def grouped(site: admin.AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """The tables that the person may open, in the groups of the first page."""
    groups: dict[Group, list[dict[str, Any]]] = {group: [] for group in Group}
    for app in admin.AdminSite.get_app_list(site, request):
        for table in app["models"]:
            owner = site.get_model_admin(table["model"])
            table["name"] = capfirst(table["name"])
            groups[getattr(owner, "group", Group.WORKFLOW)].append(table)
    return [
        {
            "name": TITLES[group],
            "app_label": group.name.lower(),
            "app_url": "",
            "has_module_perms": True,
            "models": sorted(tables, key=lambda table: str(table["name"])),
        }
        for group, tables in groups.items()
        if tables
    ]
