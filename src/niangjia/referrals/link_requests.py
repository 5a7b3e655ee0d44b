"""What a request says of the link it comes through, before anything reads its body."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from niangjia.referrals.access import is_link_open_to

COOKIE = "niangjia_request"
"""What the browser that gave the code of a link is handed, for the address of that link alone."""


def key_of(request: HttpRequest) -> str:
    """The key that a browser was handed; "" for none."""
    return request.COOKIES.get(COOKIE, "")[:64]


def answers_a_link(request: HttpRequest) -> bool:
    """Whether a request answers a link that still works, from the browser that gave its code: it may hold a file."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    is_answer = match.view_name == "referrals:answer-link"
    return is_answer and is_link_open_to(match.kwargs["token"], key_of(request))
