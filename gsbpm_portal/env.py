"""A small typed reader of environment variables, and the faults found, which keep the portal from starting."""

import os
from pathlib import Path

faults: list[str] = []


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    """True for 1/true/yes/on in any case; an unset or empty variable gives the default."""
    raw = text(name).lower()
    return default if not raw else raw in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number; anything else is noted as a fault."""
    raw = text(name)
    try:
        return int(raw) if raw else default
    except ValueError:
        faults.append(f"{name}: must be a whole number")
        return default


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, empty items left out."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def load_dotenv(path: Path) -> None:
    """Set variables from a KEY=VALUE file where the environment does not already hold them."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line and not line.startswith("#") and "=" in line:
            key, _, value = line.partition("=")
            os.environ.setdefault(key.strip(), value.strip().strip("'\""))
