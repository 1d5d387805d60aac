"""What depends on what: told from recorded uses of artefacts alone, never from the order of the phases."""

from __future__ import annotations

from dataclasses import dataclass

from phases.engine.enums import IterationState
from phases.engine.models import Artefact, ArtefactUse, Iteration, SubProcessRun


@dataclass(frozen=True)
class Dependent:
    """A run whose current iteration used `artefact`, directly or through another dependent run."""

    run: SubProcessRun
    artefact: Artefact
    direct: bool


def dependents(iteration: Iteration) -> list[Dependent]:
    """Started runs that used an artefact of the iteration's run, then those that used theirs, each once, nearest first.

    One query a step; a run that only used what an earlier iteration left is a dependent too: its source is reopened.
    """
    found: dict[int, Dependent] = {}
    frontier, direct = {iteration.run_id}, True
    seen = {iteration.run_id}
    while frontier:
        uses = (
            ArtefactUse.objects.filter(artefact__run__in=frontier, iteration__run__current_id__isnull=False)
            .exclude(iteration__state=IterationState.NOT_STARTED)
            .select_related(
                "artefact", "iteration__run__cycle__activity", "iteration__run__subprocess", "iteration__run__current"
            )
            .order_by("iteration__run__phase_run__number", "iteration__run__subprocess__position", "-artefact__version")
        )
        step: set[int] = set()
        for use in uses:
            run = use.iteration.run
            if run.current_id != use.iteration_id or run.pk in seen:
                continue
            seen.add(run.pk)
            step.add(run.pk)
            found[run.pk] = Dependent(run, use.artefact, direct)
        frontier, direct = step, False
    return list(found.values())
