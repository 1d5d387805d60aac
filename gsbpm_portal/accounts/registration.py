"""What this app registers with the kernel: senders of mail, periodic work, entries of the header."""

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts import notices
from gsbpm_portal.core import jobs, nav, outbox


def register() -> None:
    outbox.register_sender("mail.notice", "gsbpm_portal.accounts.mail:send_notice")
    outbox.register_sender("mail.digest", "gsbpm_portal.accounts.mail:send_digest")
    outbox.register_sender("mail.password", "gsbpm_portal.accounts.mail:send_password_link")

    jobs.register_tick("mail.digest", "gsbpm_portal.accounts.notices:queue_digests", 600)
    jobs.register_tick("accounts.purge", "gsbpm_portal.accounts.upkeep:purge", 6 * 3600)

    nav.register(
        nav.Entry(
            label=_("Notices"),
            url_name="accounts:notices",
            order=90,
            badge=notices.unread_count,
            badge_label=_("%(count)s unread"),
        )
    )
    nav.register_account(nav.Entry(label=_("Profile"), url_name="accounts:profile", order=10))
    nav.register_account(nav.Entry(label=_("Change password"), url_name="accounts:password_change", order=20))
    nav.register_account(
        nav.Entry(label=_("Administration"), url_name="admin:index", order=30, visible=lambda user: user.is_staff)
    )
    nav.register_sign_out("accounts:logout")
    nav.register_language("accounts:language")
