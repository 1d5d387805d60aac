"""Addresses of activities. Fixed words are small letters without a digit, codes are capitals, editions hold a digit."""

from django.urls import path

from activities import converters  # noqa: F401 -- <activity:…> and <edition:…>
from activities.design import views as design
from activities.views import identity, new, team

app_name = "activities"

ACTIVITY = "kegiatan/<activity:code>/"
CYCLE = ACTIVITY + "<edition:edition>/"

urlpatterns = [
    path("kegiatan/baru/", new.identity, name="new"),
    path("kegiatan/baru/siklus/", new.cycle, name="new-cycle"),
    path("kegiatan/baru/tim/", new.team, name="new-team"),
    path("kegiatan/baru/periksa/", new.check, name="new-check"),
    path("kegiatan/baru/ulang/", new.start_over, name="new-start-over"),
    path(ACTIVITY, identity.activity, name="activity"),
    path(ACTIVITY + "ubah/", identity.change, name="change"),
    path(CYCLE + "ubah/", identity.change_cycle, name="change-cycle"),
    path(CYCLE + "siklus-berikutnya/", identity.next_cycle, name="next-cycle"),
    path(CYCLE + "tim/", team.page, name="team"),
    path(CYCLE + "rancangan/", design.record, name="design"),
    path(CYCLE + "rancangan/<slug:section>/", design.section, name="design-section"),
]
