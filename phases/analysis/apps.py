from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "phases.analysis"
    label = "analysis"
    verbose_name = _("Analyse")

    def ready(self) -> None:
        from phases.analysis import process

        process.register()
