"""What depends on what: told from recorded uses of artefacts alone, never from the order of the phases."""

from __future__ import annotations

from dataclasses import dataclass

from phases.engine.enums import IterationState
from phases.engine.models import Artefact, ArtefactUse, Iteration, SubProcessRun


@dataclass(frozen=True)
class Dependent:
    """A run whose current iteration used these artefacts, directly or through another dependent run."""

    run: SubProcessRun
    artefacts: tuple[Artefact, ...]
    direct: bool

    @property
    def names(self) -> str:
        return ", ".join(f"“{artefact}”" for artefact in self.artefacts)


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
        step: dict[int, SubProcessRun] = {}
        read: dict[int, dict[tuple[int, str], Artefact]] = {}
        for use in uses:
            run, artefact = use.iteration.run, use.artefact
            if run.current_id != use.iteration_id or run.pk in seen:
                continue
            step.setdefault(run.pk, run)
            read.setdefault(run.pk, {}).setdefault((artefact.run_id, artefact.code), artefact)
        for pk, run in step.items():
            found[pk] = Dependent(run, tuple(read[pk].values()), direct)
        seen |= set(step)
        frontier, direct = set(step), False
    return list(found.values())
