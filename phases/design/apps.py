from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesignConfig(AppConfig):
    name = "phases.design"
    label = "design"
    verbose_name = _("Design")

    def ready(self) -> None:
        from phases.design import office_codes, process

        process.register()
        office_codes.register()
