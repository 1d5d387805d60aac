"""The kernel's own addresses: health, style guide, jobs."""

from django.conf import settings
from django.urls import path

from gsbpm_portal.core.health import health
from gsbpm_portal.core.urls_jobs import urlpatterns as job_urls
from gsbpm_portal.core.views_style import style_guide

app_name = "core"
urlpatterns = [
    path("sehat/", health, name="health"),
    *job_urls,
]
if settings.STYLE_GUIDE:
    urlpatterns.append(path("gaya/", style_guide, name="style"))
