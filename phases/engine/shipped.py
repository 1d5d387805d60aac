"""Catalogues that apps above the engine ship: brought in by `manage.py load_catalogues` after the engine's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Loader = Callable[[], Any]
_loaders: dict[str, Loader] = {}


def register_catalogue(name: str, load: Loader) -> None:
    """Hand in `load()`, from AppConfig.ready(): it may run at every start, and tells what it did as one text."""
    _loaders[name] = load


def load_shipped() -> dict[str, Any]:
    """Load all of them; what each says it did, by name."""
    return {name: load() for name, load in _loaders.items()}
