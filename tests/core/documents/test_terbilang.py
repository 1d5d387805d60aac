"""Amounts in words: against a list, and read back by a reader that knows nothing of the writer."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsbpm_portal.core.documents.terbilang import LARGEST, in_words, rupiah_in_words

WORDS = [
    (0, "nol", "zero"),
    (1, "satu", "one"),
    (9, "sembilan", "nine"),
    (10, "sepuluh", "ten"),
    (11, "sebelas", "eleven"),
    (12, "dua belas", "twelve"),
    (15, "lima belas", "fifteen"),
    (19, "sembilan belas", "nineteen"),
    (20, "dua puluh", "twenty"),
    (21, "dua puluh satu", "twenty-one"),
    (99, "sembilan puluh sembilan", "ninety-nine"),
    (100, "seratus", "one hundred"),
    (101, "seratus satu", "one hundred one"),
    (110, "seratus sepuluh", "one hundred ten"),
    (111, "seratus sebelas", "one hundred eleven"),
    (200, "dua ratus", "two hundred"),
    (999, "sembilan ratus sembilan puluh sembilan", "nine hundred ninety-nine"),
    (1000, "seribu", "one thousand"),
    (1001, "seribu satu", "one thousand one"),
    (1100, "seribu seratus", "one thousand one hundred"),
    (1999, "seribu sembilan ratus sembilan puluh sembilan", "one thousand nine hundred ninety-nine"),
    (2000, "dua ribu", "two thousand"),
    (10000, "sepuluh ribu", "ten thousand"),
    (11000, "sebelas ribu", "eleven thousand"),
    (21000, "dua puluh satu ribu", "twenty-one thousand"),
    (100000, "seratus ribu", "one hundred thousand"),
    (101000, "seratus satu ribu", "one hundred one thousand"),
    (1000000, "satu juta", "one million"),
    (1001000, "satu juta seribu", "one million one thousand"),
    (1200000, "satu juta dua ratus ribu", "one million two hundred thousand"),
    (11000000, "sebelas juta", "eleven million"),
    (10**9, "satu miliar", "one billion"),
    (10**9 + 10**3, "satu miliar seribu", "one billion one thousand"),
    (10**12, "satu triliun", "one trillion"),
    (5 * 10**12 + 1, "lima triliun satu", "five trillion one"),
    (
        LARGEST,
        "sembilan ratus sembilan puluh sembilan triliun sembilan ratus sembilan puluh sembilan miliar sembilan ratus "
        "sembilan puluh sembilan juta sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan",
        "nine hundred ninety-nine trillion nine hundred ninety-nine billion nine hundred ninety-nine million nine hundred "
        "ninety-nine thousand nine hundred ninety-nine",
    ),
]
SCALES = {
    "ribu": 10**3, "thousand": 10**3, "juta": 10**6, "million": 10**6, "miliar": 10**9, "billion": 10**9,
    "triliun": 10**12, "trillion": 10**12,
}  # fmt: skip
DIGITS = {
    word: value
    for words in (
        "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
    )
    for value, word in enumerate(words.split())
} | {
    word: 20 + 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}


def read(words: str) -> int:
    """The number that the words mean: sums of a group, times the scale that closes it."""
    total = group = last = 0
    for word in words.replace("-", " ").split():
        if word == "seribu":
            total += 1000
        elif word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word == "belas":
            group += 10
        elif word == "puluh":
            group += last * 9
        elif word in ("ratus", "hundred"):
            group += last * 99
        elif word == "seratus":
            group += 100
        else:
            last = DIGITS[word]
            group += last
    return total + group


@pytest.mark.parametrize(("number", "indonesian", "english"), WORDS)
def test_words(number: int, indonesian: str, english: str) -> None:
    assert (in_words(number), in_words(number, "en")) == (indonesian, english)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_number_below_ten_thousand_reads_back(language: str) -> None:
    assert [read(in_words(number, language)) for number in range(10_000)] == list(range(10_000))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, LARGEST), st.sampled_from(["id", "en"]))
def test_words_read_back(number: int, language: str) -> None:
    words = in_words(number, language)
    assert read(words) == number
    assert words == " ".join(words.split()) and "satu ratus" not in words and "satu belas" not in words


@pytest.mark.parametrize("number", [-1, LARGEST + 1, 1.5, "12", True, Decimal(3)])
def test_what_has_no_words(number: object) -> None:
    with pytest.raises(ValueError):
        in_words(number)  # type: ignore[arg-type]


def test_another_language_has_no_words() -> None:
    with pytest.raises(ValueError, match="No words in"):
        in_words(1, "jv")


def test_rupiah_are_whole_unless_sen_are_asked_for() -> None:
    assert rupiah_in_words(1_200_000) == "satu juta dua ratus ribu rupiah"
    assert rupiah_in_words(Decimal("1200000.00")) == "satu juta dua ratus ribu rupiah"
    assert rupiah_in_words(Decimal("1E+6"), "en") == "one million rupiah"
    assert rupiah_in_words(0) == "nol rupiah"
    assert rupiah_in_words(Decimal("12.50"), sen=True) == "dua belas rupiah lima puluh sen"
    assert rupiah_in_words(12, sen=True) == "dua belas rupiah"
    for amount, sen in (
        ("12.5", False),
        ("12.505", True),
        ("-1", True),
        ("-0.5", True),
        ("NaN", False),
        ("1E+15", False),
    ):
        with pytest.raises(ValueError):
            rupiah_in_words(Decimal(amount), sen=sen)
