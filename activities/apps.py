from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("Statistical activities")

    def ready(self) -> None:
        from activities import process

        process.register()
