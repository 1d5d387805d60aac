"""Which artefacts come along with those asked for: the parameter `references`, over any source of edges.

Edges: data flow → data structure → code lists and concept schemes; concept scheme → code lists.
"""

from collections.abc import Callable, Iterable

from .artefacts import TYPES, Ref

Neighbours = Callable[[frozenset[Ref]], set[Ref]]
DEPTH = 4  # no path has more steps


def _all(start: frozenset[Ref], neighbours: Neighbours) -> set[Ref]:
    """Everything reached from `start`; one call of `neighbours` a level."""
    seen: set[Ref] = set()
    level = start
    for _step in range(DEPTH):
        if not level:
            break
        level = frozenset(neighbours(level) - seen - start)
        seen |= level
    return seen


def resolve(start: Iterable[Ref], references: str, *, children: Neighbours, parents: Neighbours) -> set[Ref]:
    """The further artefacts that `references` adds to `start`.

    `parents`, `children`: one step; `ancestors`, `descendants`: all steps; `parentsandsiblings`: parents and what those
    refer to; `all`: parents and siblings, and all descendants; a type: those of it among all that are connected.
    """
    found = frozenset(start)
    if not found or references == "none":
        return set()
    if references == "children":
        more = children(found)
    elif references == "descendants":
        more = _all(found, children)
    elif references == "parents":
        more = parents(found)
    elif references == "ancestors":
        more = _all(found, parents)
    elif references == "parentsandsiblings":
        above = parents(found)
        more = above | children(frozenset(above))
    else:
        above = _all(found, parents)
        more = above | _all(found | frozenset(above), children)
        if references != "all":
            wanted = references if references in TYPES else ""
            more = {ref for ref in more if ref.type == wanted}
    return more - found
