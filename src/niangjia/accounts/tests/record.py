"""The record of acts, which stands above this app: tests find it by name."""

from typing import Any

from django.apps import apps

Entry: Any = apps.get_model("audit", "Entry")
