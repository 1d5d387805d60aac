"""The lists as the tables that the forum uses. Runs in the worker, as the person who asked and with that person's sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from gsbpm_portal.core.exports import Table
from gsbpm_portal.core.jobs import JobRefused
from phases.needs.planning import selectors
from phases.needs.planning.attributes import spec_of
from phases.needs.planning.enums import EntryState, ListKind
from phases.needs.planning.forum_tables import columns_of, told
from phases.needs.planning.models import PlanYear

CHUNK = 200


def entries(user: Any, parameters: Mapping[str, Any]) -> Table:
    """One list as it is filtered, in the forum's columns and order."""
    plan, spec = _plan(user, parameters), spec_of(str(parameters["kind"]))
    wish = selectors.Wish.of(parameters)
    found = selectors.wished(selectors.entries(plan, spec.kind), wish).order_by("number")
    columns = columns_of(spec)

    def rows() -> Iterator[list[Any]]:
        for start in range(0, found.count(), CHUNK):
            part = list(found[start : start + CHUNK])
            names = selectors.names_of(part)
            for entry in part:
                yield [entry.key, *(told(spec, entry, column.code, names) for column in columns)]

    about = [(_("Government"), plan.organisation.name), (_("Year"), str(plan.year)), (_("State"), plan.look.label)]
    about += [(_("Filtered by"), value) for value in _filtered(wish)]
    return Table(
        headings=[_("No."), *(column.label for column in columns)],
        rows=rows(),
        total=found.count(),
        about=about,
        title=f"{spec.title} {plan}",
    )


def agreed(user: Any, parameters: Mapping[str, Any]) -> Table:
    """One list as it was agreed and frozen, word by word."""
    plan, kind = _plan(user, parameters), ListKind(str(parameters["kind"]))
    snapshot = selectors.latest_snapshot(plan, int(parameters["version"]))
    if snapshot is None:
        raise JobRefused(_("Nothing was agreed yet."))
    found = snapshot.content["lists"][kind.value]
    minutes = snapshot.content["minutes"]
    return Table(
        headings=[_("No."), *(column["label"] for column in found["columns"])],
        rows=[[row["key"], *row["cells"]] for row in found["rows"]],
        total=len(found["rows"]),
        about=[
            (_("Government"), plan.organisation.name), (_("Year"), str(plan.year)), (_("Version"), str(snapshot.number)),
            (_("Minutes"), minutes["number"]), (_("Day of the forum"), minutes["day"]), (_("SHA-256"), snapshot.digest),
        ],
        title=f"{found['title']} {plan}",
    )  # fmt: skip


def _filtered(wish: selectors.Wish) -> Iterator[str]:
    if wish.q:
        yield wish.q
    if wish.state:
        yield str(EntryState(wish.state).label)
    if wish.producer:
        yield wish.producer


def _plan(user: Any, parameters: Mapping[str, Any]) -> PlanYear:
    """The plan that the export is of; refused when the person does not see it (any longer)."""
    try:
        return selectors.plan_of(user, str(parameters["government"]), int(parameters["year"]))
    except PlanYear.DoesNotExist:
        raise JobRefused(_("You no longer see this plan.")) from None
