"""Imports from the upload to the last row: handing in, checking without writing, writing all at once or not at all.

Whoever hands a file in must be allowed to write what it becomes, when it is handed in and again when it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core import clock, files, jobs
from gsbpm_portal.core.file_checks.kinds import CSV, TEXT, XLSX
from gsbpm_portal.core.models.files import StoredFile
from gsbpm_portal.core.models.jobs import Job
from gsbpm_portal.core.transitions import MoveRefused
from metadata import rules
from metadata.enums import WRITABLE, Kind
from metadata.models import ImportBatch, Version
from metadata.models.imports import CODES, LINKS, Mode
from metadata.selectors.imports import APPLY, CHECK, state_of
from metadata.selectors.tables import columns_of
from metadata.services import importing_codes, importing_items
from metadata.services.importing import Outdated, Plan
from metadata.services.importing_changes import changes_of
from metadata.tabular.faults import Fault, Unreadable, capped, of_file
from metadata.tabular.reading import Sheet, read

PURPOSE = "registry-import"
FAULTS_KEPT = 100
WRITTEN_KEPT = 100
TYPES = (CSV.content_type, TEXT.content_type, XLSX.content_type)
PART_KINDS = {CODES: Kind.CLASSIFICATION, LINKS: Kind.CORRESPONDENCE}


@transaction.atomic
def request_import(
    upload: File[bytes], *, what: str, by: User, organisation: Organisation | None = None, version: Version | None = None,
    mode: str = Mode.UPDATE,
) -> ImportBatch:  # fmt: skip
    """Take a file in; the kernel checks that it is harmless, then a job looks at every row.

    Refuses people who may not write there (PermissionDenied), a target that does not fit (ValidationError), and what
    files.receive refuses.
    """
    batch = ImportBatch(what=what, organisation=organisation, version=version, mode=Mode(mode), by=by)
    check_target(batch)
    batch.file = files.receive(upload, by=by, purpose=PURPOSE)
    batch.save()
    return batch


def check_target(batch: ImportBatch) -> None:
    """Whether the person may write what the import is to become, now."""
    if batch.is_of_items:
        if batch.organisation is None or not rules.may_propose_for(batch.by, batch.organisation):
            raise PermissionDenied(_("You cannot propose entries for this organisation."))
        if batch.mode == Mode.REPLACE:
            raise ValidationError({"mode": _("Only codes and links can be replaced as a whole.")})
        return
    version = batch.version
    if version is None:
        raise ValidationError({"version": _("The draft that the rows belong to is not there any more.")})
    if not rules.produces(batch.by, version.item):
        raise PermissionDenied(_("You cannot change entries of this organisation."))
    if version.item.kind != PART_KINDS[batch.what]:
        raise ValidationError({"version": _("%(code)s is not of the right kind.") % {"code": version.item.code}})
    if version.state not in WRITABLE:
        words = _("%(code)s is “%(state)s”: only a draft can be changed. Begin its next version first.")
        told = {"code": version.label, "state": version.get_state_display()}
        raise ValidationError({"version": words % told})


def file_checked(stored: StoredFile) -> None:
    """The kernel looked at the file: have its rows checked if it is harmless (told in the transaction of that check)."""
    if stored.is_available:
        for batch in ImportBatch.objects.filter(file=stored).select_related("by"):
            request_check(batch, by=batch.by)


@transaction.atomic
def request_check(batch: ImportBatch, *, by: User) -> Job | None:
    """Have the rows looked at (again). None while that is under way, or when the import is over."""
    row = _locked(batch)
    state = state_of(row)
    if row.applied_at is not None or (state.check is not None and state.check.is_open):
        return None
    return jobs.enqueue(CHECK, by=by, parameters={"batch": str(row.public_id)}, subject=row, label=row.file.name)


@transaction.atomic
def request_apply(batch: ImportBatch, *, by: User, partial: bool = False) -> Job | None:
    """Have the checked rows written; `partial`: the good ones alone. A second asking changes nothing and gives None.

    Refuses (ValidationError) what was not checked, cannot be read, has wrong rows (unless `partial`) or changes nothing.
    """
    row = _locked(batch)
    state = state_of(row)
    if row.applied_at is not None or (state.apply is not None and state.apply.is_open):
        return None
    if not (state.may_apply or (partial and state.may_apply_good)):
        raise ValidationError(
            _("This file cannot be imported as it is: its state is “%(state)s”.") % {"state": state.stage.label}
        )
    check_target(row)
    row.partial = partial and state.may_apply_good
    row.save(update_fields=["partial"])
    return jobs.enqueue(APPLY, by=by, parameters={"batch": str(row.public_id)}, subject=row, label=row.file.name)


def _locked(batch: ImportBatch) -> ImportBatch:
    rows = ImportBatch.objects.select_for_update(of=("self",))
    return rows.select_related("file", "organisation", "version__item__organisation", "by").get(pk=batch.pk)


# The work itself, for jobs and the command ----------------------------------------------------------------------------------


def read_sheet(batch: ImportBatch) -> Sheet:
    """The table in the file. Unreadable: what is wrong with the file as a whole."""
    if batch.file.content_type not in TYPES:
        raise of_file(_("The file is no table."), _("Upload the table as XLSX or CSV."))
    with files.open_checked(batch.file) as file:
        return read_table(file, batch.what)


def read_table(file: IO[bytes], what: str) -> Sheet:
    return read(file, columns_of(what))


def plan(batch: ImportBatch, sheet: Sheet) -> Plan:
    """What the rows come to as the registry is now; writes nothing. Unreadable where they cannot be looked at."""
    try:
        check_target(batch)
    except (PermissionDenied, ValidationError) as error:
        raise of_file(" ".join(error.messages) if isinstance(error, ValidationError) else str(error)) from None
    if batch.is_of_items:
        assert batch.organisation is not None
        return importing_items.plan(
            sheet, kind=batch.what, organisation=batch.organisation, mode=batch.mode, by=batch.by
        )
    assert batch.version is not None
    planner = importing_codes.plan_codes if batch.what == CODES else importing_codes.plan_links
    return planner(sheet, version=batch.version, mode=batch.mode)


def write(batch: ImportBatch, sheet: Sheet) -> Plan:
    """Plan once more and write, inside the caller's transaction. Outdated when the rows no longer stand as they were checked."""
    try:
        planned = plan(batch, sheet)
    except Unreadable as error:
        raise Outdated(str(error)) from None
    wrong = planned.wrong
    if wrong and not batch.partial:
        raise Outdated(
            _("The registry changed since the check; row %(row)s is wrong now: %(reason)s Have the file checked again.")
            % {"row": wrong[0].number, "reason": wrong[0].faults[0].text}
        )
    note = _("Imported from %(file)s.") % {"file": batch.file.name}
    try:
        if isinstance(planned, importing_items.ItemPlan):
            assert batch.organisation is not None
            importing_items.apply(planned, kind=batch.what, organisation=batch.organisation, by=batch.by, note=note)
        elif isinstance(planned, importing_codes.CodePlan):
            assert batch.version is not None
            importing_codes.apply_codes(planned, version=batch.version, mode=batch.mode, by=batch.by, note=note)
        elif isinstance(planned, importing_codes.LinkPlan):
            assert batch.version is not None
            importing_codes.apply_links(planned, version=batch.version, mode=batch.mode, by=batch.by, note=note)
    except (MoveRefused, PermissionDenied) as error:
        raise Outdated(str(error)) from error
    return planned


def record_plan(batch: ImportBatch, planned: Plan) -> None:
    """Keep what the check found."""
    batch.counts, batch.readable, batch.changes = planned.counts(), True, changes_of(planned)
    _keep(batch, planned.faults())


def record_unreadable(batch: ImportBatch, faults: Sequence[Fault]) -> None:
    batch.counts, batch.readable, batch.changes = {}, False, []
    _keep(batch, faults)


def _keep(batch: ImportBatch, faults: Sequence[Fault]) -> None:
    batch.faults = [fault.as_json() for fault in capped(faults, FAULTS_KEPT)]
    batch.checked_at = clock.now()
    batch.save(update_fields=["counts", "readable", "faults", "changes", "checked_at"])


def record_applied(batch: ImportBatch, planned: Plan) -> None:
    batch.counts, batch.applied_at = planned.counts(), clock.now()
    if isinstance(planned, importing_items.ItemPlan):
        batch.written = planned.written[:WRITTEN_KEPT]
    batch.save(update_fields=["counts", "applied_at", "written"])
