"""Machines: the only way a status moves.

A machine holds all legal moves of one status field on one screen. It is closed by default: a move states who may make it. Gates
(why not yet?) are handed in by whoever registers them. A move locks the row, checks state, person, gates and comment, then
writes the new state, a Decision row and an audit entry in one transaction. The audit chain is held before the row, so that the
moves of one owner come one after the other and never wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as declare
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import audit
from gsbpm_portal.core.models.audit import AuditKind
from gsbpm_portal.core.models.decisions import Contribution, Decision
from gsbpm_portal.core.subjects import Ref, ref

Text = str | Promise
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Reason:
    """Why a move is refused, as a sentence for people. `anchor` is where to mend it: a fragment or an address.

    A reason with a `gate` code may be overridden by two people; all others cannot.
    """

    code: str
    text: Text
    anchor: str = ""
    gate: str = ""


class MoveRefused(Exception):
    """A lawful person asked for a move that cannot be made now; `reasons` says why."""

    def __init__(self, *reasons: Reason):
        self.reasons = reasons
        super().__init__("; ".join(str(reason.text) for reason in reasons))


class NotAllowed(MoveRefused):
    """The person may not make this move."""


@dataclass(frozen=True)
class Verdict:
    """Whether a person may make a move; `hidden` keeps the move off their page altogether."""

    may: bool
    reason: Reason | None = None
    on_behalf_of: Any = None

    @property
    def hidden(self) -> bool:
        return not self.may and self.reason is None


YES = Verdict(True)
HIDDEN = Verdict(False)


def no(code: str, text: Text, anchor: str = "") -> Verdict:
    """A refusal that is shown, with its reason."""
    return Verdict(False, Reason(code, text, anchor))


Who = Callable[[Any, Any], Verdict]
"""(user, subject) → Verdict"""
Gate = Callable[[Any], Iterable[Reason]]
"""(subject) → the reasons why not; none when the gate is open"""
Effect = Callable[[Any, Any], None]
"""(subject, by): what else is done with a move, in its transaction"""


@dataclass(frozen=True)
class Transition:
    """One legal move: from any of `sources` to `target`, by `who`.

    `checks`: a vote on other people's work, so never by a maker. `ruling`: a decision in the trail though no such vote.
    `closes`: it ends the decision round.
    `comment`: "none", "optional" or "required". `makes`: the mover becomes a maker of the running round.
    """

    name: str
    label: Text
    sources: frozenset[str]
    target: str
    who: Who
    comment: str = "optional"
    checks: bool = False
    ruling: bool = False
    closes: bool = False
    makes: bool = False
    decides: bool = True
    look: str = "plain"
    hint: Text = ""
    done: Text = ""

    @property
    def kind(self) -> AuditKind:
        """Of its entry in the trail, where nothing was overridden."""
        return AuditKind.DECISION if self.checks or self.ruling else AuditKind.CHANGE


@dataclass(frozen=True)
class Offer:
    """A move as a page shows it: offered, or refused with every reason."""

    transition: Transition
    reasons: tuple[Reason, ...] = ()

    @property
    def may(self) -> bool:
        return not self.reasons

    @property
    def name(self) -> str:
        return self.transition.name

    @property
    def label(self) -> Text:
        return self.transition.label


@dataclass
class Machine(Generic[M]):
    """All legal moves of one status field of one model.

    The model has `round` (decision round, from 1) and answers `audit_chain`, `audit_scope` and `version_text` for its entries.
    `related` names what rules, gates and entries read along with a row.
    """

    name: str
    model: type[M]
    transitions: tuple[Transition, ...]
    field: str = "state"
    gates: dict[str, list[Gate]] = declare(default_factory=lambda: defaultdict(list))
    effects: dict[str, list[Effect]] = declare(default_factory=lambda: defaultdict(list))
    waived: Callable[[Any], Mapping[str, Any]] = lambda subject: {}
    related: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [t.name for t in self.transitions]
        if len(names) != len(set(names)):
            raise ValueError(f"machine {self.name}: a move is named twice")
        self._by_name = {t.name: t for t in self.transitions}

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def register_gate(self, move: str, gate: Gate) -> None:
        """Hand in one more reason-giver for a move; gates run in the order of registration."""
        self[move]
        self.gates[move].append(gate)

    def register_effect(self, move: str, effect: Effect) -> None:
        """Have something done with every such move: after it is written, in its transaction, with the fresh row and the mover."""
        self[move]
        self.effects[move].append(effect)

    def reasons(self, subject: M, move: str) -> list[Reason]:
        """Every reason of the move's gates that no confirmed override waives."""
        waived = self.waived(subject)
        return [r for gate in self.gates.get(move, ()) for r in gate(subject) if not (r.gate and r.gate in waived)]

    def offers(self, subject: M, user: Any) -> list[Offer]:
        """The moves out of the present state that concern this person, refused ones with their reasons."""
        state, found = getattr(subject, self.field), []
        for transition in self.transitions:
            if state not in transition.sources:
                continue
            verdict = transition.who(user, subject)
            if verdict.hidden:
                continue
            if not verdict.may and verdict.reason:
                found.append(Offer(transition, (verdict.reason,)))
                continue
            found.append(Offer(transition, tuple(self.reasons(subject, transition.name))))
        return found

    def locked(self, subject: M) -> M:
        """The row as it stands now, locked until the caller's transaction ends, its audit chain held before it."""
        audit.hold(subject.audit_chain)  # type: ignore[attr-defined]
        rows = self.model._default_manager.select_for_update(of=("self",))
        return (rows.select_related(*self.related) if self.related else rows).get(pk=subject.pk)

    @transaction.atomic
    def move(
        self,
        subject: M,
        name: str,
        *,
        by: Any,
        comment: str = "",
        seen: str = "",
        data: Mapping[str, Any] | None = None,
        before_write: Callable[[M], None] | None = None,
    ) -> M:
        """Make one move and return the locked, fresh row.

        Refuses with NotAllowed (person), MoveRefused (state, content changed since `seen`, gates, missing comment). `seen` is
        the version text the person looked at. `before_write` may change further fields of the locked row; all is saved at once.
        """
        transition = self[name]
        row = self.locked(subject)
        state = getattr(row, self.field)
        verdict = transition.who(by, row)
        if verdict.hidden:
            raise NotAllowed(NOT_YOURS)
        if state not in transition.sources:
            raise MoveRefused(self._moved_already(row, transition))
        if verdict.reason:
            raise NotAllowed(verdict.reason)
        if seen and seen != row.version_text:  # type: ignore[attr-defined]
            raise MoveRefused(
                Reason("changed", _("The content has changed since you opened the page. Read it again, then decide."))
            )
        if transition.comment == "required" and not comment.strip():
            raise MoveRefused(Reason("comment", _("Write down the reason."), "#comment"))
        waived = dict(self.waived(row))
        all_reasons = [r for gate in self.gates.get(name, ()) for r in gate(row)]
        if open_reasons := [r for r in all_reasons if not (r.gate and r.gate in waived)]:
            raise MoveRefused(*open_reasons)
        overridden = sorted({r.gate for r in all_reasons if r.gate})
        subject_ref = ref(row)
        if transition.makes:
            contribute(subject_ref, row.round, by, transition.name)  # type: ignore[attr-defined]
        if transition.decides:
            self._decide(
                row, subject_ref, transition, by, verdict, state, comment, {**(data or {}), "overrides": overridden}
            )
        setattr(row, self.field, transition.target)
        if before_write is not None:
            before_write(row)
        if transition.closes:
            row.round += 1  # type: ignore[attr-defined]
        row.save()
        audit.append(
            row.audit_chain,  # type: ignore[attr-defined]
            action=f"{self.name}.{name}",
            by=by,
            subject=row,
            changes={self.field: (state, transition.target)},
            reason=comment.strip(),
            kind=AuditKind.OVERRIDE if overridden else transition.kind,
            scope=row.audit_scope,  # type: ignore[attr-defined]
            context={
                **(data or {}),
                **({"overrides": overridden} if overridden else {}),
                **({"on_behalf_of": str(verdict.on_behalf_of)} if verdict.on_behalf_of else {}),
            },
        )
        for effect in self.effects.get(name, ()):
            effect(row, by)
        return row

    def _decide(
        self,
        row: M,
        subject: Ref,
        transition: Transition,
        by: Any,
        verdict: Verdict,
        state: str,
        comment: str,
        data: Mapping[str, Any],
    ) -> None:
        try:
            with transaction.atomic():
                Decision.objects.create(
                    subject_kind=subject.kind,
                    subject_id=subject.id,
                    round=row.round,  # type: ignore[attr-defined]
                    version=row.version_text,  # type: ignore[attr-defined]
                    verb=transition.name,
                    checks=transition.checks,
                    closes=transition.closes,
                    by=by,
                    on_behalf_of=verdict.on_behalf_of,
                    state_from=state,
                    state_to=transition.target,
                    comment=comment.strip(),
                    data=dict(data),
                )
        except IntegrityError as error:
            if "maker" in str(error):
                raise NotAllowed(MAKER_REASON) from error
            raise MoveRefused(self._moved_already(row, transition)) from error

    def _moved_already(self, row: M, transition: Transition) -> Reason:
        """Tells the one who came second what happened, by whom."""
        subject = ref(row)
        last = (
            Decision.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
            .select_related("by")
            .order_by("-pk")
            .first()
        )
        shown = getattr(row, f"get_{self.field}_display")()
        if last is None:
            return Reason("state", _("This is no longer possible: the state is now “%(state)s”.") % {"state": shown})
        return Reason(
            "state",
            _("%(name)s was first: the state is now “%(state)s”.") % {"name": last.by, "state": shown},
        )


NOT_YOURS = Reason("role", _("Your role does not allow this."))
MAKER_REASON = Reason(
    "maker", _("You worked on this or submitted it yourself, so somebody else has to decide (maker ≠ checker).")
)


def contribute(subject: Ref | models.Model, round: int, user: Any, what: str) -> None:
    """Record that `user` is a maker of the subject in this round; a second time changes nothing."""
    kind, key = ref(subject)
    Contribution.objects.bulk_create(
        [Contribution(subject_kind=kind, subject_id=key, round=round, user=user, what=what)], ignore_conflicts=True
    )


def makers(subject: Ref | models.Model, round: int) -> set[int]:
    """The ids of everyone who may not decide on the subject in this round."""
    kind, key = ref(subject)
    return set(
        Contribution.objects.filter(subject_kind=kind, subject_id=key, round=round).values_list("user_id", flat=True)
    )
