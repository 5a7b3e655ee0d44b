"""Addresses of the running system itself."""

from django.urls import path

from niangjia.config import views

app_name = "config"
urlpatterns = [
    path("health/", views.show_health, name="show-health"),
    path("healthz", views.tell_health, name="tell-health"),
]
