"""What rules and derivations of a cycle may speak of: its variables with types and code lists, its derived ones in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import get_language

from activities.design.facts import FactRow, Facts, Used
from gsbpm_portal import expressions
from gsbpm_portal.expressions import CodeList, CycleError, Environment, Expression, Language, Type, Variable, Words
from metadata.models import Code, Reference, Version
from metadata.selectors.expressions import MOST_CODES
from metadata.validators import DATA_TYPES

LANGUAGES: tuple[Language, ...] = ("id", "en")


def page_language() -> Language:
    return "en" if get_language() == "en" else "id"


@dataclass(frozen=True)
class Read:
    """A text as the language of expressions reads it: sound or not, in which type, said in words."""

    text: str
    analysis: expressions.Analysis
    words: Mapping[Language, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.analysis.ok

    @property
    def canonical(self) -> str:
        """In the language's own words; "" where it cannot be read."""
        return expressions.unparse(self.analysis.tree) if self.analysis.tree is not None else ""

    @property
    def names(self) -> tuple[str, ...]:
        return expressions.names(self.analysis.tree) if self.analysis.tree is not None else ()

    @property
    def problems(self) -> list[str]:
        """What is wrong, by place, in the language of the page."""
        return [problem.text(page_language()) for problem in self.analysis.problems]

    @property
    def sentences(self) -> list[tuple[Language, str]]:
        """In words, the language of the page first."""
        order = sorted(self.words, key=lambda language: language != page_language())
        return [(language, self.words[language]) for language in order]

    @property
    def type_name(self) -> str:
        return self.analysis.type.text(page_language()) if self.analysis.type else ""


def read(text: str, environment: Environment, *, wanted: Type | None = None, rule: bool = False) -> Read:
    """Read a text; `rule`: it says what must hold."""
    analysis = expressions.analyse(text, environment, wanted)
    words: dict[Language, str] = {}
    if analysis.ok and analysis.tree is not None:
        for language in LANGUAGES:
            words[language] = expressions.describe(
                analysis.tree, environment, language, rule=rule, type=None if rule else analysis.type
            )
    return Read(text, analysis, words)


@dataclass(frozen=True)
class Derived:
    """A derived variable of the cycle: its row, how its expression reads, and what it is made of."""

    row: FactRow
    read: Read
    needs: tuple[str, ...]
    repeated: bool = False
    """Another row has the same code."""

    @property
    def code(self) -> str:
        return str(self.row["code"])


@dataclass(frozen=True)
class Vocabulary:
    """The names of a cycle. `order`: derived variables, each after those that it needs; `loops`: those that need one another."""

    environment: Environment
    collected: tuple[str, ...]
    derived: tuple[Derived, ...]
    order: tuple[str, ...]
    loops: tuple[tuple[str, ...], ...]

    def knows(self, name: str) -> bool:
        return name in self.environment.variables

    def unknown(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if not self.knows(name)]


def vocabulary_of(facts: Facts) -> Vocabulary:
    """The names that the cycle's expressions may use. Three queries beside those of the facts."""
    variables, lists = _collected(facts.variables)
    rows = [row for row in facts.rows("derived") if row["code"] and row["expression"]]
    first: dict[str, FactRow] = {}
    for row in rows:
        first.setdefault(str(row["code"]), row)
    trees = {code: tree for code, row in first.items() if (tree := _tree(row["expression"])) is not None}
    order, loops = _ordered(trees)
    known = dict(variables)
    for code in first:  # until its type is known, a derived variable is a number
        known.setdefault(code, Variable(code, expressions.DECIMAL, _label(first[code])))
    found: dict[str, Read] = {}
    waiting = [*order, *(code for code in first if code not in order)]
    for code in waiting:
        environment = Environment.of(known.values(), lists)
        wanted = variables[code].type if code in variables else None
        found[code] = read(first[code]["expression"], environment, wanted=wanted)
        if code not in variables and (kind := found[code].analysis.type) is not None:
            known[code] = Variable(code, kind, _label(first[code]))
    environment = Environment.of(known.values(), lists)
    derived = []
    for row in rows:
        code = str(row["code"])
        own = first[code] is row
        reading = found[code] if own else read(row["expression"], environment)
        derived.append(Derived(row, reading, reading.names, repeated=not own))
    return Vocabulary(environment, tuple(variables), tuple(derived), order, loops)


def _tree(text: str) -> Expression | None:
    try:
        return expressions.parse(text)
    except expressions.ExpressionError:
        return None


def _ordered(trees: Mapping[str, Expression]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The order of what can be ordered, and every loop that stands in its way."""
    left = dict(trees)
    loops: list[tuple[str, ...]] = []
    while True:
        try:
            return expressions.in_order(left), tuple(loops)
        except CycleError as error:
            loops.append(error.path)
            for code in error.path:
                left.pop(code, None)


def _label(row: FactRow) -> Words:
    return Words(id=str(row["title"] or row["code"]))


def _collected(used: Iterable[Used]) -> tuple[dict[str, Variable], list[CodeList]]:
    """The registry's variables that the cycle uses; the codes of their classifications where the list is not too long."""
    versions = {one.version.pk: one.version for one in used}
    named = {
        reference.version_id: reference.target
        for reference in Reference.objects.filter(version__in=versions, attribute="classification").select_related(
            "target__item"
        )
    }
    lists = _lists({target.pk: target for target in named.values()})
    variables = {}
    for version in versions.values():
        kind = version.content.get("data_type", "")
        target = named.get(version.pk)
        listed = lists.get(target.pk) if target is not None and kind == "code" else None
        type_ = expressions.code(listed.name) if listed else DATA_TYPES.get(kind, expressions.TEXT)
        code = version.item.code
        variables[code] = Variable(code, type_, Words(version.name_id, version.name_en))
    return variables, list(lists.values())


def _lists(targets: Mapping[int, Version]) -> dict[int, CodeList]:
    counts = dict(
        Code.objects.filter(version__in=targets).values_list("version").annotate(n=Count("pk")).order_by()
        if targets
        else ()
    )
    short = [pk for pk in targets if 0 < counts.get(pk, 0) <= MOST_CODES]
    codes: dict[int, dict[str, Words]] = {pk: {} for pk in short}
    rows = Code.objects.filter(version__in=short).order_by("version", "position") if short else Code.objects.none()
    for pk, code, label, english in rows.values_list("version_id", "code", "label_id", "label_en"):
        codes[pk][code] = Words(label, english)
    taken: set[str] = set()
    found = {}
    for pk in short:
        name = targets[pk].item.code
        if name in taken:  # a second version of the same classification
            name = f"{name}_{targets[pk].major}_{targets[pk].minor}_{targets[pk].patch}"
        taken.add(name)
        found[pk] = CodeList(name, codes[pk], Words(targets[pk].name_id, targets[pk].name_en))
    return found
