"""A city with any number of activities, each with its 44 runs in all states, written in bulk."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle as round_robin
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from activities.models import Activity, Cycle, Sector, TeamSeat
from activities.services.catalogue import load_sectors
from gsbpm_portal.accounts.enums import OrganisationKind, Role
from gsbpm_portal.accounts.models import Membership, Organisation, User
from gsbpm_portal.core import audit, immutability
from gsbpm_portal.core.models import Comment
from phases.engine.enums import IterationState, PhaseState
from phases.engine.models import (
    CycleWorkflow,
    Evidence,
    Iteration,
    PhaseRun,
    SubProcess,
    SubProcessRun,
    Task,
    TaskEntry,
)
from phases.engine.services.catalogue import load_catalogue

PART = 250
"""Activities that are written at a time."""
OFFICES = 4


class City:
    """Organisations, people, and as many activities as asked for. Everything is written by bulk_create."""

    def __init__(self) -> None:
        self.template = load_catalogue()[0]
        load_sectors()
        self.sectors = list(Sector.objects.all())
        self.root = Organisation.objects.create(
            code="kota", name="Kota Ukur", kind=OrganisationKind.GOVERNMENT, path="kota/"
        )
        self.offices = Organisation.objects.bulk_create(
            Organisation(code=f"dinas-{n:02}", name=f"Dinas Nomor {n:02}", parent=self.root, path=f"kota/dinas-{n:02}/")
            for n in range(OFFICES)
        )
        self.admin = self.person("admin", Role.ADMIN, is_superuser=True, is_staff=True)
        self.head = self.person("pimpinan", Role.PIMPINAN)
        self.staff = self.person("staf", Role.STAF)
        self.voter = self.person("penyelia", Role.PENYELIA)
        self.subprocesses = list(SubProcess.objects.filter(phase__template=self.template).select_related("phase"))
        self.made = 0

    def person(self, username: str, role: str, **values: Any) -> User:
        """Somebody with a role at the city, and so in reach of all of it."""
        user = User.objects.create(
            username=username,
            full_name=username.title(),
            home_unit=self.root,
            email=f"{username}@contoh.go.id",
            **values,
        )
        Membership.objects.create(user=user, organisation=self.root, role=role)
        return user

    def grow(self, number: int) -> None:
        """Have so many activities in all."""
        while self.made < number:
            part = min(PART, number - self.made)
            self._write(self.made, part)
            self.made += part
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _write(self, first: int, count: int) -> None:
        start, now = date(2026, 1, 1), timezone.now()
        activities = Activity.objects.bulk_create(
            Activity(
                code=f"KEG-{n:05}", title=f"Survei Nomor {(n * 7919) % 100000:05} tentang Layanan Kota", kind="survey",
                organisation=self.offices[n % OFFICES], sector=self.sectors[n % len(self.sectors)], frequency="7",
                created_by=self.staff,
            )
            for n in range(first, first + count)
        )  # fmt: skip
        cycles = Cycle.objects.bulk_create(
            Cycle(
                activity=activity, edition="2026", year=2026, period_start=start, period_end=date(2026, 12, 31),
                planned_start=start, planned_end=date(2026, 12, 31), created_by=self.staff,
            )
            for activity in activities
        )  # fmt: skip
        CycleWorkflow.objects.bulk_create(CycleWorkflow(cycle=cycle, template=self.template) for cycle in cycles)
        phases = list(self.template.phases.all())
        phase_runs = PhaseRun.objects.bulk_create(
            PhaseRun(
                cycle=cycle, phase=phase, number=phase.number,
                state=PhaseState.RUNNING if phase.number < 5 else PhaseState.NOT_OPEN,
                opened_at=now if phase.number < 5 else None, planned_start=start + timedelta(days=45 * (phase.number - 1)),
                planned_end=start + timedelta(days=45 * phase.number - 1),
            )
            for cycle in cycles
            for phase in phases
        )  # fmt: skip
        of = {(run.cycle_id, run.phase_id): run for run in phase_runs}
        runs = SubProcessRun.objects.bulk_create(
            [
                SubProcessRun(
                    cycle=cycle, phase_run=of[cycle.pk, sub.phase_id], subprocess=sub, number=sub.number,
                    planned_start=of[cycle.pk, sub.phase_id].planned_start, due=of[cycle.pk, sub.phase_id].planned_end,
                )
                for cycle in cycles
                for sub in self.subprocesses
            ],
            batch_size=5000,
        )  # fmt: skip
        states = round_robin(
            [IterationState.APPROVED] * 3 + [IterationState.IN_WORK, IterationState.SUBMITTED, IterationState.RETURNED]
            + [IterationState.NOT_STARTED] * 5
        )  # fmt: skip
        iterations = Iteration.objects.bulk_create(
            [self._iteration(run, state, now) for run, state in zip(runs, islice(states, len(runs)), strict=True)],
            batch_size=5000,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE phases_subprocessrun r SET current_id = i.id FROM phases_iteration i"
                " WHERE i.run_id = r.id AND i.id >= %s",
                [iterations[0].pk],
            )

    def _iteration(self, run: SubProcessRun, state: str, now: Any) -> Iteration:
        begun = state != IterationState.NOT_STARTED
        return Iteration(
            run=run, state=state, opened_by=self.staff, started_at=now if begun else None,
            submitted_at=now if state == IterationState.SUBMITTED else None,
            submitted_by=self.staff if state == IterationState.SUBMITTED else None,
            finished_at=now if state == IterationState.APPROVED else None,
        )  # fmt: skip

    # People whose inbox has a wished length ---------------------------------------------------------------------------

    def supervisor_of(self, wanted: int) -> User:
        """A supervisor for whose decision about so many submissions wait."""
        user = self.person(f"penyelia-{wanted}", Role.PENYELIA)
        counted = 0
        for cycle in Cycle.objects.order_by("pk"):
            if counted >= wanted:
                break
            phases = [*range(1, 9)] if wanted - counted >= 4 else [1]
            TeamSeat.objects.bulk_create(
                TeamSeat(cycle=cycle, user=user, role="penyelia", phase=phase) for phase in phases
            )
            counted += Iteration.objects.filter(
                state=IterationState.SUBMITTED, run__cycle=cycle, run__phase_run__number__in=phases
            ).count()
        return user

    def staff_of(self, number: int) -> User:
        """Somebody on the staff of so many cycles."""
        user = self.person(f"staf-{number}", Role.STAF)
        TeamSeat.objects.bulk_create(
            TeamSeat(cycle=cycle, user=user, role="staf", phase=0) for cycle in Cycle.objects.order_by("pk")[:number]
        )
        return user

    def fill_subprocess(self, cycle: Cycle, number: str, rows: int) -> None:
        """Have so many pieces of evidence, remarks and audit entries on one sub-process."""
        run = SubProcessRun.objects.select_related("cycle__activity").get(cycle=cycle, number=number)
        iteration = run.current
        assert iteration is not None
        TaskEntry.objects.bulk_create(
            [TaskEntry(iteration=iteration, task=task) for task in Task.objects.filter(subprocess=run.subprocess_id)],
            ignore_conflicts=True,
        )
        more = rows - Evidence.objects.filter(iteration=iteration).count()
        Evidence.objects.bulk_create(
            Evidence(
                iteration=iteration, kind="tautan", title=f"Bukti {n}", url="https://contoh.go.id/", added_by=self.staff
            )
            for n in range(more)
        )
        Comment.objects.bulk_create(
            Comment(subject_kind="phases.iteration", subject_id=iteration.pk, by=self.voter, body=f"Catatan {n}")
            for n in range(more)
        )
        for n in range(more):
            audit.append(
                cycle.audit_chain, action="task.note", by=self.staff, subject=iteration, scope=cycle.audit_scope,
                changes={"note": ("", f"Catatan {n}")}, context={"task": f"{number}.1", "iteration": 1},
            )  # fmt: skip


def without_triggers() -> Any:
    """Bulk rows come in states that triggers let nobody write directly."""
    return immutability.lifted()
