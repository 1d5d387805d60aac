"""Remarks on single parts of a subject: written, answered, settled, taken up again.

Whoever has something to be reviewed part by part hands in a Forum: the subject, its parts, who may speak and who may settle.
core/remark_pages.py and templates/core/_remarks.html show it.

    forum = Forum(run, parts={"tujuan": _("Objectives")}, speaks=…, settles=…, chain=run.audit_chain, scope=run.audit_scope)
    remark = ask(forum, by=user, body="Which year?", part="tujuan", kind=RemarkKind.QUERY)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from gsbpm_portal.core import audit, clock
from gsbpm_portal.core.models import Remark, RemarkKind, RemarkReply
from gsbpm_portal.core.models.remarks import LONGEST
from gsbpm_portal.core.subjects import Ref, ref

Told = Callable[[Remark, Any, str, list[Any]], None]
"""(remark, by, text, those who took part in it so far): tell whom it concerns"""


def _nobody(remark: Remark, by: Any, text: str, others: list[Any]) -> None:
    return None


@dataclass(frozen=True)
class Forum:
    """Where remarks are written about one subject.

    `parts`: code and title of each part that may be spoken about. `speaks(user)`: may write and answer; `settles(user)`: may
    settle what others wrote; who wrote a remark always may. `closed`: why nothing new is written, "" while it is open.
    `tell` is called for each remark and answer.
    """

    subject: models.Model | Ref
    parts: Mapping[str, Any]
    speaks: Callable[[Any], bool]
    settles: Callable[[Any], bool]
    chain: str
    scope: str = ""
    label: str = ""
    closed: Any = ""
    tell: Told = _nobody


@transaction.atomic
def ask(forum: Forum, *, by: Any, body: str, part: str = "", kind: str = RemarkKind.COMMENT) -> Remark:
    """A remark on one part, or on the whole. A query waits for an answer.

    Refuses who does not speak here (PermissionDenied), a settled subject, an unknown part, an empty or overlong text.
    """
    audit.hold(forum.chain)
    _refuse_stranger(forum, by)
    if forum.closed:
        raise ValidationError(str(forum.closed))
    if part and part not in forum.parts:
        raise ValidationError({"part": _("Choose from the list.")})
    if kind not in RemarkKind.values:
        raise ValidationError({"kind": _("Choose from the list.")})
    subject = ref(forum.subject)
    remark = Remark.objects.create(
        subject_kind=subject.kind, subject_id=subject.id, part=part, kind=kind, body=_text(body), by=by
    )
    _log(forum, remark, by, "remark.written")
    forum.tell(remark, by, remark.body, [])
    return remark


@transaction.atomic
def answer(forum: Forum, remark: Remark, *, by: Any, body: str) -> RemarkReply:
    """An answer. By another person than who asked it counts as answered; by the asker it is a further word, and waits again."""
    row = _locked(forum, remark)
    _refuse_stranger(forum, by)
    if row.closed_at is not None:
        raise ValidationError(_("The remark is closed already. Open it again to answer."))
    others = [row.by, *(reply.by for reply in row.replies.select_related("by"))]
    reply = RemarkReply.objects.create(remark=row, body=_text(body), by=by)
    row.answered_at = reply.at if by.pk != row.by_id else None
    row.save(update_fields=["answered_at"])
    _log(forum, row, by, "remark.answered")
    forum.tell(row, by, reply.body, [user for user in others if user.pk != by.pk])
    return reply


@transaction.atomic
def close(forum: Forum, remark: Remark, *, by: Any) -> Remark:
    """Settle a remark: who wrote it, or who settles here. Doing so twice changes nothing."""
    row = _locked(forum, remark)
    _refuse_settling(forum, row, by)
    if row.closed_at is None:
        row.closed_at, row.closed_by = clock.now(), by
        row.save(update_fields=["closed_at", "closed_by"])
        _log(forum, row, by, "remark.closed")
    return row


@transaction.atomic
def reopen(forum: Forum, remark: Remark, *, by: Any) -> Remark:
    """Take a settled remark up again; doing so twice changes nothing."""
    row = _locked(forum, remark)
    _refuse_settling(forum, row, by)
    if row.closed_at is not None:
        row.closed_at = row.closed_by = None
        row.save(update_fields=["closed_at", "closed_by"])
        _log(forum, row, by, "remark.reopened")
    return row


def remarks_on(*subjects: models.Model | Ref) -> QuerySet[Remark]:
    """All remarks on subjects of one kind in the order written, with their answers and writers. Two queries."""
    refs = [ref(subject) for subject in subjects]
    replies = Prefetch("replies", RemarkReply.objects.select_related("by"))
    found = Remark.objects.filter(subject_kind=refs[0].kind if refs else "", subject_id__in=[one.id for one in refs])
    return found.select_related("by", "closed_by").prefetch_related(replies)


def may_settle(forum: Forum, remark: Remark, user: Any) -> bool:
    return bool(forum.settles(user) or (remark.by_id == user.pk and forum.speaks(user)))


def open_by_part(remarks: Iterable[Remark]) -> dict[str, int]:
    """How many remarks are open on each part."""
    found: dict[str, int] = {}
    for remark in remarks:
        if remark.is_open:
            found[remark.part] = found.get(remark.part, 0) + 1
    return found


def _locked(forum: Forum, remark: Remark) -> Remark:
    audit.hold(forum.chain)
    subject = ref(forum.subject)
    rows = Remark.objects.select_for_update(of=("self",)).select_related("by")
    return rows.get(pk=remark.pk, subject_kind=subject.kind, subject_id=subject.id)


def _refuse_stranger(forum: Forum, by: Any) -> None:
    if not forum.speaks(by):
        raise PermissionDenied(_("Only those who write or review this may discuss it."))


def _refuse_settling(forum: Forum, row: Remark, by: Any) -> None:
    _refuse_stranger(forum, by)
    if not may_settle(forum, row, by):
        raise PermissionDenied(_("Only who wrote the remark, or who reviews it, settles it."))


def _text(body: str) -> str:
    text = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"body": _("Write a text first.")})
    if len(text) > LONGEST:
        raise ValidationError({"body": _("The text is longer than %(limit)s characters.") % {"limit": LONGEST}})
    return text


def _log(forum: Forum, remark: Remark, by: Any, action: str) -> None:
    audit.append(
        forum.chain, action=action, by=by, subject=ref(forum.subject), subject_label=forum.label, scope=forum.scope,
        context={"remark": str(remark.public_id), "part": remark.part, "kind": remark.kind},
    )  # fmt: skip
