"""Addresses of sign-in, of the table of rights and of notices."""

from django.urls import path

from niangjia.accounts.views import notices, rights, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("rights/", rights.show_rights, name="show-rights"),
    path("notices/", notices.list_notices, name="list-notices"),
    path("notices/<uuid:pk>/read/", notices.read_notice, name="read-notice"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]
