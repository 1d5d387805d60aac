"""One kill trial: real workers and a real beat, killed by SIGKILL at seeded random moments; then what the database says.

    TRIAL_DIR=… DATABASE_URL=… REDIS_URL=… python -m tests.faults.trial --jobs 40 --kills 20 --seed 1

Three ways to die: a process that runs a task; a whole worker with its processes; a worker's main process alone, whose running
tasks go on without it. The last line printed is a JSON object; `faults` in it must be empty.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import app as trial_app
from tests.faults.runner import STEPS, was_inside

CELERY = (sys.executable, "-m", "celery", "--app", "tests.faults.app", "--skip-checks", "--quiet")
WORKER = ("worker", "--loglevel", "WARNING", "--concurrency", "2", "--without-gossip", "--without-mingle")
BEAT = ("beat", "--loglevel", "WARNING")


@dataclass
class Trial:
    options: argparse.Namespace
    folder: Path
    random: random.Random
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    inside: int = 0
    plan: list[str] = field(
        default_factory=list
    )  # how to kill, last one first: each way at least once among eight kills
    started: int = 0

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        self.started += 1
        with (self.folder / f"{arguments[0]}-{self.started}.log").open("wb") as log:
            return subprocess.Popen([*CELERY, *arguments], stdout=log, stderr=log, start_new_session=True)

    def start_worker(self) -> None:
        self.workers.append(self.start(*WORKER, "--hostname", f"w{self.started}@trial"))

    def kill_something(self) -> None:
        """Kill at random a process that runs a job, or the worker that it belongs to; replace what is gone."""
        running = pids_at_work()
        at_work = [(worker, pid) for worker in self.workers for pid in children_of(worker.pid) if pid in running]
        if not at_work:
            return
        time.sleep(self.random.uniform(0.0, 0.2))
        worker, child = self.random.choice(at_work)
        children = children_of(worker.pid)
        how = self.plan.pop()
        if how == "child":
            victims = [child]
            kill(child)
        elif how == "worker":
            victims = children
            with contextlib.suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
        else:
            victims = []
            kill(worker.pid)
        if how != "child":
            worker.wait()
            self.workers.remove(worker)
            self.others.append(worker)
            self.start_worker()
        self.killed[how] += 1
        for pid in victims:
            wait_until_dead(pid)
            self.inside += was_inside(pid)

    def stop(self) -> None:
        for process in [*self.workers, *self.others]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children_of(pid: int) -> list[int]:
    """Of all threads: a replaced pool process was started by the pool's supervisor thread."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found += [int(one) for one in children.read_text().split()]
    return found


def pids_at_work() -> set[int]:
    from gsbpm_portal.core.models import Job

    return {
        int(name.rpartition(":")[2]) for name in Job.objects.filter(state="running").values_list("worker", flat=True)
    }


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait_until_dead(pid: int) -> None:
    """A killed process stands as a zombie until its parent looks."""
    while True:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state in "ZX":
            return
        time.sleep(0.002)


def prepare(count: int, random_: random.Random) -> list[Any]:
    """The table, and the jobs; every fifth is enqueued by a process that dies before it rings the bell."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from gsbpm_portal.core import jobs
    from gsbpm_portal.core.jobs import services

    call_command("migrate", "core", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kill_trial (job bigint, attempt integer, step integer, half integer)")
    made = []
    real_ring = services.ring
    for number in range(count):
        services.ring = (lambda *_: False) if number % 5 == 4 else real_ring
        with transaction.atomic():
            made.append(jobs.enqueue(trial_app.KIND, by=None, key=f"job-{number}"))
    services.ring = real_ring
    return made


def faults_in(made: list[Any]) -> list[str]:
    """Everything that was lost, or that happened twice."""
    from django.db import connection

    from gsbpm_portal.core.models import Job, JobLog, JobState

    faults = []
    rows = {job.pk: job for job in Job.objects.filter(pk__in=[job.pk for job in made]).select_related("result_file")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT job, step, half, count(*) FROM kill_trial GROUP BY job, step, half")
        effects = {(job, step, half): count for job, step, half, count in cursor.fetchall()}
    expected = {(job.pk, step, half) for job in made for step in range(STEPS) for half in (0, 1)}
    expected |= {(job.pk, STEPS, 0) for job in made}
    faults += [f"lost: {effect}" for effect in sorted(expected - set(effects))]
    faults += [f"unexpected: {effect}" for effect in sorted(set(effects) - expected)]
    faults += [f"{count} times: {effect}" for effect, count in sorted(effects.items()) if count != 1]
    ends = Counter(JobLog.objects.filter(message=JobState.SUCCEEDED.label).values_list("job_id", flat=True))
    for job in made:
        row = rows[job.pk]
        if row.state != JobState.SUCCEEDED:
            faults.append(f"job {job.pk} is {row.state} after attempt {row.attempt}: {row.error}{row.trace[-300:]}")
        elif row.result_file is None or row.result_file.file.read() != f"result of {job.pk}".encode():
            faults.append(f"job {job.pk} has not its result")
        elif row.result != {"attempt": row.attempt}:
            faults.append(f"job {job.pk} shows the result of another attempt")
        if ends[job.pk] > 1:
            faults.append(f"job {job.pk} finished {ends[job.pk]} times")
    return faults


def run(options: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection
    from django.utils import translation

    from gsbpm_portal.core.models import Job

    translation.activate("en")
    folder = Path(os.environ["TRIAL_DIR"])
    (folder / "marks").mkdir(parents=True, exist_ok=True)
    trial = Trial(options, folder, random.Random(options.seed))
    trial.plan = ["worker", "child", "main", "child", "worker", "child", "child", "child"] * (options.kills // 8 + 1)
    begun = time.monotonic()
    made = prepare(options.jobs, trial.random)
    try:
        for _number in range(options.workers):
            trial.start_worker()
        trial.others += [trial.start(*BEAT) for _number in range(options.beats)]
        deadline = time.monotonic() + options.patience
        while time.monotonic() < deadline and Job.objects.open().exists():
            kills = sum(trial.killed.values())
            time.sleep(trial.random.uniform(0.05, options.pause) if kills < options.kills else 0.2)
            if kills < options.kills:
                trial.kill_something()
    finally:
        trial.stop()
    attempts = sum(Job.objects.values_list("attempt", flat=True))
    return {
        "database": connection.vendor,
        "broker": trial_app.app.conf.broker_url.partition(":")[0],
        "jobs": len(made),
        "attempts": attempts,
        "killed": dict(trial.killed),
        "killed_in_a_write": trial.inside,
        "seconds": round(time.monotonic() - begun, 1),
        "seed": options.seed,
        "faults": faults_in(made),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=40)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--beats", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=1.2)
    parser.add_argument("--patience", type=float, default=180)
    outcome = run(parser.parse_args())
    sys.stdout.write(json.dumps(outcome) + "\n")
    return 1 if outcome["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
