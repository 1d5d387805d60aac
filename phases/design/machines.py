"""All legal moves of a notification, and of the wish to be spared one, on one screen. Gates are registered by gates.py."""
# ruff: noqa: E501 -- a move a line

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.transitions import Machine, Transition
from phases.design import rules
from phases.design.enums import ExemptionState as X
from phases.design.enums import Submission as S
from phases.design.models import Exemption, Filing


def _move(name: str, label: Any, sources: Any, target: str, who: Any, **more: Any) -> Transition:
    return Transition(name, label, frozenset(sources), target, who, **more)


# fmt: off
filing_machine: Machine[Filing] = Machine("filing", Filing, (
    _move("submit",    _("Submit to the walidata"),       [S.DRAFT],               S.WAITING,   rules.files, makes=True, look="primary"),
    _move("withdraw",  _("Withdraw the submission"),      [S.WAITING],             S.DRAFT,     rules.files),
    _move("pass",      _("Fit: pass it on"),              [S.WAITING],             S.VERIFIED,  rules.checks, checks=True, closes=True, look="primary"),
    _move("return",    _("Not fit: return it"),           [S.WAITING],             S.DRAFT,     rules.checks, checks=True, closes=True),
    _move("recall",    _("Take it back to draft"),        [S.VERIFIED],            S.DRAFT,     rules.files, comment="required"),
    _move("send",      _("Record the submission to BPS"), [S.VERIFIED],            S.FILED,     rules.keeps_record, ruling=True, look="primary"),
    _move("examine",   _("BPS has begun to examine it"),  [S.FILED],               S.EXAMINED,  rules.keeps_record, ruling=True),
    _move("bring",     _("Record notes of BPS"),          [S.FILED, S.EXAMINED],   S.MENDING,   rules.keeps_record, ruling=True),
    _move("resubmit",  _("Submit the mended form"),       [S.MENDING],             S.FILED,     rules.files, ruling=True, makes=True, look="primary"),
    _move("recommend", _("Record the recommendation"),    [S.FILED, S.EXAMINED],   S.DONE,      rules.keeps_record, ruling=True, look="primary"),
    _move("refuse",    _("Record a refusal"),             [S.FILED, S.EXAMINED, S.MENDING], S.DONE, rules.keeps_record, ruling=True, comment="required"),
    _move("correct",   _("Correct the identity"),         [S.DONE],                S.DONE,      rules.corrects, ruling=True, comment="required"),
    _move("cancel",    _("Cancel the notification"),      [S.DRAFT, S.WAITING, S.VERIFIED, S.FILED, S.EXAMINED, S.MENDING], S.CANCELLED, rules.files, comment="required"),
), related=("cycle__activity__organisation",))

exemption_machine: Machine[Exemption] = Machine("exemption", Exemption, (
    _move("grant",    _("No recommendation needed"), [X.ASKED], X.GRANTED,   rules.grants, checks=True, closes=True, look="primary"),
    _move("decline",  _("A recommendation is needed"), [X.ASKED], X.REFUSED, rules.grants, checks=True, closes=True, comment="required"),
    _move("withdraw", _("Take the wish back"),       [X.ASKED], X.WITHDRAWN, rules.asked),
), related=("cycle__activity__organisation",))
# fmt: on
