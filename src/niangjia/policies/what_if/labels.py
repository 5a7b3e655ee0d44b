"""The words of a what-if run."""

from collections.abc import Mapping

from niangjia.kernel.text import Text
from niangjia.policies.what_if.outcome import AMOUNT, ENTRANT, LEAVER, MOVER, STANDINGS, UNFILED

AID_LABELS: Mapping[str, Text] = {
    "living": Text("生活救助", "Living aid"),
    "medical": Text("医疗救助", "Medical aid"),
    "schooling": Text("助学救助", "Schooling aid"),
    "accident": Text("意外救助", "Accident aid"),
}

KIND_LABELS: Mapping[str, Text] = {
    ENTRANT: Text("新进", "Entrant"),
    LEAVER: Text("退出", "Leaver"),
    MOVER: Text("类别变动", "Mover"),
    UNFILED: Text("未建档，类别变动", "Not filed, other category"),
    AMOUNT: Text("类别不变，上限变动", "Same category, other ceiling"),
}

TONES: Mapping[str, str] = {
    "deep": "bad",
    "relative": "warn",
    "accidental": "info",
    "deep-to-judge": "neutral",
    "relative-to-judge": "neutral",
    "accidental-to-judge": "neutral",
    "edge": "neutral",
    "none": "neutral",
}
"""The colour of a standing's badge: those of the list of dossiers for the eligible."""

TO_JUDGE = Text("有情形需核实", "something to look into")


def standing_in_words(place: int, categories: Mapping[int, Text]) -> Text:
    """A standing by its place in STANDINGS, in the words that a rule set has for the categories."""
    standing = STANDINGS[place]
    category = categories[standing.category]
    if standing.code.endswith("-to-judge"):
        return Text(f"{category.zh}（{TO_JUDGE.zh}）", f"{category.en} ({TO_JUDGE.en})")
    return category
