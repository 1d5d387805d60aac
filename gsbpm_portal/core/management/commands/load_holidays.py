"""Bring public holidays and days of cuti bersama into the office's calendar."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gsbpm_portal.core import working_days


class Command(BaseCommand):
    help = "Load holidays from a CSV file, a line “date;name” each. Holidays that stand there already are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        words = "without it: the public holidays of 2026 that have a fixed date"
        parser.add_argument("file", nargs="?", type=Path, default=working_days.SHIPPED, help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            new, renamed = working_days.load_holidays(options["file"].read_text("utf-8"), by=None)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"Holidays: {new} new, {renamed} with another name")
