"""The privacy app: encrypted fields, blind indexes, and the one masking rule."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """No models of its own: it gives fields to others."""

    name = "niangjia.privacy"
