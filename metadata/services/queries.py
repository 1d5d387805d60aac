"""Remarks on attributes: writing, answering, closing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from metadata import rules
from metadata.attributes import spec_of
from metadata.enums import CommentKind, State
from metadata.models import Query, Reply, Version
from metadata.models.queries import LONGEST
from metadata.services.people import makers_of, stewards_of, tell


@transaction.atomic
def add_remark(version: Version, *, by: User, body: str, attribute: str = "", kind: str = CommentKind.COMMENT) -> Query:
    """A remark on one attribute of a version on its way, or on the whole of it. A query waits for an answer.

    Refuses who neither produces nor reviews the item, a released version, an attribute that the kind lacks, an empty text.
    """
    audit.hold(version.audit_chain)
    if not rules.discusses(by, version.item):
        raise PermissionDenied(_("Only producers and walidata of the organisation discuss its entries."))
    if attribute and attribute not in {a.name for a in spec_of(version.item.kind).attributes}:
        raise ValidationError({"attribute": _("Choose from the list.")})
    if not version.is_open:
        raise ValidationError(_("This version is settled. Remarks are written on the next draft."))
    if kind not in CommentKind.values:
        raise ValidationError({"kind": _("Choose from the list.")})
    query = Query.objects.create(version=version, attribute=attribute, kind=kind, body=_text(body), by=by)
    _log(query, by, "registry.remark")
    if version.state != State.DRAFT:
        others = makers_of(version) if rules.stewards(by, version.item) else stewards_of(version)
        tell(version, "remark", by=by, users=others)
    return query


@transaction.atomic
def answer(query: Query, *, by: User, body: str) -> Reply:
    """An answer. By another person than who asked it counts as answered; by the asker it is a further remark, and waits again."""
    row = _locked(query, by)
    if row.closed_at is not None:
        raise ValidationError(_("The remark is closed already. Open it again to answer."))
    reply = Reply.objects.create(query=row, body=_text(body), by=by)
    row.answered_at = reply.at if by.pk != row.by_id else None
    row.save(update_fields=["answered_at"])
    _log(row, by, "registry.answer")
    tell(row.version, "answer", by=by, users=[row.by])
    return reply


@transaction.atomic
def close_remark(query: Query, *, by: User) -> Query:
    """Settle a remark: who wrote it, or any walidata of the item. Closing it again changes nothing."""
    row = _locked(query, by)
    _refuse_settling(row, by)
    if row.closed_at is None:
        row.closed_at, row.closed_by = clock.now(), by
        row.save(update_fields=["closed_at", "closed_by"])
        _log(row, by, "registry.remark_closed")
    return row


@transaction.atomic
def reopen_remark(query: Query, *, by: User) -> Query:
    """Take a settled remark up again; doing so twice changes nothing."""
    row = _locked(query, by)
    _refuse_settling(row, by)
    if row.closed_at is not None:
        row.closed_at = row.closed_by = None
        row.save(update_fields=["closed_at", "closed_by"])
        _log(row, by, "registry.remark_reopened")
    return row


def _locked(query: Query, by: User) -> Query:
    audit.hold(query.version.audit_chain)
    row = Query.objects.select_for_update(of=("self",)).select_related("version__item__organisation").get(pk=query.pk)
    if not rules.discusses(by, row.version.item):
        raise PermissionDenied(_("Only producers and walidata of the organisation discuss its entries."))
    return row


def _refuse_settling(row: Query, by: User) -> None:
    if row.by_id != by.pk and not rules.stewards(by, row.version.item):
        raise PermissionDenied(_("Only who wrote the remark, or the walidata, settles it."))


def _text(body: str) -> str:
    text = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"body": _("Write a text first.")})
    if len(text) > LONGEST:
        raise ValidationError({"body": _("The text is longer than %(limit)s characters.") % {"limit": LONGEST}})
    return text


def _log(query: Query, by: User, action: str) -> None:
    version = query.version
    audit.append(
        version.audit_chain,
        action=action,
        by=by,
        subject=version,
        subject_label=f"{version.label} {version.name_id}",
        scope=version.audit_scope,
        context={"remark": str(query.public_id), "attribute": query.attribute, "kind": query.kind},
    )
