from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "phases.needs"
    label = "needs"
    verbose_name = _("Specify needs")

    def ready(self) -> None:
        from phases.needs import process

        process.register()
