"""Parts of addresses of the yearly planning; their alphabets differ from the fixed words."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from phases.needs.planning.enums import SLUGS, ListKind


class ListSlug(StringConverter):
    """daftar-data: one of the four lists."""

    regex = "|".join(SLUGS.values())

    def to_python(self, value: str) -> ListKind:
        return ListKind.of_slug(value)

    def to_url(self, value: object) -> str:
        return ListKind(value).slug if value in ListKind.values else str(value)


class EntryKey(StringConverter):
    """D12: the list and the number."""

    regex = r"[DPAB][1-9][0-9]{0,6}"


class Year:
    """2027"""

    regex = r"20[2-9][0-9]|2100"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(ListSlug, "planlist")
register_converter(EntryKey, "planentry")
register_converter(Year, "planyear")
