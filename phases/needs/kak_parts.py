"""The terms of reference (KAK) as a projection of what was typed: each part with its blocks, where it comes from, what it lacks.

Nothing is typed twice: the parts read the facts of the cycle, and lead to the page where each fact is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.design import declared, selectors
from activities.design.facts import IDENTITY, Facts, Source
from activities.design.values import day
from gsbpm_portal.core.documents import model
from gsbpm_portal.core.documents.layout import money
from phases.needs import rab as rabs
from phases.needs.kak_blocks import accounts_table, labelled, month_end, month_start, unnumbered, words_of
from phases.needs.kak_layouts import Fact, Layout, PartSpec, Show

OWN = "1.6"
SIGNATURE = "pengesahan"
HEAD = "kepala"
SIGNED_BY = ("signer", "signer_position")
HOW_MANY_VARIABLES = 200


@dataclass(frozen=True)
class Missing:
    """A needed fact that is not there, and the page where it is typed. `mend`: what is there and faulty, in its place."""

    label: str
    url: str
    mend: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the KAK in one cycle. `asked`: how many needed facts it has, `missing` those that are not there."""

    code: str
    number: str
    level: int
    title: str
    blocks: tuple[model.Block, ...] = ()
    sources: tuple[Source, ...] = ()
    asked: int = 0
    missing: tuple[Missing, ...] = ()
    divided: bool = False
    """other parts stand below it"""

    @property
    def is_empty(self) -> bool:
        return not self.blocks

    @property
    def borrowed(self) -> tuple[Source, ...]:
        """The sources that belong to other sub-processes."""
        return tuple(source for source in self.sources if source.owner != OWN)

    @property
    def status(self) -> str:
        """Its state in words: 3 missing · taken from 1.3 · complete · nothing entered."""
        if self.missing:
            return ngettext("%(n)s missing", "%(n)s missing", len(self.missing)) % {"n": len(self.missing)}
        if self.is_empty:
            return _("nothing entered") if not self.divided else ""
        if self.sources and len(self.borrowed) == len(self.sources):
            owners = sorted({source.owner for source in self.sources if source.owner})
            if owners:
                return _("taken from %(owners)s") % {"owners": ", ".join(owners)}
        return _("complete")

    @property
    def look(self) -> str:
        """The look of its state: back · done · work · todo."""
        if self.missing:
            return "back"
        return "todo" if self.is_empty else "done"


@dataclass
class Section:
    """A part of the first level with all below it, as the task list shows it."""

    part: Part
    below: list[Part] = field(default_factory=list)

    @property
    def everything(self) -> list[Part]:
        return [self.part, *self.below]

    @property
    def missing(self) -> list[Missing]:
        return [one for part in self.everything for one in part.missing]

    @property
    def whole(self) -> Part:
        """Its parts taken together, for the state in words."""
        parts = self.everything
        return Part(
            self.part.code, self.part.number, 1, self.part.title,
            tuple(block for part in parts for block in part.blocks),
            _once(source for part in parts for source in part.sources),
            sum(part.asked for part in parts), tuple(self.missing),
        )  # fmt: skip


@dataclass
class Kak:
    """The KAK of a cycle in one layout. Blocks are in the language that is active when they are asked for first."""

    facts: Facts
    layout: Layout
    here: str = ""
    """the page to come back to from where facts are typed"""

    @cached_property
    def rab(self) -> rabs.Rab:
        return rabs.Rab(self.facts)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Head, all parts of the layout in their order, signature."""
        made = [self._head(), *(self._part(spec) for spec in self.layout.walk()), self._signature()]
        return tuple(made)

    @property
    def sections(self) -> list[Section]:
        found: list[Section] = []
        for part in self.parts:
            if part.level == 1 or not found:
                found.append(Section(part))
            else:
                found[-1].below.append(part)
        return found

    @property
    def missing(self) -> list[Missing]:
        """All that is missing, each once, in the order of the KAK."""
        found: dict[tuple[str, str], Missing] = {}
        for part in self.parts:
            for one in part.missing:
                found.setdefault((one.label, one.url), one)
        return list(found.values())

    @property
    def progress(self) -> tuple[int, int]:
        """(sections with nothing missing, of how many that need something)"""
        asked = [section for section in self.sections if section.whole.asked]
        return sum(not section.missing for section in asked), len(asked)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def part(self, code: str) -> Part:
        """The part of this code; KeyError when there is none."""
        for part in self.parts:
            if part.code == code:
                return part
        raise KeyError(code)

    # Parts ----------------------------------------------------------------------------------------------------------------

    def _head(self) -> Part:
        collected = _Collected(self)
        fields = tuple(
            model.Field(str(place), collected.label(fact), collected.take(fact))
            for place, fact in enumerate(self.layout.head, 1)
        )
        return collected.part(HEAD, "", 1, _("Head of the KAK"), (model.FieldTable(fields),) if fields else ())

    def _part(self, spec: PartSpec) -> Part:
        collected = _Collected(self)
        blocks: list[model.Block] = []
        for show in spec.show:
            blocks += getattr(self, f"_{show.kind}")(show, collected)
        return collected.part(spec.code, spec.number, spec.level, spec.title, blocks, divided=bool(spec.parts))

    def _signature(self) -> Part:
        collected = _Collected(self)
        values = self.facts.values("proposal")
        for name in SIGNED_BY:
            collected.take(Fact(f"proposal.{name}"))
        collected.take(Fact("proposal.signer_nip"))
        signer = model.Signer(
            values["signer_position"], values["signer"], values["signer_nip"],
            organisation=self.facts.value("organisation.name"),
        )  # fmt: skip
        block = model.Signatures((signer,), values["signed_at"], day(values["signed_on"]))
        return collected.part(SIGNATURE, "", 1, _("Signature"), (block,) if values["signer"] else ())

    def _text(self, show: Show, collected: _Collected) -> Iterator[model.Block]:
        for fact in show.facts:
            if text := collected.take(fact, needed=show.needed):
                yield model.Paragraphs(text)

    def _facts(self, show: Show, collected: _Collected) -> Iterator[model.Block]:
        pairs = [(collected.label(fact), collected.take(fact, needed=fact.needed)) for fact in show.facts]
        yield from labelled(pairs)

    def _rows(self, show: Show, collected: _Collected) -> Iterator[model.Block]:
        table = declared.table_of(show.table)
        rows = [
            row
            for row in self.facts.rows(show.table)
            if not any(row[name] in values for name, values in show.without.items())
        ]
        collected.ask_table(show.table, bool(rows), needed=bool(show.needed))
        if rows:
            columns = [table.field(name) for name in show.columns]
            cells = tuple(
                (str(place), *(self.facts.shown(one, row[one.name]) for one in columns))
                for place, row in enumerate(rows, 1)
            )
            heads = (
                model.Column(_("No."), width=4),
                *(model.Column(unnumbered(one.label), width=20) for one in columns),
            )
            yield model.DataTable(heads, cells, caption=str(table.title))

    def _steps(self, show: Show, collected: _Collected) -> Iterator[model.Block]:
        rows = [
            model.GanttRow(row["title"] or row.key, month_start(row["starts"]), month_end(row["ends"]))
            for row in self.facts.rows("proposal_steps")
            if row["starts"] and row["ends"] and row["starts"] <= row["ends"]
        ]
        collected.ask_table("proposal_steps", bool(rows), needed=bool(show.needed))
        if rows:
            yield model.Gantt(tuple(rows))
        results = [row for row in self.facts.rows("proposal_steps") if row["output"]]
        if results:
            heads = (model.Column(_("Step"), width=20), model.Column(_("Result of the step"), width=30))
            yield model.DataTable(
                heads, tuple((row["title"], row["output"]) for row in results), caption=_("Results of the steps")
            )

    def _variables(self, show: Show, collected: _Collected) -> Iterator[model.Block]:
        used = self.facts.variables
        if not used:
            return
        collected.use("variables")
        names = [f"{one.name} ({one.code})" for one in used[:HOW_MANY_VARIABLES]]
        if len(used) > len(names):
            names.append(_("and %(n)s more") % {"n": len(used) - len(names)})
        yield model.Paragraphs("\n".join(["**" + _("Variables") + "**", "", *(f"- {name}" for name in names)]))

    def _total(self, show: Show, collected: _Collected) -> Iterator[model.Block]:
        rab = self.rab
        collected.use("budget")
        for one in declared.spec_of("budget").fields:
            if one.needed:
                collected.take(Fact(f"budget.{one.name}"))
        collected.ask(_("Lines of the budget"), bool(rab.entries), self.rab_url, needed=bool(show.needed))
        for line in rab.budget.faulty:
            what = " ".join(part for part in (line.entry.code, line.entry.title) if part) or line.key
            for fault in line.faults:
                label = f"{what}: {rabs.WORDS[fault]}"
                collected.ask(label, False, f"{self.rab_url}#{line.key}", needed=True, mend=what)
        if not rab.entries:
            return
        words = words_of(rab.total)
        sources = "; ".join(part.code for part in rab.budget.by_funding if part.code)
        total = f"Rp{money(rab.total)} ({words})" if words else f"Rp{money(rab.total)}"
        yield from labelled([(_("Budget year"), rab.year), (_("Source of funds"), sources), (_("Total"), total)])

    def _accounts(self, show: Show, collected: _Collected) -> Iterator[model.Block]:
        if self.rab.budget.by_account:
            yield accounts_table(self.rab)

    # Addresses ------------------------------------------------------------------------------------------------------------

    @cached_property
    def rab_url(self) -> str:
        return reverse("kak:rab", args=self.args)

    @property
    def args(self) -> tuple[str, str]:
        cycle = self.facts.cycle
        return cycle.activity.code, cycle.edition

    def address(self, path: str) -> str:
        """Where the fact is typed: the page of its field, with the way back."""
        code, _dot, name = path.partition(".")
        back = f"?kembali={quote(self.here)}" if self.here else ""
        if path in IDENTITY:
            return self.facts.source(path).url
        if code in selectors.MODELS:
            return f"{self.facts.source(code).url}{back}#id_{name}"
        if declared.is_declared(code):
            for group in declared.spec_of(code).pages:
                if name in group.fields:
                    return (
                        reverse("activities:design-fields", args=[*self.args, code, group.code]) + f"{back}#id_{name}"
                    )
        return self.facts.source(code).url

    def table_address(self, table: str) -> str:
        """Where a row is added."""
        spec = declared.spec_of_table(table)
        back = f"?kembali={quote(self.here)}" if self.here else ""
        return reverse("activities:design-row-add", args=[*self.args, spec.code, table]) + back

    def source_label(self, path: str) -> str:
        code, _dot, name = path.partition(".")
        if declared.is_declared(code):
            return unnumbered(declared.spec_of(code).field(name).label)
        return unnumbered(selectors.label(code, name))


class _Collected:
    """What a part has asked for while it was made: its sources, how much is needed, what is missing."""

    def __init__(self, kak: Kak) -> None:
        self.kak = kak
        self.paths: list[str] = []
        self.asked = 0
        self.missing: list[Missing] = []

    def label(self, fact: Fact) -> str:
        return fact.label or self.kak.source_label(fact.path)

    def take(self, fact: Fact, *, needed: bool | None = None) -> str:
        """The fact as people read it, that of its stand-in where it is empty; what is needed and empty is missing."""
        facts = self.kak.facts
        code = fact.path.partition(".")[0]
        if declared.is_declared(code) and not declared.spec_of(code).is_asked(facts.cycle.activity.kind):
            return ""
        text, path = facts.text(fact.path), fact.path
        if not text and fact.other:
            text, path = facts.text(fact.other), fact.other
        if not text:
            other, kept = facts.instead(fact.path)
            text, path = (selectors.text_of_kept(fact.path.partition(".")[2], kept), other) if other else (text, path)
        if text:
            self.use(path)
        wanted = next((one for one in (needed, fact.needed) if one is not None), None)
        if wanted is None:
            wanted = self._is_needed(fact.path)
        if wanted:
            label = f"{self.label(fact)}"
            self.ask(label, bool(text), self.kak.address(fact.path), needed=True)
        return text

    def _is_needed(self, path: str) -> bool:
        code, _dot, name = path.partition(".")
        if not declared.is_declared(code) or declared.spec_of(code).owner != OWN:
            return False
        one = declared.spec_of(code).field(name)
        return one.needed and one.when(self.kak.facts.values(code))

    def ask(self, label: str, there: bool, url: str, *, needed: bool, mend: str = "") -> None:
        if needed:
            self.asked += 1
            if not there:
                self.missing.append(Missing(label, url, mend))

    def ask_table(self, table: str, there: bool, *, needed: bool) -> None:
        title = str(declared.table_of(table).title)
        if there:
            self.use(declared.spec_of_table(table).code)
        self.ask(title, there, self.kak.table_address(table), needed=needed)

    def use(self, path: str) -> None:
        if path not in self.paths:
            self.paths.append(path)

    def part(
        self, code: str, number: str, level: int, title: str, blocks: Iterable[model.Block], *, divided: bool = False
    ) -> Part:
        sources = _once(self.kak.facts.sources(self.paths).values())
        return Part(
            code, number, level, title, tuple(blocks), sources, self.asked, tuple(self.missing), divided
        )  # fmt: skip


def _once(sources: Iterable[Source]) -> tuple[Source, ...]:
    found = {source.section: source for source in sources}
    return tuple(found.values())
