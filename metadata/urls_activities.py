"""Addresses of activity metadata: /registri/kegiatan/<CODE>/<edition>/. Included by urls.py, in its namespace."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from metadata.views import activities


class DescribedCode(StringConverter):
    """IKAN-TANGKAP"""

    regex = r"[A-Z0-9]+(?:-[A-Z0-9]+)*"


class DescribedEdition(StringConverter):
    """2026 or 2026-tw1"""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


register_converter(DescribedCode, "described")
register_converter(DescribedEdition, "describededition")

ONE = "registri/kegiatan/<described:code>/<describededition:edition>/"

urlpatterns = [
    path("registri/kegiatan/", activities.listing, name="activities"),
    path(ONE, activities.activity, name="activity"),
    path(ONE + "data.json", activities.as_json, name="activity-json"),
    path(ONE + "unduh/", activities.export, name="activity-export"),
]
