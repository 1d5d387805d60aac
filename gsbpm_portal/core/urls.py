"""The kernel's own addresses: health, style guide, jobs, drafts of forms."""

from django.conf import settings
from django.urls import path

from gsbpm_portal.core import views_drafts
from gsbpm_portal.core.health import health
from gsbpm_portal.core.urls_jobs import urlpatterns as job_urls
from gsbpm_portal.core.views_style import style_guide

app_name = "core"
urlpatterns = [
    path("sehat/", health, name="health"),
    path("naskah/", views_drafts.save, name="draft-save"),
    path("naskah/simpan/", views_drafts.keep, name="draft-keep"),
    path("naskah/buang/", views_drafts.discard, name="draft-discard"),
    *job_urls,
]
if settings.STYLE_GUIDE:
    urlpatterns.append(path("gaya/", style_guide, name="style"))
