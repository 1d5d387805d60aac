"""All legal moves of a year's plan and of its entries, on one screen. Gates are registered by gates.py."""
# ruff: noqa: E501 -- a move a line

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core.transitions import Machine, Transition
from phases.needs.planning import rules
from phases.needs.planning.enums import EntryState as E
from phases.needs.planning.enums import PlanState as P
from phases.needs.planning.models import PlanEntry, PlanYear


def _move(name: str, label: Any, sources: Any, target: str, who: Any, **more: Any) -> Transition:
    return Transition(name, label, frozenset(sources), target, who, **more)


# fmt: off
plan_machine: Machine[PlanYear] = Machine("planyear", PlanYear, (
    _move("discuss", _("Bring it before the forum"),      [P.OPEN, P.REOPENED], P.FORUM,    rules.keeps,    ruling=True, look="primary"),
    _move("resume",  _("Take proposals again"),           [P.FORUM],            P.OPEN,     rules.keeps,    ruling=True, comment="required"),
    _move("record",  _("Record the agreement"),           [P.FORUM],            P.RECORDED, rules.keeps,    ruling=True, makes=True, look="primary"),
    _move("confirm", _("Confirm the agreement"),          [P.RECORDED],         P.AGREED,   rules.confirms, checks=True, closes=True, look="primary"),
    _move("return",  _("Not as agreed: return it"),       [P.RECORDED],         P.FORUM,    rules.confirms, checks=True, closes=True, comment="required"),
    _move("reopen",  _("Reopen the plan"),                [P.AGREED],           P.REOPENED, rules.reopens,  ruling=True, comment="required"),
), related=("organisation",))

entry_machine: Machine[PlanEntry] = Machine("planentry", PlanEntry, (
    _move("pass",       _("Fit: pass it to the forum"),   [E.PROPOSED],         E.FIT,       rules.checker,  checks=True, look="primary"),
    _move("return",     _("Return it to the producer"),   [E.PROPOSED, E.FIT],  E.RETURNED,  rules.checker,  checks=True, closes=True, comment="required"),
    _move("resubmit",   _("Send it again"),               [E.RETURNED],         E.PROPOSED,  rules.producer, makes=True, look="primary"),
    _move("withdraw",   _("Withdraw it"),                 [E.PROPOSED, E.RETURNED], E.WITHDRAWN, rules.producer, ruling=True),
    _move("agree",      _("Agreed in the forum"),         [E.FIT],              E.AGREED,    rules.checker,  checks=True, closes=True, look="primary"),
    _move("decline",    _("Not agreed in the forum"),     [E.FIT],              E.DECLINED,  rules.checker,  checks=True, closes=True, comment="required"),
    _move("defer",      _("Put off by the forum"),        [E.FIT],              E.DEFERRED,  rules.checker,  checks=True, closes=True, comment="required"),
    _move("reconsider", _("Talk about it again"),         [E.AGREED, E.DECLINED, E.DEFERRED], E.FIT, rules.steward, ruling=True, comment="required"),
), related=("plan__organisation", "producer"))
# fmt: on
