"""Addresses of sub-process 1.6: the KAK and its budget."""

from django.urls import path

from activities import converters  # noqa: F401 -- <activity:…>, <edition:…> and <designkey:…> stand there
from phases.needs.views import kak, kak_remarks, kak_versions, rab

app_name = "kak"

HERE = "kegiatan/<activity:code>/<edition:edition>/kak/"

urlpatterns = [
    path(HERE, kak.page, name="kak"),
    path(HERE + "naskah/", kak.text, name="text"),
    path(HERE + "banding/", kak.compare, name="compare"),
    path(HERE + "dokumen/", kak.document, name="document"),
    path(HERE + "rab/", rab.page, name="rab"),
    path(HERE + "rab/<designkey:key>/pindah/", rab.move, name="rab-move"),
    path(HERE + "versi/", kak_versions.listed, name="versions"),
    path(HERE + "versi/<int:number>/", kak_versions.one, name="version"),
    path(HERE + "versi/<int:old>/<int:new>/", kak_versions.compare, name="versions-compare"),
    path(HERE + "catatan/", kak_remarks.add, name="remark"),
    path(HERE + "catatan/<uuid:remark>/<slug:doing>/", kak_remarks.do, name="remark-do"),
]
