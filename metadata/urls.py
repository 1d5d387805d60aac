"""Addresses of the registry: /registri/<kind>/<CODE>/<version>/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from metadata.enums import KIND_SLUGS
from metadata.models.items import CODE_PATTERN
from metadata.views import items


class KindSlug(StringConverter):
    """konsep, variabel, …"""

    regex = "|".join(KIND_SLUGS.values())


class ItemCode(StringConverter):
    """JUMLAH_PENDUDUK: capitals, so that no fixed word of an address is one."""

    regex = CODE_PATTERN


class Number(StringConverter):
    """1.0.0"""

    regex = r"\d{1,4}\.\d{1,4}\.\d{1,4}"


register_converter(KindSlug, "kind")
register_converter(ItemCode, "item")
register_converter(Number, "number")

app_name = "metadata"

ITEM = "registri/<kind:kind>/<item:code>/"
VERSION = ITEM + "<number:number>/"

urlpatterns = [
    path(ITEM, items.item, name="item"),
    path(VERSION, items.version, name="version"),
]
