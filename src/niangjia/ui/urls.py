"""Addresses of the language switch and of the page that shows every element."""

from django.urls import path

from niangjia.ui import views

app_name = "ui"
urlpatterns = [
    path("set-language/", views.set_language, name="set-language"),
    path("about/elements/", views.elements, name="elements"),
]
