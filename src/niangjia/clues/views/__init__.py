"""The pages of clues."""

from niangjia.clues.views.clues import count_clues, list_clues, report_clue, reveal_clue, show_clue
from niangjia.clues.views.drafting import draft_clue
from niangjia.clues.views.ends import complete_papers, help_clue, link_clue, merge_clue, refuse_clue, watch_clue

__all__ = [
    "complete_papers",
    "count_clues",
    "draft_clue",
    "help_clue",
    "link_clue",
    "list_clues",
    "merge_clue",
    "refuse_clue",
    "report_clue",
    "reveal_clue",
    "show_clue",
    "watch_clue",
]
