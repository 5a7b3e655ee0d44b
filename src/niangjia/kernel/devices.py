"""From what a request came, told coarsely for the record: family of browser, kind of system, address. No number that
would follow a person about is taken or made.
"""

from ipaddress import ip_address

_BROWSERS = [
    ("wxwork", "WeCom"), ("micromessenger", "WeChat"), ("dingtalk", "DingTalk"), ("edg", "Edge"), ("opr/", "Opera"),
    ("qqbrowser", "QQ Browser"), ("ucbrowser", "UC Browser"), ("firefox", "Firefox"), ("fxios", "Firefox"),
    ("chrome", "Chrome"), ("chromium", "Chrome"), ("crios", "Chrome"), ("safari", "Safari"),
    ("trident", "Internet Explorer"),
]  # fmt: skip
"""A mark of each family, the narrower first: nearly all of them also call themselves Chrome or Safari."""

_SYSTEMS = [
    ("openharmony", "HarmonyOS"), ("harmonyos", "HarmonyOS"), ("android", "Android"), ("iphone", "iOS"),
    ("ipad", "iOS"), ("windows", "Windows"), ("mac os", "macOS"), ("linux", "Linux"),
]  # fmt: skip

UNKNOWN = "?"


def describe_device(user_agent: str, address: str) -> str:
    """One short line; what is not known is a question mark, and nothing of the text itself is kept.

    >>> describe_device("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "10.0.0.7")
    'Chrome, Windows, 10.0.0.7'
    >>> describe_device("", "not an address")
    '?, ?, ?'
    """
    told = user_agent.lower()
    browser = next((name for mark, name in _BROWSERS if mark in told), UNKNOWN)
    system = next((name for mark, name in _SYSTEMS if mark in told), UNKNOWN)
    return f"{browser}, {system}, {_address(address)}"


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return UNKNOWN
