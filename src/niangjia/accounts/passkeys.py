"""WebAuthn, as fido2 speaks it: what the browser is asked, and whether its answer is right.

The challenge is kept in the session and used once. A passkey belongs to the host name the program is reached under.
"""

import ipaddress
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from niangjia.accounts.models import Passkey, User
from niangjia.kernel.errors import InvalidInput

STATE = "passkey-state"
RP_NAME = "Niangjia"
NO_ANSWER = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading an answer raises that no browser wrote; the last for one that is nested a thousand deep."""


def is_possible(request: HttpRequest) -> bool:
    """Whether browsers take passkeys for this address: a host name, not the number of a network address."""
    try:
        ipaddress.ip_address(_host(request).strip("[]"))
    except ValueError:
        return request.is_secure() or settings.SESSION_COOKIE_SECURE or _host(request) == "localhost"
    return False


def ask_to_make(request: HttpRequest, user: User) -> Mapping[str, Any]:
    """What the browser is asked for a new passkey."""
    entity = PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.username, display_name=user.display_name)
    options, state = _server(request).register_begin(
        entity,
        _credentials(user),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    request.session[STATE] = {"make": state}
    return dict(options)


def made(request: HttpRequest, answer: str) -> AuthenticatorData:
    """The passkey the browser has made. Raises InvalidInput when the answer is none to the last question."""
    try:
        return _server(request).register_complete(_state(request, "make"), json.loads(answer))
    except NO_ANSWER as error:
        raise refused() from error


def ask_to_use(request: HttpRequest, user: User | None) -> Mapping[str, Any]:
    """What the browser is asked to show one: of this user, or, when nobody is known yet, any that tells whose it is.

    Nobody's has to check the person as well (finger, face, PIN): it is then both factors in one.
    """
    options, state = _server(request).authenticate_begin(
        _credentials(user) if user else None,
        user_verification=UserVerificationRequirement.PREFERRED if user else UserVerificationRequirement.REQUIRED,
    )
    request.session[STATE] = {"use": state}
    return dict(options)


def used(request: HttpRequest, answer: str, user: User | None) -> tuple[bytes, int]:
    """Id and counter of the passkey the browser has shown. Raises InvalidInput when the answer is not right.

    With `user` it has to be one of theirs.
    """
    state = _state(request, "use")
    if user is None:  # the question to a known user may have asked for less
        state = {**state, "user_verification": UserVerificationRequirement.REQUIRED}
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        found = Passkey.objects.filter(credential_id=websafe_encode(response.raw_id))
        rows = found.filter(user=user) if user else found
        _server(request).authenticate_complete(state, [_credential(row) for row in rows], response)
        handle = response.response.user_handle
        if handle and any(row.user.pk.bytes != handle for row in rows.select_related("user")):
            raise refused()
        return response.raw_id, response.response.authenticator_data.counter
    except NO_ANSWER as error:
        raise refused() from error


def _server(request: HttpRequest) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=_host(request), name=RP_NAME)
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if settings.SESSION_COOKIE_SECURE:
        own.add(f"https://{request.get_host()}")
    return Fido2Server(entity, verify_origin=lambda origin: origin in own)


def _host(request: HttpRequest) -> str:
    host = request.get_host()
    return host[: host.index("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _state(request: HttpRequest, kind: str) -> dict[str, Any]:
    state: dict[str, Any] | None = request.session.pop(STATE, {}).get(kind)
    if state is None:
        raise refused()
    return state


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [_credential(row) for row in Passkey.objects.filter(user=user)]


def _credential(row: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(row.credential))


def refused() -> InvalidInput:
    """What is said of every passkey that is not taken, whatever was wrong with it."""
    return InvalidInput(_("The passkey was not accepted."), remedy=_("Try again, or use another way to sign in."))
