"""Bring the shipped code lists and the regions into the registry. Safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metadata.services.loading import load_registry
from metadata.shipped import CatalogueError


class Command(BaseCommand):
    help = "Load shipped code lists and regions as classifications that all offices share; changed ones become new versions."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_registry()
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Registry: {loaded}")
