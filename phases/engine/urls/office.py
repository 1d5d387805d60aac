"""Addresses across cycles."""

from django.urls import URLPattern, path

from activities import converters  # noqa: F401 -- <activity:…> and <edition:…>
from phases.engine.views import bulk, help, inbox, portfolio, schedule, timeline

CYCLE = "kegiatan/<activity:code>/<edition:edition>/"

urlpatterns: list[URLPattern] = [
    path("", inbox.home, name="home"),
    path("bantuan/", help.page, name="help"),
    path("tindakan/", inbox.page, name="inbox"),
    path("tindakan/setujui/", bulk.page, name="bulk"),
    path("kegiatan/", portfolio.page, name="portfolio"),
    path("kegiatan/ekspor/", portfolio.export, name="portfolio-export"),
    path("kegiatan/jadwal/", schedule.page, name="schedule"),
    path("kegiatan/jadwal/ekspor/", schedule.export, name="schedule-export"),
    path(CYCLE + "jadwal/", schedule.cycle_page, name="cycle-schedule"),
    path(CYCLE + "jadwal/ekspor/", schedule.cycle_export, name="cycle-schedule-export"),
    path(CYCLE + "garis-waktu/", timeline.page, name="timeline"),
    path(CYCLE + "garis-waktu/verifikasi/", timeline.verify, name="timeline-verify"),
    path(CYCLE + "garis-waktu/ekspor/", timeline.export, name="timeline-export"),
]
