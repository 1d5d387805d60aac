"""The style guide: every component with real content. Development only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import htmx
from gsbpm_portal.core.choices import COLOURS, StateChoices
from gsbpm_portal.core.forms import DateField, HouseForm
from gsbpm_portal.core.nav import Tab
from gsbpm_portal.core.style_samples import icons, matrix_sample, portfolio_sample
from gsbpm_portal.core.tables import Column, DateColumn, NumberColumn, StateColumn, Table
from gsbpm_portal.core.wording import size


class SampleState(StateChoices):
    """The states of the guide's samples."""

    TODO = "todo", _("Not started"), "todo", "todo"
    WORK = "work", _("In work"), "work", "work"
    WAIT = "wait", _("Waiting for approval"), "wait", "wait"
    BACK = "back", _("Sent back"), "back", "back"
    DONE = "done", _("Approved"), "done", "done"
    SKIP = "skip", _("Skipped"), "skip", "skip"
    LATE = "late", _("Late"), "late", "late"


class SampleTable(Table):
    caption = _("Evidence")
    empty_title = _("No evidence yet")
    empty_text = _("Files and links that show the work was done will stand here. Add the first one below.")
    name = Column(_("Name"), sort=True, heading=True, link=lambda row: "#evidence")
    version = NumberColumn(_("Version"), phone=False)
    uploaded = DateColumn(_("Uploaded"), sort=True, style="short")
    state = StateColumn(_("State"))
    size = NumberColumn(_("Size"), format=size, sort=True)
    default_sort = "-uploaded"
    page_size = 4


class SampleForm(HouseForm):
    """One field of each kind."""

    title = forms.CharField(
        label=_("Title of the activity"), help_text=_("As it will stand on the publication."), max_length=200
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), ("survey", _("Survey")), ("census", _("Census"))])
    start = DateField(label=_("Planned start"), help_text=_("The first day of work."))
    budget = forms.DecimalField(label=_("Budget (rupiah)"), required=False, min_value=0)
    frequency = forms.ChoiceField(
        label=_("How often"), widget=forms.RadioSelect, choices=[("once", _("Once")), ("yearly", _("Every year"))]
    )
    summary = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    letter = forms.FileField(
        label=_("Letter of assignment"), required=False, help_text=_("PDF or picture, at most 20 MB.")
    )
    agreed = forms.BooleanField(label=_("The data owner has agreed"))
    folded = {
        "title": (
            _("What the regulation says"),
            _("BPS regulation 7 of 2024 asks for the title, the year and the region."),
        )
    }


def style_guide(request: HttpRequest) -> HttpResponse:
    """All components; 404 unless ``settings.STYLE_GUIDE``."""
    if not settings.STYLE_GUIDE:
        raise Http404
    now = timezone.now()
    rows: list[dict[str, Any]] = [
        {
            "name": f"{name} {number}",
            "version": number,
            "uploaded": now - dt.timedelta(days=3 * number),
            "state": list(SampleState)[number % 7],
            "size": 310_000 * number**2,
        }
        for number, name in enumerate(["Laporan uji coba", "Daftar hadir petugas", "Paradata per blok"] * 3, 1)
    ]
    context = {
        "states": list(SampleState),
        "icons": icons(),
        "colours": COLOURS,
        "table": SampleTable(rows, params=request.GET, id="contoh"),
        "empty_table": SampleTable([], params=request.GET, id="contoh-kosong", prefix="k"),
        "form": SampleForm({"title": "", "start": "32/13/2026", "frequency": "x"} if "salah" in request.GET else None),
        "tabs": [
            Tab(_("History"), "#", current=True),
            Tab(_("Discussion"), "#", count=2),
            Tab(_("Inputs"), "#", count=3),
        ],
        "phases": matrix_sample(),
        "portfolio": portfolio_sample(),
        "moment": now - dt.timedelta(days=3, hours=2),
        "yesterday": timezone.localdate() - dt.timedelta(days=1),
        "soon": timezone.localdate() + dt.timedelta(days=2),
        "old": "Lampirkan berita acara uji coba di TPI Utara sebelum akhir bulan.",
        "new": "Lampirkan berita acara uji coba lapangan di TPI Utara dan TPI Selatan.",
        "progress": 0.62,
    }
    return htmx.render(request, "style_guide.html", context)
