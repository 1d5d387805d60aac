"""What may be approved together, because there is nothing in it to be read one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q

from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core.models import Comment, FileState
from phases.engine.models import Evidence, Iteration, Task, TaskEntry
from phases.engine.selectors.inbox import Doing, waiting


@dataclass(frozen=True)
class Candidate:
    """A submission that needs no individual reading, with its summary. `key` names it in a form, with the version shown."""

    iteration: Iteration
    tasks: int
    not_applicable: int
    evidence: int

    @property
    def key(self) -> str:
        run = self.iteration.run
        return f"{run.cycle.audit_scope}/{run.number}@{self.iteration.version_text}"

    @property
    def name(self) -> str:
        return key_name(self.key)


def key_name(key: str) -> str:
    """The part of a key that names the sub-process, without the version."""
    return key.partition("@")[0]


def candidates(user: User) -> dict[Organisation, list[Candidate]]:
    """By organisation: what waits for the person's decision and leaves no mandatory output, contains no approval, has all its
    tasks done or not applicable, no open remark, and no file that is not checked. Never the person's own work."""
    waits = [item.pk for item in waiting(user) if item.doing is Doing.DECIDE]
    about = ("run__cycle__activity__organisation", "run__subprocess", "submitted_by")
    iterations = [
        iteration
        for iteration in Iteration.objects.filter(pk__in=waits).select_related(*about).order_by("submitted_at", "pk")
        if not any(output.get("mandatory") for output in iteration.run.subprocess.outputs)
    ]
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(subprocess__in={iteration.run.subprocess_id for iteration in iterations}):
        tasks[task.subprocess_id].append(task)
    entries: dict[int, dict[int, TaskEntry]] = defaultdict(dict)
    for entry in TaskEntry.objects.filter(iteration__in=iterations):
        entries[entry.iteration_id][entry.task_id] = entry
    discussed = _discussed(iterations)
    evidence, unchecked = Counter[int](), set()
    standing = Evidence.objects.filter(iteration__in=iterations, withdrawn_at__isnull=True)
    for iteration_id, state in standing.values_list("iteration", "file__state"):
        evidence[iteration_id] += 1
        if state not in (None, FileState.AVAILABLE):
            unchecked.add(iteration_id)
    found: dict[Organisation, list[Candidate]] = defaultdict(list)
    for iteration in iterations:
        own = tasks[iteration.run.subprocess_id]
        recorded = [entries[iteration.pk].get(task.pk) for task in own]
        settled = all(entry is not None and (entry.is_done or not entry.applies) for entry in recorded)
        if settled and iteration.pk not in discussed | unchecked and not any(task.needs_approval for task in own):
            aside = sum(entry is not None and not entry.applies for entry in recorded)
            found[iteration.run.cycle.activity.organisation].append(
                Candidate(iteration, len(own), aside, evidence[iteration.pk])
            )
    return dict(sorted(found.items(), key=lambda item: item[0].path))


def _discussed(iterations: list[Iteration]) -> set[int]:
    """The iterations with an open remark, on them or on their run."""
    by_run = {iteration.run_id: iteration.pk for iteration in iterations}
    open_remarks = Comment.objects.filter(
        Q(subject_kind="phases.iteration", subject_id__in=[i.pk for i in iterations])
        | Q(subject_kind="phases.subprocessrun", subject_id__in=by_run),
        closed_at__isnull=True,
        parent__isnull=True,
    )
    return {
        subject if kind == "phases.iteration" else by_run[subject]
        for kind, subject in open_remarks.values_list("subject_kind", "subject_id")
    }
