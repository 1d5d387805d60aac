"""Amounts in words: 1.200.000 is "satu juta dua ratus ribu rupiah", in English "one million two hundred thousand rupiah".

From 0 up to below one quadrillion (999 triliun 999 miliar …). Whole rupiah: budgets have no others, and an amount with a
fraction would be a mistake that words hide. Where sen are wanted they are asked for (`sen=True`), two places at most.
Negative amounts are refused: a budget has none.
"""

from __future__ import annotations

from decimal import Decimal

LARGEST = 10**15 - 1

_ID = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_ID_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))
_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def in_words(number: int, language: str = "id") -> str:
    """A whole number in words. ValueError for negative ones, for those above 999.999.999.999.999 and for other languages."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError(f"Words are for whole numbers, not for {number!r}")
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is outside of 0 to {LARGEST}")
    if language not in ("id", "en"):
        raise ValueError(f"No words in {language!r}")
    scales, below = (_ID_SCALES, _below_thousand_id) if language == "id" else (_EN_SCALES, _below_thousand_en)
    words = []
    for scale, name in scales:
        count, number = divmod(number, scale)
        if count == 1 and name == "ribu":
            words.append("seribu")
        elif count:
            words += [below(count), name]
    if number or not words:
        words.append(below(number))
    return " ".join(words)


def rupiah_in_words(amount: Decimal | int, language: str = "id", *, sen: bool = False) -> str:
    """An amount of money in words. ValueError for a fraction of a rupiah, unless sen are asked for and it has whole ones."""
    amount = Decimal(amount)
    if not amount.is_finite():
        raise ValueError(f"{amount} is no amount")
    whole = int(amount)
    hundredths = (amount - whole) * 100
    if hundredths and not sen:
        raise ValueError(f"{amount} is no whole rupiah")
    if hundredths != int(hundredths):
        raise ValueError(f"{amount} is no whole sen")
    if amount < 0:
        raise ValueError(f"{amount} is negative")
    text = f"{in_words(whole, language)} rupiah"
    return f"{text} {in_words(int(hundredths), language)} sen" if hundredths else text


def _below_thousand_id(number: int) -> str:
    words = []
    hundreds, number = divmod(number, 100)
    if hundreds == 1:
        words.append("seratus")
    elif hundreds:
        words.append(f"{_ID[hundreds]} ratus")
    if number >= 20:
        tens, number = divmod(number, 10)
        words.append(f"{_ID[tens]} puluh")
    elif number >= 12:
        words.append(f"{_ID[number - 10]} belas")
        number = 0
    if number or not words:
        words.append(_ID[number])
    return " ".join(words)


def _below_thousand_en(number: int) -> str:
    words = []
    hundreds, number = divmod(number, 100)
    if hundreds:
        words.append(f"{_EN[hundreds]} hundred")
    if number >= 20:
        tens, unit = divmod(number, 10)
        words.append(_EN_TENS[tens] + (f"-{_EN[unit]}" if unit else ""))
    elif number or not words:
        words.append(_EN[number])
    return " ".join(words)
