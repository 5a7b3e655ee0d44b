"""Addresses of the working days. A day is named by its date."""

from django.urls import path

from niangjia.workdays import views

app_name = "workdays"
urlpatterns = [
    path("workdays/", views.list_days, name="list-days"),
    path("workdays/add/", views.add_day, name="add-day"),
    path("workdays/import/", views.import_days, name="import-days"),
    path("workdays/<slug:day>/change/", views.change_day, name="change-day"),
    path("workdays/<slug:day>/remove/", views.remove_day, name="remove-day"),
]
