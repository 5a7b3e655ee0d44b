"""What came of a course for somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.kernel import clock
from niangjia.training.forms.fields import (
    PlainForm,
    YuanField,
    day_of,
)


class OutcomeForm(PlainForm):
    """That somebody took part to the end: the day, what they paid, the certificate if there is one."""

    on = day_of(_("Day"), initial=clock.today)
    number = forms.CharField(label=_("Number of the certificate"), required=False, max_length=40)
    paid = YuanField(_("Paid by the person (yuan)"))


class SubsidyForm(PlainForm):
    """What was paid back after the certificate."""

    amount = YuanField(_("Subsidy (yuan)"), required=True)
    on = day_of(_("Paid on"))
