"""A web process stays light: after every page was opened and every export asked for, no library of the worker is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import tables

ROOT = Path(__file__).resolve().parents[2]
HEAVY = "PIL,duckdb,fontTools,numpy,openpyxl,pandas,pyarrow,pydyf,pypdf,python_calamine,scipy,statsmodels,weasyprint"
SETTLE = """
import django

django.setup()
from django.core.management import call_command

call_command("migrate", verbosity=0)
import json

from tests.authorisation import world

objects = world.build()["own"]
print(json.dumps({name: value if isinstance(value, int) else str(value) for name, value in objects.items()}))
"""
"""A process of its own makes the office, and tells its objects: it runs jobs, as a worker does."""
ASK = """
import json
import sys
import uuid

import django

django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.authorisation import test_matrix as matrix

objects = json.loads(sys.argv[2])
asked = set()
for username in ("staf", "penyelia", "admin", ""):
    client = Client()
    if username:
        person = get_user_model().objects.get(username=username)
        client.force_login(person, "gsbpm_portal.accounts.backends.PersonBackend")
    for name, line in matrix.cases():
        parts = matrix.routes().get(name)
        if parts is None:
            continue
        named = {part: line.get("with", {}).get(part, part) for part in parts}
        values = {part: objects.get(word, word) for part, word in named.items()}
        if {"notice", "session", "job"} & set(named.values()):
            values = {part: uuid.uuid4() for part in parts}
        address = reverse(name, kwargs=values)
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200:
            asked.add(name)
            response.getvalue() if response.streaming else response.content
        if name.endswith("export") or name == "engine:evidence-add":
            for kind in ("csv", "xlsx", "pdf"):
                answer = client.post(address, {"token": str(uuid.uuid4()), "format": kind, "title": "a", "url": "https://a.id"})
                assert answer.status_code < 500, address
print(len(asked))
print(" ".join(sorted({name.split(".")[0] for name in sys.modules} & set(sys.argv[1].split(",")))))
"""


def test_no_page_and_no_export_loads_what_belongs_to_the_worker(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "gsbpm_portal.settings",
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "ERROR",
    }

    def run(program: str, *told: str) -> str:
        command = [sys.executable, "-c", program, HEAVY, *told]
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr[-4000:]
        return result.stdout

    tables.copy_sqlite(tmp_path / "portal.sqlite3")
    objects = run(SETTLE).splitlines()[-1]
    asked, loaded = run(ASK, objects).splitlines()
    assert int(asked) >= 40, "the addresses were found"
    assert loaded == ""
