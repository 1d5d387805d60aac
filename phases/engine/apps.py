from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngineConfig(AppConfig):
    name = "phases.engine"
    label = "phases"
    verbose_name = _("GSBPM workflow")

    def ready(self) -> None:
        from phases.engine import checks, process  # noqa: F401

        process.register()
