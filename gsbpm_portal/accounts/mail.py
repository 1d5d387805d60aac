"""The mails about notices: plain text, in the person's language, each with the way back into the portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from gsbpm_portal.accounts.models import Notice, User
from gsbpm_portal.core import outbox
from gsbpm_portal.core.models import OutboxMessage


def send_notice(message: OutboxMessage) -> None:
    """One notice. Nothing is sent for a notice or account that is gone."""
    notice = Notice.objects.select_related("user").filter(pk=message.payload["notice"]).first()
    if notice is None:
        raise outbox.Undeliverable("the notice is gone")
    with translation.override(notice.user.language):
        subject = translation.gettext("[GSBPM Portal] %(text)s") % {"text": _one_line(notice.text)}
        _send(message, notice.user, subject, "accounts/mail/notice.txt", {"notice": notice, "link": _link(notice.url)})


def send_digest(message: OutboxMessage) -> None:
    """The day's unread notices; those read meanwhile are left out, and nothing is sent when none remain."""
    person = User.objects.get(pk=message.payload["user"])
    notices = list(
        Notice.objects.unread().filter(user=person, pk__in=message.payload["notices"]).order_by("created_at")
    )
    if not notices:
        return
    with translation.override(person.language):
        subject = translation.ngettext(
            "[GSBPM Portal] %(count)s notice for you", "[GSBPM Portal] %(count)s notices for you", len(notices)
        ) % {"count": len(notices)}
        lines = [(notice, _link(notice.url)) for notice in notices]
        _send(message, person, subject, "accounts/mail/digest.txt", {"lines": lines})


def send_password_link(message: OutboxMessage) -> None:
    """The link with which a person sets a password: made when it is sent, so that it is never kept anywhere."""
    person = User.objects.get(pk=message.payload["user"])
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("accounts:password_reset_confirm", args=[uid, default_token_generator.make_token(person)])
    with translation.override(person.language):
        is_new = not person.has_usable_password()
        subject = (
            translation.gettext("[GSBPM Portal] Your account is ready")
            if is_new
            else translation.gettext("[GSBPM Portal] Set a new password")
        )
        context = {"link": _link(path), "is_new": is_new, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
        _send(message, person, subject, "accounts/mail/password.txt", context)


def _send(message: OutboxMessage, person: User, subject: str, template: str, context: dict[str, Any]) -> None:
    if not (person.is_active and person.email):
        raise outbox.Undeliverable("the account is closed or has no e-mail address")
    body = render_to_string(template, {**context, "person": person, "site_url": settings.SITE_URL})
    headers = {"Message-ID": outbox.message_id(message), "Auto-Submitted": "auto-generated"}
    EmailMessage(subject=subject, body=body, to=[person.email], headers=headers).send()


def _link(url: str) -> str:
    return f"{settings.SITE_URL}{url}" if url else ""


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:117] + "…"
