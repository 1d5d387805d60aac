"""What can be wrong with an expression, in both languages. Each text says what, where, and what to do.

The two languages stand here side by side and not in the catalogue of gettext: one message is shown in both at once (rule
books, exports), outside a request and outside Django, and its grammar differs with the language of its parameters."""

from dataclasses import dataclass

from gsbpm_portal.expressions.environment import Language, Type, Words
from gsbpm_portal.expressions.tree import NOWHERE, Span

Parameter = str | int | Type | Words

TEXTS: dict[str, Words] = {
    # Signs and brackets
    "empty": Words(
        "ungkapan masih kosong; tuliskan, misalnya, umur >= 10.", "nothing is written; write, say, umur >= 10."
    ),
    "too_long": Words(
        "ungkapan terlalu panjang ({length} karakter, paling banyak {limit}); pecah menjadi beberapa aturan.",
        "the expression is too long ({length} characters, at most {limit}); divide it into several rules.",
    ),
    "too_deep": Words(
        "ungkapan bersusun terlalu dalam (lebih dari {limit} tingkat); pecah menjadi beberapa variabel turunan.",
        "the expression is nested too deeply (more than {limit} levels); divide it into several derived variables.",
    ),
    "unclosed_text": Words(
        "teks dibuka dengan {found} tetapi tidak ditutup; tambahkan tanda kutip penutup.",
        "a text opens with {found} and does not end; add the closing quotation mark.",
    ),
    "unknown_sign": Words(
        "tanda “{found}” tidak dikenal; hapus atau ganti.", "the sign “{found}” is not known; remove or replace it."
    ),
    "wrong_sign": Words(
        "tanda “{found}” tidak dipakai di sini; tulis {instead}.",
        "the sign “{found}” is not used here; write {instead}.",
    ),
    "bad_number": Words(
        "“{found}” bukan bilangan; tulis tanpa pemisah ribuan dan dengan titik desimal, misalnya 1000000.5. "
        "Nama tidak diawali angka.",
        "“{found}” is not a number; write it without thousands separators and with a decimal point, say 1000000.5. "
        "A name does not begin with a digit.",
    ),
    "comma_number": Words(
        "koma tidak dapat berdiri di sini; tulis desimal dengan titik, misalnya 0.5.",
        "a comma cannot stand here; write decimals with a point, say 0.5.",
    ),
    "number_out_of_range": Words(
        "bilangan “{found}” terlalu besar atau terlalu rinci; paling banyak 34 angka, di bawah 1e30, 30 angka desimal.",
        "the number “{found}” is too large or too detailed; at most 34 digits, below 1e30, 30 decimals.",
    ),
    "unclosed_bracket": Words("kurung “(” tidak ditutup; tambahkan “)”.", "the bracket “(” is not closed; add “)”."),
    "unopened_bracket": Words(
        "kurung “)” tidak punya pembuka; hapus atau tambahkan “(”.",
        "the bracket “)” has no opening one; remove it or add “(”.",
    ),
    # Order of words
    "unexpected": Words(
        "“{found}” tidak dapat berdiri di sini; yang diharapkan: {expected}.",
        "“{found}” cannot stand here; expected: {expected}.",
    ),
    "ends_too_early": Words(
        "ungkapan berhenti sebelum selesai; yang diharapkan: {expected}.",
        "the expression ends before it is complete; expected: {expected}.",
    ),
    "chained_comparison": Words(
        "satu perbandingan hanya punya dua sisi; tulis x between 0 and 10, atau sambung dengan and.",
        "a comparison has two sides only; write x between 0 and 10, or join two with and.",
    ),
    "if_needs_brackets": Words(
        "jika/if di dalam ungkapan lain harus diapit kurung: (if … then …).",
        "an if inside another expression needs brackets: (if … then …).",
    ),
    "not_an_aggregate": Words(
        "“{function}” bekerja pada satu catatan, tanpa where atau by; yang menghitung per kelompok: {known}.",
        "“{function}” works on one record, without where or by; those over groups are: {known}.",
    ),
    # Names
    "unknown_name": Words(
        "variabel “{name}” tidak dikenal; periksa ejaan atau tambahkan variabelnya.",
        "the variable “{name}” is not known; check its spelling or add it.",
    ),
    "unknown_name_near": Words(
        "variabel “{name}” tidak dikenal; maksudnya “{near}”?", "the variable “{name}” is not known; is “{near}” meant?"
    ),
    "unknown_function": Words(
        "fungsi “{name}” tidak dikenal; lihat daftar fungsi.",
        "the function “{name}” is not known; see the list of functions.",
    ),
    "unknown_function_near": Words(
        "fungsi “{name}” tidak dikenal; maksudnya “{near}”?", "the function “{name}” is not known; is “{near}” meant?"
    ),
    "unknown_list": Words(
        "daftar kode “{name}” tidak dikenal; periksa ejaan atau tambahkan daftarnya.",
        "the code list “{name}” is not known; check its spelling or add it.",
    ),
    "unknown_list_near": Words(
        "daftar kode “{name}” tidak dikenal; maksudnya “{near}”?",
        "the code list “{name}” is not known; is “{near}” meant?",
    ),
    "unknown_code": Words(
        "kode “{code}” tidak ada dalam daftar {list}; pakai salah satu kodenya, misalnya {sample}.",
        "the code “{code}” is not in the list {list}; use one of its codes, say {sample}.",
    ),
    # Types
    "wrong_type": Words(
        "di sini diperlukan {expected}, tetapi ini {found}; ganti atau ubah jenisnya.",
        "{expected} is needed here, but this is {found}; replace or convert it.",
    ),
    "incomparable": Words(
        "{left} tidak dapat dibandingkan dengan {right}; samakan jenis kedua sisi.",
        "{left} cannot be compared with {right}; make both sides the same type.",
    ),
    "code_without_quotes": Words(
        "kode daftar {list} ditulis dalam tanda kutip: “{code}”.",
        "a code of the list {list} is written in quotes: “{code}”.",
    ),
    "date_as_text": Words(
        "tanggal ditulis dengan date(…): date(“{text}”).", "a date is written with date(…): date(“{text}”)."
    ),
    "number_as_text": Words(
        "bilangan ditulis tanpa tanda kutip: {text}.", "a number is written without quotes: {text}."
    ),
    "no_order": Words(
        "besar-kecil hanya untuk bilangan dan tanggal, bukan {found}; pakai in (…), atau number(…) bila isinya angka.",
        "only numbers and dates have an order, not {found}; use in (…), or number(…) where it holds digits.",
    ),
    "compared_with_missing": Words(
        "hasil perbandingan dengan kosong selalu kosong; tulis x is missing (x kosong).",
        "a comparison with missing is always missing; write x is missing.",
    ),
    "date_arithmetic": Words(
        "tanggal tidak dihitung dengan + dan -; pakai days_between(…), full_years(…) atau add_days(…).",
        "dates are not reckoned with + and -; use days_between(…), full_years(…) or add_days(…).",
    ),
    "needs_rounding": Words(
        "di sini diperlukan bilangan bulat, tetapi ini dapat berdesimal; bulatkan dengan round(…).",
        "a whole number is needed here, but this may have decimals; round it with round(…).",
    ),
    "different_results": Words(
        "pilihan then dan else berbeda jenis: {left} dan {right}; samakan.",
        "then and else give different types: {left} and {right}; make them the same.",
    ),
    "wrong_count": Words(
        "“{function}” memerlukan {expected} argumen, tetapi diberi {found}.",
        "“{function}” takes {expected} argument(s), but {found} given.",
    ),
    "bad_date": Words(
        "“{found}” bukan tanggal; tulis tahun-bulan-hari, misalnya 2025-12-31.",
        "“{found}” is not a date; write year-month-day, say 2025-12-31.",
    ),
    "nested_aggregate": Words(
        "perhitungan per kelompok tidak dapat berada di dalam perhitungan lain; buat variabel turunan lebih dahulu.",
        "a count over groups cannot stand inside another one; make a derived variable first.",
    ),
    "always_zero": Words(
        "pembagi adalah nol; hasilnya selalu kosong.", "the divisor is zero; the result is always missing."
    ),
    # Values met while computing
    "division_by_zero": Words("pembagian dengan nol; hasilnya kosong.", "division by zero; the result is missing."),
    "overflow": Words(
        "hasil hitungan terlalu besar (1e30 atau lebih); hasilnya kosong.",
        "the result is too large (1e30 or more); it is missing.",
    ),
    "outside_domain": Words(
        "“{function}” tidak terdefinisi untuk nilai ini; hasilnya kosong.",
        "“{function}” is not defined for this value; the result is missing.",
    ),
    "not_a_number": Words(
        "“{found}” bukan bilangan; hasilnya kosong.", "“{found}” is not a number; the result is missing."
    ),
    "not_a_date": Words("“{found}” bukan tanggal; hasilnya kosong.", "“{found}” is not a date; the result is missing."),
    "bad_value": Words(
        "nilai “{found}” tidak sesuai jenisnya; hasilnya kosong.",
        "the value “{found}” does not fit its type; the result is missing.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the id of the message, its place, and what the message names."""

    id: str
    span: Span = NOWHERE
    parameters: tuple[tuple[str, Parameter], ...] = ()

    def message(self, language: Language) -> str:
        """What is wrong and what to do, without the place."""
        values = {name: _told(value, language) for name, value in self.parameters}
        text = TEXTS[self.id].text(language).format_map(values)
        return text[:1].upper() + text[1:]

    def text(self, language: Language) -> str:
        """The message with its place before it."""
        if language == "id":
            return f"Baris {self.span.line}, kolom {self.span.column}: {self.message(language)}"
        return f"Line {self.span.line}, column {self.span.column}: {self.message(language)}"


def problem(id: str, span: Span = NOWHERE, **parameters: Parameter) -> Problem:
    """A problem of TEXTS; a word longer than one reads at once is cut."""
    return Problem(id, span, tuple((name, _cut(value)) for name, value in parameters.items()))


class ExpressionError(ValueError):
    """The text is no expression. `problems` holds all that was found, in the order of the text."""

    def __init__(self, problems: tuple[Problem, ...]):
        super().__init__("; ".join(found.text("en") for found in problems))
        self.problems = problems


def _cut(value: Parameter) -> Parameter:
    return f"{value[:39]}…" if isinstance(value, str) and len(value) > 40 else value


def _told(value: Parameter, language: Language) -> str:
    return value.text(language) if isinstance(value, Type | Words) else str(value)
