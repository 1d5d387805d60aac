"""Settings come from the environment; an unsafe production is refused with every fault in one message."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "not-secret-but-long-enough-for-the-production-check",
    "AUDIT_KEY": "another-long-text-for-the-production-check",
    "ALLOWED_HOSTS": "portal.kota.example",
    "SITE_URL": "https://portal.kota.example",
    "DATABASE_URL": "postgres://portal@127.0.0.1:5432/portal",
    "REDIS_URL": "redis://127.0.0.1:6379/1",
}


def start(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter with only these variables."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var"), "ENV_FILE": os.devnull, **variables}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def faults(result: subprocess.CompletedProcess[str]) -> set[str]:
    """The variables named in the message."""
    return set(re.findall(r"^- ([A-Z_]+):", result.stderr, re.MULTILINE))


def test_defaults_run_at_once(tmp_path):
    result = start(tmp_path, "-c", "import gsbpm_portal.settings as s; print(s.DATABASES['default']['ENGINE'])")
    assert result.stdout.strip() == "django.db.backends.sqlite3", result.stderr


def test_unsafe_production_is_refused_with_every_fault_listed(tmp_path):
    result = start(tmp_path, "manage.py", "check", DEBUG="0", DEMO_ACCOUNTS="1")
    assert result.returncode != 0
    assert faults(result) == {
        "SECRET_KEY",
        "AUDIT_KEY",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "REDIS_URL",
        "DEMO_ACCOUNTS",
        "SITE_URL",
    }


def test_make_run_shows_the_portals_own_error_pages(tmp_path):
    """DEBUG off, development on: Django's technical pages stay away, demo accounts and the style guide are there."""
    told = re.findall(r"^run: export (\w+) = (\w+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    show = "import gsbpm_portal.settings as s; print(s.DEBUG, s.DEMO_ACCOUNTS, s.STYLE_GUIDE, s.STATIC_COLLECTED)"
    result = start(tmp_path, "-c", show, **dict(told))
    assert result.stdout.split() == ["False", "True", "True", "True"], result.stderr


def test_technical_error_pages_are_refused_in_production(tmp_path):
    assert faults(start(tmp_path, "manage.py", "check", **PRODUCTION | {"DEBUG": "1", "DEVELOPMENT": "0"})) == {"DEBUG"}


def test_one_key_for_two_purposes_and_any_host_are_refused(tmp_path):
    shared = PRODUCTION | {"AUDIT_KEY": PRODUCTION["SECRET_KEY"], "ALLOWED_HOSTS": "*"}
    assert faults(start(tmp_path, "manage.py", "check", **shared)) == {"AUDIT_KEY", "ALLOWED_HOSTS"}


def test_values_that_make_no_sense_are_named(tmp_path):
    result = start(tmp_path, "manage.py", "check", EMAIL_PORT="twenty", DATABASE_URL="oracle-ish://x")
    assert faults(result) == {"EMAIL_PORT", "DATABASE_URL"}


def test_production_passes_djangos_deployment_check(tmp_path):
    result = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_env_file_is_read_and_the_environment_wins(tmp_path):
    (tmp_path / "portal.env").write_text("# a comment\nOFFICE_TIME_ZONE='Asia/Makassar'\nEMAIL_HOST=mail.from.file\n")
    show = "import gsbpm_portal.settings as s; print(s.TIME_ZONE, s.EMAIL_HOST)"
    result = start(tmp_path, "-c", show, ENV_FILE=str(tmp_path / "portal.env"), EMAIL_HOST="mail.from.environment")
    assert result.stdout.split() == ["Asia/Makassar", "mail.from.environment"], result.stderr


def test_env_example_lists_every_variable_that_is_read():
    read = set()
    for path in [*ROOT.glob("gsbpm_portal/*.py"), *ROOT.glob("gsbpm_portal/*/management/commands/*.py")]:
        source = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"env\.(?:text|flag|number|words)\(\s*\"([A-Z_]+)\"", source))
        read |= set(re.findall(r"os\.environ\.get\(\"([A-Z_]+)\"", source))
    listed = set(
        re.findall(r"^#?\s?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert read - listed == set()
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert listed - read - set(re.findall(r"\$\{([A-Z_]+)", compose)) == set()
