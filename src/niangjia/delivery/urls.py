"""Addresses of this app."""

from django.urls import path

from niangjia.delivery import views

app_name = "delivery"
urlpatterns = [
    path("channels/change/", views.change_channels, name="change-channels"),
    path("channels/try/", views.try_channels, name="try-channels"),
    path("robots/", views.list_robots, name="list-robots"),
    path("robots/add/", views.add_robot, name="add-robot"),
    path("robots/<uuid:pk>/change/", views.change_robot, name="change-robot"),
    path("robots/<uuid:pk>/try/", views.try_robot, name="try-robot"),
    path("robots/<uuid:pk>/remove/", views.remove_robot, name="remove-robot"),
]
