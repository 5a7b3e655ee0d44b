"""Addresses of limits. A limit is named by its group and its code."""

from django.urls import path

from niangjia.limits import views

app_name = "limits"
urlpatterns = [
    path("limits/", views.list_limits, name="list-limits"),
    path("limits/<slug:group>/<slug:code>/change/", views.change_limit, name="change-limit"),
]
