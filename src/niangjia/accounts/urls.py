"""Addresses of the sign-in and of the table of rights."""

from django.urls import path

from niangjia.accounts.views import administration, again, own, providers, rights, second_factor, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/passkey/", sign_in.sign_in_with_passkey, name="sign-in-with-passkey"),
    path("sign-in/with/<slug:slug>/", providers.go_to_provider, name="go-to-provider"),
    path("sign-in/with/<slug:slug>/return/", providers.return_from_provider, name="return-from-provider"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("set-up-factor/", second_factor.set_up_factor, name="set-up-factor"),
    path("change-password/", own.change_password, name="change-password"),
    path("again/", again.again, name="again"),
    path("my-sign-in/", own.my_sign_in, name="my-sign-in"),
    path("my-sign-in/code-app/remove/", second_factor.remove_authenticator, name="remove-authenticator"),
    path("my-sign-in/passkeys/add/", second_factor.add_passkey, name="add-passkey"),
    path("my-sign-in/passkeys/<uuid:pk>/rename/", second_factor.rename_passkey, name="rename-passkey"),
    path("my-sign-in/passkeys/<uuid:pk>/remove/", second_factor.remove_passkey, name="remove-passkey"),
    path("my-sign-in/recovery-codes/", second_factor.show_recovery_codes, name="show-recovery-codes"),
    path("my-sign-in/recovery-codes/renew/", second_factor.renew_recovery_codes, name="renew-recovery-codes"),
    path("my-sign-in/sessions/end-others/", own.end_other_sessions, name="end-other-sessions"),
    path("my-sign-in/sessions/<slug:key>/end/", own.end_session, name="end-session"),
    path("my-sign-in/linked/<uuid:pk>/unlink/", own.unlink_identity, name="unlink-identity"),
    path("sign-ins/", administration.list_sign_ins, name="list-sign-ins"),
    path("sign-ins/<uuid:pk>/", administration.show_sign_in, name="show-sign-in"),
    path("sign-ins/<uuid:pk>/unlock/", administration.unlock_sign_in, name="unlock-sign-in"),
    path("sign-ins/<uuid:pk>/clear-factors/", administration.clear_factors, name="clear-factors"),
    path("sign-ins/<uuid:pk>/link/", administration.link_identity, name="link-identity"),
    path("sign-ins/policy/", administration.change_sign_in_policy, name="change-sign-in-policy"),
    path("rights/", rights.show_rights, name="show-rights"),
]
