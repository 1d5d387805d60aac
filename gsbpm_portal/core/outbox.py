"""The outbox: messages are written in the transaction of what they tell, and sent after it by the worker.

A message is sent at least once: a process that dies between sending and noting it leaves the message to the next one. Senders
therefore give every message a name that stays the same (`message_id`), by which the receiver recognises a second copy.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from gsbpm_portal.core.models.outbox import OutboxMessage

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)
"""How long a claimed message is left to the process that claimed it."""
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 720)]
"""The growing wait after each failed attempt; when they are used up the message is given up."""
KEEP_SENT = timedelta(days=30)

_senders: dict[str, str] = {}


class Undeliverable(Exception):
    """A sender raises it for a message that no later attempt can deliver; it is given up at once."""


def register_sender(kind: str, function: str) -> None:
    """Name the function ("package.module:function", given the message) that sends messages of this kind; from ready()."""
    if _senders.setdefault(kind, function) != function:
        raise ValueError(f"The outbox kind {kind!r} is registered already, with another sender")


def senders() -> dict[str, str]:
    return dict(_senders)


def write(kind: str, payload: Mapping[str, Any], *, key: str = "") -> OutboxMessage:
    """Put one message into the caller's transaction. The same kind and key give the message that stands already.

    The payload names rows; it holds no addresses and no secrets. Refuses a kind that nobody registered.
    """
    if kind not in _senders:
        raise ValueError(f"No sender is registered for the outbox kind {kind!r}")
    if not key:
        return OutboxMessage.objects.create(kind=kind, payload=dict(payload))
    write_all(kind, [(payload, key)])
    return OutboxMessage.objects.get(kind=kind, key=key)


def write_all(kind: str, messages: Iterable[tuple[Mapping[str, Any], str]]) -> None:
    """Put several messages, as (payload, key), into the caller's transaction; those whose key stands already are left out."""
    if kind not in _senders:
        raise ValueError(f"No sender is registered for the outbox kind {kind!r}")
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(kind=kind, payload=dict(payload), key=key) for payload, key in messages], ignore_conflicts=True
    )


def message_id(message: OutboxMessage) -> str:
    """The name of a message in the mail world: the same for every attempt to send it."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    digest = hashlib.sha256(f"{message.kind}|{message.key}|{message.pk}".encode()).hexdigest()[:24]
    return f"<{message.kind}.{message.pk}.{digest}@{host}>"


def dispatch_due(limit: int = 100) -> int:
    """Send the messages that are due, oldest first; gives how many went out. Any number of processes may do so at once."""
    sent = 0
    for _ in range(limit):
        message = _claim()
        if message is None:
            break
        sent += _send(message)
    return sent


def dispatch() -> None:
    """The periodic run."""
    dispatch_due()


def purge() -> int:
    """Remove messages that were sent a month ago; those given up stay."""
    removed, _ = OutboxMessage.objects.filter(sent_at__lt=timezone.now() - KEEP_SENT).delete()
    return removed


def _waiting() -> Any:
    return OutboxMessage.objects.filter(sent_at__isnull=True, failed_at__isnull=True)


@transaction.atomic
def _claim() -> OutboxMessage | None:
    """Take the oldest message that is due for CLAIM, past the rows that others are taking."""
    now = timezone.now()
    rows = _waiting().filter(available_at__lte=now).order_by("available_at", "pk")
    message = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
    if message is None:
        return None
    message.attempts += 1
    message.available_at = now + CLAIM
    message.save(update_fields=["attempts", "available_at"])
    return message


def _send(message: OutboxMessage) -> bool:
    """Send a claimed message and note how it went, unless the claim ran out meanwhile and another attempt took over."""
    mine = _waiting().filter(pk=message.pk, attempts=message.attempts)
    try:
        sender = import_string(_senders[message.kind].replace(":", "."))
        sender(message)
    except Undeliverable as refusal:
        mine.update(failed_at=timezone.now(), error=str(refusal))
        logger.warning("outbox message %s (%s) cannot be delivered: %s", message.pk, message.kind, refusal)
        return False
    except Exception as error:  # whatever a sender raises is kept with the message, and it is tried again later
        text = f"{type(error).__name__}: {error}"[:2000]
        if message.attempts > len(PAUSES):
            mine.update(failed_at=timezone.now(), error=text)
            logger.error("outbox message %s (%s) given up: %s", message.pk, message.kind, text)
        else:
            mine.update(available_at=timezone.now() + PAUSES[message.attempts - 1], error=text)
            logger.warning("outbox message %s (%s) will be tried again: %s", message.pk, message.kind, text)
        return False
    mine.update(sent_at=timezone.now(), error="")
    return True
