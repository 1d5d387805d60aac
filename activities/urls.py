"""Addresses of activities. Fixed words are small letters without a digit, codes are capitals, editions hold a digit."""

from django.urls import path

from activities import converters  # noqa: F401 -- <activity:…> and <edition:…>
from activities.design import views as design
from activities.design import views_declared as declared
from activities.views import identity, new, tables, team

app_name = "activities"

ACTIVITY = "kegiatan/<activity:code>/"
CYCLE = ACTIVITY + "<edition:edition>/"
SECTION = CYCLE + "rancangan/<slug:section>/"
TABLE = SECTION + "<slug:table>/"

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
    path(SECTION, design.section, name="design-section"),
    path(SECTION + "isi/<slug:group>/", declared.fields, name="design-fields"),
    path(SECTION + "berkas/<uuid:file>/", declared.attached, name="design-file"),
    path(TABLE + "impor/", tables.new, name="design-import-new"),
    path(TABLE + "impor/templat.<slug:fmt>", tables.template, name="design-template"),
    path(TABLE + "impor/<uuid:public_id>/", tables.page, name="design-import"),
    path(TABLE + "ekspor/", tables.export, name="design-export"),
    path(TABLE + "tambah/", declared.row, name="design-row-add"),
    path(TABLE + "<designkey:key>/", declared.row, name="design-row"),
    path(TABLE + "<designkey:key>/hapus/", declared.row_remove, name="design-row-remove"),
    path(TABLE + "<designkey:key>/pindah/", declared.row_move, name="design-row-move"),
]
