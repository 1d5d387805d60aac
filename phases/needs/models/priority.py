"""Criteria by which needs are put in order: settings of the office."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

HEAVIEST = 100


class PriorityCriterion(models.Model):
    """One criterion of the priority of a need, scored 1 to 5. Weights count against each other.

    Never deleted: scores name its code. One that is not in use is neither asked nor counted.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_id = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    help_id = models.CharField(_("what the scores mean"), max_length=300, blank=True)
    help_en = models.CharField(_("what the scores mean, in English"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=10, validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)]
    )
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("priority criterion")
        verbose_name_plural = _("priority criteria")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=HEAVIEST), name="criterion_weight_in_limits"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.name_en or self.name_id) if get_language() == "en" else self.name_id

    @property
    def help(self) -> str:
        return (self.help_en or self.help_id) if get_language() == "en" else self.help_id
