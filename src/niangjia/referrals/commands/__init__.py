"""Every write of this app."""

from niangjia.referrals.commands.answering import accept_referral, answer_referral, decline_referral, read_request
from niangjia.referrals.commands.asking import (
    approve_answer,
    close_referral,
    download_answer,
    draft_referral,
    return_answer,
    revise_referral,
    send_referral,
    withdraw_referral,
)
from niangjia.referrals.commands.chasing import chase_referral, chase_referrals
from niangjia.referrals.commands.keeping import forget_referrals, move_meetings, move_referrals
from niangjia.referrals.commands.links import Issued, Opened, answer_link, issue_link, open_link, revoke_link
from niangjia.referrals.commands.meetings import (
    close_meeting,
    finish_decision,
    open_meeting,
    print_minutes,
    record_decision,
)

__all__ = [
    "Issued",
    "Opened",
    "accept_referral",
    "answer_link",
    "answer_referral",
    "approve_answer",
    "chase_referral",
    "chase_referrals",
    "close_meeting",
    "close_referral",
    "decline_referral",
    "download_answer",
    "draft_referral",
    "finish_decision",
    "forget_referrals",
    "issue_link",
    "move_meetings",
    "move_referrals",
    "open_link",
    "open_meeting",
    "print_minutes",
    "read_request",
    "record_decision",
    "return_answer",
    "revise_referral",
    "revoke_link",
    "send_referral",
    "withdraw_referral",
]
