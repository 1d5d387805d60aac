from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("registri/", lambda r: HttpResponse("x"), name="search"),
    path("registri/saran/", lambda r: HttpResponse(""), name="suggest"),
    path("registri/mirip/", lambda r: HttpResponse(""), name="near"),
    path("registri/<kind:kind>/<item:code>/<number:number>/kode/", lambda r, **k: HttpResponse("x"), name="codes"),
    path("registri/<kind:kind>/<item:code>/<number:number>/tautan/", lambda r, **k: HttpResponse("x"), name="links"),
]
