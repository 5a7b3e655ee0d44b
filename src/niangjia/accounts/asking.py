"""How the command line asks for a password."""

import sys
from getpass import getpass


def asked_password(*, is_piped: bool) -> str:
    """Typed without being shown, or the first line of standard input."""
    return sys.stdin.readline().rstrip("\n") if is_piped else getpass("Password: ")
