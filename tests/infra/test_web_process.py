"""A web process stays light: no library of the worker is loaded by importing all pages, nor by asking for them."""

import os
import subprocess
import sys
from pathlib import Path

from tests import tables

ROOT = Path(__file__).resolve().parents[2]
ASK_FOR_ALL = """
import sys
import django

django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse, NoReverseMatch
from django.urls.resolvers import URLResolver

call_command("migrate", verbosity=0)
call_command("load_catalogues", without_regions=True, verbosity=0, stdout=sys.stderr)
admin = get_user_model().objects.create(username="admin", is_staff=True, is_superuser=True)
visitor, signed_in = Client(), Client(raise_request_exception=False)
signed_in.force_login(admin, "gsbpm_portal.accounts.backends.PersonBackend")

def addresses(resolver, prefix=""):
    for entry in resolver.url_patterns:
        space = getattr(entry, "namespace", None)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{prefix}{space}:" if space else prefix)
        elif entry.name and not entry.pattern.converters and "logout" not in entry.name:
            try:
                yield reverse(f"{prefix}{entry.name}")
            except NoReverseMatch:
                pass

asked = sorted(set(addresses(get_resolver())))
for client in (visitor, signed_in):
    for address in asked:
        status = client.get(address).status_code
        assert status < 500, f"{address}: {status}"
print(len(asked))
print(" ".join({name.split(".")[0] for name in sys.modules} & set(sys.argv[1].split(","))))
"""


def test_no_page_loads_what_belongs_to_the_worker(tmp_path):
    heavy = "docx,duckdb,numpy,openpyxl,pandas,pyarrow,python_calamine,scipy,statsmodels,weasyprint"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "gsbpm_portal.settings",
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "testserver",
    }
    tables.copy_sqlite(tmp_path / "portal.sqlite3")
    command = [sys.executable, "-c", ASK_FOR_ALL, heavy]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-4000:]
    asked, loaded = result.stdout.splitlines()
    assert int(asked) >= 20, "the addresses were found"
    assert loaded == ""
