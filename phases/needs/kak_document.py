"""The terms of reference (KAK) and the budget (RAB) as documents of the kernel, from the projection of a cycle.

A document speaks Indonesian whatever the language of the page, so that a frozen version reads the same for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from activities.design.facts import Facts
from activities.models import Cycle
from gsbpm_portal.core.documents import model
from gsbpm_portal.core.documents.model import DEEPEST_LINE
from phases.needs import rab as rabs
from phases.needs.kak_blocks import accounts_table, fundings_table
from phases.needs.kak_layouts import Layout
from phases.needs.kak_parts import HEAD, SIGNATURE, Kak

LANGUAGE = "id"
DRAFT = "KONSEP"
"""What stands on every page of a version that nobody has approved."""
ATTACHED = ("consultations", "confirmations", "lookups")
"""The tables whose files go with the KAK."""


def kak_document(facts: Facts, layout: Layout) -> model.Document:
    """The whole KAK of a cycle with its budget as the first attachment, marked as a draft."""
    with translation.override(LANGUAGE):
        kak = Kak(facts, layout)
        blocks: list[model.Block] = []
        for part in kak.parts:
            if part.code not in (HEAD, SIGNATURE):
                blocks.append(model.Heading(part.title, part.level, part.number))
                if part.is_empty and not part.divided:
                    blocks.append(model.Paragraphs("*" + _("Not filled in.") + "*"))
            blocks += part.blocks
        blocks += _attachments(kak)
        blocks += [model.PageBreak(landscape=True), model.Heading(budget_heading())]
        blocks += _budget_blocks(kak)  # by account it stands in the text already
        return _document(kak, "kak", layout.title, tuple(blocks))


def budget_heading() -> str:
    """Over the budget in the KAK: what stands below it is compared line by line, not as a text."""
    with translation.override(LANGUAGE):
        return _("Attachment 1. Budget (RAB)")


def rab_document(facts: Facts, layout: Layout) -> model.Document:
    """The budget of a cycle alone: as a workbook, or on paper."""
    with translation.override(LANGUAGE):
        kak = Kak(facts, layout)
        blocks = [*_budget_blocks(kak, accounts=True), *kak.part(SIGNATURE).blocks]
        return replace(_document(kak, "rab", _("Budget plan (RAB)"), tuple(blocks)), landscape=True)


def marked(document: model.Document, mark: str, about: Mapping[str, str]) -> model.Document:
    """The document with another mark, and more said of it in its head."""
    return replace(document, mark=mark, about=(*document.about, *about.items()))


def _document(kak: Kak, kind: str, title: str, blocks: tuple[model.Block, ...]) -> model.Document:
    facts = kak.facts
    government = facts.value("proposal.ministry") or facts.value("organisation.government")
    lines = dict.fromkeys((government, facts.value("organisation.name")))
    return model.Document(
        title,
        blocks,
        subtitle=f"{facts.value('activity.title')} {facts.cycle.label}",
        kind=kind,
        language=LANGUAGE,
        organisation=tuple(line for line in lines if line),
        mark=DRAFT,
        about=((_("Budget year"), kak.rab.year),),
    )


def _budget_blocks(kak: Kak, *, accounts: bool = False) -> list[model.Block]:
    rab, facts = kak.rab, kak.facts
    asked = ("year", "funding", "document", "ceiling", "ceiling_source")
    pairs = [(kak.source_label(f"budget.{name}"), facts.text(f"budget.{name}")) for name in asked]
    blocks: list[model.Block] = [
        model.FieldTable(
            (
                model.Field("", _("Activity"), facts.value("activity.title")),
                model.Field("", _("Programme"), facts.value("proposal.program")),
                *(model.Field("", label, text) for label, text in pairs if text),
            )
        )
    ]
    if rab.entries:
        year = _("Spending by month, %(year)s") % {"year": rab.year}
        tree = model.Tree(
            budget_lines(rab), caption=_("Budget plan (RAB)"), periods=rabs.month_names(), periods_caption=year
        )
        blocks += [tree, model.Paragraphs(rab.evenly)]
        if accounts:
            blocks.append(accounts_table(rab))
        blocks.append(fundings_table(rab))
    note = facts.value("budget.note")
    return [*blocks, model.Note(note, _("Notes"))] if note else blocks


def budget_lines(rab: rabs.Rab) -> tuple[model.Line, ...]:
    """The lines of the budget as the kernel prints them; what is deeper than it prints is not indented further."""
    found: list[model.Line] = []
    for line in rab.budget.lines:
        entry = line.entry
        counts = not line.is_sum and entry.price is not None
        exact = counts and entry.volume * (entry.price or 0) == line.amount
        found.append(
            model.Line(
                code=entry.code,
                label=entry.title or line.key,
                level=min(line.depth, DEEPEST_LINE - 1),
                calculation=rabs.calculation(entry) if counts else "",
                volume=entry.volume if counts else None,
                unit=rabs.volume_unit(entry) if counts else "",
                price=entry.price if counts else None,
                amount=line.amount if counts and not exact else None,
                source=line.funding if not line.is_sum else "",
                factors=tuple(number for number, _unit in entry.factors) if counts else (),
                shares=tuple(map(str, rab.spread.shares[line.key])) if not line.is_sum else (),
            )
        )
    return tuple(found)


def _attachments(kak: Kak) -> list[model.Block]:
    """The budget, and the files that show what users said and what was looked up."""
    facts = kak.facts
    items = [model.Attachment(_("Budget plan (RAB)"))]
    named: dict[str, str] = {}
    for table in ATTACHED:
        for row in facts.rows(table):
            for file in row["files"]:
                named.setdefault(file, f"{row.table.singular} {row.key}")
    for file, where in named.items():
        if stored := facts.files.get(file):
            items.append(model.Attachment(where.capitalize(), stored.name, sha256=stored.sha256))
    return [model.Attachments(tuple(items))]


# Asked for by name: in the web process whether one may, in the worker the document itself ------------------------------------


def may_read(parameters: Mapping[str, Any], user: Any) -> bool:
    """Whoever sees the cycle."""
    return Cycle.objects.visible_to(user).filter(pk=parameters["cycle"]).exists()
