"""Imports as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from gsbpm_portal.accounts.enums import OrganisationKind
from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core.models.jobs import Job
from gsbpm_portal.core.subjects import ref
from metadata.models import ImportBatch, Item, Version
from metadata.models.imports import Mode, Stage
from metadata.tabular.faults import Fault

CHECK, APPLY = "metadata.import_check", "metadata.import_apply"


def imports_of(user: User) -> QuerySet[ImportBatch]:
    """The imports that the person handed in; a file holds what only they may see."""
    rows = ImportBatch.objects.filter(by=user)
    return rows.select_related("file", "organisation", "version__item__organisation", "by")


@dataclass(frozen=True)
class Written:
    """A version that an import wrote; `what`: new, changed, or draft (a new one of an endorsed entry)."""

    version: Version
    what: str


def written_by(batch: ImportBatch) -> list[Written]:
    """The first versions that an import wrote, as far as they are there still and the person sees them."""
    found = (
        Version.objects.visible_to(batch.by)
        .select_related("item__organisation")
        .in_bulk([pk for pk, _what in batch.written])
    )
    return [Written(found[pk], what) for pk, what in batch.written if pk in found]


def likely_organisation(user: User, organisations: Mapping[str, Organisation]) -> str:
    """The code of the organisation that a file of entries is most likely for, "" where there is none.

    Among the person's own unit and what is above it the one with the most entries, else the one with the most in reach; where
    there are no entries yet the nearest office above the unit, not the unit.
    """
    home = user.home_unit
    line = [one for one in organisations.values() if home is not None and home.path.startswith(one.path)]
    line.sort(key=lambda one: -one.depth)
    counts = Item.objects.filter(organisation__in=[one.pk for one in organisations.values()]).order_by()
    entries = dict(counts.values_list("organisation").annotate(Count("pk")))
    for among in (line, list(organisations.values())):
        best = max(among, key=lambda one: entries.get(one.pk, 0), default=None)
        if best is not None and entries.get(best.pk):
            return best.code
    offices = [one for one in line if one.kind == OrganisationKind.OFFICE]
    return next((one.code for one in (*offices, *line, *organisations.values())), "")


@dataclass
class ImportState:
    """How far an import is, and what may be done with it. `batch`: an ImportBatch, or another app's row with the same columns."""

    batch: Any
    check: Job | None
    apply: Job | None

    @property
    def stage(self) -> Stage:
        batch = self.batch
        if batch.applied_at is not None:
            return Stage.APPLIED
        if batch.file.is_refused:
            return Stage.UNREADABLE
        if self.apply is not None and self.apply.is_open:
            return Stage.APPLYING
        if batch.file.is_checking or (self.check is not None and self.check.is_open):
            return Stage.CHECKING
        if batch.checked_at is None:
            return Stage.STOPPED
        if not batch.readable:
            return Stage.UNREADABLE
        if batch.count("wrong"):
            return Stage.FAULTY
        return Stage.READY if batch.to_write else Stage.IDLE

    @property
    def is_open(self) -> bool:
        """Whether the portal is at work on it."""
        return self.stage in (Stage.CHECKING, Stage.APPLYING)

    @property
    def may_apply(self) -> bool:
        return self.stage == Stage.READY

    @property
    def may_apply_good(self) -> bool:
        """Taking the good rows alone; not where the file is the whole list, since the wrong rows' codes would go."""
        return self.stage == Stage.FAULTY and self.batch.mode != Mode.REPLACE and self.batch.to_write > 0

    @property
    def may_check_again(self) -> bool:
        stopped = self.stage in (Stage.STOPPED, Stage.READY, Stage.FAULTY, Stage.IDLE)
        return stopped and self.batch.file.is_available

    @property
    def faults(self) -> list[Fault]:
        return [Fault.from_json(one) for one in self.batch.faults]

    @property
    def error(self) -> str:
        """Why the last job did not come to its end."""
        last = self.apply if self.apply is not None and self.batch.applied_at is None else self.check
        return last.error if last is not None and not last.is_open else ""

    @property
    def has_wrong_rows(self) -> bool:
        return self.check is not None and self.check.result_file_id is not None


def state_of(batch: Any, *, check: str = CHECK, apply: str = APPLY) -> ImportState:
    return states_of([batch], check=check, apply=apply)[0]


def states_of(batches: Sequence[Any], *, check: str = CHECK, apply: str = APPLY) -> list[ImportState]:
    """With the latest jobs of each, in one query. `check` and `apply`: the kinds of the jobs, for imports of other apps."""
    latest: dict[tuple[int, str], Job] = {}
    if batches:
        kind, _pk = ref(batches[0])
        about = Job.objects.filter(subject_kind=kind, subject_id__in=[batch.pk for batch in batches])
        for job in about.filter(kind__in=(check, apply)).select_related("result_file").order_by("-pk"):
            latest.setdefault((int(job.subject_id or 0), job.kind), job)
    return [ImportState(one, latest.get((one.pk, check)), latest.get((one.pk, apply))) for one in batches]
