"""Addresses of the record of acts."""

from django.urls import path

from niangjia.audit import views

app_name = "audit"
urlpatterns = [
    path("record/", views.show_record, name="show-record"),
    path("record/print-head/", views.print_head, name="print-head"),
]
