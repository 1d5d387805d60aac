"""What an expression may speak of: variables with types and labels, and code lists. Whoever uses the language passes it in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["id", "en"]


class Kind(StrEnum):
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    CODE = "code"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages; where one is not given, the other stands in."""

    id: str = ""
    en: str = ""

    def text(self, language: Language) -> str:
        return (self.en or self.id) if language == "en" else (self.id or self.en)


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value; a code also has the name of its code list."""

    kind: Kind
    code_list: str = ""

    def text(self, language: Language) -> str:
        words = KIND_WORDS[self.kind].text(language)
        if not self.code_list:
            return words
        return f"{words} daftar {self.code_list}" if language == "id" else f"{words} of list {self.code_list}"

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.INTEGER, Kind.DECIMAL)


KIND_WORDS = {
    Kind.INTEGER: Words("bilangan bulat", "a whole number"),
    Kind.DECIMAL: Words("bilangan", "a number"),
    Kind.TEXT: Words("teks", "a text"),
    Kind.BOOLEAN: Words("pernyataan benar atau salah", "a statement (true or false)"),
    Kind.DATE: Words("tanggal", "a date"),
    Kind.CODE: Words("kode", "a code"),
    Kind.MISSING: Words("kosong", "missing"),
}

INTEGER = Type(Kind.INTEGER)
DECIMAL = Type(Kind.DECIMAL)
TEXT = Type(Kind.TEXT)
BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
MISSING = Type(Kind.MISSING)


def code(code_list: str) -> Type:
    """The type of a variable whose values are codes of the named list."""
    return Type(Kind.CODE, code_list)


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    type: Type
    label: Words = Words()


@dataclass(frozen=True, slots=True)
class CodeList:
    name: str
    codes: Mapping[str, Words]
    label: Words = Words()


@dataclass(frozen=True, slots=True)
class Environment:
    variables: Mapping[str, Variable] = field(default_factory=lambda: MappingProxyType({}))
    code_lists: Mapping[str, CodeList] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, variables: Iterable[Variable], code_lists: Iterable[CodeList] = ()) -> "Environment":
        return cls(
            MappingProxyType({variable.name: variable for variable in variables}),
            MappingProxyType({codes.name: codes for codes in code_lists}),
        )


EMPTY = Environment()
