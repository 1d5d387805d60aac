"""Addresses of the yearly planning: /rencana-data/<government>/<year>/."""

from django.urls import path

from phases.needs.planning import converters  # noqa: F401 -- <planlist:…>, <planentry:…> and <planyear:…>
from phases.needs.planning.views import drawing, entries, forum, lists, plan, years

app_name = "planning"

PLAN = "rencana-data/<slug:government>/<planyear:plan_year>/"
LIST = PLAN + "<planlist:listing>/"
ENTRY = PLAN + "<planentry:entry>/"

urlpatterns = [
    path("rencana-data/", years.years, name="years"),
    path("rencana-data/baru/", years.new, name="new-year"),
    path(PLAN, plan.plan, name="plan"),
    path(PLAN + "langkah/<slug:name>/", plan.move, name="plan-move"),
    path(PLAN + "kesepakatan/", plan.agreed, name="agreed"),
    path(PLAN + "kesepakatan/<planlist:listing>/ekspor/", plan.agreed_export, name="agreed-export"),
    path(PLAN + "forum/", forum.forum, name="forum"),
    path(PLAN + "forum/notulen/", forum.minutes_file, name="minutes-file"),
    path(PLAN + "periksa/", lists.check, name="check"),
    path(PLAN + "tarik/", drawing.draw, name="draw"),
    path(PLAN + "kemiripan/", drawing.alike, name="alike"),
    path(LIST, lists.listing, name="list"),
    path(LIST + "ekspor/", lists.export, name="list-export"),
    path(LIST + "baru/", lists.new, name="entry-new"),
    path(ENTRY, entries.entry, name="entry"),
    path(ENTRY + "ubah/", entries.edit, name="entry-edit"),
    path(ENTRY + "langkah/<slug:name>/", entries.move, name="entry-move"),
    path(ENTRY + "prioritas/", entries.promote, name="entry-promote"),
    path(ENTRY + "kemajuan/", entries.progress, name="entry-progress"),
]
