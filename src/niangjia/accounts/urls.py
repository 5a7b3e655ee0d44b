"""Addresses of sign-in and of the table of rights."""

from django.urls import path

from niangjia.accounts.views import rights, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("rights/", rights.show_rights, name="show-rights"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]
