"""The arithmetic of a budget (RAB): volumes, amounts, sums along the tree, summaries, ceilings. Pure: decimals in, decimals out.

A line is worth its volume times its unit price; its volume is the product of the factors that were given, 1 where none was. A
line with others below it is worth their sum and has no price of its own. Nothing is rounded but the amount of a line, to sen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

LEVELS = ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun", "detil")
"""From the top down; a level may be left out, never turned round."""
ACCOUNT = "akun"
DETAIL = "detil"
NEAR = Decimal("0.95")
"""The share of a ceiling from which on one is warned."""
SEN = Decimal("0.01")
NOTHING = Decimal(0)


class Fault(StrEnum):
    """What is wrong with a line, told by codes; the pages have the words."""

    OWN_PRICE = "own_price"
    """it is a sum and has a price or factors of its own"""
    NO_PRICE = "no_price"
    """a detail without a price"""
    NO_LINES = "no_lines"
    """it is to be a sum, and nothing stands below it yet"""
    CIRCLE = "circle"
    """it belongs to itself, directly or through others"""
    LEVEL = "level"
    """it does not stand below the level of the line that it belongs to"""
    NO_CODE = "no_code"
    """an account without a code"""
    GONE = "gone"
    """it belongs to a line that is not there"""
    NO_MONTHS = "no_months"
    """its spending by month names no month"""
    PART_LEFT = "part_left"
    """the shares of its months leave something over"""


class Standing(StrEnum):
    """How a sum stands to its ceiling."""

    WITHIN = "within"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True)
class Entry:
    """A line as it is typed. `factors` are up to four pairs of a number and what it counts, in their order."""

    key: str
    title: str = ""
    level: str = DETAIL
    parent: str = ""
    code: str = ""
    factors: tuple[tuple[Decimal | None, str], ...] = ()
    unit: str = ""
    price: Decimal | None = None
    funding: str = ""

    @property
    def given(self) -> tuple[tuple[Decimal, str], ...]:
        """The factors that were entered."""
        return tuple((number, unit) for number, unit in self.factors if number is not None)

    @property
    def volume(self) -> Decimal:
        """The product of the factors; 1 where none was given."""
        product = Decimal(1)
        for number, _unit in self.given:
            product *= number
        return product

    @property
    def own_amount(self) -> Decimal:
        """Volume times price, rounded half up to sen; nothing without a price."""
        if self.price is None:
            return NOTHING
        return (self.volume * self.price).quantize(SEN, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """A line in its place of the tree. `account` and `funding` are its own or those of the nearest line above it."""

    entry: Entry
    depth: int
    is_sum: bool
    amount: Decimal
    account: str
    account_title: str
    funding: str
    place: int
    places: int
    faults: tuple[Fault, ...] = ()

    @property
    def key(self) -> str:
        return self.entry.key


@dataclass(frozen=True)
class Share:
    """A part of the total: of one account, or of one source of funds."""

    code: str
    title: str
    amount: Decimal


@dataclass(frozen=True)
class Ceiling:
    """The most that may be spent: on all (`account` empty) or on the accounts that begin with these digits."""

    amount: Decimal
    account: str = ""
    title: str = ""


@dataclass(frozen=True)
class Checked:
    """A ceiling with what is spent under it."""

    ceiling: Ceiling
    spent: Decimal

    @property
    def standing(self) -> Standing:
        if self.spent > self.ceiling.amount:
            return Standing.OVER
        if self.spent and self.spent >= self.ceiling.amount * NEAR:
            return Standing.NEAR
        return Standing.WITHIN

    @property
    def left(self) -> Decimal:
        """What may still be spent; negative for what is too much."""
        return self.ceiling.amount - self.spent

    @property
    def share(self) -> Decimal:
        """Spent as a share of the ceiling; a ceiling of nothing counts as used up as soon as anything is spent."""
        if not self.ceiling.amount:
            return Decimal(1) if self.spent else NOTHING
        return self.spent / self.ceiling.amount


@dataclass(frozen=True)
class Budget:
    """All lines in the order of the tree, each line followed by those below it."""

    lines: tuple[Line, ...]
    total: Decimal
    by_account: tuple[Share, ...]
    by_funding: tuple[Share, ...]
    children: Mapping[str, int] = field(default_factory=dict)

    @property
    def faulty(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.faults)

    def line(self, key: str) -> Line:
        """The line of this key; KeyError when there is none."""
        for line in self.lines:
            if line.key == key:
                return line
        raise KeyError(key)

    def check(self, ceilings: Iterable[Ceiling]) -> tuple[Checked, ...]:
        """Each ceiling with the sum of the lines under it. Accounts are compared by their first characters, blanks left out."""
        return tuple(Checked(one, self._spent(one.account)) for one in ceilings)

    def _spent(self, account: str) -> Decimal:
        if not account:
            return self.total
        wanted = plain_code(account)
        under = (share.amount for share in self.by_account if plain_code(share.code).startswith(wanted))
        return sum(under, NOTHING)


def plain_code(code: str) -> str:
    """An account as it is compared: without blanks and without a dot at its end."""
    return "".join(code.split()).rstrip(".")


def build(entries: Sequence[Entry], *, funding: str = "") -> Budget:
    """The tree of the lines with amounts, sums and faults. `funding`: of the whole budget, where no line says otherwise.

    No line is lost: one that belongs to nothing, or to itself, stands at the top with its fault.
    """
    known = {entry.key: entry for entry in entries}
    circled = {key for key in known if _in_circle(key, known)}
    below: dict[str, list[Entry]] = {}
    for entry in entries:
        parent = entry.parent if entry.parent in known and entry.key not in circled else ""
        below.setdefault(parent, []).append(entry)
    amounts: dict[str, Decimal] = {}
    for top in below.get("", []):
        _sum_up(top, below, amounts)
    lines: list[Line] = []

    waiting = _in_turn(below.get("", []), None, 0, ("", ""), funding)
    while waiting:  # no recursion: a line may stand as deep as people put it
        entry, parent, depth, account, source, place, places = waiting.pop()
        code, title = own = (entry.code, entry.title) if entry.level == ACCOUNT and entry.code else account
        paid = entry.funding or source
        is_sum = entry.key in below
        faults = _faults(entry, parent, is_sum, known, circled)
        lines.append(Line(entry, depth, is_sum, amounts[entry.key], code, title, paid, place, places, faults))
        waiting += _in_turn(below.get(entry.key, []), entry, depth + 1, own, paid)
    leaves = [line for line in lines if not line.is_sum]
    return Budget(
        lines=tuple(lines),
        total=sum((line.amount for line in leaves), NOTHING),
        by_account=_shares((line.account, line.account_title, line.amount) for line in leaves),
        by_funding=_shares((line.funding, "", line.amount) for line in leaves),
        children={key: len(found) for key, found in below.items() if key},
    )


def _in_turn(siblings: Sequence[Entry], *more: Any) -> list[tuple[Any, ...]]:
    """The siblings with their places, the last first, so that the first is taken next."""
    parent, depth, account, source = more
    return [
        (entry, parent, depth, account, source, place, len(siblings))
        for place, entry in reversed(list(enumerate(siblings, 1)))
    ]


def _in_circle(key: str, known: Mapping[str, Entry]) -> bool:
    """Whether going up from the line leads back to it."""
    seen, at = {key}, known[key].parent
    while at in known:
        if at == key:
            return True
        if at in seen:
            return False
        seen.add(at)
        at = known[at].parent
    return False


def _sum_up(top: Entry, below: Mapping[str, Sequence[Entry]], amounts: dict[str, Decimal]) -> None:
    """Fill in the amounts of a line and of all below it, however deep: those below first."""
    order, waiting = [], [top]
    while waiting:
        entry = waiting.pop()
        order.append(entry)
        waiting += below.get(entry.key, [])
    for entry in reversed(order):
        children = below.get(entry.key)
        amounts[entry.key] = sum((amounts[child.key] for child in children), NOTHING) if children else entry.own_amount


def _faults(
    entry: Entry, parent: Entry | None, is_sum: bool, known: Mapping[str, Entry], circled: set[str]
) -> tuple[Fault, ...]:
    found = []
    if entry.key in circled:
        found.append(Fault.CIRCLE)
    elif entry.parent and entry.parent not in known:
        found.append(Fault.GONE)
    if parent is not None and not _may_stand_below(entry.level, parent.level):
        found.append(Fault.LEVEL)
    if is_sum and (entry.price is not None or entry.given):
        found.append(Fault.OWN_PRICE)
    if not is_sum and entry.price is None:
        found.append(Fault.NO_PRICE if entry.level == DETAIL or entry.given else Fault.NO_LINES)
    if entry.level == ACCOUNT and not entry.code:
        found.append(Fault.NO_CODE)
    return tuple(found)


def _may_stand_below(level: str, above: str) -> bool:
    """Lower levels may, and the same one; nothing stands below a detail."""
    return above != DETAIL and _rank(level) >= _rank(above)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def level_below(level: str, among: Sequence[str] = LEVELS) -> str:
    """The level of these that usually stands below this one; the last of them where none does."""
    return next((one for one in LEVELS[_rank(level) + 1 :] if one in among), among[-1])


def _shares(parts: Iterable[tuple[str, str, Decimal]]) -> tuple[Share, ...]:
    """The sums by code, in the order in which the codes first stand."""
    sums: dict[str, Decimal] = {}
    titles: dict[str, str] = {}
    for code, title, amount in parts:
        if not code and not amount:
            continue
        sums[code] = sums.get(code, NOTHING) + amount
        titles.setdefault(code, title)
    return tuple(Share(code, titles[code], amount) for code, amount in sums.items())


# Side by side -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A line of two budgets; `old` or `new` is None where it stands in one of them alone."""

    code: str
    title: str
    depth: int
    is_sum: bool
    old: Decimal | None
    new: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.new or NOTHING) - (self.old or NOTHING)

    @property
    def ratio(self) -> Decimal | None:
        """The difference as a share of the old amount; None where there was none."""
        return self.difference / self.old if self.old else None


def whole(old: Decimal, new: Decimal) -> Pair:
    """The totals of two budgets."""
    return Pair("", "", 0, True, old, new)


def by_name(old: Iterable[tuple[str, Decimal]], new: Iterable[tuple[str, Decimal]]) -> tuple[Pair, ...]:
    """Amounts of two budgets that have a name each, months mostly, where one of them has something there."""
    before, after = dict(old), dict(new)
    pairs = [Pair("", name, 0, False, before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]
    return tuple(pair for pair in pairs if pair.old or pair.new)


def compare(old: Budget, new: Budget) -> tuple[Pair, ...]:
    """The lines of two budgets side by side: those of the new one in their order, then those that are gone.

    A line is the same where code and title are, and those of all lines above it; else at the same depth where code and title
    are; else where the title is, or the code of one that is no detail. Each is taken once.
    """
    before: dict[Any, list[Line]] = {}
    for line, path in zip(old.lines, _paths(old.lines), strict=True):
        for key in _names(line, path):
            before.setdefault(key, []).append(line)
    found: dict[str, Line] = {}
    taken: set[str] = set()
    named = [(line, _names(line, path)) for line, path in zip(new.lines, _paths(new.lines), strict=True)]
    for nearness in range(NAMES):
        for line, names in named:
            if line.key in found or nearness >= len(names):
                continue
            for other in before.get(names[nearness], []):
                if other.key not in taken:
                    found[line.key] = other
                    taken.add(other.key)
                    break
    pairs = [_pair(line, found[line.key].amount if line.key in found else None, line.amount) for line in new.lines]
    return tuple(pairs + [_pair(line, line.amount, None) for line in old.lines if line.key not in taken])


def _pair(line: Line, old: Decimal | None, new: Decimal | None) -> Pair:
    return Pair(line.entry.code, line.entry.title, line.depth, line.is_sum, old, new)


Path = tuple[tuple[str, str], ...]


def _paths(lines: Sequence[Line]) -> list[Path]:
    """(code, title) of each line and of those above it, in one kind of letters."""
    found: list[Path] = []
    above: list[tuple[str, str]] = []
    for line in lines:
        del above[line.depth :]
        above.append((plain_code(line.entry.code), " ".join(line.entry.title.casefold().split())))
        found.append(tuple(above))
    return found


NAMES = 4


def _names(line: Line, path: Path) -> tuple[Any, ...]:
    """By what a line may be known again, the surest first."""
    code, title = path[-1]
    names = [path, (line.depth, code, title), (line.depth, "title", title)]
    if code and line.entry.level != DETAIL:
        names.append((line.depth, "code", code))
    return tuple(names)
