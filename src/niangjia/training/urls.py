"""Addresses of training and work."""

from django.urls import path
from django.urls.resolvers import URLPattern

app_name = "training"
urlpatterns: list[URLPattern] = []
