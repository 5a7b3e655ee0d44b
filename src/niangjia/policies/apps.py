"""The rule book as an app: it has no tables and no pages, only words and data."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Lets Django find this app's messages."""

    name = "niangjia.policies"
