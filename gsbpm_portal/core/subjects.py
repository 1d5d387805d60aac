"""How any row is named as the subject of an audit entry, a decision, a comment or a job: its model label and its key."""

from typing import NamedTuple

from django.db import models


class Ref(NamedTuple):
    """("phases.iteration", 17)"""

    kind: str
    id: int


def ref(subject: models.Model | Ref | tuple[str, int]) -> Ref:
    """The reference of a saved row; a reference is handed back as it is."""
    if isinstance(subject, models.Model):
        if subject.pk is None:
            raise ValueError(f"{subject!r} is not saved yet and cannot be a subject")
        return Ref(subject._meta.label_lower, int(subject.pk))
    return Ref(*subject)
