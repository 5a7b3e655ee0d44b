"""Every write of this app: a clue from the first word to its end."""

from niangjia.clues.commands.deciding import draft_clue, link_clue, merge_clue, refuse_clue, watch_clue
from niangjia.clues.commands.keeping import carry_clues, move_clues
from niangjia.clues.commands.reporting import complete_papers, help_clue, report_clue, reveal_clue

__all__ = [
    "carry_clues",
    "complete_papers",
    "draft_clue",
    "help_clue",
    "link_clue",
    "merge_clue",
    "move_clues",
    "refuse_clue",
    "report_clue",
    "reveal_clue",
    "watch_clue",
]
