"""The rows of the workflow: the catalogue, the runs of a cycle, what they leave behind, and what is asked about them."""

from phases.engine.models.artefacts import Artefact, ArtefactUse, Evidence
from phases.engine.models.asks import Recheck, Request
from phases.engine.models.catalogue import Phase, SubProcess, Task, WorkflowTemplate
from phases.engine.models.runs import CycleWorkflow, Iteration, PhaseRun, SubProcessRun, TaskEntry

__all__ = [
    "Artefact",
    "ArtefactUse",
    "CycleWorkflow",
    "Evidence",
    "Iteration",
    "Phase",
    "PhaseRun",
    "Recheck",
    "Request",
    "SubProcess",
    "SubProcessRun",
    "Task",
    "TaskEntry",
    "WorkflowTemplate",
]
