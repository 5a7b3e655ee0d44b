"""The three tiers of help and its two natures, in the words of the unions. No tables."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Tier(models.TextChoices):
    """When help works: today, through the year, for good."""

    EMERGENCY = "emergency", pgettext_lazy("tier", "Emergency")
    SAFETY_NET = "safety-net", pgettext_lazy("tier", "Safety net")
    FUNDAMENTAL = "fundamental", pgettext_lazy("tier", "Fundamental")


class Nature(models.TextChoices):
    """Whether help is given, or helps people to do it themselves."""

    RELIEF = "relief", pgettext_lazy("nature of help", "Relief")
    CAPABILITY = "capability", pgettext_lazy("nature of help", "Own strength")
