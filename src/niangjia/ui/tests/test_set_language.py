"""The language switch and the language of an answer."""

import pytest
from django.test import Client
from django.urls import reverse

ADDRESS = "/set-language/"


def test_the_choice_is_kept_and_the_reader_goes_back(client: Client) -> None:
    answer = client.post(ADDRESS, {"language": "en", "next": "/about/elements/?q=x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/about/elements/?q=x")
    assert client.get(reverse("accounts:sign-in")).headers["Content-Language"] == "en"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_nobody_is_led_elsewhere(client: Client, elsewhere: str) -> None:
    assert client.post(ADDRESS, {"language": "en", "next": elsewhere}).headers["Location"] == "/"


@pytest.mark.parametrize("wish", [{}, {"HTTP_ACCEPT_LANGUAGE": "en"}, {"HTTP_COOKIE": "django_language=fr"}])
def test_chinese_unless_switched(client: Client, wish: dict[str, str]) -> None:
    answer = client.get(reverse("accounts:sign-in"), **wish)  # type: ignore[arg-type] # headers by name
    assert answer.headers["Content-Language"] == "zh-Hans"
    assert 'lang="zh-Hans"' in answer.content.decode()


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert "Set-Cookie" not in client.post(ADDRESS, {"language": "fr"}).headers


def test_it_is_not_a_link(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405
