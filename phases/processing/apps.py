from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessingConfig(AppConfig):
    name = "phases.processing"
    label = "processing"
    verbose_name = _("Process")

    def ready(self) -> None:
        from phases.processing import process

        process.register()
