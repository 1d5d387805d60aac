"""Addresses of sign-in, password, profile and notices."""

from django.urls import path

from gsbpm_portal.accounts import views

app_name = "accounts"

urlpatterns = [
    path("masuk/", views.SignInView.as_view(), name="login"),
    path("keluar/", views.SignOutView.as_view(), name="logout"),
    path("bahasa/", views.language, name="language"),
    path("kata-sandi/", views.PasswordView.as_view(), name="password_change"),
    path("kata-sandi/lupa/", views.PasswordLinkView.as_view(), name="password_reset"),
    path("kata-sandi/lupa/terkirim/", views.PasswordLinkSentView.as_view(), name="password_reset_done"),
    path("kata-sandi/baru/selesai/", views.NewPasswordDoneView.as_view(), name="password_reset_complete"),
    path("kata-sandi/baru/<uidb64>/<token>/", views.NewPasswordView.as_view(), name="password_reset_confirm"),
    path("profil/", views.profile, name="profile"),
    path("profil/sesi/akhiri-lainnya/", views.sessions_end_others, name="sessions_end_others"),
    path("profil/sesi/<uuid:public_id>/akhiri/", views.session_end, name="session_end"),
    path("pemberitahuan/", views.notices, name="notices"),
    path("pemberitahuan/tandai-semua/", views.notices_read_all, name="notices_read_all"),
    path("pemberitahuan/<uuid:public_id>/", views.notice_read, name="notice_read"),
]
