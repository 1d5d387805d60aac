"""That nothing is made of itself, whatever the way round."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from metadata.models import Item, Reference, Version

MOST_STEPS = 60


def check_acyclic(version: Version, targets: Sequence[Version]) -> None:
    """Refuses references by which the item would be made of itself, naming the way (one query a step)."""
    seen: dict[int, tuple[int | None, str]] = {t.item_id: (None, t.item.code) for t in targets}
    if version.item_id in seen:
        raise ValidationError(_("%(code)s cannot refer to itself.") % {"code": version.item.code})
    front = list(seen)
    for _step in range(MOST_STEPS):
        if not front:
            return
        rows = Reference.objects.filter(version__item_id__in=front)
        front = []
        for source, target, code in rows.values_list("version__item_id", "target__item_id", "target__item__code"):
            if target == version.item_id:
                words = _("This would make it a part of itself: %(way)s.")
                raise ValidationError(words % {"way": " → ".join(_way(version.item, source, seen))})
            if target not in seen:
                seen[target] = (source, code)
                front.append(target)


def _way(item: Item, last: int, seen: dict[int, tuple[int | None, str]]) -> list[str]:
    """The codes from the item to itself."""
    names, at = [item.code], last
    while True:
        before, code = seen[at]
        names.append(code)
        if before is None:
            return [item.code, *reversed(names[1:]), names[0]]
        at = before
