"""Chinese names: how they sort, how people search for them, and which characters older systems cannot write."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "曾": "zeng", "华": "hua", "任": "ren",
    "盖": "ge", "朴": "piao", "缪": "miao", "翟": "zhai", "召": "shao", "覃": "qin", "尉迟": "yu chi", "万俟": "mo qi",
    "长孙": "zhang sun", "宿": "su", "乐": "yue", "种": "chong", "员": "yun", "逄": "pang", "冼": "xian", "秘": "bi",
    "洗": "xian", "黑": "he", "折": "she", "繁": "po", "祭": "zhai", "牟": "mu", "郇": "xun", "句": "gou",
    "令狐": "ling hu", "燕": "yan", "隗": "wei", "佴": "nai", "晁": "chao", "尹": "yin", "宁": "ning", "葛": "ge",
    "哈": "ha", "那": "na",
}  # fmt: skip
"""Surnames that are read otherwise than in other words; a space parts syllables."""


KEY_LENGTH = 120
"""No key is longer; names of 60 characters with a long reading are cut."""


@lru_cache(maxsize=50_000)
def _syllables(name: str) -> tuple[str, ...]:
    for length in (2, 1):
        reading = SURNAMES.get(name[:length])
        if reading and len(name) > length:
            rest = lazy_pinyin(name[length:], style=Style.NORMAL, errors="default")
            return (*reading.split(), *(part.lower() for part in rest))
    return tuple(part.lower() for part in lazy_pinyin(name, style=Style.NORMAL, errors="default"))


def pinyin(name: str) -> str:
    """Full reading without tones, joined and lower-case: the key names are sorted by. At most KEY_LENGTH characters."""
    return "".join(_syllables(name))[:KEY_LENGTH]


def initials(name: str) -> str:
    """First letter of each syllable: 刘心红 gives lxh."""
    return "".join(part[0] for part in _syllables(name) if part)


def search_keys(name: str) -> set[str]:
    """Every key under which a prefix search finds the name: each suffix in characters, full pinyin, initials."""
    lowered = name.lower()
    suffixes = {lowered[start:] for start in range(len(lowered))}
    return {key[:KEY_LENGTH] for key in suffixes | {pinyin(name), initials(name)} if key.strip()}


def rare_characters(name: str) -> list[str]:
    """Characters that older systems (GBK) cannot write, or that stand in a private area and may show as a blank."""
    return [char for char in name if not _writes_in_gbk(char)]


def _writes_in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
