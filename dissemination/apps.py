from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisseminationConfig(AppConfig):
    name = "dissemination"
    label = "dissemination"
    verbose_name = _("Disseminate")

    def ready(self) -> None:
        from dissemination import process

        process.register()
