"""The demo office "Kota Contoh": open it, reset it, or print its accounts."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from gsbpm_portal.core import immutability
from phases.engine import demo
from phases.engine.demo import activities, office, registri


class Command(BaseCommand):
    help = "Open the demo office Kota Contoh with its people and four activities. Refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the demo office stands already")
        parser.add_argument(
            "--reset", action="store_true", help="empty the whole database first, files and audit heads included"
        )
        parser.add_argument("--accounts", action="store_true", help="only print the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            office.refuse_in_production()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if options["accounts"]:
            return self.print_accounts()
        if options["reset"]:
            self.empty()
        elif office.exists():
            if options["if_empty"]:
                if not activities.complete():
                    raise CommandError("the demo office was only half written; write it anew with `make demo-reset`")
                return None
            raise CommandError("the demo office stands already; --reset empties the whole database and opens it anew")
        opened = office.open_office()
        registri.tell(opened)
        activities.tell_all(opened)
        for play in demo.stories():
            play(opened)
        office.settle(opened)
        self.stdout.write("The demo office Kota Contoh is open.")
        return self.print_accounts()

    def empty(self) -> None:
        """Flush the database and take the audit heads away with it; then load the catalogues again."""
        import shutil

        from django.conf import settings

        with immutability.lifted():
            call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(settings.AUDIT_HEADS_DIR, ignore_errors=True)
        immutability.install(connection)
        call_command("load_catalogues", stdout=self.stdout)

    def print_accounts(self) -> None:
        width = max(len(person.username) for person in office.PEOPLE)
        self.stdout.write(f"\nDemo accounts (password of all: {office.PASSWORD})")
        for person in office.PEOPLE:
            self.stdout.write(f"  {person.username:{width}}  {person.full_name}, {person.position}")
