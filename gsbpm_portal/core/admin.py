"""The administration of the kernel: its rows may be looked at there, never touched, superusers included.

Catalogues, office settings and holidays are changed in the administration; what the workflow writes is not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import office, working_days
from gsbpm_portal.core.admin_site import TECHNICAL, Group, name_fields
from gsbpm_portal.core.models import AuditEntry, Comment, Decision, Holiday, OfficeSetting, OutboxMessage

Sight = Callable[[QuerySet[Any], Any], QuerySet[Any]]

_sights: dict[type[Model], list[Sight]] = {}

name_fields("core")


def register_sight(model: type[Model], sight: Sight) -> None:
    """Say which rows of a model people who are no superusers see in the administration; by default none, of several all."""
    _sights.setdefault(model, []).append(sight)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the portal itself writes: no adding, changing or deleting, no bulk actions, for nobody.

    People who are no superusers see what the model's `visible_to` or a registered sight gives them, else nothing.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    group = Group.WORKFLOW

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and (request.user.is_superuser or bool(self._sights()))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return reduce(or_, (sight(rows, request.user) for sight in self._sights()), rows.none())

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields if field.name in TECHNICAL]

    def _sights(self) -> list[Sight]:
        if self.model not in _sights and hasattr(self.model.objects.none(), "visible_to"):
            return [lambda rows, user: rows.visible_to(user)]
        return _sights.get(self.model, [])


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    group = Group.TRAIL
    list_display = [
        "at",
        "actor_name",
        "action",
        "subject_label",
        "chain",
        "seq",
    ]
    list_filter = ["kind"]
    date_hierarchy = "at"
    search_fields = ["actor_name", "subject_label", "chain__key", "reason"]
    list_select_related = ["chain"]
    ordering = ["-at", "-pk"]


@admin.display(description=_("subject"), ordering="subject_id")
def about(row: Decision | Comment) -> str:
    """What a row of any subject is about, without a query for each row."""
    try:
        kind = apps.get_model(row.subject_kind)._meta.verbose_name
    except LookupError:
        kind = row.subject_kind
    return f"{capfirst(kind)} {row.subject_id}"


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = [
        "at",
        "by",
        "verb",
        about,
        "round",
        "state_to",
    ]
    date_hierarchy = "at"
    search_fields = ["comment", "by__full_name"]
    list_select_related = ["by"]
    ordering = ["-at", "-pk"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", about, "body", "closed_at"]
    date_hierarchy = "at"
    list_select_related = ["by"]
    ordering = ["-at", "-pk"]


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    group = Group.TRAIL
    list_display = [
        "created_at",
        "kind",
        "attempts",
        "sent_at",
        "failed_at",
        "error",
    ]
    list_filter = ["kind"]
    ordering = ["-pk"]


def _register_jobs() -> None:
    """Jobs, when their rows are part of this kernel."""

    class JobAdmin(ReadOnlyAdmin):
        group = Group.TRAIL
        list_display = ["label", "kind", "state", "attempt", "requested_by", "created_at", "finished_at"]
        list_filter = ["state", "kind"]
        search_fields = ["label", "kind", "requested_by__full_name"]
        list_select_related = ["requested_by"]
        ordering = ["-pk"]

    admin.site.register(apps.get_model("core", "Job"), JobAdmin)


_register_jobs()


# Office settings ------------------------------------------------------------------------------------------------------


class OfficeSettingForm(forms.ModelForm):
    """One field of the setting's own kind; left empty it gives the default."""

    class Meta:
        model = OfficeSetting
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        spec = office.setting(self.instance.key)
        common = {"label": spec.label, "required": False, "initial": self.instance.value}
        default = spec.default_value()
        if spec.kind == "number":
            self.fields["own"] = forms.IntegerField(min_value=spec.minimum, max_value=spec.maximum, **common)
        elif spec.kind == "flag":
            choices = [("", _("Default")), ("1", _("Yes")), ("0", _("No"))]
            initial = "" if self.instance.value is None else str(int(self.instance.value))
            self.fields["own"] = forms.ChoiceField(choices=choices, **{**common, "initial": initial})
            default = _("Yes") if default else _("No")
        elif spec.choices:
            self.fields["own"] = forms.ChoiceField(choices=[("", _("Default")), *spec.choices], **common)
            default = dict(spec.choices)[default]
        else:
            self.fields["own"] = forms.CharField(max_length=500, **common)
        hint = _("Leave empty for the default: %(default)s") % {"default": default}
        self.fields["own"].help_text = f"{spec.help} {hint}".strip()

    def own_value(self) -> Any:
        value = self.cleaned_data["own"]
        if value in (None, ""):
            return None
        return value == "1" if office.setting(self.instance.key).kind == "flag" else value


@admin.register(OfficeSetting)
class OfficeSettingAdmin(admin.ModelAdmin):
    group = Group.SETTINGS
    form = OfficeSettingForm
    actions = None
    list_display = ["label", "effective", "is_changed", "updated_at"]
    list_display_links = ["label"]
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["own"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [(None, {"fields": ["own"]})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return OfficeSettingForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfficeSetting]:
        return super().get_queryset(request).filter(key__in=[spec.key for spec in office.registered()])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        office.ensure_rows()
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The page is headed by what the setting means."""
        setting = self.get_object(request, object_id) if object_id else None
        subtitle = self.label(setting) if setting is not None else ""
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "subtitle": subtitle})

    def save_model(self, request: HttpRequest, obj: OfficeSetting, form: Any, change: bool) -> None:
        office.change(obj.key, form.own_value(), by=request.user)

    @admin.display(description=_("setting"), ordering="key")
    def label(self, obj: OfficeSetting) -> str:
        return str(office.setting(obj.key).label)

    @admin.display(description=_("value"))
    def effective(self, obj: OfficeSetting) -> Any:
        spec = office.setting(obj.key)
        value = spec.default_value() if obj.value is None else obj.value
        if spec.choices:
            return dict(spec.choices).get(value, value)
        return (_("Yes") if value else _("No")) if isinstance(value, bool) else value

    @admin.display(description=_("changed"), boolean=True)
    def is_changed(self, obj: OfficeSetting) -> bool:
        return obj.value is not None


# Holidays -------------------------------------------------------------------------------------------------------------


class HolidaysForm(forms.Form):
    """Lines of a holiday file, pasted."""

    lines = forms.CharField(
        label=_("Holidays, one a line"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 14, "cols": 70}),
        help_text=_("A day, a semicolon and a name, for example: 17-08-2026;Proklamasi Kemerdekaan"),
    )


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Written through core.working_days, which keeps the trail."""

    group = Group.SETTINGS
    change_list_template = "admin/core/holiday/change_list.html"
    list_display = ["day", "name"]
    list_per_page = 100
    date_hierarchy = "day"
    search_fields = ["name"]

    def get_urls(self) -> list[Any]:
        return [path("load/", self.admin_site.admin_view(self.load), name="core_holiday_load"), *super().get_urls()]

    def load(self, request: HttpRequest) -> HttpResponse:
        """Many at once, from the lines of a file."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = HolidaysForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                new, renamed = working_days.load_holidays(form.cleaned_data["lines"], by=request.user)
            except ValidationError as error:
                form.add_error("lines", error)
            else:
                words = _("Loaded: %(new)s new, %(renamed)s with another name.")
                messages.success(request, words % {"new": new, "renamed": renamed})
                return redirect("admin:core_holiday_changelist")
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "opts": Holiday._meta,
            "title": _("Load holidays"),
        }
        return render(request, "admin/core/holiday/load.html", context, status=422 if form.errors else None)

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        working_days.keep_holiday(obj, day=obj.day, name=obj.name, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        working_days.drop_holiday(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Holiday]) -> None:
        for row in queryset:
            working_days.drop_holiday(row, by=request.user)
