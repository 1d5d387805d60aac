"""Addresses of phase 1, below the cycle: one list a topic."""

from django.urls import path

from activities import converters  # noqa: F401 -- <activity:…> and <edition:…>
from phases.needs.views import availability, concepts, consultations, needs, outputs

app_name = "needs"

CYCLE = "kegiatan/<activity:code>/<edition:edition>/"

needs_urls = [
    path(CYCLE + "kebutuhan/", needs.needs, name="needs"),
    path(CYCLE + "kebutuhan/nilai/", needs.scores, name="scores"),
    path(CYCLE + "kebutuhan/kelompok/", needs.group, name="group"),
    path(CYCLE + "kebutuhan/usulan/", needs.proposal, name="proposal"),
]
consultation_urls = [path(CYCLE + "konsultasi/", consultations.consultations, name="consultations")]
output_urls = [path(CYCLE + "keluaran/", outputs.outputs, name="outputs")]
availability_urls = [path(CYCLE + "ketersediaan/", availability.availability, name="availability")]
concept_urls = [
    path(CYCLE + "konsep/", concepts.concepts, name="concepts"),
    path(CYCLE + "konsep/cocok/", concepts.match, name="match"),
]
urlpatterns = [*needs_urls, *consultation_urls, *output_urls, *concept_urls, *availability_urls]
