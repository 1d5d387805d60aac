"""The forms of a page, read from its HTML as a browser reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Control:
    """One field of a form with what a browser would send for it, and the values that it offers."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    is_file: bool = False


@dataclass
class Form:
    """A form as it stands on the page. Pressing one of its named `buttons` sends that too; `in_place`: HTMX posts it."""

    action: str
    method: str
    multipart: bool
    in_place: bool = False
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.late: list[tuple[str, str, dict[str, Any]]] = []
        self.addresses: dict[str, None] = {}  # in the order of the page
        self.open: Form | None = None
        self.select: Control | None = None
        self.area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = {name: value or "" for name, value in attrs}
        for name in ("href", "hx-get", "hx-post"):
            if name in given:
                self.addresses[given[name]] = None
        if tag == "form":
            self.open = Form(
                given.get("action", ""),
                given.get("method", "get").lower(),
                given.get("enctype") == "multipart/form-data",
                "hx-post" in given,
            )
            self.forms.append(self.open)
            self.by_id[given.get("id", "")] = self.open
        elif tag in ("input", "select", "textarea", "button"):
            owner = self.by_id.get(given["form"]) if "form" in given else self.open
            if owner is not None:
                self._control(owner, tag, given)
        elif tag == "option" and self.select is not None:
            value = given.get("value", "")
            self.select.offered.append(value)
            if "selected" in given:
                self.select.values.append(value)

    def _control(self, form: Form, tag: str, given: dict[str, Any]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text" if tag == "input" else tag)
        if tag == "button":
            if name and "disabled" not in given:
                form.buttons.append((name, given.get("value", "")))
            return
        if not name or kind in ("submit", "button", "reset", "image") or "disabled" in given:
            return
        kind = "date" if "data-date" in given else kind
        control = form.controls.setdefault(name, Control(name, kind, is_file=kind == "file"))
        if tag == "select":
            self.select = control
        elif tag == "textarea":
            self.area = control
            control.values.append("")
        elif kind in ("radio", "checkbox"):
            control.offered.append(given.get("value", "on"))
            if "checked" in given:
                control.values.append(given.get("value", "on"))
        elif kind != "file":
            control.values.append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.values[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.area is not None:
            self.area.values[-1] = self.area.values[-1].removeprefix("\n")
            self.area = None
        elif tag == "select" and self.select is not None:
            if not self.select.values and self.select.offered:
                self.select.values.append(self.select.offered[0])
            self.select = None


def read(html: str) -> tuple[list[Form], list[str]]:
    """The forms of a page, and every address that stands in it."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms, list(reader.addresses)
