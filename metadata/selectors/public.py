"""What anybody may read of the registry, and the words that the exchange formats share."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from metadata.enums import Kind
from metadata.exchange.artefacts import Text
from metadata.models import Code, Version
from metadata.models.items import VersionQuerySet
from metadata.selectors.entry import THEMES


def released() -> VersionQuerySet:
    """Versions that anybody may read, who is not signed in too: endorsed once, and public."""
    return Version.objects.visible_to(AnonymousUser())


def default_agency() -> str:
    return str(settings.SDMX_AGENCY)


def theme_names() -> dict[str, Text]:
    """Theme code → its name, from the classification of themes in force; one query."""
    rows = Code.objects.filter(
        version__item__kind=Kind.CLASSIFICATION, version__item__code=THEMES, version__is_current=True
    )
    return {
        code: Text(label_id, label_en) for code, label_id, label_en in rows.values_list("code", "label_id", "label_en")
    }
