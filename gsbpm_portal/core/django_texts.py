"""Texts of Django that people of the portal read: named here so that locale/ says them in better Indonesian than Django does."""

from django.utils.translation import gettext_noop as _

TEXTS = (
    # Passwords
    _("The two password fields didn’t match."),
    _("The password is too similar to the %(verbose_name)s."),
    _("This password is too common."),
    _("This password is entirely numeric."),
    _("Password"),
    _("Password confirmation"),
    _("Enter the same password as before, for verification."),
    _("Password changed successfully."),
    _("No password set."),
    _("Reset password"),
    _("Set password"),
    _("Change password"),
    _("Change password: %s"),
    _("Set password: %s"),
    _("Enter a new password for the user <strong>%(username)s</strong>."),
    _("Enable password-based authentication"),
    _("This action will <strong>enable</strong> password-based authentication for this user."),
    # Fields
    _("This field is required."),
    _("Enter a whole number."),
    _("Enter a valid date."),
    _("Enter a valid URL."),
    _("Enter a valid email address."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    # The administration
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Change or view list link"),
)
