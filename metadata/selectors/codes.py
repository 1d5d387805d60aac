"""Codes of items and of classifications."""

from __future__ import annotations

import re

from metadata.models import Item
from metadata.words import STOPWORDS, fold

LONGEST = 40


def proposed_code(kind: str, name: str) -> str:
    """A free code made of a name: JUMLAH_PENDUDUK, with a number behind it where it is taken."""
    words = [word for word in re.findall(r"[a-z0-9]+", fold(name)) if word not in STOPWORDS]
    base = "_".join(words).upper()[:LONGEST].strip("_") or "ENTRI"
    if not base[0].isalpha():
        base = f"N{base}"
    taken = set(Item.objects.filter(kind=kind, code__startswith=base).values_list("code", flat=True))
    return base if base not in taken else next(c for n in range(2, len(taken) + 3) if (c := f"{base}_{n}") not in taken)
