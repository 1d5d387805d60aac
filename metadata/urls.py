"""Addresses of the registry: /registri/<kind>/<CODE>/<version>/."""

from django.urls import include, path

from metadata import converters  # noqa: F401 -- <kind:…>, <item:…> and <number:…>
from metadata.urls_exchange import urlpatterns as exchange_patterns
from metadata.urls_search import urlpatterns as search_patterns
from metadata.urls_tabular import urlpatterns as tabular_patterns
from metadata.views import compare, formats, items, moves

app_name = "metadata"

ITEM = "registri/<kind:kind>/<item:code>/"
VERSION = ITEM + "<number:number>/"

urlpatterns = [
    path("", include("metadata.urls_activities")),
    path("registri/tugas/", moves.waiting, name="waiting"),
    path("registri/banding/", compare.compare, name="compare"),
    path("registri/<kind:kind>/baru/", items.new, name="new"),
    path(ITEM, items.item, name="item"),
    path(VERSION, items.version, name="version"),
    path(ITEM + "<number:number>.json", formats.as_json, name="version-json"),
    path(ITEM + "<number:number>.xlsx", formats.as_xlsx, name="version-xlsx"),
    path(VERSION + "ubah/", items.edit, name="edit"),
    path(VERSION + "versi-baru/", items.follow, name="follow"),
    path(VERSION + "hapus/", items.discard, name="discard"),
    path(VERSION + "langkah/<slug:name>/", moves.move, name="move"),
    path(VERSION + "catatan/", moves.remark, name="remark"),
    path(VERSION + "catatan/<uuid:remark>/<doing:doing>/", moves.remark_do, name="remark-do"),
    *search_patterns,
    *tabular_patterns,
    *exchange_patterns,
]
