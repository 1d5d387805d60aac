"""Office settings: values that an administrator may change while the portal runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeSetting(models.Model):
    """The changed value of one registered setting; a setting without a row has its default. Written by core.office alone."""

    key = models.CharField(_("key"), max_length=80, unique=True)
    value = models.JSONField(_("value"), default=None, null=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("office setting")
        verbose_name_plural = _("office settings")

    def __str__(self) -> str:
        return self.key
