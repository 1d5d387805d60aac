"""The addresses of the portal. Each app brings its own; the workflow engine, whose addresses take any word, comes last."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("gsbpm_portal.core.urls")),
    path("", include("gsbpm_portal.accounts.urls")),
    path("", include("metadata.urls")),
    path("", include("activities.urls")),
    path("", include("phases.needs.urls_planning")),
    path("", include("phases.design.urls_filing")),
    path("", include("phases.needs.urls_kak")),
    path("", include("phases.design.urls")),
    path("", include("phases.needs.urls")),
    path("", include("phases.engine.urls")),
    path("admin/", admin.site.urls),
]
