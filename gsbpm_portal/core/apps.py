from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "gsbpm_portal.core"
    label = "core"
    verbose_name = _("Kernel")

    def ready(self) -> None:
        from django.core import checks
        from django.db.models.signals import post_migrate, pre_migrate

        from gsbpm_portal.core import immutability, registration
        from gsbpm_portal.core.jobs import builtin
        from gsbpm_portal.core.jobs.checks import check_registrations

        builtin.register()
        registration.register()
        checks.register(check_registrations)
        pre_migrate.connect(immutability.drop_before_migrate, sender=self)
        post_migrate.connect(immutability.install_after_migrate, sender=self)
