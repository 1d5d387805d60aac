"""One effect for each form: a token is claimed in the transaction that acts on the form; its answer is kept for repeats."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from gsbpm_portal.core.models.tokens import SubmissionToken

FIELD = "token"


def new() -> str:
    """A fresh token for a form about to be shown."""
    return str(uuid.uuid4())


def parse(raw: str | None) -> uuid.UUID | None:
    """The token in a posted text, or None where there is none."""
    try:
        return uuid.UUID(raw or "")
    except ValueError:
        return None


def claim(token: uuid.UUID, *, by: AbstractBaseUser | None, purpose: str) -> SubmissionToken | None:
    """Take the token for this transaction; None when it was used before.

    Must run inside a transaction: a rollback gives the token back, so that a form with mistakes can be sent again. A second
    post at the same moment waits here until the first one is committed.
    """
    try:
        with transaction.atomic():
            return SubmissionToken.objects.create(token=token, user_id=by.pk if by else None, purpose=purpose[:200])
    except IntegrityError:
        return None


def answer(claimed: SubmissionToken, *, url: str, messages: list[list[Any]]) -> None:
    """Keep what the first use was told: where it was sent on to, and the messages as [level, text]."""
    claimed.answer_url, claimed.answer_messages = url[:500], messages
    claimed.save(update_fields=["answer_url", "answer_messages"])


def earlier_answer(token: uuid.UUID, *, by: AbstractBaseUser | None) -> SubmissionToken | None:
    """The first use of a token, for the same person only."""
    return SubmissionToken.objects.filter(token=token, user=by).first()  # type: ignore[misc]
