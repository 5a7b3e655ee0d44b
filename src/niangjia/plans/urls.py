"""Addresses of plans of help: one verb from the address to the record of acts."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "plans"


def _later(_request: HttpRequest, **_pk: object) -> HttpResponse:
    raise NotImplementedError


urlpatterns = [path("plans/<uuid:pk>/", _later, name="show-plan")]
