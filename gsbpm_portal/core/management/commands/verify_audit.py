"""Check the audit chains against themselves and the heads kept outside the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from gsbpm_portal.core import audit, immutability


class Command(BaseCommand):
    help = (
        "Verify every audit chain (or those named) and the triggers that keep them; exits with 1 when any has a fault."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("chains", nargs="*", help='for example "activity:KC-01"; all when none is named')

    def handle(self, *args: Any, **options: Any) -> None:
        results = [audit.verify(key) for key in options["chains"]] or audit.verify_all()
        faulty = [result for result in results if not result.ok]
        for result in results:
            state = "ok" if result.ok else "FAULTY"
            self.stdout.write(
                f"{state:7} {result.chain}: {result.entries} entries, {result.witnessed} witnessed outside"
            )
            for finding in result.findings:
                self.stdout.write(f"        {finding.code} at {finding.seq} {finding.detail}".rstrip())
        faults = [f"{len(faulty)} of {len(results)} chains are faulty"] if faulty else []
        if missing := immutability.missing(connection):
            self.stdout.write(f"triggers missing: {', '.join(missing)}")
            faults.append(f"{len(missing)} triggers are missing: run `manage.py migrate`")
        if faults:
            raise CommandError("; ".join(faults))
        self.stdout.write(f"{len(results)} chains verified, no fault")
