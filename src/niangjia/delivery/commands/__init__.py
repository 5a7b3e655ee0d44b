"""Every write of this app: channels of users, robots of units, and the messages that go out."""

from niangjia.delivery.commands.channels import change_channels, try_channels
from niangjia.delivery.commands.robots import add_robot, change_robot, remove_robot, try_robot
from niangjia.delivery.commands.sending import deliver_message, deliver_messages, plan_messages

__all__ = [
    "add_robot",
    "change_channels",
    "change_robot",
    "deliver_message",
    "deliver_messages",
    "plan_messages",
    "remove_robot",
    "try_channels",
    "try_robot",
]
