"""Addresses of the workflow: of the office (inbox, portfolio, timeline) and of a cycle (matrix, sub-process, phase)."""

from phases.engine.urls import cycle, office

app_name = "engine"
urlpatterns = [*office.urlpatterns, *cycle.urlpatterns]
