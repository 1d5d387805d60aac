"""Which versions have the words that somebody types, and how well they fit.

PostgreSQL: full text over `Version.words` and trigrams over names (the indexes of migration 0002_search). SQLite: the same stems
with LIKE. A word matches from its beginning, so that a half-typed one is found, too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, FloatField, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.db.models.functions import Greatest

from metadata.models import Version
from metadata.words import STOPWORDS, fold, stem

LONGEST_TEXT = 200
MOST_WORDS = 12
SHORTEST_PART = 3
"""Letters that a piece of a word needs to be looked for inside of names: trigrams know nothing shorter."""
SIMILAR = 0.45
"""The word similarity from which a name counts as meant by a mistyped word."""
MOST_MEANT = 200
Reader = Callable[[QuerySet[Version]], list[Any]]
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*", re.UNICODE)


@dataclass(frozen=True)
class Asked:
    """A text as a search understands it: as typed, its words, and their stems; dotted codes stay whole."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def code(self) -> str:
        """The text as a code of an item would be written."""
        return "_".join(self.text.upper().split())

    def __bool__(self) -> bool:
        return bool(self.text)


def asked(text: str) -> Asked:
    """The words of a text. Words without a meaning of their own count only where there is no other."""
    plain = " ".join(text.replace("\x00", " ")[:LONGEST_TEXT].split())
    words = list(dict.fromkeys(_WORD.findall(fold(plain))))[:MOST_WORDS]
    words = [word for word in words if word not in STOPWORDS] or words
    return Asked(plain, tuple(words), tuple(dict.fromkeys(stem(word) for word in words)))


# The words themselves -----------------------------------------------------------------------------------------------------


def matching(rows: QuerySet[Version], wanted: Asked) -> QuerySet[Version]:
    """Those in which every word stands, by its stem anywhere or as it is typed inside the name; all rows for no text."""
    if not wanted:
        return rows
    if not wanted.words:  # signs only: nothing to look for
        return rows.none()
    stems, names = _all_stems(wanted.stems), _in_names(wanted.words)
    if connection.vendor != "postgresql":
        return rows.filter(stems | names)
    # Two looks into two indexes: with one condition every row that the trigrams propose would be cut into words again.
    every = Version.objects.order_by()
    return rows.filter(pk__in=every.filter(stems).values("pk").union(every.filter(names).values("pk")))


def _all_stems(stems: Iterable[str]) -> Q:
    if connection.vendor == "postgresql":
        return Q(full_text(" & ".join(_prefix(one) for one in stems)))
    condition = Q()
    for one in stems:
        condition &= Q(words__contains=f" {one}")
    return condition


def any_stem(stems: Iterable[str]) -> Q:
    """Rows that have one of the stems as a whole word."""
    if connection.vendor == "postgresql":
        return Q(full_text(" | ".join(f"'{one}'" for one in stems)))
    condition = Q(pk__in=[])
    for one in stems:
        condition |= Q(words__contains=f" {one} ")
    return condition


def full_text(query: str) -> Func:
    """to_tsvector('simple', words) @@ to_tsquery('simple', query): exactly as the index has it."""
    return Func(
        F("words"),
        Value(query),
        template="(to_tsvector('simple', %(expressions)s))",
        arg_joiner=") @@ to_tsquery('simple', ",
        output_field=BooleanField(),
    )


def _prefix(one: str) -> str:
    """A word of the query language: words are letters, digits and dots alone, so that nothing in it has a meaning."""
    return f"'{one}':*"


def _in_names(words: Iterable[str]) -> Q:
    parts = [word for word in words if len(word) >= SHORTEST_PART]
    if not parts:
        return Q(pk__in=[])
    indonesian, english = Q(), Q()
    for part in parts:
        indonesian &= Q(name_id__icontains=part)
        english &= Q(name_en__icontains=part)
    return indonesian | english


def ranked(rows: QuerySet[Version], wanted: Asked) -> QuerySet[Version]:
    """In the order that people expect: the very code or name, its beginning, all words in the name, the rest; each by name."""
    if not wanted.words:
        return rows.order_by("name_id", "id")
    in_name, stems_in_name = Q(), Q()
    for word in wanted.words:
        in_name &= Q(name_id__icontains=word) | Q(name_en__icontains=word)
    for one in wanted.stems:
        stems_in_name &= Q(name_id__icontains=one) | Q(name_en__icontains=one)
    exact = Q(item__code=wanted.code) | Q(name_id__iexact=wanted.text) | Q(name_en__iexact=wanted.text)
    begins = Q(item__code__startswith=wanted.code) | Q(name_id__istartswith=wanted.text)
    begins |= Q(name_en__istartswith=wanted.text)
    rank = Case(
        When(exact, then=Value(0)),
        When(begins, then=Value(1)),
        When(in_name | stems_in_name, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).order_by("rank", "name_id", "id")


# When nothing has these words ---------------------------------------------------------------------------------------------


def _ids(rows: QuerySet[Version]) -> list[Any]:
    return list(rows.values_list("pk", flat=True)[:MOST_MEANT])


def meant(rows: QuerySet[Version], wanted: Asked, read: Reader = _ids) -> tuple[list[Any], str]:
    """What is probably meant, best first, where a word is mistyped; and the words taken in place ("" unknown).

    `read` makes a list of the rows in order, their ids by default; likeness has its threshold only while it reads.
    """
    words = [word for word in wanted.words if len(word) >= SHORTEST_PART]
    if not words:
        return [], ""
    if connection.vendor == "postgresql":
        return _by_trigrams(rows, words, read), ""
    return _by_vocabulary(rows, words, read)


def _by_trigrams(rows: QuerySet[Version], words: list[str], read: Reader) -> list[Any]:
    condition, score = Q(), Value(0.0, output_field=FloatField())
    for word in words:
        condition &= Q(_similar("name_id", word)) | Q(_similar("name_en", word))
        score = score + Greatest(_similarity("name_id", word), _similarity("name_en", word))  # type: ignore[assignment]
    whole = Func(Value(" ".join(words)), F("name_id"), function="similarity", output_field=FloatField())
    found = rows.filter(condition).annotate(score=score, whole=whole).order_by("-score", "-whole", "name_id", "id")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [SIMILAR])
        return read(found)


def _similar(column: str, word: str) -> Func:
    return Func(
        F(column),
        Value(word.upper()),
        template="(UPPER(%(expressions)s)",
        arg_joiner="::text) %%> ",
        output_field=BooleanField(),
    )


def _similarity(column: str, word: str) -> Func:
    return Func(
        Value(word.upper()), Func(F(column), function="UPPER"), function="word_similarity", output_field=FloatField()
    )


def _by_vocabulary(rows: QuerySet[Version], words: list[str], read: Reader) -> tuple[list[Any], str]:
    """Each word replaced by the nearest one of all names, then searched for."""
    vocabulary: set[str] = set()
    for names in rows.order_by().values_list("name_id", "name_en").iterator(chunk_size=5000):
        vocabulary.update(_WORD.findall(fold(" ".join(names))))
    corrected = []
    for word in words:
        if word in vocabulary:
            corrected.append(word)
            continue
        alike = [one for one in vocabulary if abs(len(one) - len(word)) <= 2 and set(one[:2]) & set(word[:2])]
        if not (nearest := difflib.get_close_matches(word, alike, n=1, cutoff=0.72)):
            return [], ""
        corrected += nearest
    text = " ".join(corrected)
    return read(ranked(matching(rows, asked(text)), asked(text))), text
