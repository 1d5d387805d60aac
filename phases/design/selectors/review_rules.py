"""The review rules of the office: those in force, and what one may choose from when one is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from activities.design import declared, registry, selectors
from activities.models import Activity, Cycle
from gsbpm_portal.accounts.models import Organisation
from phases.design.forms_catalogue.paths import known_paths
from phases.design.models import ReviewRule
from phases.design.review_rules import RuleFromData

OWNERS: dict[str, Any] = {"activity": Activity, "cycle": Cycle, "organisation": Organisation}
"""What keeps a part of the identity, by the head of its paths."""
CALLED_LIKE = {
    "activity.sector_name": "activity.sector",
    "team.walidata_unit": "contacts.walidata_unit",
    "team.walidata_email": "contacts.walidata_email",
}
"""Facts of the identity that are called what another one is called."""
WORDS: dict[str, Callable[[], str]] = {"organisation.government": lambda: _("Government")}


def office_rules() -> tuple[RuleFromData, ...]:
    """The rules that are in force, by code (one query)."""
    return tuple(row.as_data for row in ReviewRule.objects.filter(is_active=True))


def places() -> list[tuple[str, list[tuple[str, str]]]]:
    """[(section, [(path, "label · path")])] of every place at which a rule may be mended, in the order of the sections."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(known_paths()):
        found.setdefault(_section(path), []).append((path, f"{_label(path)} · {path}"))
    order = [str(one.title) for one in registry.sections()]
    return sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else -1)


def _section(path: str) -> str:
    code = path.partition(".")[0]
    if code in OWNERS or code == "team":
        return _("Identity of the activity")
    if code in selectors.MODELS or declared.is_declared(code):
        return str(registry.get(code).title)
    return str(registry.get(declared.spec_of_table(code).code).title)


def _label(path: str) -> str:
    """What a fact is called; a column after its table."""
    if path in WORDS:
        return WORDS[path]()
    code, _dot, name = CALLED_LIKE.get(path, path).partition(".")
    if code in OWNERS:
        return str(OWNERS[code]._meta.get_field(name).verbose_name)
    if code in selectors.MODELS:
        return str(selectors.label(code, name))
    if declared.is_declared(code) and any(one.name == name for one in declared.spec_of(code).fields):
        return str(declared.spec_of(code).field(name).label)
    table = declared.table_of(code)
    return f"{table.title}: {table.field(name).label}"
