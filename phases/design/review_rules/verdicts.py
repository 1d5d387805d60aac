"""What a review rule is and what it says: pass, violation or not evaluable, with the place where it is mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from phases.design.reading.facts import Reader


class Severity(models.TextChoices):
    ERROR = "E", _("Error")
    WARNING = "W", _("Warning")


class Outcome(models.TextChoices):
    PASS = "pass", _("In order")
    VIOLATION = "violation", _("To be mended")
    UNKNOWN = "unknown", _("Cannot be judged yet")


@dataclass(frozen=True)
class Context:
    """What a rule is told besides the facts. `most_error`: the sampling error in per cent up to which nobody asks."""

    submitted_on: dt.date | None = None
    most_error: Decimal = Decimal(5)


@dataclass(frozen=True)
class Verdict:
    """The answer of a rule. `message` with `%(name)s` places filled from `parameters`; `path`: the fact to mend."""

    outcome: Outcome
    message: Any = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""

    @property
    def text(self) -> str:
        """In the language of the page."""
        return str(self.message) % {name: str(value) for name, value in self.parameters.items()} if self.message else ""


def passed() -> Verdict:
    return Verdict(Outcome.PASS)


def violated(path: str, message: Any, **parameters: Any) -> Verdict:
    return Verdict(Outcome.VIOLATION, message, parameters, path)


def unknown(path: str, message: Any = "", **parameters: Any) -> Verdict:
    return Verdict(Outcome.UNKNOWN, message or _("This is not filled in yet."), parameters, path)


Check = Callable[[Reader, Context], Verdict]


@dataclass(frozen=True)
class Rule:
    """A review rule. `title`: what it asks for, in a sentence; `path`: the fact that it is about, if no verdict says else."""

    id: str
    severity: Severity
    title: Any
    path: str
    check: Check
    source: Any = _("A rule of the prototype, from the practice of BPS examiners; no regulation.")


@dataclass(frozen=True)
class Finding:
    """A rule with its verdict on a cycle, and where it is mended: the line of the form, the section with its page."""

    rule: Any
    outcome: Outcome
    text: str
    path: str
    form_line: str = ""
    form_label: str = ""
    section: str = ""
    url: str = ""

    @property
    def id(self) -> str:
        return str(self.rule.id)

    @property
    def severity(self) -> Severity:
        return Severity(self.rule.severity)

    @property
    def is_blocking(self) -> bool:
        """An error that stands."""
        return self.outcome == Outcome.VIOLATION and self.severity == Severity.ERROR
