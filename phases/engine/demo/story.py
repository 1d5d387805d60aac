"""The storyteller: carries a cycle through its sub-processes day by day, through the services, each step at its own moment."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from activities.design import declared, registry
from activities.design.services import add_rows, save_fields, save_section
from activities.models import Cycle
from gsbpm_portal.core import clock, comments, jobs, remarks
from gsbpm_portal.core.models import RemarkKind
from phases.engine import demo
from phases.engine.demo import rancangan
from phases.engine.demo.hari import dated
from phases.engine.demo.office import Office
from phases.engine.demo.registri.variabel import USES
from phases.engine.enums import RecheckState
from phases.engine.models import Artefact, Evidence, Iteration, PhaseRun, Recheck, SubProcessRun, Task
from phases.engine.services import artefacts, asks, iterations, phases, planning, work
from phases.engine.services.design import owning_run

MOST_TASKS = 12


@dataclass(frozen=True)
class Paper:
    """A piece of evidence: its name, the output that it serves as, and the text that stands in the file (or the address)."""

    title: str
    output: str = ""
    text: str = ""
    url: str = ""
    description: str = ""


Step = Callable[[], Any]


def variables_of(code: str) -> dict[str, Any] | None:
    """The section of variables of an activity; None where the story names none."""
    empty = dict.fromkeys(("reference_period", "source", "question", "note"), "")
    rows = [{"version": label, **empty, **said} for label, said in USES.get(code, [])]
    return {"variables": rows} if rows else None


def declared_of(code: str, begin: dt.date) -> dict[str, dict[str, Any]]:
    """What an activity's staff type into declared sections: {section: {"fields": {…}, "tables": {table: [rows]}}}.

    From every module of this package that is called rancangan_<topic>: its `DECLARED`, by activity, or its `content(begin)`.
    """
    found: dict[str, dict[str, Any]] = {}
    for module in pkgutil.iter_modules(demo.__path__):
        if module.name.startswith("rancangan_"):
            told = importlib.import_module(f"{demo.__name__}.{module.name}")
            every = told.content(begin) if hasattr(told, "content") else getattr(told, "DECLARED", {})
            found |= every.get(code, {})
    return found


@dataclass
class Story:
    """Tells one cycle. Days count from `begin`; `staff` and `checker` do what no other name is given for.

    What is told is first written down, each step with its moment; `play` then lets all of it happen in the order of time.
    """

    office: Office
    cycle: Cycle
    begin: dt.date
    staff: str
    checker: str
    issuer: str
    steps: list[tuple[dt.datetime, int, Step]] = field(default_factory=list, init=False)

    # Time and people ---------------------------------------------------------------------------------------------------

    def at(self, day: int, time: tuple[int, int], step: Step) -> None:
        """Let `step` happen on day `day` of the story at (hour, minute) of the office."""
        moment = timezone.make_aware(dt.datetime.combine(self.begin + dt.timedelta(days=day), dt.time(*time)))
        self.steps.append((min(moment, timezone.now()), len(self.steps), step))

    def play(self) -> None:
        """Carry out the steps in the order of time."""
        for moment, _place, step in sorted(self.steps, key=lambda entry: entry[:2]):
            with clock.at(moment):
                step()

    def minute(self, number: str) -> int:
        """A minute of its own for each sub-process, so that days do not look made by a machine."""
        return int(number.replace(".", "")) * 7 % 40

    def who(self, username: str) -> Any:
        return self.office[username]

    def run(self, number: str) -> SubProcessRun:
        return SubProcessRun.objects.select_related(
            "current", "phase_run", "subprocess", "cycle__activity__organisation"
        ).get(cycle=self.cycle, number=number)

    def iteration(self, number: str) -> Iteration:
        current = self.run(number).current
        assert current is not None
        return current

    def phase(self, number: int) -> PhaseRun:
        return PhaseRun.objects.get(cycle=self.cycle, number=number)

    # Steps --------------------------------------------------------------------------------------------------------------

    def plan(self, number: str, day: int, *, start: int, due: int, by: str = "", staff: str = "") -> None:
        """Planned dates and the person in charge."""

        def step() -> None:
            first, last = (self.begin + dt.timedelta(days=days) for days in (start, due))
            plan = planning.Plan(self.who(staff or self.staff), first, last)
            planning.plan_run(self.run(number), plan, by=self.who(by or self.checker))

        self.at(day, (9, self.minute(number)), step)

    def start(self, number: str, day: int, *, staff: str = "") -> None:
        person = staff or self.staff
        self.at(
            day,
            (10, self.minute(number)),
            lambda: iterations.start_iteration(self.iteration(number), by=self.who(person)),
        )

    def use(self, number: str, day: int, sources: Sequence[str], *, staff: str = "") -> None:
        """Record that the work rests on the newest artefacts of other sub-processes."""

        def step() -> None:
            for source in sources:
                newest: dict[str, Artefact] = {}
                for artefact in Artefact.objects.filter(run__cycle=self.cycle, run__number=source).order_by("version"):
                    newest[artefact.code] = artefact
                for artefact in newest.values():
                    artefacts.record_use(self.iteration(number), artefact, by=self.who(staff or self.staff))

        self.at(day, (11, self.minute(number)), step)

    def design(self, number: str, day: int, *, staff: str = "") -> None:
        """Fill in the sections of the design record that the sub-process owns, as far as the story has a text for them."""

        def step() -> None:
            texts = rancangan.TEXTS.get(self.cycle.activity.code, {})
            for section in registry.sections():
                if owning_run(self.cycle, section).number != number:
                    continue
                planned = rancangan.schedule(self.cycle.planned_start, self.cycle.planned_end)
                if section.code == "variables":
                    values: Any = variables_of(self.cycle.activity.code)
                else:
                    values = planned if section.code == "schedule" else texts.get(section.code)
                if values is not None:
                    save_section(self.cycle, section, by=self.who(staff or self.staff), values=values, seen_revision=0)

        self.at(day, (11, self.minute(number) + 5), step)

    def play_declared(self, number: str, day: int, *, staff: str = "") -> None:
        """Fill in the declared sections that the sub-process owns, as far as the story has something for them."""

        def step() -> None:
            person = self.who(staff or self.staff)
            for code, content in declared_of(self.cycle.activity.code, self.begin).items():
                spec = declared.spec_of(code)
                if owning_run(self.cycle, registry.get(code)).number != number:
                    continue
                if fields := content.get("fields"):
                    save_fields(self.cycle, code, by=person, values=dated(fields, self.begin))
                tables = content.get("tables", {})
                for table in spec.tables:
                    if rows := tables.get(table.code):
                        add_rows(self.cycle, table.code, [dated(row, self.begin) for row in rows], by=person)

        self.at(day, (11, self.minute(number) + 10), step)

    def tick(self, number: str, day: int, *, notes: Sequence[str] = (), count: int = 99, staff: str = "") -> None:
        """Tick the first `count` tasks, with their notes."""

        def step(place: int) -> None:
            iteration, person = self.iteration(number), self.who(staff or self.staff)
            waived = iteration.entries.exclude(not_applicable_reason="").values("task")
            tasks = Task.objects.filter(subprocess=iteration.run.subprocess_id, needs_approval=False).exclude(
                pk__in=waived
            )
            task = tasks.order_by("position")[place : place + 1].first()
            if task is not None:
                if place < len(notes) and notes[place]:
                    work.write_note(iteration, task, by=person, note=notes[place])
                work.tick_task(iteration, task, by=person, done=True)

        for place in range(min(count, MOST_TASKS)):
            self.at(day, (13, self.minute(number) + place), partial(step, place))

    def attach(self, number: str, day: int, papers: Sequence[Paper], *, staff: str = "") -> None:
        """Add evidence (what usually leaves the sub-process where no paper is named) and have it checked, as the worker would."""

        def step() -> None:
            for paper in papers or [self.usual_paper(number)]:
                artefacts.add_evidence(
                    self.iteration(number),
                    by=self.who(staff or self.staff),
                    title=paper.title,
                    description=paper.description,
                    output=paper.output,
                    url=paper.url,
                    upload=None if paper.url else self.file(paper),
                )
            jobs.run_pending()

        self.at(day, (14, self.minute(number)), step)

    def withdraw(self, number: str, day: int, title: str, *, staff: str = "") -> None:
        """Take a piece of evidence out again."""

        def step() -> None:
            evidence = Evidence.objects.get(iteration=self.iteration(number), title=title, withdrawn_at__isnull=True)
            artefacts.withdraw_evidence(evidence, by=self.who(staff or self.staff))

        self.at(day, (9, self.minute(number)), step)

    def usual_paper(self, number: str) -> Paper:
        """A paper that serves as the mandatory (else the first) output of the sub-process."""
        outputs = self.run(number).subprocess.outputs
        output = next((o for o in outputs if o["mandatory"]), outputs[0])
        text = f"{output['id']} untuk {self.cycle.activity.title}.\nDisusun oleh tim, direviu bersama, dan diajukan kepada penyelia."
        return Paper(output["id"], output["code"], text)

    def file(self, paper: Paper) -> SimpleUploadedFile:
        name = "".join(letter if letter.isalnum() else "-" for letter in paper.title.lower()).strip("-")
        if paper.text.startswith("#csv\n"):
            return SimpleUploadedFile(f"{name}.csv", ("\ufeff" + paper.text[5:]).encode())
        head = f"PEMERINTAH KOTA CONTOH\n{self.issuer.upper()}\n\n{paper.title}\n{self.cycle}\n\n"
        return SimpleUploadedFile(f"{name}.txt", (head + (paper.text or paper.description) + "\n").encode())

    def submit(self, number: str, day: int, *, note: str = "", staff: str = "") -> None:
        person = staff or self.staff
        self.at(
            day,
            (15, self.minute(number)),
            lambda: iterations.submit_iteration(self.iteration(number), by=self.who(person), note=note),
        )

    def approve(self, number: str, day: int, *, comment: str = "", by: str = "") -> None:
        person = by or self.checker
        self.at(
            day,
            (16, self.minute(number)),
            lambda: iterations.approve_iteration(self.iteration(number), by=self.who(person), comment=comment),
        )

    def send_back(self, number: str, day: int, comment: str, *, by: str = "") -> None:
        person = by or self.checker
        self.at(
            day,
            (14, self.minute(number)),
            lambda: iterations.return_iteration(self.iteration(number), by=self.who(person), comment=comment),
        )

    def carry(
        self,
        number: str,
        start: int,
        finish: int,
        *,
        notes: Sequence[str] = (),
        papers: Sequence[Paper] = (),
        uses: Sequence[str] = (),
        staff: str = "",
        by: str = "",
        comment: str = "",
        note: str = "",
    ) -> None:
        """A whole sub-process, from its start to its approval on the day `finish`."""
        last = max(finish - 1, start)
        self.plan(number, max(start - 3, 1), start=start, due=finish + 2, staff=staff)
        self.start(number, start, staff=staff)
        self.design(number, start, staff=staff)
        self.play_declared(number, start, staff=staff)
        self.tick(number, (start + last) // 2, notes=notes, staff=staff)
        self.use(number, last, uses, staff=staff)
        self.attach(number, last, papers, staff=staff)
        self.submit(number, last, staff=staff, note=note)
        self.approve(number, finish, by=by, comment=comment)

    def close(self, number: int, day: int, summary: str, *, staff: str = "", by: str = "", comment: str = "") -> None:
        """Submitted for closing in the morning of the day, closed before noon."""
        asker, closer = staff or self.staff, by or self.checker
        self.at(
            day,
            (8, 10 + number),
            lambda: phases.submit_closing(self.phase(number), by=self.who(asker), summary=summary),
        )
        self.at(day, (11, 40), lambda: phases.close_phase(self.phase(number), by=self.who(closer), comment=comment))

    def open_phase(self, number: int, day: int, *, by: str = "", comment: str = "") -> None:
        opener = by or self.checker
        self.at(day, (8, 30), lambda: phases.open_phase(self.phase(number), by=self.who(opener), comment=comment))

    def reopen(self, number: str, day: int, reason: str, *, due: int, by: str = "") -> None:
        until, person = self.begin + dt.timedelta(days=due), by or self.checker
        self.at(
            day,
            (9, 20),
            lambda: iterations.reopen_run(self.run(number), by=self.who(person), reason=reason, due=until),
        )

    def unchanged(self, number: str, day: int, reason: str, *, by: str = "") -> None:
        """Clear the re-check flags of a sub-process: its work stands."""

        def step() -> None:
            for recheck in Recheck.objects.filter(run=self.run(number), state=RecheckState.OPEN):
                iterations.clear_recheck(recheck, by=self.who(by or self.checker), comment=reason)

        self.at(day, (11, 15), step)

    def say(self, number: str, day: int, text: str, *, by: str) -> None:
        self.at(day, (13, 50), lambda: comments.add_comment(self.iteration(number), by=self.who(by), body=text))

    def rewrite(self, number: str, day: int, section: str, values: dict[str, Any], *, staff: str = "") -> None:
        """Change some answers of a declared section."""
        self.at(
            day,
            (10, self.minute(number)),
            lambda: save_fields(self.cycle, section, by=self.who(staff or self.staff), values=values),
        )

    def query(self, number: str, day: int, part: str, text: str, *, answer: str, by: str = "", staff: str = "") -> None:
        """A query about one part of what a sub-process writes, answered and settled the day after."""

        def forum() -> remarks.Forum:
            run = self.run(number)
            parts, chain, scope = {part: part}, run.audit_chain, run.audit_scope
            return remarks.Forum(run, parts, lambda user: True, lambda user: True, chain, scope, str(run))

        def ask() -> None:
            person = self.who(by or self.checker)
            remarks.ask(forum(), by=person, body=text, part=part, kind=RemarkKind.QUERY)

        def settle() -> None:
            remark = remarks.remarks_on(self.run(number)).get(body=text)
            remarks.answer(forum(), remark, by=self.who(staff or self.staff), body=answer)
            remarks.close(forum(), remark, by=self.who(by or self.checker))

        self.at(day, (13, 40), ask)
        self.at(day + 1, (13, 40), settle)

    def ask(self, kind: str, number: str, day: int, reason: str, *, by: str = "", **more: Any) -> None:
        person = by or self.staff
        self.at(
            day,
            (11, 25),
            lambda: asks.ask(kind, by=self.who(person), reason=reason, iteration=self.iteration(number), **more),
        )
