"""Every write of this app: cadres, needs, proposals, pairs, promises."""

from niangjia.pairing.commands.cadres import add_cadre, move_cadres, place_unit, retire_cadre, revise_cadre
from niangjia.pairing.commands.contacts import follow_visit, reveal_contact
from niangjia.pairing.commands.forgetting import forget_pairs
from niangjia.pairing.commands.matching import exclude_cadre, lift_exclusion, revise_needs
from niangjia.pairing.commands.pairs import ask_for_another, end_pair, extend_pair, hand_over_pair, start_pair
from niangjia.pairing.commands.promises import promise_help, settle_promise
from niangjia.pairing.commands.proposals import change_line, confirm_proposal, discard_proposal, suggest_pairs

__all__ = [
    "add_cadre",
    "ask_for_another",
    "change_line",
    "confirm_proposal",
    "discard_proposal",
    "end_pair",
    "exclude_cadre",
    "extend_pair",
    "follow_visit",
    "forget_pairs",
    "hand_over_pair",
    "lift_exclusion",
    "move_cadres",
    "place_unit",
    "promise_help",
    "retire_cadre",
    "reveal_contact",
    "revise_cadre",
    "revise_needs",
    "settle_promise",
    "start_pair",
    "suggest_pairs",
]
