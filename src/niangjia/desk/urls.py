"""Addresses of the home page and of the page about the program."""

from django.urls import path

from niangjia.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.show_home, name="show-home"),
    path("about/", views.show_about, name="show-about"),
]
