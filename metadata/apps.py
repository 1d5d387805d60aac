from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetadataConfig(AppConfig):
    name = "metadata"
    verbose_name = _("Metadata registry")

    def ready(self) -> None:
        from metadata import process

        process.register()
