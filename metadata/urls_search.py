"""Addresses of finding: search, suggestions, near-duplicates, codes of classifications and links of correspondence tables."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from metadata.enums import KIND_SLUGS, Kind
from metadata.views import code_changes, codes, link_changes, links, search


class ClassificationSlug(StringConverter):
    """klasifikasi"""

    regex = KIND_SLUGS[Kind.CLASSIFICATION]


class CorrespondenceSlug(StringConverter):
    """korespondensi"""

    regex = KIND_SLUGS[Kind.CORRESPONDENCE]


class CodeValue(StringConverter):
    """A code as it stands in a classification; a slash in it is written ~1, a tilde ~0 (as in JSON Pointer), none at all ~."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        return "" if value == "~" else value.replace("~1", "/").replace("~0", "~")

    def to_url(self, value: str) -> str:
        return str(value).replace("~", "~0").replace("/", "~1") or "~"


register_converter(ClassificationSlug, "classification")
register_converter(CorrespondenceSlug, "correspondence")
register_converter(CodeValue, "value")

CODES = "registri/<classification:kind>/<item:code>/<number:number>/"
LINKS = "registri/<correspondence:kind>/<item:code>/<number:number>/"

urlpatterns = [
    path("registri/", search.page, name="search"),
    path("registri/saran/", search.suggest, name="suggest"),
    path("registri/mirip/", search.near, name="near"),
    path("registri/kode/", codes.everywhere, name="code-search"),
    path(CODES + "kode/", codes.listing, name="codes"),
    path(CODES + "kode/<value:value>/", codes.one, name="code"),
    path(CODES + "kode-baru/", code_changes.add, name="code-add"),
    path(CODES + "kode/<value:value>/ubah/", code_changes.change, name="code-change"),
    path(CODES + "kode/<value:value>/hapus/", code_changes.remove, name="code-remove"),
    path(LINKS + "kode/", links.listing, name="links"),
    path(LINKS + "tautan-baru/", link_changes.add, name="link-add"),
    path(LINKS + "kode/<value:source>/<value:target>/ubah/", link_changes.change, name="link-change"),
    path(LINKS + "kode/<value:source>/<value:target>/hapus/", link_changes.remove, name="link-remove"),
]
