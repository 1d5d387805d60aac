"""The portal's addresses and the yardstick."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bench.admin import site


@login_required
def yardstick(request: HttpRequest, size: int) -> HttpResponse:
    """So many bytes for somebody who is signed in."""
    return HttpResponse(b"x" * size)


urlpatterns = [
    path("plain/", site.urls),
    path("yardstick/<int:size>/", yardstick),
    path("", include("gsbpm_portal.urls")),
]
