"""The functions of the language: what they take and give, their Indonesian names, and how they are read aloud.

What they compute stands in evaluation_functions.py. A function whose result hangs on the day or on chance does not exist: the
same record gives the same answer every time (pass the day of the interview in as a variable)."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from gsbpm_portal.expressions.environment import Words

Take: TypeAlias = Literal["number", "integer", "text", "date", "any"]
Give: TypeAlias = Literal["number", "decimal", "integer", "text", "boolean", "date", "any"]


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` names the parameters in order; the last `optional` may be left out; the last of `many` may be repeated.
    `reads` is how it is read aloud ({0} is the first argument, {all} all of them), `reads_full` with nothing left out.
    `gives` "number" is whole where all arguments are, "any" the common type of the arguments."""

    takes: tuple[Take, ...]
    gives: Give
    reads: Words
    optional: int = 0
    many: bool = False
    synonyms: tuple[str, ...] = ()
    reads_full: Words | None = None

    @property
    def least(self) -> int:
        return len(self.takes) - self.optional

    def allows(self, count: int) -> bool:
        """Several parameters that may be left out are given all or none."""
        if self.many or self.optional < 2:
            return self.least <= count and (self.many or count <= len(self.takes))
        return count in (self.least, len(self.takes))

    def counts(self) -> str:
        """How many arguments, as told to people: 2, 1/2, 2+."""
        if self.many:
            return f"{self.least}+"
        return f"{self.least}/{len(self.takes)}" if self.optional else str(self.least)

    def parameter(self, place: int) -> Take:
        return self.takes[min(place, len(self.takes) - 1)]


def _f(
    takes: str,
    gives: Give,
    indonesian: str,
    english: str,
    synonyms: str = "",
    optional: int = 0,
    many: bool = False,
    full: Words | None = None,
) -> Function:
    parameters = cast(tuple[Take, ...], tuple(takes.split()))
    return Function(
        parameters,
        gives,
        Words(indonesian, english),
        optional=optional,
        many=many,
        reads_full=full,
        synonyms=tuple(synonyms.split()),
    )


FUNCTIONS: dict[str, Function] = {
    # Numbers
    "abs": _f("number", "number", "nilai mutlak {0}", "the absolute value of {0}", "mutlak"),
    "round": _f(
        "number integer",
        "number",
        "{0} dibulatkan",
        "{0} rounded",
        "bulatkan",
        optional=1,
        full=Words("{0} dibulatkan sampai {1} desimal", "{0} rounded to {1} decimals"),
    ),
    "floor": _f("number", "integer", "{0} dibulatkan ke bawah", "{0} rounded down", "bulat_bawah"),
    "ceil": _f("number", "integer", "{0} dibulatkan ke atas", "{0} rounded up", "bulat_atas ceiling"),
    "mod": _f("number number", "number", "sisa {0} dibagi {1}", "the remainder of {0} divided by {1}", "sisa"),
    "power": _f("number number", "decimal", "{0} pangkat {1}", "{0} to the power of {1}", "pangkat"),
    "sqrt": _f("number", "decimal", "akar {0}", "the square root of {0}", "akar"),
    "ln": _f("number", "decimal", "logaritma alami {0}", "the natural logarithm of {0}"),
    "exp": _f("number", "decimal", "e pangkat {0}", "e to the power of {0}"),
    "least": _f("number number", "number", "yang terkecil dari {all}", "the least of {all}", "terkecil", many=True),
    "greatest": _f(
        "number number", "number", "yang terbesar dari {all}", "the greatest of {all}", "terbesar", many=True
    ),
    "number": _f("text", "decimal", "bilangan dari {0}", "the number in {0}", "bilangan"),
    # Text
    "length": _f("text", "integer", "panjang {0}", "the length of {0}", "panjang"),
    "upper": _f("text", "text", "{0} dalam huruf besar", "{0} in capitals", "huruf_besar"),
    "lower": _f("text", "text", "{0} dalam huruf kecil", "{0} in small letters", "huruf_kecil"),
    "trim": _f("text", "text", "{0} tanpa spasi di tepi", "{0} without spaces around", "pangkas"),
    "left": _f("text integer", "text", "{1} karakter pertama {0}", "the first {1} characters of {0}", "kiri"),
    "right": _f("text integer", "text", "{1} karakter terakhir {0}", "the last {1} characters of {0}", "kanan"),
    "substring": _f(
        "text integer integer",
        "text",
        "{2} karakter {0} mulai dari ke-{1}",
        "{2} characters of {0} from number {1}",
        "potong substr",
    ),
    "concat": _f("text text", "text", "gabungan {all}", "{all} joined", "gabung", many=True),
    "starts_with": _f("text text", "boolean", "berawalan {1}", "a text beginning with {1}", "berawalan"),
    "ends_with": _f("text text", "boolean", "berakhiran {1}", "a text ending in {1}", "berakhiran"),
    "contains": _f("text text", "boolean", "memuat {1}", "a text containing {1}", "memuat"),
    "is_digits": _f("text", "boolean", "hanya berisi angka", "made of digits only", "hanya_angka"),
    "text": _f("number", "text", "teks dari {0}", "the text of {0}", "teks"),
    # Dates
    "date": _f(
        "any integer integer",
        "date",
        "tanggal {0}",
        "the date {0}",
        "tanggal",
        optional=2,
        full=Words("tanggal dari tahun {0}, bulan {1}, hari {2}", "the date of year {0}, month {1}, day {2}"),
    ),
    "year": _f("date", "integer", "tahun {0}", "the year of {0}", "tahun"),
    "month": _f("date", "integer", "bulan {0}", "the month of {0}", "bulan"),
    "day": _f("date", "integer", "hari {0}", "the day of {0}", "hari"),
    "days_between": _f("date date", "integer", "hari dari {0} sampai {1}", "the days from {0} to {1}", "selisih_hari"),
    "full_years": _f(
        "date date", "integer", "tahun penuh dari {0} sampai {1}", "the full years from {0} to {1}", "tahun_penuh usia"
    ),
    "add_days": _f("date integer", "date", "{1} hari setelah {0}", "{1} days after {0}", "tambah_hari"),
    # Missing
    "coalesce": _f(
        "any any",
        "any",
        "yang pertama terisi dari {all}",
        "the first of {all} that is filled",
        "yang_terisi nvl",
        many=True,
    ),
}

# Over several records: sum(x by id_rt), count(where umur >= 15 by id_rt).
AGGREGATES: dict[str, Function] = {
    "sum": _f("number", "number", "jumlah {0}", "the sum of {0}", "jumlah"),
    "count": _f("any", "integer", "banyaknya {0} yang terisi", "the number of filled {0}", "banyak cacah", optional=1),
    "mean": _f("number", "decimal", "rata-rata {0}", "the mean of {0}", "rata_rata rerata avg average"),
    "min": _f("any", "any", "nilai terendah {0}", "the lowest {0}", "minimum"),
    "max": _f("any", "any", "nilai tertinggi {0}", "the highest {0}", "maksimum"),
}

SYNONYMS: dict[str, str] = {
    synonym: name for name, function in (FUNCTIONS | AGGREGATES).items() for synonym in function.synonyms
}


def canonical(name: str) -> str:
    """The one name of a function, whatever the case of its letters; an unknown name stays as written."""
    small = name.lower()
    known = SYNONYMS.get(small, small)
    return known if known in FUNCTIONS or known in AGGREGATES else name
