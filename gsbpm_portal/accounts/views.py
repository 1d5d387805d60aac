"""Pages of sign-in, password, profile and notices."""

from __future__ import annotations

import math
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from gsbpm_portal.accounts import forms, services, sessions, signin
from gsbpm_portal.accounts import notices as notice_services
from gsbpm_portal.accounts.enums import SessionEnd
from gsbpm_portal.accounts.middleware import ENDED
from gsbpm_portal.accounts.models import Notice, User, UserSession
from gsbpm_portal.core import clock, htmx
from gsbpm_portal.core.nav import Tab
from gsbpm_portal.core.views import once

NOTICES_PER_PAGE = 25

WHY_ENDED = {
    SessionEnd.LIMIT: gettext_lazy("You signed in on another browser, so the session here has ended."),
    SessionEnd.IDLE: gettext_lazy("The portal was not used for some time, so you were signed out."),
    SessionEnd.PERSON: gettext_lazy("This session was ended from another browser."),
    SessionEnd.PASSWORD: gettext_lazy("The password was changed. Sign in with the new one."),
    SessionEnd.CLOSED: gettext_lazy("This account was closed. Your administrator knows more."),
}


# Sign-in --------------------------------------------------------------------------------------------------------------


class SignInView(auth_views.LoginView):
    template_name = "accounts/login.html"
    authentication_form = forms.SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.session.pop(ENDED, "")
        back = self.get_redirect_url()
        return super().get_context_data(
            **kwargs,
            why_ended=WHY_ENDED.get(ended, ""),
            may_continue=bool(back) and back != "/",
            failure_limit=settings.AXES_FAILURE_LIMIT,
        )


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The answer while too many failed attempts stand: how long it lasts, and what to do."""
    left = signin.lockout_ends(request, credentials)
    minutes = max(math.ceil(left.total_seconds() / 60), 1)
    context = {
        "minutes": minutes,
        "until": timezone.localtime(timezone.now() + left),
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "username": signin.attempted_username(request, credentials),
    }
    answer = render(request, "accounts/locked_out.html", context, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the portal in another language from now on: in this browser, and for the person who is signed in."""
    response = set_language(request)
    picked = request.POST.get("language", "")
    if request.user.is_authenticated and picked in dict(settings.LANGUAGES) and picked != request.user.language:
        services.change_profile(request.user, by=request.user, language=picked)
    return response


class SignOutView(auth_views.LogoutView):
    """Ends the session; the next person at this browser gets the portal's own language again."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response


# Password -------------------------------------------------------------------------------------------------------------


class PasswordLinkView(auth_views.PasswordResetView):
    template_name = "accounts/password_reset.html"
    form_class = forms.PasswordLinkForm
    success_url = reverse_lazy("accounts:password_reset_done")


class PasswordLinkSentView(auth_views.PasswordResetDoneView):
    template_name = "accounts/password_reset_done.html"


class NewPasswordView(auth_views.PasswordResetConfirmView):
    template_name = "accounts/password_reset_confirm.html"
    form_class = forms.NewPasswordForm
    success_url = reverse_lazy("accounts:password_reset_complete")


class NewPasswordDoneView(auth_views.PasswordResetCompleteView):
    template_name = "accounts/password_reset_complete.html"


@method_decorator([never_cache, login_required, once], name="dispatch")
class PasswordView(auth_views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = forms.OwnPasswordForm
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: forms.OwnPasswordForm) -> HttpResponse:
        old_key = form.session_key = self.request.session.session_key or ""
        user = form.save()
        update_session_auth_hash(self.request, user)
        sessions.rename(old_key, self.request.session.session_key or "")
        messages.success(self.request, _("Your password is changed. Other sessions of yours were ended."))
        return HttpResponseRedirect(self.get_success_url())


# Profile --------------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@once
def profile(request: HttpRequest) -> HttpResponse:
    person: User = request.user
    form = forms.PreferencesForm(
        request.POST or None, instance=User.objects.select_related("home_unit").get(pk=person.pk)
    )
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        translation.activate(saved.language)
        messages.success(request, _("Your choices are saved."))
        response = htmx.redirect(request, reverse("accounts:profile"))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            saved.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        return response
    standing = person.memberships.standing().select_related("organisation")
    context = {
        "form": form,
        "person": form.instance,
        "memberships": standing,
        "today": clock.today(),
        "sessions": sessions.running(person),
        "own_session": request.session.session_key,
        "session_limit": settings.SESSION_LIMIT,
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
    }
    return render(request, "accounts/profile.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
@once
def session_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one of one's own sessions; ending the present one signs out."""
    session = get_object_or_404(UserSession.objects.running(), public_id=public_id, user=request.user)
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("accounts:login")
    sessions.end(session, reason=SessionEnd.PERSON)
    messages.success(request, _("The session is ended."))
    return redirect("accounts:profile")


@require_POST
@login_required
@once
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but the present one."""
    sessions.end_all(request.user, reason=SessionEnd.PERSON, but=request.session.session_key or "")
    messages.success(request, _("All other sessions are ended."))
    return redirect("accounts:profile")


# Notices --------------------------------------------------------------------------------------------------------------


@require_GET
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    own = Notice.objects.visible_to(request.user)
    only_unread = request.GET.get("tampil") == "baru"
    unread = notice_services.unread_count(request.user)
    page = Paginator(own.unread() if only_unread else own, NOTICES_PER_PAGE).get_page(request.GET.get("hal"))
    here = reverse("accounts:notices")
    context = {
        "page": page,
        "only_unread": only_unread,
        "unread": unread,
        "seen_until": timezone.now().isoformat(),
        "tabs": [
            Tab(_("All"), here, current=not only_unread),
            Tab(_("Unread"), f"{here}?tampil=baru", count=unread, current=only_unread),
        ],
    }
    return render(request, "accounts/notices.html", context)


@login_required
def notice_read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a notice: it counts as read, and the page that it speaks of is shown."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    notice_services.mark_read(notice, by=request.user)
    return redirect(notice.url if notice_services.is_own_path(notice.url) else "accounts:notices")


@require_POST
@login_required
@once
def notices_read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what stood on the page; what came in since stays new."""
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is not None and timezone.is_naive(until):
        until = None
    notice_services.mark_all_read(request.user, until=until)
    messages.success(request, _("All notices are marked as read."))
    return htmx.redirect(request, reverse("accounts:notices"))
