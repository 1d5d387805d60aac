"""Addresses of phase 1, below the cycle: one list a topic."""

from django.urls import path

from activities import converters  # noqa: F401 -- <activity:…> and <edition:…>
from phases.needs.views import needs

app_name = "needs"

CYCLE = "kegiatan/<activity:code>/<edition:edition>/"

needs_urls = [
    path(CYCLE + "kebutuhan/", needs.needs, name="needs"),
    path(CYCLE + "kebutuhan/nilai/", needs.scores, name="scores"),
    path(CYCLE + "kebutuhan/kelompok/", needs.group, name="group"),
    path(CYCLE + "kebutuhan/usulan/", needs.proposal, name="proposal"),
]
urlpatterns = [*needs_urls]
