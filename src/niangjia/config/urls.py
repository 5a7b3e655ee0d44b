"""The router: one line per app; every view asks for a sign-in unless it says otherwise (see LoginRequiredMiddleware)."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
