"""Bring the catalogues into the database: GSBPM, the sectors, the registry's code lists. Safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from activities.services import load_sectors
from metadata.services.loading import load_registry
from metadata.shipped import CatalogueError as ListError
from metadata.shipped import all_lists
from phases.engine.catalogue_file import CatalogueError
from phases.engine.services.catalogue import load_catalogue
from phases.engine.shipped import load_shipped


class Command(BaseCommand):
    help = "Load the catalogues; a changed one retires and adds, and never rewrites what cycles used."

    def add_arguments(self, parser: CommandParser) -> None:
        words = (
            "leave out the 92,000 regions: for offices that bring a list of their own, and where nobody looks at them"
        )
        parser.add_argument("--without-regions", action="store_true", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            template, written = load_catalogue()
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{template}: {'loaded' if written else 'unchanged'}")
        self.stdout.write(f"Sectors: {load_sectors()}")
        for name, done in load_shipped().items():
            self.stdout.write(f"{name}: {done}")
        lists = all_lists(with_regions=not options["without_regions"])
        try:
            self.stdout.write(f"Registry: {load_registry(lists)}")
        except ListError as error:
            raise CommandError(str(error)) from error
