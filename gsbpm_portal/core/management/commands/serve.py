"""`manage.py serve`: web, worker and beat of a whole portal in one terminal."""

import os
import shlex
import socket
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from gsbpm_portal import processes
from gsbpm_portal.core.supervisor import Supervisor
from gsbpm_portal.healthcheck import web_answers

AS_ROOT = "ignore:You're running the worker with superuser"


class Command(BaseCommand):
    help = "Starts the web server, the job worker and the beat, and stops all three on Ctrl+C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--then", metavar="COMMAND", help="a management command to run once the portal answers")

    def handle(self, *, host: str, port: int, then: str | None, **options: Any) -> None:
        if not _is_free(host, port):
            raise CommandError(f"Port {port} is in use. Choose another one: make run PORT={port + 1}")
        near = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host
        address = f"http://{near}:{port}"

        def announce() -> None:
            self.stdout.write(self.style.SUCCESS(f"\nThe portal answers at {address}   (Ctrl+C stops it)\n"))
            if then and (words := shlex.split(then))[0] in get_commands():
                call_command(*words, stdout=self.stdout)
            self.stdout.flush()

        environment = {"HOST": host, "PORT": str(port), "PYTHONWARNINGS": AS_ROOT}
        if settings.DEVELOPMENT and "SITE_URL" not in os.environ:
            environment["SITE_URL"] = address

        def write(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        self.stdout.write("Starting web, worker and beat …")
        self.stdout.flush()
        Supervisor(
            processes.COMMANDS,
            write=write,
            ready=lambda: web_answers(near, port),
            when_ready=announce,
            environment=environment,
        ).run()
        self.stdout.write("All processes have stopped.")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
