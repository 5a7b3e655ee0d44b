"""What every journey does: fill a form by its fields' names, send it, look at what came."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from niangjia.ui.testing import assert_accessible, assert_no_sideways_scroll

TWICE = """() => [...document.querySelectorAll("main [id]")].map(each => each.id)
    .filter((id, place, all) => all.indexOf(id) !== place)"""
"""Ids that stand on a page more than once: a label would lead to the wrong field."""


def look(page: Page) -> None:
    """Nothing bars anybody from the page, each id is there once, and it fits its window."""
    assert_accessible(page)
    assert page.evaluate(TWICE) == []
    assert_no_sideways_scroll(page)


def fill(page: Page, **given: object) -> None:
    """Fill fields by their names."""
    for name, value in given.items():
        field = page.locator(f'main form [name="{name}"]').last
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.get_attribute("type") == "radio":
            page.locator(f'main form [name="{name}"][value="{value}"]').check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def send(page: Page, form: str = "main form") -> None:
    """Send a form, and see that it was taken."""
    page.locator(f"{form} button[type=submit]").last.click()
    expect(page.locator(".notice-good").first).to_be_visible()


def picture() -> bytes:
    """A small picture, another each time."""
    written = BytesIO()
    Image.effect_noise((60, 40), 40).save(written, "PNG")
    return written.getvalue()
