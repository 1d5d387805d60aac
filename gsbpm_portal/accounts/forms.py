"""Forms of sign-in, password and profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from axes.utils import reset as lift_lockout
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts import services
from gsbpm_portal.accounts.backends import PersonBackend
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core.forms import House, HouseModelForm

GOOD_PASSWORD = _(
    "At least 10 characters, not only digits, no common password, nothing like your name. A sentence is easy to remember."
)


class SignInForm(House, AuthenticationForm):
    with_token = False
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "The user name and the password do not belong together. Upper and lower case matter in the password."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Password")


class PasswordLinkForm(House, PasswordResetForm):
    """Asks for a link by mail. What happens does not tell whether the address belongs to anybody."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of your account")

    def get_users(self, email: str) -> Iterator[User]:
        """Those who may sign in, also when they have not had a password yet."""
        backend = PersonBackend()
        for user in User.objects.filter(email__iexact=email, is_active=True):
            if user.email.casefold() == email.casefold() and backend.user_can_authenticate(user):
                yield user

    def save(self, **kwargs: Any) -> None:
        """The mail is written by the worker, so that the answer takes the same time for every address."""
        for user in self.get_users(self.cleaned_data["email"]):
            services.send_password_link(user)


class TellsBothFaults:
    """A new password that is weak and one repeated wrongly are two faults, told at once."""

    def validate_password_for_user(self, user: User, password_field_name: str = "") -> None:
        super().validate_password_for_user(user, "new_password1")  # type: ignore[misc]


class NewPasswordForm(TellsBothFaults, House, SetPasswordForm):
    """A new password by way of the link in the mail. A lockout from failed attempts ends with it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _label_new_password(self.fields)

    def save(self, commit: bool = True) -> User:
        user = services.set_password(self.user, password=self.cleaned_data["new_password1"], by=self.user)
        lift_lockout(username=user.username.lower())
        return user


class OwnPasswordForm(TellsBothFaults, House, PasswordChangeForm):
    """A new password, given the old one. The session in which it is changed goes on."""

    session_key = ""
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("This is not your present password."),
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        _label_new_password(self.fields)

    def save(self, commit: bool = True) -> User:
        return services.set_password(
            self.user, password=self.cleaned_data["new_password1"], by=self.user, keep_session=self.session_key
        )


def _label_new_password(fields: dict[str, forms.Field]) -> None:
    fields["new_password1"].label = _("New password")
    fields["new_password1"].help_text = GOOD_PASSWORD
    fields["new_password2"].label = _("New password, once more")
    fields["new_password2"].help_text = ""


class PreferencesForm(HouseModelForm):
    class Meta:
        model = User
        fields = ["language", "mail_choice"]
        labels = {"language": _("Language"), "mail_choice": _("Notices by mail")}

    def save(self, commit: bool = True) -> User:
        values = {name: self.cleaned_data[name] for name in self.changed_data if name in services.PREFERENCES}
        return services.change_profile(self.instance, by=self.instance, **values)
