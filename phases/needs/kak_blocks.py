"""What the parts of the KAK are put together from: labels, pairs, the budget by account, amounts in words. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gsbpm_portal.core.documents import model
from gsbpm_portal.core.documents.terbilang import LARGEST, rupiah_in_words
from phases.needs import rab as rabs

QUESTION = re.compile(r"\s*\([0-9]+\.[0-9]+[a-z]?\)$")


def unnumbered(label: Any) -> str:
    """A label without the number of the question that it answers in another form, as in “Coverage (4.4)”."""
    return QUESTION.sub("", str(label))


def labelled(pairs: Iterable[tuple[str, str]]) -> Iterator[model.Block]:
    """Labels with their values as a paragraph, a line each; those that are empty left out."""
    text = ""
    for label, value in pairs:
        if value:
            text += f"**{label}**:\n\n{value}\n\n" if "\n" in value else f"**{label}**: {value}\n"
    if text:
        yield model.Paragraphs(text.strip())


def accounts_table(rab: rabs.Rab) -> model.DataTable:
    """The budget by account."""
    shares = rab.budget.by_account
    return model.DataTable(
        (model.Column(_("Account"), width=14), model.Column(_("Description"), width=44), _amounts(rab)),
        tuple((share.code or "–", share.title or _("Without an account"), share.amount) for share in shares),
        totals=(("", _("Total"), rab.total),),
        caption=_("Budget by account"),
        sums=tuple(_places(rab, "account", share.code) for share in shares),
    )


def fundings_table(rab: rabs.Rab) -> model.DataTable:
    """The budget by source of funds."""
    shares = rab.budget.by_funding
    return model.DataTable(
        (model.Column(_("Source of funds"), width=40), _amounts(rab)),
        tuple((share.code or "–", share.amount) for share in shares),
        totals=((_("Total"), rab.total),),
        caption=_("Budget by source of funds"),
        sums=tuple(_places(rab, "funding", share.code) for share in shares),
    )


def _amounts(rab: rabs.Rab) -> model.Column:
    return model.Column(_("Amount (Rp)"), "right", 20, 0 if rab.total == rab.total.to_integral_value() else 2)


def _places(rab: rabs.Rab, part: str, code: str) -> tuple[int, ...]:
    """Where the lines of an account or a source of funds stand; sums belong to none."""
    return tuple(
        place for place, line in enumerate(rab.budget.lines) if not line.is_sum and getattr(line, part) == code
    )


def words_of(amount: Any) -> str:
    """An amount in words, in the language in force; nothing where words do not reach as far."""
    if not 0 <= amount <= LARGEST:
        return ""
    return rupiah_in_words(amount, "en" if get_language() == "en" else "id", sen=True)


def month_start(kept: str) -> dt.date:
    """The first day of a kept month (2026-05)."""
    return dt.date.fromisoformat(f"{kept}-01")


def month_end(kept: str) -> dt.date:
    """The last day of a kept month."""
    first = month_start(kept)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
