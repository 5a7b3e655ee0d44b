import pytest

from niangjia.kernel.devices import describe_device

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/18.0 Safari/605.1", "Safari, macOS"),
        (f"Mozilla/5.0 (Linux; Android 15) {KIT} Chrome/140.0 Mobile MicroMessenger/8.0", "WeChat, Android"),
        (f"Mozilla/5.0 (Linux; Android 15) {KIT} Chrome/140.0 wxwork/4.1 MicroMessenger/7.0", "WeCom, Android"),
        ("<script>alert(1)</script>", "?, ?"),
        ("", "?, ?"),
    ],
)
def test_browsers_and_systems_are_told_coarsely(told, expected):
    assert describe_device(told, "10.0.0.7") == f"{expected}, 10.0.0.7"


@pytest.mark.parametrize(
    ("address", "expected"),
    [("2001:DB8::1", "2001:db8::1"), ("", "?"), ("10.0.0.7, 8.8.8.8", "?"), ("' or 1=1", "?")],
)
def test_only_an_address_is_taken_for_one(address, expected):
    assert describe_device("", address) == f"?, ?, {expected}"


def test_two_people_with_the_same_browser_are_not_told_apart():
    first = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.7339.81 Safari/537.36 device-id=12345"
    second = "Mozilla/5.0 (Windows NT 11.0) Chrome/139.0.1.1 Safari/537.36 device-id=99999"
    assert describe_device(first, "10.0.0.7") == describe_device(second, "10.0.0.7")
