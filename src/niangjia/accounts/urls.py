"""Addresses of sign-in, of the table of rights, and of units, users and appointments."""

from django.urls import path

from niangjia.accounts.views import appointments, notices, rights, sign_in, units, users

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("rights/", rights.show_rights, name="show-rights"),
    path("notices/", notices.list_notices, name="list-notices"),
    path("notices/<uuid:pk>/read/", notices.read_notice, name="read-notice"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("units/", units.list_units, name="list-units"),
    path("units/<uuid:pk>/", units.show_unit, name="show-unit"),
    path("units/<uuid:pk>/add/", units.add_unit, name="add-unit"),
    path("units/<uuid:pk>/rename/", units.rename_unit, name="rename-unit"),
    path("units/<uuid:pk>/move/", units.move_unit, name="move-unit"),
    path("units/<uuid:pk>/merge/", units.merge_unit, name="merge-unit"),
    path("units/<uuid:pk>/close/", units.close_unit, name="close-unit"),
    path("users/", users.list_users, name="list-users"),
    path("users/add/", users.add_user, name="add-user"),
    path("users/<uuid:pk>/", users.show_user, name="show-user"),
    path("users/<uuid:pk>/disable/", users.disable_user, name="disable-user"),
    path("users/<uuid:pk>/enable/", users.enable_user, name="enable-user"),
    path("users/<uuid:pk>/reset-password/", users.reset_password, name="reset-password"),
    path("users/<uuid:pk>/appoint/", appointments.appoint_user, name="appoint-user"),
    path("appointments/<uuid:pk>/end/", appointments.end_appointment, name="end-appointment"),
]
