"""The administration of organisations, people and memberships: all is saved by the services, and so is checked and audited."""

from __future__ import annotations

import copy
from typing import Any

from axes.utils import reset as lift_lockout
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gsbpm_portal.accounts import rules, services
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.forms import GOOD_PASSWORD
from gsbpm_portal.accounts.models import CONTACT, Membership, Notice, Organisation, User, paths_under
from gsbpm_portal.core.admin import ReadOnlyAdmin, register_sight
from gsbpm_portal.core.admin_site import Group as Place
from gsbpm_portal.core.admin_site import grouped, name_fields
from gsbpm_portal.core.models import AuditEntry

# The site itself ------------------------------------------------------------------------------------------------------


def _sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The portal's own sign-in page, with its lockout and session limit; people without access are refused."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def _sign_out(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:profile"))


def _password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:password_change"))


def _tables(request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
    return grouped(admin.site, request) if app_label is None else AdminSite.get_app_list(admin.site, request, app_label)


name_fields("accounts", read_at=_("read"))
admin.site.site_title = admin.site.site_header = _("Administration of the GSBPM Portal")
admin.site.index_title = _("People, catalogues and settings")
admin.site.enable_nav_sidebar = False
admin.site.get_app_list = _tables  # type: ignore[method-assign]
admin.site.login = _sign_in  # type: ignore[method-assign]
admin.site.logout = _sign_out  # type: ignore[method-assign]
admin.site.password_change = _password  # type: ignore[method-assign]
admin.site.unregister(Group)  # roles at a node of the tree take its place


def own_chains(rows: QuerySet[AuditEntry], user: User) -> QuerySet[AuditEntry]:
    """Administrators of a government see its chain on people and access."""
    roots = [path for path in user.reach(Role.ADMIN) if path.count("/") == 1]
    return rows.filter(chain__key__in=[services.organisation_chain(path) for path in roots])


register_sight(AuditEntry, own_chains)


# Organisations --------------------------------------------------------------------------------------------------------


class InReach(admin.ModelAdmin):
    """Lists and choices end where the administrator's reach ends."""

    actions: Any = None
    list_per_page = 50
    group = Place.PEOPLE

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def reach(self, request: HttpRequest) -> list[str]:
        return request.user.reach(Role.ADMIN)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_shortcuts(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Organisation:
            kwargs["queryset"] = organisations_for(request.user)
        if db_field.related_model is User:
            kwargs["queryset"] = people_for(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def without_shortcuts(field: Any) -> Any:
    """A choice of rows without the buttons that would change those rows on the way."""
    for name in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
        if field is not None and hasattr(field.widget, name):
            setattr(field.widget, name, False)
    return field


def organisations_for(user: User) -> QuerySet[Organisation]:
    everything = Organisation.objects.order_by("path")
    return everything if user.is_superuser else everything.under(user.reach(Role.ADMIN))


def people_for(user: User) -> QuerySet[User]:
    if user.is_superuser:
        return User.objects.all()
    paths = user.reach(Role.ADMIN)
    held = Membership.objects.filter(paths_under("organisation__path", paths)).values("user")
    return User.objects.filter(paths_under("home_unit__path", paths)) | User.objects.filter(pk__in=held)


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["code", "name", "short_name", "kind", "parent", *CONTACT, "is_active"]

    def clean_code(self) -> str:
        return self.cleaned_data["code"].lower()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if {"code", "parent"} <= set(values):
            trial = copy.copy(self.instance)
            trial.code = values["code"]
            services.check_place(trial, parent=values["parent"])
        return values


@admin.register(Organisation)
class OrganisationAdmin(InReach):
    form = OrganisationForm
    list_display = ["in_tree", "code", "kind", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name", "code"]
    ordering = ["path"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return organisations_for(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or rules.manages_organisation(request.user, obj)
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A root stands below nothing; whoever is no superuser places everything else below something."""
        form = super().get_form(request, obj, change, **kwargs)
        if not request.user.is_superuser and "parent" in form.base_fields:
            if obj is not None and not organisations_for(request.user).filter(pk=obj.parent_id).exists():
                form.base_fields["parent"].disabled = True
                form.base_fields["parent"].queryset = Organisation.objects.filter(pk=obj.parent_id)
            else:
                form.base_fields["parent"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        services.place_organisation(obj, parent=form.cleaned_data["parent"], by=request.user)

    @admin.display(description=_("name"), ordering="path")
    def in_tree(self, obj: Organisation) -> str:
        return format_html('<span class="depth depth-{}">{}</span>', min(obj.depth, 6), obj.name)


# People ---------------------------------------------------------------------------------------------------------------


class MembershipForm(forms.ModelForm):
    """A role that stands keeps its person, place and kind: end it and give another."""

    class Meta:
        model = Membership
        fields = ["user", "organisation", "role", "starts", "ends"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for name in {"user", "organisation", "role"} & set(self.fields):
                self.fields[name].disabled = True


class MembershipInline(admin.TabularInline):
    model = Membership
    form = MembershipForm
    extra = 0
    fields = ["organisation", "role", "starts", "ends"]
    verbose_name_plural = _(
        "memberships (a role that ended keeps its row; one's own roles are for somebody else to change)"
    )

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and obj != request.user and request.user.has_perm("accounts.change_membership")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return memberships_for(request.user)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_shortcuts(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Organisation:
            kwargs["queryset"] = organisations_for(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def memberships_for(user: User) -> QuerySet[Membership]:
    rows = Membership.objects.select_related("user", "organisation")
    return rows if user.is_superuser else rows.filter(paths_under("organisation__path", user.reach(Role.ADMIN)))


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = [*services.PROFILE_FIELDS, "is_active"]


class PersonAddForm(forms.ModelForm):
    """A new person. They set their password themselves, by the link that goes to their address."""

    class Meta:
        model = User
        fields = [*services.PROFILE_FIELDS]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _("The link to set a password is sent here.")
        self.fields["home_unit"].required = True


class PersonPasswordForm(AdminPasswordChangeForm):
    """A password given by an administrator: the person's sessions end, and they are told."""

    by: User

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)  # an account is closed by its mark; a password is never taken away
        self.fields["password1"].help_text = GOOD_PASSWORD

    def validate_password_for_user(self, user: User, **kwargs: Any) -> None:
        """A weak password and one repeated wrongly are told at once."""
        super().validate_password_for_user(user, password_field_name="password1")

    def save(self, commit: bool = True) -> User:
        user = services.set_password(self.user, password=self.cleaned_data["password1"], by=self.by)
        lift_lockout(username=user.username.lower())
        return user


@admin.register(User)
class PersonAdmin(InReach, UserAdmin):
    form = PersonForm
    add_form = PersonAddForm
    add_form_template = None
    change_password_form = PersonPasswordForm
    inlines = [MembershipInline]
    actions = ["send_password_link", "lift_lockouts"]
    list_display = ["full_name", "username", "position", "home_unit", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    list_select_related = ["home_unit"]
    search_fields = ["full_name", "username", "position", "email"]
    ordering = ["full_name"]
    filter_horizontal = ()
    fieldsets = [
        (None, {"fields": ["username", "full_name", "position", "home_unit"]}),
        (_("Contact"), {"fields": ["email", "nip", "language", "mail_choice"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "password_link", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "position", "home_unit"]}),
        (_("Contact"), {"fields": ["email", "nip", "language", "mail_choice"]}),
        (_("Access"), {"fields": ["is_staff"]}),
    ]
    readonly_fields = ["password_link", "last_login"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return people_for(request.user)

    @admin.display(description=_("password"))
    def password_link(self, obj: User) -> str:
        state = _("is set") if obj.has_usable_password() else _("is not set yet")
        url = reverse("admin:auth_user_password_change", args=[obj.pk])
        return format_html('{} · <a href="{}">{}</a>', state, url, _("Set another one"))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return self.inlines if obj is not None else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever reaches further than the administrator, superusers among them, may be looked at only."""
        return super().has_change_permission(request, obj) and (obj is None or rules.manages_person(request.user, obj))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and obj == request.user and "is_active" in form.base_fields:
            form.base_fields["is_active"].disabled = True
        if not request.user.is_superuser and "home_unit" in form.base_fields:
            form.base_fields["home_unit"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            person = User.objects.get(pk=obj.pk)
            values = {name: form.cleaned_data[name] for name in form.changed_data if name in services.PROFILE_FIELDS}
            if values:
                services.change_profile(person, by=request.user, **values)
            if "is_active" in form.changed_data:
                services.set_active(person, active=form.cleaned_data["is_active"], by=request.user)
            return
        values = {name: form.cleaned_data[name] for name in services.PROFILE_FIELDS}
        person = services.create_user(values.pop("username"), by=request.user, **values)
        services.send_password_link(person)
        obj.__dict__.update(person.__dict__)
        self.message_user(request, _("A link to set a password is on its way to %(email)s.") % {"email": person.email})

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for membership in [*formset.new_objects, *(row for row, _changed in formset.changed_objects)]:
            services.grant_membership(
                form.instance,
                organisation=membership.organisation,
                role=membership.role,
                starts=membership.starts,
                ends=membership.ends,
                by=request.user,
            )
        formset.save_m2m()

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        by = copy.copy(self)
        by.change_password_form = type("ByPasswordForm", (PersonPasswordForm,), {"by": request.user})
        return super(PersonAdmin, by).user_change_password(request, id, form_url)

    @admin.action(description=_("Send a link to set a password"), permissions=["change"])
    def send_password_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        reached = [person for person in queryset if person.is_active and person.email]
        for person in self._managed(request, reached):
            services.send_password_link(person)
        self._tell(request, len(reached))

    @admin.action(description=_("Lift the pause after failed attempts to sign in"), permissions=["change"])
    def lift_lockouts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = self._managed(request, list(queryset))
        for person in people:
            lift_lockout(username=person.username.lower())
        self._tell(request, len(people))

    @staticmethod
    def _managed(request: HttpRequest, people: list[User]) -> list[User]:
        if not all(rules.manages_person(request.user, person) for person in people):
            raise PermissionDenied
        return people

    def _tell(self, request: HttpRequest, count: int) -> None:
        text = ngettext("Done for %(count)s person.", "Done for %(count)s people.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Membership)
class MembershipAdmin(InReach):
    form = MembershipForm
    list_display = ["user", "role", "organisation", "starts", "ends"]
    list_filter = ["role", "organisation__kind"]
    search_fields = ["user__full_name", "user__username", "organisation__name"]
    list_select_related = ["user", "organisation"]
    autocomplete_fields: list[str] = []
    actions = ["end_now"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return memberships_for(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.user != request.user)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None and "user" in form.base_fields:
            form.base_fields["user"].queryset = form.base_fields["user"].queryset.exclude(pk=request.user.pk)
        return form

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        saved = services.grant_membership(
            obj.user, organisation=obj.organisation, role=obj.role, starts=obj.starts, ends=obj.ends, by=request.user
        )
        obj.pk = saved.pk

    @admin.action(description=_("End these memberships now"), permissions=["change"])
    def end_now(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            services.end_membership(membership, by=request.user)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """For superusers, who may have to find out what a person was told."""

    group = Place.TRAIL
    list_display = ["created_at", "user", "kind", "text_id", "read_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    ordering = ["-created_at"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
