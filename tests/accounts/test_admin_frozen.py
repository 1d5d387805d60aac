"""What the portal itself writes is looked at in the administration, never touched, superusers included."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from gsbpm_portal.core import audit
from gsbpm_portal.core.admin import ReadOnlyAdmin
from gsbpm_portal.core.models import AuditEntry

AUDIT = "/admin/core/auditentry/"


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


FROZEN = ["core.AuditEntry", "core.Decision", "core.Comment", "core.Job", "core.OutboxMessage", "accounts.Notice"]


@pytest.mark.parametrize("label", FROZEN)
def test_what_the_portal_writes_is_looked_at_only(label, people, as_):
    model = apps.get_model(label)
    assert isinstance(admin.site.get_model_admin(model), ReadOnlyAdmin)
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    root = as_("root")
    page = root.get(base)
    assert page.status_code == 200 and 'name="action"' not in page.text
    assert root.get(f"{base}add/").status_code == 403
    assert root.post(base, {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"}).status_code in (
        200,
        302,
    )
    for name in ("staf", "head", "office_admin"):
        assert as_(name).get(base).status_code in (302, 403)


def test_an_audit_entry_is_not_changed_or_deleted_by_a_superuser(people, as_):
    entry = audit.append("organisation:kota", action="x", by=people.root, subject=people.staf)
    root = as_("root")
    assert root.get(change(entry)).status_code == 200
    assert root.post(change(entry), {"action": "y"}).status_code == 403
    assert root.post(change(entry).replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.get(pk=entry.pk).action == "x"


def test_administrators_see_the_chain_of_their_government_only(people, as_):
    for chain in ("organisation:kota", "organisation:kabupaten", "activity:X"):
        audit.append(chain, action="x", by=people.root, subject=people.staf)
    client = as_("admin")
    assert [str(row.chain) for row in client.get(AUDIT).context["cl"].result_list] == ["organisation:kota"]
    assert len(as_("root").get(AUDIT).context["cl"].result_list) == 3


def test_every_table_of_the_workflow_is_read_only_in_the_administration():
    """Whoever registers a model of the workflow uses ReadOnlyAdmin; catalogues and settings are named here."""
    editable = {model._meta.label for model, own in admin.site._registry.items() if not isinstance(own, ReadOnlyAdmin)}
    workflow = {label for label in editable if label.split(".")[0] in {"phases", "activities"}}
    assert {"accounts.User", "accounts.Organisation", "accounts.Membership", "core.OfficeSetting"} <= editable
    assert not {label for label in workflow if not any(word in label for word in ("Catalogue", "Sector", "Holiday"))}
