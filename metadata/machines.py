"""All legal moves of a version's registration status, on one screen. Gates are registered by gates.py."""
# ruff: noqa: E501 -- a move a line

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.transitions import HIDDEN, Machine, Transition, Verdict
from metadata import rules
from metadata.enums import Kind
from metadata.enums import State as S
from metadata.models import Version


def _for_standards(user: Any, version: Version) -> Verdict:
    """The pembina's approval is recorded for standard data alone."""
    return rules.checker(user, version) if version.item.kind == Kind.STANDARD else HIDDEN


def _endorser(user: Any, version: Version) -> Verdict:
    """Standard data are issued after the pembina approved them; all else is endorsed once the walidata reviewed it."""
    waits_for_pembina = version.item.kind == Kind.STANDARD and version.state == S.REVIEWED
    return HIDDEN if waits_for_pembina else rules.checker(user, version)


def _gives_up(user: Any, version: Version) -> Verdict:
    """A proposal that was submitted once is cancelled, with its history; one that never was is thrown away instead."""
    return rules.producer(user, version) if version.submitted_on is not None else HIDDEN


def _move(name: str, label: Any, sources: Any, target: str, who: Any, **more: Any) -> Transition:
    return Transition(name, label, frozenset(sources), target, who, **more)


# fmt: off
registration: Machine[Version] = Machine("registration", Version, (
    _move("submit",    _("Submit to walidata"),       [S.DRAFT, S.RETURNED],                 S.SUBMITTED,  rules.producer, makes=True, look="primary"),
    _move("withdraw",  _("Withdraw the submission"),  [S.SUBMITTED],                         S.DRAFT,      rules.maker),
    _move("review",    _("Reviewed, pass on"),        [S.SUBMITTED],                         S.REVIEWED,   rules.checker, checks=True, look="primary"),
    _move("return",    _("Return with remarks"),      [S.SUBMITTED, S.REVIEWED, S.APPROVED], S.RETURNED,   rules.checker, checks=True, closes=True, comment="required"),
    _move("approve",   _("Record the pembina's approval"), [S.REVIEWED],                     S.APPROVED,   _for_standards, checks=True, look="primary"),
    _move("endorse",   _("Record the endorsement"),   [S.REVIEWED, S.APPROVED],              S.ENDORSED,   _endorser, checks=True, closes=True, look="primary"),
    _move("reject",    _("Reject"),                   [S.SUBMITTED, S.REVIEWED, S.APPROVED], S.REJECTED,   rules.checker, checks=True, closes=True, comment="required"),
    _move("cancel",    _("Cancel the proposal"),      [S.DRAFT, S.RETURNED],                 S.CANCELLED,  _gives_up, ruling=True, comment="required"),
    _move("retire",    _("Retire"),                   [S.ENDORSED],                          S.RETIRED,    rules.steward, ruling=True, comment="required"),
    _move("supersede", _("Superseded by a newer version"), [S.ENDORSED],                     S.SUPERSEDED, rules.superseder, decides=False, look="internal"),
), related=("item__organisation",))
# fmt: on
