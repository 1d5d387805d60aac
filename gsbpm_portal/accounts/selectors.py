"""Finding people and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from gsbpm_portal.accounts.models import Membership, Organisation, User, paths_under


def people_in_reach(user: User, *roles: str) -> QuerySet[User]:
    """Active people whose home unit or a standing membership lies where `user` holds one of `roles` (any when none is named)."""
    active = User.objects.filter(is_active=True)
    return active if user.is_superuser else active.filter(pk__in=_people_under(user.reach(*roles)))


def _people_under(paths: list[str]) -> QuerySet[User, Any]:
    held = Membership.objects.active().filter(paths_under("organisation__path", paths))
    return User.objects.filter(Q(pk__in=held.values("user")) | paths_under("home_unit__path", paths)).values("pk")


def members_of(path: str, roles: Iterable[str] = ()) -> QuerySet[User]:
    """Active people who hold one of `roles` (any when none is named) at or above the organisation with this path."""
    nodes = path.rstrip("/").split("/")
    ancestors = ["/".join(nodes[: n + 1]) + "/" for n in range(len(nodes))]
    held = Membership.objects.active().filter(organisation__path__in=ancestors)
    wanted = list(roles)
    if wanted:
        held = held.filter(role__in=wanted)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def employees_of(path: str) -> QuerySet[User]:
    """Active people whose home unit is the organisation with this path or lies below it."""
    return User.objects.filter(is_active=True, home_unit__path__startswith=path)


@dataclass
class Node:
    """An organisation with the ones below it."""

    organisation: Organisation
    children: list[Node] = field(default_factory=list)


def organisation_tree(organisations: QuerySet[Organisation] | None = None) -> list[Node]:
    """The trees of the given organisations (by default all active ones), in one query; a node without its parent is a root."""
    found = Organisation.objects.filter(is_active=True) if organisations is None else organisations
    roots: list[Node] = []
    nodes: dict[int, Node] = {}
    for organisation in found.order_by("path"):
        node = nodes[organisation.pk] = Node(organisation)
        above = nodes.get(organisation.parent_id or 0)
        (above.children if above else roots).append(node)
    return roots
