"""This app's entries in the navigation."""


def register() -> None:
    """None yet for everyone: the table of rights is reached from the page about the program."""
