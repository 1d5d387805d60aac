"""Addresses of phase 2."""

from django.urls import include, path

app_name = "design"
urlpatterns = [path("", include("phases.design.urls_workspaces"))]
