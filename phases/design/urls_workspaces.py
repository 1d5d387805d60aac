"""Addresses of the workspaces of phase 2, inside a cycle."""

from django.urls import URLPattern, path

from phases.design.views import sample

CYCLE = "kegiatan/<activity:code>/<edition:edition>/"

urlpatterns: list[URLPattern] = [
    path(CYCLE + "sampel/", sample.page, name="sample"),
    path(CYCLE + "sampel/hitung/", sample.calculator, name="calculator"),
    path(CYCLE + "sampel/hitung/ambil/", sample.take, name="calculator-take"),
]
