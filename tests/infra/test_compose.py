"""docker-compose.yml, which the suite cannot start: held to the compose schema and to what test_processes starts."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gsbpm_portal import processes

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def words(command: str | list[str]) -> tuple[str, ...]:
    return tuple(shlex.split(command)) if isinstance(command, str) else tuple(command)


def test_it_is_a_compose_file():
    checker = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    result = subprocess.run(checker, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_schema_check_can_fail(tmp_path):
    (tmp_path / "wrong.yml").write_text("services: {web: {image: x, depends_on: {db: {condition: when_it_likes}}}}")
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "wrong.yml"]
    assert subprocess.run(checker, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_services():
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}


@pytest.mark.parametrize("name", sorted(processes.COMMANDS))
def test_start_commands_are_those_that_the_process_test_runs(name):
    assert words(SERVICES[name]["command"]) == processes.COMMANDS[name]


def test_image_starts_the_web_process():
    command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert command and tuple(yaml.safe_load(command[1])) == processes.WEB


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_has_a_health_check_and_restarts(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(processes.COMMANDS))
def test_health_checks_are_commands_that_exist(name):
    from gsbpm_portal.healthcheck import CHECKS

    *command, kind = SERVICES[name]["healthcheck"]["test"][1:]
    assert command == ["python", "-m", "gsbpm_portal.healthcheck"]
    assert kind == name
    assert kind in CHECKS


def test_nothing_starts_before_what_it_needs_is_well():
    wanted = {
        "migrate": {"db": "service_healthy"},
        "web": {"db": "service_healthy", "redis": "service_healthy", "migrate": "service_completed_successfully"},
        "proxy": {"web": "service_healthy"},
    }
    wanted["worker"] = wanted["beat"] = wanted["web"]
    found = {
        name: {on: rule["condition"] for on, rule in service["depends_on"].items()}
        for name, service in SERVICES.items()
        if "depends_on" in service
    }
    assert found == wanted


def test_redis_writes_an_append_only_file_into_a_volume():
    command = words(SERVICES["redis"]["command"])
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert SERVICES["redis"]["volumes"] == ["queue:/data"]


def test_what_must_last_lies_in_named_volumes():
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert {name for name in used if not name.startswith("./")} == set(COMPOSE["volumes"])
    for name in processes.COMMANDS:
        assert {"files:/var/lib/portal", "audit-heads:/var/lib/portal-audit-heads"} <= set(SERVICES[name]["volumes"])


def test_only_the_proxy_is_reached_from_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}


def test_the_portals_processes_run_without_debug_and_without_root():
    assert re.search(r"^USER portal$", DOCKERFILE, re.MULTILINE)
    for name in (*processes.COMMANDS, "migrate"):
        assert SERVICES[name]["environment"]["DEBUG"] == SERVICES[name]["environment"]["DEVELOPMENT"] == "0"
        assert SERVICES[name]["env_file"] == ".env"
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_proxy_and_migration_share_the_static_files():
    assert "static:/srv/static" in SERVICES["migrate"]["volumes"]
    assert "static:/srv/static:ro" in SERVICES["proxy"]["volumes"]
    source = re.search(r"\bSTATIC_ROOT=(\S+)", DOCKERFILE)
    assert source and f"cp -R {source[1]}/. /srv/static/" in SERVICES["migrate"]["command"][-1]
    assert "root * /srv/static" in (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")


def test_image_installs_what_make_installs_for_pdf():
    packages = re.search(r"^PDF_PACKAGES := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert packages
    assert [name for name in packages[1].split() if name not in DOCKERFILE] == []


def test_variables_of_the_compose_file_stand_in_the_example():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"\$\{([A-Z_]+)", text) if f"\n{name}=" not in example] == []
