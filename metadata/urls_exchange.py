"""Addresses of the exchange formats; metadata/urls.py includes them. All but DDI show what anybody may read, whoever asks."""

from django.urls import include, path

from metadata.urls_activities import ONE
from metadata.views import catalogue, exchange, programs
from metadata.views.api import api_urls, unknown

BARE = ("api/", "api/3/", "api/3/action/", "api/v1/", "sdmx/", "sdmx/v1/", "sdmx/v2/", "sdmx/v2/structure/")

CKAN = {
    "package_list": catalogue.package_list,
    "package_show": catalogue.package_show,
    "package_search": catalogue.package_search,
}

urlpatterns = [
    path("registri/program/", programs.programs, name="programs"),
    *(path(address, programs.bare, name="programs-bare") for address in BARE),
    # Without a slash these would be taken by the last of the addresses below them.
    path("sdmx/v2/structure", programs.bare, name="programs-bare"),
    path("api/3/action", programs.bare, name="programs-bare"),
    path("sdmx/v1/<path:query>", exchange.sdmx_v1, name="sdmx-v1"),
    path("sdmx/v2/structure/<path:query>", exchange.sdmx_v2, name="sdmx-v2"),
    path("sdmx/v2/<path:query>", exchange.sdmx_v2_other, name="sdmx-v2-other"),
    path("katalog", catalogue.catalogue, name="catalogue"),
    path("katalog.ttl", catalogue.turtle, name="catalogue-turtle"),
    path("katalog.jsonld", catalogue.json_ld, name="catalogue-json-ld"),
    path("katalog.rdf", catalogue.rdf_xml, name="catalogue-rdf-xml"),
    # Clients of CKAN ask with a slash at the end and without it.
    *(
        path(f"api/3/action/{name}{end}", view, name=name.replace("_", "-"))
        for name, view in CKAN.items()
        for end in ("/", "")
    ),
    path("api/3/<path:action>", catalogue.unknown_action, name="ckan-unknown"),
    path(ONE + "ddi-c.xml", exchange.ddi_codebook, name="ddi-codebook"),
    path(ONE + "ddi-l.xml", exchange.ddi_lifecycle, name="ddi-lifecycle"),
    path("api/v1/", include(api_urls)),
    path("api/v1/<path:rest>", unknown, name="api-unknown"),
]
