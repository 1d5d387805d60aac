from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectionConfig(AppConfig):
    name = "phases.collection"
    label = "collection"
    verbose_name = _("Collect")

    def ready(self) -> None:
        from phases.collection import process

        process.register()
