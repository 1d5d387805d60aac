"""The criteria of priority: shipped once, then the office's own."""

from __future__ import annotations

from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit
from phases.needs.models import PriorityCriterion

CHAIN = "catalogues"
FIELDS = ("name_id", "name_en", "help_id", "help_en", "weight", "position", "is_active")
SHIPPED = Path(__file__).resolve().parents[1] / "catalogue" / "priority_criteria.yaml"


@transaction.atomic
def load_criteria(path: Path = SHIPPED) -> str:
    """Add the shipped criteria whose codes are not there; what an office changed stays. Says how many came in."""
    with path.open(encoding="utf-8") as file:
        entries = yaml.safe_load(file)["criteria"]
    there = set(PriorityCriterion.objects.values_list("code", flat=True))
    added = 0
    for position, entry in enumerate(entries, 1):
        if entry["code"] not in there:
            words = {
                "name_id": entry["id"],
                "name_en": entry["en"],
                "help_id": entry["help_id"],
                "help_en": entry["help_en"],
            }
            PriorityCriterion.objects.create(code=entry["code"], weight=entry["weight"], position=position, **words)
            added += 1
    return f"{added} added"


@transaction.atomic
def save_criterion(criterion: PriorityCriterion, *, by: User) -> PriorityCriterion:
    """Keep a new or changed criterion; audited among the catalogues. The code of one that is there stays as it is.

    Refuses (ValidationError) to take the last one out of use: then nothing could be put in order.
    """
    stored = PriorityCriterion.objects.select_for_update().filter(pk=criterion.pk).first()
    others = PriorityCriterion.objects.filter(is_active=True).exclude(pk=criterion.pk)
    if stored is not None and stored.is_active and not criterion.is_active and not others.exists():
        raise ValidationError({"is_active": _("One criterion at least stays in use.")})
    before = {name: getattr(stored, name) if stored else "" for name in FIELDS}
    after = {name: getattr(criterion, name) for name in FIELDS}
    if not (changes := audit.differences(before, after)):
        return criterion
    if stored is None:
        criterion.save()
    else:
        PriorityCriterion.objects.filter(pk=stored.pk).update(**after)
    action = "criterion.changed" if stored else "criterion.added"
    audit.append(CHAIN, action=action, by=by, subject=criterion, changes=changes)
    return criterion
