"""What a document says, without how it looks: frozen plain data. freezing.py takes it to JSON and back.

    Document("Kerangka Acuan Kerja", kind="kak", organisation=("Pemerintah Kota Contoh", "Dinas Kominfo"), blocks=(
        Heading("Latar Belakang", number="A"),
        Paragraphs("Data **kemiskinan** terakhir dari 2021.\n\n1. dasar hukum\n2. gambaran umum"),
        FieldTable((Field("1.1", "Nama kegiatan", "Survei Wisatawan"),)),
    ))

Texts of people are kept as typed. `Paragraphs`, `Note` and `Rich` values are read as rich text (richtext.py) when they are
printed; all other texts are printed letter for letter. Money is Decimal. Floats that are no number are refused.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gsbpm_portal.core.documents.periods import shared_out

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None
Align = Literal["left", "right", "center"]

LANGUAGES = ("id", "en")
ALIGNMENTS = ("left", "right", "center")
DEEPEST_HEADING = 4
DEEPEST_LINE = 8


@dataclass(frozen=True)
class Heading:
    """`level` 1 to 4, none left out on the way down: screen readers and Word's outline follow it. `number` as printed."""

    text: str
    level: int = 1
    number: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"A heading has a level from 1 to {DEEPEST_HEADING}, not {self.level}")


@dataclass(frozen=True)
class Paragraphs:
    """Rich text: paragraphs, lists, bold and italic words."""

    text: str


@dataclass(frozen=True)
class Rich:
    """A value of a form that is long text."""

    text: str


@dataclass(frozen=True)
class Option:
    label: str
    code: str = ""
    ticked: bool = False


@dataclass(frozen=True)
class CheckBoxes:
    """Options as a paper form prints them: box, code, label. All are printed, ticked or not."""

    options: tuple[Option, ...]
    label: str = ""
    columns: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.columns <= 4:
            raise ValueError("Options stand in one to four columns")

    @property
    def ticked(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.ticked)


Value = Cell | Rich | CheckBoxes


@dataclass(frozen=True)
class Field:
    """One question of a form and its answer. `level` 1 and more indents; `note` stands small below the label; a `heading` has
    no answer and spans the form. `code` is the answer's code where the form has one."""

    number: str
    label: str
    value: Value = None
    note: str = ""
    code: str = ""
    level: int = 0
    heading: bool = False


@dataclass(frozen=True)
class FieldTable:
    """Questions and answers laid out as an official form: number, label, answer, each in its ruled cell."""

    fields: tuple[Field, ...]
    caption: str = ""


@dataclass(frozen=True)
class Column:
    """`width` is the share of the table's width beside the other columns (0: as its content asks). `places` are decimal places of
    its numbers: None prints them as they are."""

    heading: str
    align: Align = "left"
    width: float = 0
    places: int | None = None

    def __post_init__(self) -> None:
        if self.align not in ALIGNMENTS:
            raise ValueError(f"{self.align!r} is none of {', '.join(ALIGNMENTS)}")


@dataclass(frozen=True)
class DataTable:
    """A table with its caption above and its source below. `numbered` prints (1), (2), … under the heads; `totals` close it.

    `sums`: for each row the places of the lines that its last cell adds up, in the budget (`Tree`) that stands before the table;
    the last cells of the totals add up the rows. Workbooks go on calculating them.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    caption: str = ""
    number: str = ""
    source: str = ""
    numbered: bool = False
    sums: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.sums and len(self.sums) != len(self.rows):
            raise ValueError(f"Sums of {len(self.sums)} rows in a table of {len(self.rows)}")
        for row in (*self.rows, *self.totals):
            if len(row) != len(self.columns):
                raise ValueError(f"A row of {len(row)} cells in a table of {len(self.columns)} columns")


@dataclass(frozen=True)
class GanttRow:
    """`start` and `end` are the first and the last day."""

    label: str
    start: dt.date
    end: dt.date
    group: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"{self.label!r} ends before it begins")


@dataclass(frozen=True)
class Gantt:
    """A schedule by calendar month. Rows of one group follow each other."""

    rows: tuple[GanttRow, ...]
    caption: str = ""
    number: str = ""
    source: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a budget. One without lines below it has an amount: its own, or volume times price; the others are sums.

    `factors` are those whose product the volume is, for workbooks that go on calculating. `shares` ("1/12") say how much of it
    belongs to each period of the tree; they stand on lines without others below them.
    """

    code: str
    label: str
    level: int = 0
    calculation: str = ""
    volume: Decimal | int | None = None
    unit: str = ""
    price: Decimal | int | None = None
    amount: Decimal | int | None = None
    source: str = ""
    factors: tuple[Decimal | int | None, ...] = ()
    shares: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.level < DEEPEST_LINE:
            raise ValueError(f"{self.label!r}: a budget is at most {DEEPEST_LINE} levels deep")

    @property
    def fractions(self) -> tuple[Fraction, ...]:
        return tuple(map(Fraction, self.shares))

    @property
    def own(self) -> Decimal:
        """What the line costs by itself."""
        if self.amount is not None:
            return Decimal(self.amount)
        return Decimal(self.volume or 0) * Decimal(self.price or 0)


@dataclass(frozen=True)
class Tree:
    """A budget: indented lines, each with the sum of what stands below it, and the total in figures and in words.

    With `periods` (months, mostly) a table of the sums by period follows it.
    """

    lines: tuple[Line, ...]
    caption: str = ""
    number: str = ""
    source: str = ""
    words: bool = True
    periods: tuple[str, ...] = ()
    periods_caption: str = ""

    def __post_init__(self) -> None:
        before = -1
        for line in self.lines:
            if line.level > before + 1:
                raise ValueError(f"{line.label!r} is indented by more than one level")
            before = line.level
        for place, line in enumerate(self.lines):
            if self.is_parent(place) and (line.amount is not None or line.price is not None):
                raise ValueError(f"{line.label!r} is a sum and has no amount of its own")
            if line.shares and len(line.shares) != len(self.periods):
                raise ValueError(f"{line.label!r} has {len(line.shares)} shares in {len(self.periods)} periods")

    def is_parent(self, place: int) -> bool:
        return place + 1 < len(self.lines) and self.lines[place + 1].level > self.lines[place].level

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The amount of each line: its own, or the sum of the lines below it."""
        sums = [Decimal(0)] * len(self.lines)
        above: list[int] = []
        for place, line in enumerate(self.lines):
            while above and self.lines[above[-1]].level >= line.level:
                above.pop()
            if not self.is_parent(place):
                for parent in (*above, place):
                    sums[parent] += line.own
            above.append(place)
        return tuple(sums)

    @property
    def total(self) -> Decimal:
        return sum((line.own for place, line in enumerate(self.lines) if not self.is_parent(place)), Decimal(0))

    @property
    def by_period(self) -> tuple[tuple[Decimal, ...], ...]:
        """The amounts of each line by period: its own, or the sums of the lines below it."""
        found = [[Decimal(0)] * len(self.periods) for _line in self.lines]
        above: list[int] = []
        for place, line in enumerate(self.lines):
            while above and self.lines[above[-1]].level >= line.level:
                above.pop()
            if line.shares and not self.is_parent(place):
                for period, part in enumerate(shared_out(line.own, line.fractions)):
                    for one in (*above, place):
                        found[one][period] += part
            above.append(place)
        return tuple(map(tuple, found))

    @property
    def period_totals(self) -> tuple[Decimal, ...]:
        """What belongs to each period of the whole budget."""
        tops = [sums for line, sums in zip(self.lines, self.by_period, strict=True) if line.level == 0]
        return tuple(sum(column, Decimal(0)) for column in zip(*tops, strict=True)) or (Decimal(0),) * len(self.periods)


@dataclass(frozen=True)
class Signer:
    """Who signs one column. `above` is printed over the role: "Mengetahui,". Without a name a dotted line is left to write on."""

    role: str
    name: str = ""
    nip: str = ""
    above: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Signatures:
    """Place and date stand over the last column, as on letters."""

    signers: tuple[Signer, ...]
    place: str = ""
    date: dt.date | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.signers) <= 4:
            raise ValueError("One to four sign")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with the document. It is listed; what is set into a PDF behind it, `attaches` of the registry says."""

    label: str
    name: str = ""
    note: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Attachments:
    items: tuple[Attachment, ...]
    heading: str = ""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page; from there on pages lie or stand."""

    landscape: bool = False


@dataclass(frozen=True)
class Note:
    """A ruled box of rich text: instructions of a form, remarks, conditions."""

    text: str
    title: str = ""


Block = (
    Heading
    | Paragraphs
    | FieldTable
    | DataTable
    | CheckBoxes
    | Gantt
    | Tree
    | Signatures
    | Attachments
    | PageBreak
    | Note
)


@dataclass(frozen=True)
class Document:
    """`kind` is its stable code ("kak"); `organisation` the lines of the letterhead; `number` the document's own; `mark` its
    status on every page ("DRAFT"); `about` pairs of words and values for the head ("Tahun anggaran", "2027")."""

    title: str
    blocks: tuple[Block, ...] = ()
    subtitle: str = ""
    kind: str = ""
    language: str = "id"
    organisation: tuple[str, ...] = ()
    number: str = ""
    mark: str = ""
    about: tuple[tuple[str, str], ...] = ()
    landscape: bool = False

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"A document speaks {' or '.join(LANGUAGES)}, not {self.language!r}")
        if not self.title.strip():
            raise ValueError("A document has a title")
