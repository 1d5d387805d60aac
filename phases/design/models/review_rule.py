"""Review rules that the office keeps itself, beside those in code and those that the portal ships."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import clock
from gsbpm_portal.expressions import MAX_LENGTH
from phases.design.review_rules import RuleFromData, Severity


class ReviewRule(models.Model):
    """A rule in the portal's expression language, true for designs in order. Only those in force are asked.

    Never deleted: what was handed in keeps the codes of its findings. Written through services.review_rules alone.
    """

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z]+-[0-9]+[A-Z]?$", _("Write letters, a hyphen and a number, for example K-01."))
        ],
    )
    severity = models.CharField(_("severity"), max_length=1, choices=Severity, default=Severity.WARNING)
    expression = models.TextField(_("expression"), max_length=MAX_LENGTH)
    message_id = models.CharField(_("message in Indonesian"), max_length=400)
    message_en = models.CharField(_("message in English"), max_length=400)
    place = models.CharField(_("Where it is mended"), max_length=80)
    is_active = models.BooleanField(_("in force"), default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), default=clock.now, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("review rule of the office")
        verbose_name_plural = _("review rules of the office")

    def __str__(self) -> str:
        return self.code

    @property
    def as_data(self) -> RuleFromData:
        """The rule as the review asks it."""
        return RuleFromData(
            self.code, Severity(self.severity), self.expression, self.message_id, self.message_en, self.place
        )
