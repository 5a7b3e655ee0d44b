from datetime import timedelta

import pytest

from niangjia.config import health
from niangjia.delivery.models import Message, MessageState
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db


def test_the_state_of_the_system_tells_what_failed(clerk, settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.test", "niangjia@mail.test"
    assert "邮件和群消息" in [each.title for each in health._messages()]
    now = clock.now()
    Message.objects.create(
        user=clerk,
        kind="digest",
        key="x",
        made_at=now,
        next_try_at=now,
        state=MessageState.FAILED,
        problem={"zh": "拒收。", "en": "Refused."},
    )
    [found] = health._messages()
    assert found.state == health.WARN
    assert "拒收。" in found.remedy
    Message.objects.update(made_at=now - timedelta(days=9))
    assert health._messages()[0].state == health.GOOD


def test_where_nothing_is_sent_nothing_is_said_of_it(settings):
    settings.EMAIL_HOST = ""
    assert health._messages() == []
