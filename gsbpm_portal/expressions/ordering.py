"""In which order derived variables are computed."""

from collections.abc import Mapping
from graphlib import CycleError as _GraphCycle
from graphlib import TopologicalSorter

from gsbpm_portal.expressions.tree import Expression, names


class CycleError(ValueError):
    """Derived variables that need one another. `path` goes from each to one that it needs, and ends where it began."""

    def __init__(self, path: tuple[str, ...]):
        super().__init__(" → ".join(path))
        self.path = path


def in_order(definitions: Mapping[str, Expression]) -> tuple[str, ...]:
    """The derived variables, each after those that it needs; where there is a choice, as they came.

    Raises CycleError where a variable needs itself, by whatever way."""
    graph = {name: [needed for needed in names(tree) if needed in definitions] for name, tree in definitions.items()}
    try:
        ordered = tuple(TopologicalSorter(graph).static_order())
    except _GraphCycle as error:
        raise CycleError(tuple(reversed(error.args[1]))) from None
    return ordered
