"""Addresses of the workspaces of phase 2, inside a cycle."""

from django.urls import URLPattern, path

from phases.design.views import collection, outputs, processing, sample, variables, workflow

CYCLE = "kegiatan/<activity:code>/<edition:edition>/"

urlpatterns: list[URLPattern] = [
    path(CYCLE + "diseminasi/", outputs.page, name="outputs"),
    path(CYCLE + "variabel/", variables.page, name="variables"),
    path(CYCLE + "pengumpulan/", collection.page, name="collection"),
    path(CYCLE + "sampel/", sample.page, name="sample"),
    path(CYCLE + "sampel/hitung/", sample.calculator, name="calculator"),
    path(CYCLE + "sampel/hitung/ambil/", sample.take, name="calculator-take"),
    path(CYCLE + "pengolahan/", processing.page, name="processing"),
    path(CYCLE + "pengolahan/rencana.json", processing.plan, name="plan"),
    path(CYCLE + "alur-kerja/", workflow.page, name="workflow"),
]
