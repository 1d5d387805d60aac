"""The office's own review rules: written here alone, checked, and audited among the catalogues."""

from __future__ import annotations

from django.db import transaction

from gsbpm_portal.accounts.models import User
from gsbpm_portal.core import audit, clock
from phases.design.models import ReviewRule
from phases.design.validators import validate_review_rule

CHAIN = "catalogues"
FIELDS = ("code", "severity", "expression", "message_id", "message_en", "place", "is_active")


@transaction.atomic
def save_review_rule(rule: ReviewRule, *, by: User) -> ReviewRule:
    """Keep a new or changed rule, and who changed it; nothing is written where nothing differs.

    Refuses (ValidationError by field) what `validate_review_rule` refuses, a code that is taken and a field that is missing.
    The code of a rule that is there stays as it is: findings of what was handed in name it.
    """
    audit.hold(CHAIN)
    stored = ReviewRule.objects.select_for_update().filter(pk=rule.pk).first()
    for name in ("code", "expression", "message_id", "message_en", "place"):
        setattr(rule, name, getattr(rule, name).strip())
    rule.code = stored.code if stored else rule.code.upper()
    before = {name: getattr(stored, name) for name in FIELDS} if stored else {}
    changes = audit.differences(before, {name: getattr(rule, name) for name in FIELDS})
    if not changes:
        return rule
    rule.changed_by, rule.changed_at = by, clock.now()
    rule.full_clean()
    validate_review_rule(rule.as_data, before=stored.as_data if stored else None, in_force=rule.is_active)
    rule.save()
    action = "review_rule.changed" if stored else "review_rule.added"
    audit.append(CHAIN, action=action, by=by, subject=rule, changes=changes)
    return rule
