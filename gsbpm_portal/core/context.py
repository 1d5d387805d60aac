"""Context processor of the shell: header, person, language, version. Everything is worked out when a template asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from gsbpm_portal import __version__
from gsbpm_portal.core import nav as navigation
from gsbpm_portal.core import wording


@dataclass(frozen=True)
class NavLink:
    """An entry as this person sees it on this page."""

    entry: navigation.Entry
    url: str
    is_current: bool
    count: int | None

    @property
    def label(self) -> Any:
        return self.entry.label

    @property
    def has_badge(self) -> bool:
        return self.entry.badge is not None and self.count is not None

    @property
    def badge_label(self) -> str:
        return str(self.entry.badge_label) % {"count": self.count} if self.entry.badge_label else str(self.count)

    @property
    def badge_id(self) -> str:
        return "badge-" + self.entry.url_name.replace(":", "-")


@dataclass(frozen=True)
class Person:
    name: str
    initials: str
    key: str


class Shell:
    """What base.html asks for; costs nothing on a page that does not."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _user(self) -> Any:
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def _view_name(self) -> str:
        match = self._request.resolver_match
        return match.view_name if match else ""

    @cached_property
    def person(self) -> Person | None:
        """Name, initials and an opaque key for drafts kept in the browser."""
        user = self._user
        if user is None:
            return None
        name = user.get_full_name() or user.get_username()
        return Person(name=name, initials=wording.initials(name), key=user.get_username())

    @cached_property
    def nav(self) -> list[NavLink]:
        return self._links(navigation.registry.sorted_entries())

    @cached_property
    def account(self) -> list[NavLink]:
        return self._links(navigation.registry.sorted_account())

    @cached_property
    def badges(self) -> list[NavLink]:
        return [link for link in self.nav if link.has_badge]

    def _links(self, entries: list[navigation.Entry]) -> list[NavLink]:
        user = self._user
        links = []
        for entry in entries:
            url = entry.url
            if url is None or not (entry.public if user is None else entry.visible(user)):
                continue
            count = entry.badge(user) if entry.badge and user is not None else None
            links.append(NavLink(entry, url, entry.is_current(self._view_name), count))
        return links

    @cached_property
    def search(self) -> dict[str, str] | None:
        if self._user is None or navigation.registry.search is None:
            return None
        url_name, parameter = navigation.registry.search
        url = navigation.find(url_name)
        # Other pages have a parameter of that name, too: what they look for is not what the header looks for.
        value = self._request.GET.get(parameter, "") if self._view_name == url_name else ""
        return {"url": url, "parameter": parameter, "value": value} if url else None

    @property
    def sign_out_url(self) -> str | None:
        return navigation.find(navigation.registry.sign_out) if self._user is not None else None

    @property
    def asks_to_sign_in(self) -> bool:
        """Whether the header of a public page offers the way in."""
        return self._user is None and not self._view_name.startswith("accounts:")

    @property
    def sign_in_url(self) -> str | None:
        return navigation.find(settings.LOGIN_URL) or settings.LOGIN_URL

    @property
    def home_url(self) -> str:
        return self.nav[0].url if self.nav else "/"

    @property
    def language_url(self) -> str | None:
        return navigation.find(navigation.registry.language)

    @property
    def help_url(self) -> str | None:
        return navigation.find(navigation.registry.help) if self._user is not None else None

    @property
    def languages(self) -> list[tuple[str, Any, bool]]:
        """(code, name, whether the page is in it)."""
        now = get_language()
        return [(code, name, code == now) for code, name in settings.LANGUAGES]

    @property
    def here(self) -> str:
        """Where a change of language comes back to; a page that answers POST only has no address to come back to."""
        return self._request.get_full_path() if self._request.method == "GET" else ""

    @property
    def version(self) -> str:
        return __version__


def shell(request: HttpRequest) -> dict[str, Any]:
    """``shell`` for every template rendered with a request."""
    return {"shell": Shell(request)}
