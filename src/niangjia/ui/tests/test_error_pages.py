"""Pages about errors: each can be drawn with the little that Django gives it."""

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
@pytest.mark.parametrize("has_request", [True, False])
def test_it_is_a_whole_page(code: str, language: str, has_request: bool) -> None:  # noqa: FBT001 - a parameter
    request: HttpRequest | None = RequestFactory().get("/x/") if has_request else None
    with translation.override(language):
        page = render_to_string(f"{code}.html", request=request)
    assert page.count("<h1") == 1
    assert "</html>" in page


def test_a_missing_page_is_told_in_the_frame_of_the_product(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert 'class="problem-code"' in answer.content.decode()
