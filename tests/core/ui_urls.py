"""Addresses for the tests of the shell, which must not depend on what other apps bring."""

import time
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.views.i18n import set_language

from gsbpm_portal.core.forms import HouseForm
from gsbpm_portal.core.views_style import style_guide

RANGGA = SimpleNamespace(
    is_authenticated=True, is_active=True, pk=1, get_full_name=lambda: "Rangga Aditya", get_username=lambda: "staf"
)
POSTS: list[str] = []
"""What the form was sent, in order; emptied by the tests."""

PAGE = """{% extends "base.html" %}{% load crispy_forms_tags %}
{% block title %}Catatan{% endblock %}{% block heading %}Catatan{% endblock %}
{% block content %}{% form_errors form %}
<form method="post" class="form" id="catatan" novalidate>{% csrf_token %}{% crispy form %}
<button class="btn btn-primary">Simpan</button></form>
<form method="post" id="hx" action="/htmx/" hx-post="/htmx/" hx-target="#part" data-draft="off">{% csrf_token %}
<button class="btn">Lewat HTMX</button></form>
<div id="part"></div>{% endblock %}"""
SIGN_IN = """{% extends "base_plain.html" %}{% block page_kind %}signin{% endblock %}{% block title %}Masuk{% endblock %}
{% block content %}<h1>Masuk</h1><p>Di sini orang masuk.</p>{% endblock %}"""


class Note(HouseForm):
    note = forms.CharField(label="Catatan", widget=forms.Textarea)
    urgent = forms.BooleanField(label="Mendesak", required=False)


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "403.html", status=403)


def sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(SIGN_IN).render({}, request))


def note(request: HttpRequest) -> HttpResponse:
    """Takes a note: "habis" acts as if the session had ended, nothing typed is a mistake, everything else is taken."""
    request.user = RANGGA
    form = Note(request.POST or None)
    if request.method == "POST":
        if "habis" in request.POST["note"]:
            return HttpResponseRedirect("/masuk/?next=/catatan/")
        time.sleep(0.2)  # long enough for a second press
        if form.is_valid():
            POSTS.append(form.cleaned_data["note"])
            return HttpResponseRedirect("/catatan/")
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


def part(request: HttpRequest) -> HttpResponse:
    """A part for HTMX, which finds the session ended."""
    return HttpResponseRedirect("/masuk/")


inside = (
    [
        path("kegiatan/", nothing, name="list"),
        path("kegiatan/<slug:code>/", nothing, name="detail"),
        path("tindakan/", nothing, name="inbox"),
        path("keluar/", nothing, name="sign-out"),
        path("masuk/", sign_in, name="login"),
    ],
    "demo",
)
urlpatterns = [
    path("", include(inside)),
    path("gaya/", style_guide, name="style"),
    path("catatan/", note),
    path("htmx/", part),
    path("rusak/", broken),
    path("terlarang/", refused),
    path("bahasa/", set_language, name="set_language"),
]
