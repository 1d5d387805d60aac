"""Addresses of import and export: /registri/impor/, /registri/ekspor/, /registri/templat/."""

from django.urls import path

from metadata import converters  # noqa: F401 -- <kind:…>, <item:…> and <number:…>
from metadata.views import exports, imports

VERSION = "registri/<kind:kind>/<item:code>/<number:number>/"

urlpatterns = [
    path("registri/impor/", imports.listing, name="imports"),
    path("registri/impor/<uuid:public_id>/", imports.page, name="import"),
    path("registri/impor/<kind:kind>/", imports.new, name="import-new"),
    path("registri/templat/<slug:what>.<slug:fmt>", exports.template, name="template"),
    path("registri/ekspor/<kind:kind>/", exports.items, name="export"),
    path(VERSION + "impor/", imports.parts, name="import-parts"),
    path(VERSION + "ekspor/", exports.parts, name="export-parts"),
]
