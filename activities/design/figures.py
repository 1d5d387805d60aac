"""Numbers as an Indonesian office types them: 1.250.000 and 12,5; with an English interface 1,250,000 and 12.5. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import get_language

_GROUPS = {"id": re.compile(r"^\d{1,3}(\.\d{3})+$"), "en": re.compile(r"^\d{1,3}(,\d{3})+$")}
_PLAIN = re.compile(r"^\d+$")


def parse_figure(text: str) -> Decimal | None:
    """The number that a text means, None where it means none.

    Groups of three figures are thousands by the separator of the language; another single separator begins the decimals,
    whichever it is, so that 12.5 and 12,5 are the same. "Rp" and "%" are taken off.
    """
    text = re.sub(r"^rp\.?\s*|\s*%$", "", text.strip(), flags=re.IGNORECASE).replace("\u00a0", "").replace(" ", "")
    sign = -1 if text[:1] in ("-", "−") else 1
    text = text.lstrip("-−+")
    language = "en" if get_language() == "en" else "id"
    thousands, comma = (",", ".") if language == "en" else (".", ",")
    whole, found, rest = text.partition(comma)
    if found and _PLAIN.match(rest) and (_PLAIN.match(whole) or _GROUPS[language].match(whole)):
        return sign * Decimal(f"{whole.replace(thousands, '')}.{rest}")
    if not found and _GROUPS[language].match(text):
        return sign * Decimal(text.replace(thousands, ""))
    if _PLAIN.match(text):
        return sign * Decimal(text)
    whole, found, rest = text.partition(thousands)
    if found and _PLAIN.match(whole) and _PLAIN.match(rest):
        return sign * Decimal(f"{whole}.{rest}")
    return None
