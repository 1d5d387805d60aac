"""The addresses of jobs, included by core.urls (namespace "core")."""

from django.urls import path

from gsbpm_portal.core import views_jobs

urlpatterns = [
    path("pekerjaan/", views_jobs.job_list, name="jobs"),
    path("pekerjaan/<uuid:public_id>/", views_jobs.job_page, name="job"),
    path("pekerjaan/<uuid:public_id>/batal/", views_jobs.job_cancel, name="job-cancel"),
    path("pekerjaan/<uuid:public_id>/ulang/", views_jobs.job_retry, name="job-retry"),
    path("pekerjaan/<uuid:public_id>/hasil/", views_jobs.job_result, name="job-result"),
]
