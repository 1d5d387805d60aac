from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuildConfig(AppConfig):
    name = "phases.build"
    label = "build"
    verbose_name = _("Build")

    def ready(self) -> None:
        from phases.build import process

        process.register()
