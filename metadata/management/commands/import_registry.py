"""Import a table into the registry from the command line, by the same services as the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from gsbpm_portal.accounts.models import Organisation, User
from gsbpm_portal.core.models.files import StoredFile
from metadata.enums import KIND_SLUGS, OPEN, Kind
from metadata.models import ImportBatch, Version
from metadata.models.imports import CODES, LINKS, Mode
from metadata.services import imports
from metadata.services.importing import Outdated, Plan
from metadata.tabular.faults import Unreadable

WHAT = {**{slug: kind.value for kind, slug in KIND_SLUGS.items()}, **{kind.value: kind.value for kind in Kind}}
WHAT |= {"kode": CODES, CODES: CODES, "tautan": LINKS, LINKS: LINKS}
PART_KINDS = {CODES: Kind.CLASSIFICATION, LINKS: Kind.CORRESPONDENCE}
FAULTS_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Import a CSV or XLSX table: entries of a kind (--organisation), or the codes (links) of the draft of a classification "
        "(correspondence table) named by --item. All rows in one transaction, or none. Exits with 1 when a row is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(WHAT), help="what the rows are")
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", default="", help="code of the organisation that gets new entries")
        parser.add_argument("--item", default="", help="code of the item whose draft gets the codes or links")
        parser.add_argument("--by", required=True, help="user name of the person who imports; their rights count")
        parser.add_argument("--mode", choices=Mode.values, default=Mode.UPDATE.value)
        parser.add_argument("--good-rows", action="store_true", help="import the good rows where others are wrong")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = self._batch(options)
        try:
            imports.check_target(batch)
            with options["file"].open("rb") as handle:
                sheet = imports.read_table(handle, batch.what)
                planned = imports.plan(batch, sheet)
                handle.seek(0)
                sheet = imports.read_table(handle, batch.what)  # a plan writes its findings into the rows
        except Unreadable as error:
            raise CommandError("\n".join(_line(fault) for fault in error.faults)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except (PermissionDenied, OSError) as error:
            raise CommandError(str(error)) from None
        self._tell(planned)
        if planned.wrong and (not options["good_rows"] or batch.mode == Mode.REPLACE):
            raise CommandError(f"{len(planned.wrong)} rows are wrong; nothing was imported")
        if options["dry_run"]:
            return
        batch.partial = bool(planned.wrong)
        try:
            with transaction.atomic():
                imports.write(batch, sheet)
        except Outdated as error:
            raise CommandError(str(error)) from None
        self.stdout.write("imported")

    def _batch(self, options: dict[str, Any]) -> ImportBatch:
        """What the services take; it is never stored."""
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"no active user {options['by']!r}")
        what = WHAT[options["kind"]]
        organisation = version = None
        if what in PART_KINDS:
            rows = Version.objects.filter(item__kind=PART_KINDS[what], item__code=options["item"], state__in=OPEN)
            version = rows.select_related("item__organisation").first()
            if version is None:
                raise CommandError(f"no draft of {options['item']!r}")
        else:
            organisation = Organisation.objects.filter(code=options["organisation"]).first()
            if organisation is None:
                raise CommandError(f"no organisation {options['organisation']!r}")
        file = StoredFile(name=options["file"].name)
        return ImportBatch(
            what=what, organisation=organisation, version=version, mode=options["mode"], by=by, file=file
        )

    def _tell(self, planned: Plan) -> None:
        faults = planned.faults()
        for fault in faults[:FAULTS_SHOWN]:
            self.stderr.write(_line(fault))
        if len(faults) > FAULTS_SHOWN:
            self.stderr.write(f"… and {len(faults) - FAULTS_SHOWN} more")
        self.stdout.write(", ".join(f"{name} {number}" for name, number in planned.counts().items()))


def _line(fault: Any) -> str:
    where = f"row {fault.row}" if fault.row else "file"
    return f"{where}{' (warning)' if fault.warning else ''}: {fault.text}"
