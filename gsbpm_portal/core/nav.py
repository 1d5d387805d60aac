"""What stands in the header: apps register their entries, so that no page knows who is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse


@dataclass(frozen=True)
class Tab:
    """One tab of a page; ``count`` stands beside the label."""

    label: Any
    url: str
    count: int | None = None
    current: bool = False


def _everybody(user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One link of the header. ``badge`` counts what waits for a user in one query."""

    label: Any
    url_name: str
    order: int = 100
    badge: Callable[[Any], int] | None = None
    badge_label: Any = ""
    visible: Callable[[Any], bool] = _everybody
    current: tuple[str, ...] = ()
    icon: str = ""
    public: bool = False
    """Whether visitors who have not signed in see it, too."""

    @property
    def url(self) -> str | None:
        """The address, or None while its app has no such page: a dead link is never shown."""
        return find(self.url_name)

    def is_current(self, view_name: str) -> bool:
        """Whether the page belongs to this entry: by url name, or by namespace."""
        return view_name == self.url_name or any(
            view_name == mark or view_name.startswith(f"{mark}:") for mark in self.current
        )


@dataclass
class Registry:
    """The registered header; one for the process, filled in ``AppConfig.ready()``."""

    entries: dict[str, Entry] = field(default_factory=dict)
    account: dict[str, Entry] = field(default_factory=dict)
    search: tuple[str, str] | None = None
    sign_out: str | None = None
    language: str | None = None
    help: str | None = None

    def sorted_entries(self) -> list[Entry]:
        return sorted(self.entries.values(), key=lambda entry: entry.order)

    def sorted_account(self) -> list[Entry]:
        return sorted(self.account.values(), key=lambda entry: entry.order)


registry = Registry()


def register(entry: Entry) -> None:
    """Put an entry into the main navigation; the same address again replaces it."""
    registry.entries[entry.url_name] = entry


def register_account(entry: Entry) -> None:
    """Put an entry into the menu behind the initials."""
    registry.account[entry.url_name] = entry


def register_search(url_name: str, parameter: str = "q") -> None:
    """Name the page that answers the search box (GET)."""
    registry.search = (url_name, parameter)


def register_sign_out(url_name: str) -> None:
    """Name the address that ends a session (POST)."""
    registry.sign_out = url_name


def register_language(url_name: str) -> None:
    """Name the address that changes the language (POST ``language``, ``next``)."""
    registry.language = url_name


def register_help(url_name: str) -> None:
    """Name the page that the footer calls help."""
    registry.help = url_name


def find(url_name: str | None) -> str | None:
    """The address of a url name, or None where there is none."""
    return _address(url_name, settings.ROOT_URLCONF, get_script_prefix()) if url_name else None


@lru_cache(maxsize=256)
def _address(url_name: str, urlconf: str, prefix: str) -> str | None:
    """Kept, since every page asks for a dozen; by what the answer depends on."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None
