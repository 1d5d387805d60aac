"""Parts of addresses: the word of a kind, an item's code, a version's number, what is done with a remark."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from metadata.enums import KIND_SLUGS
from metadata.models.items import CODE_PATTERN


class KindSlug(StringConverter):
    """konsep, variabel, …"""

    regex = "|".join(KIND_SLUGS.values())


class ItemCode(StringConverter):
    """JUMLAH_PENDUDUK: capitals, so that no fixed word of an address is one."""

    regex = CODE_PATTERN


class Number(StringConverter):
    """1.0.0"""

    regex = r"\d{1,4}\.\d{1,4}\.\d{1,4}"


class Doing(StringConverter):
    """What is done with a remark."""

    regex = "jawab|tutup|buka"


def register() -> None:
    """Make the converters known; for urls modules, at their top."""
    for name, converter in (("kind", KindSlug), ("item", ItemCode), ("number", Number), ("doing", Doing)):
        register_converter(converter, name)


register()
