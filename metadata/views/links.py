"""The links of a correspondence table, and what they leave out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gsbpm_portal.core import htmx
from gsbpm_portal.core.middleware import without_nul
from gsbpm_portal.core.tables import Table
from metadata.enums import Relation
from metadata.models import Version
from metadata.selectors import tree
from metadata.selectors.search.matching import LONGEST_TEXT
from metadata.tables import LinkTable, UnlinkedTable
from metadata.views.codes import writable
from metadata.views.lookup import version_or_404


def ends_or_404(request: HttpRequest, version: Version) -> tree.Ends:
    """The classifications that a table connects; where the person may not see one of them, the table is not there either."""
    ends = tree.ends_of(version)
    if tree.ends_are_visible(ends, request.user):
        return ends
    raise Http404


@require_safe
def listing(request: HttpRequest, kind: str, code: str, number: str) -> HttpResponse:
    """The links, narrowed by words or a relation; with `tanpa` the codes of the source that have none."""
    version = version_or_404(request, kind, code, number)
    ends = ends_or_404(request, version)
    given = without_nul(request.GET)
    text = " ".join(given.get("q", "").split())[:LONGEST_TEXT]
    relation = given.get("hubungan", "") if given.get("hubungan", "") in Relation.values else ""
    only_unlinked = bool(given.get("tanpa"))
    may_write = writable(request, version)
    hide = [] if may_write else ["do"]
    table: Table
    if only_unlinked:
        rows = tree.unlinked(version, ends)
        table = UnlinkedTable(rows, params=given, id="daftar", hide=hide, version=version, ends=ends)
        table.empty_text = _("The table says of every code what becomes of it.")
    else:
        links = tree.links(version, text, relation)
        table = LinkTable(links, params=given, id="daftar", hide=hide, version=version, ends=ends)
        nothing_asked = not text and not relation
        table.empty_text = (
            _("Links will stand here: what each code of the one classification becomes in the other.")
            if nothing_asked
            else _("Nothing fits. Try the beginning of a code, or fewer words.")
        )
    context = {
        "version": version,
        "item": version.item,
        "export_url": version.address("export-parts"),
        "ends": ends,
        "table": table,
        "coverage": tree.coverage(version, ends),
        "only_unlinked": only_unlinked,
        "text": text,
        "relation": relation,
        "relations": Relation.choices,
        "may_write": may_write,
        "add_url": version.address("link-add"),
        "links_url": version.address("links"),
        "nav_current": "metadata:search",
    }
    return htmx.render(request, "metadata/links.html", context)
