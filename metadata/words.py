"""Words as a search compares them: small letters, no accents, Indonesian and English stems. Pure.

Stems by Snowball's Indonesian algorithm (Tala 2003, "A Study of Stemming Effects on Information Retrieval in Bahasa
Indonesia") on both databases, so that the same words are found with PostgreSQL and with SQLite.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*", re.UNICODE)
_PART = re.compile(r"[^\W_]+", re.UNICODE)
_NESTED = re.compile(r"^ke(?:pe|ber|ter|se|di)[a-z]{3,}an$")
_STEMMER = snowballstemmer.stemmer("indonesian")
STOPWORDS = frozenset(
    [
        "yang",
        "dan",
        "di",
        "ke",
        "dari",
        "untuk",
        "dengan",
        "pada",
        "adalah",
        "atau",
        "oleh",
        "the",
        "of",
        "and",
        "in",
        "to",
        "for",
    ]
)
LONGEST_WORD = 60


def fold(text: str) -> str:
    """Small letters without accents; width and compatibility forms made one."""
    plain = unicodedata.normalize("NFKD", text.replace("\x00", " "))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def tokens(text: str) -> list[str]:
    """The words of a text, folded; dotted codes (11.01) whole and in parts."""
    found: list[str] = []
    for whole in _WORD.findall(fold(text)):
        found.append(whole[:LONGEST_WORD])
        if parts := [part for part in _PART.findall(whole) if part != whole]:
            found += [part[:LONGEST_WORD] for part in parts]
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word; what holds a digit stays as it is.

    Snowball takes one prefix off; where ke-…-an stands round another one (kependudukan) it is taken off first.
    """
    if any(letter.isdigit() for letter in word):
        return word
    if _NESTED.match(word):
        return stem(word[2:-2])
    return _STEMMER.stemWord(word)


def stems(text: str) -> list[str]:
    """The stems of a text's words in their order, words without meaning of their own left out."""
    return [stem(word) for word in tokens(text) if word not in STOPWORDS]


def searchable(*texts: str) -> str:
    """What is stored for searching: each stem once, between blanks, so that " stem" finds the beginning of a word."""
    return f" {' '.join(dict.fromkeys(word for text in texts for word in stems(text)))} "
