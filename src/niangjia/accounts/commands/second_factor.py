"""Code apps, passkeys and recovery codes: adding, using and removing them."""

import secrets

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData
from pyotp.utils import strings_equal

from niangjia.accounts import access
from niangjia.accounts.commands.sessions import forget_sessions_of
from niangjia.accounts.models import Authenticator, Passkey, RecoveryCode, User
from niangjia.accounts.models.factors import STEP_SECONDS
from niangjia.accounts.recording import record
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable

RECOVERY_CODES = 10
RECOVERY_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I and O, which look alike
RECOVERY_LENGTH = 12  # the number of the code, then 11 letters: 55 bits
APP, RECOVERY, PASSKEY = "app", "recovery", "passkey"


def matching_step(secret: str, code: str, *, after: int) -> int | None:
    """The time step a code belongs to, at most one step off and later than `after`; None for no such code."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (now - 1, now, now + 1):
        if step > after and strings_equal(totp.generate_otp(step), code):
            return step
    return None


@transaction.atomic
def take_code(user: User, code: str) -> str:
    """Use a code of the app or a recovery code. Returns which it was (APP, RECOVERY), or "" for neither.

    Under lock: the same code opens once, however often it is sent at once.
    """
    typed = "".join(code.split()).replace("-", "").upper()
    if len(typed) == RECOVERY_LENGTH:
        return RECOVERY if use_recovery_code(user, typed) else ""
    own = Authenticator.objects.select_for_update().filter(user=user).first()
    step = matching_step(own.secret.reveal(), typed, after=own.last_step) if own else None
    if own is None or step is None:
        return ""
    own.last_step = step
    own.save()
    return APP


@transaction.atomic
def use_recovery_code(user: User, code: str) -> bool:
    """Cross out a recovery code. Returns whether it was one that had not been used."""
    number = int(code[0]) if code[:1].isdigit() else -1
    row = RecoveryCode.objects.select_for_update().filter(user=user, number=number, used_at=None).first()
    if row is None or not check_password(code, row.hashed):
        return False
    row.used_at = clock.now()
    row.save()
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    record("accounts.recovery-code.used", user, by=user, username=user.username, left=left)
    return True


def renew_recovery_codes(user: User, *, by: User) -> list[str]:
    """Ten new codes in place of the old; they are given out here and never again."""
    codes = [
        str(number) + "".join(secrets.choice(RECOVERY_LETTERS) for _letter in range(RECOVERY_LENGTH - 1))
        for number in range(RECOVERY_CODES)
    ]
    hashed = [make_password(code) for code in codes]  # takes its time on purpose: nobody waits for a lock meanwhile
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            [RecoveryCode(user=user, number=number, hashed=each) for number, each in enumerate(hashed)]
        )
        record("accounts.recovery-codes.renewed", user, by=by, username=user.username)
    return codes


@transaction.atomic
def add_authenticator(user: User, secret: str, code: str, *, but: str, by: User) -> None:
    """Take a code app into use, in place of an older one. Its first code shows that it works, and is used up.

    Every other session of the user ends (`but` is the digest of this one's key). Raises InvalidInput for a wrong code.
    """
    step = matching_step(secret, "".join(code.split()), after=0)
    if step is None:
        raise InvalidInput(
            _("This code does not belong to the picture."),
            remedy=_("Type the six digits the app shows now. If that fails too, check the clock of the phone."),
        )
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user).delete()
    Authenticator.objects.create(user=user, secret=secret, last_step=step, added_at=clock.now())
    forget_sessions_of(user, but=but)
    record("accounts.authenticator.added", user, by=by, username=user.username)


@transaction.atomic
def remove_authenticator(user: User, *, but: str, by: User) -> None:
    """Give up the code app; every other session ends. Nothing happens when there is none."""
    gone, _rows = Authenticator.objects.filter(user=user).delete()
    if gone:
        forget_sessions_of(user, but=but)
        record("accounts.authenticator.removed", user, by=by, username=user.username)


@transaction.atomic
def add_passkey(user: User, made: AuthenticatorData, *, name: str, but: str, by: User) -> Passkey:
    """Keep the public half of a passkey that was just made; other sessions end. Raises Conflict if it is known."""
    if made.credential_data is None:
        raise InvalidInput(_("The device sent no passkey."), remedy=_("Try again, or use a code app."))
    require_readable(name)
    try:
        with transaction.atomic():
            passkey: Passkey = Passkey.objects.create(
                user=user,
                name=name,
                credential_id=websafe_encode(made.credential_data.credential_id),
                credential=bytes(made.credential_data),
                sign_count=made.counter,
                added_at=clock.now(),
            )
    except IntegrityError as error:
        raise Conflict(_("This passkey is in use already.")) from error
    forget_sessions_of(user, but=but)
    record("accounts.passkey.added", user, by=by, username=user.username)
    return passkey


@transaction.atomic
def use_passkey(credential_id: bytes, counter: int) -> User | None:
    """Note that a passkey with a right signature was used. Returns whose it is; None if it is not to be taken.

    A counter that does not grow means that a copy of the key is about: it is refused, and that is recorded.
    """
    passkey = Passkey.objects.select_for_update().filter(credential_id=websafe_encode(credential_id)).first()
    if passkey is None or not passkey.user.is_active:
        return None
    user: User = passkey.user
    is_copy = (counter or passkey.sign_count) and counter <= passkey.sign_count
    if is_copy:
        record("accounts.passkey.doubted", user, by=user, username=user.username)
        return None
    passkey.sign_count, passkey.used_at = counter, clock.now()
    passkey.save()
    return user


@transaction.atomic
def rename_passkey(passkey: Passkey, *, name: str, by: User) -> None:
    """Call a passkey something else. Raises InvalidInput for a character that nobody sees."""
    require_readable(name)
    if passkey.name != name:
        passkey.name = name
        passkey.save(update_fields=["name"])
        record("accounts.passkey.renamed", passkey.user, by=by, username=passkey.user.username)


@transaction.atomic
def remove_passkey(passkey: Passkey, *, but: str, by: User) -> None:
    """Give up a passkey; every other session of its owner ends."""
    gone, _rows = Passkey.objects.filter(pk=passkey.pk).delete()
    if gone:
        forget_sessions_of(passkey.user, but=but)
        record("accounts.passkey.removed", passkey.user, by=by, username=passkey.user.username)


@transaction.atomic
def clear_factors(user: User, *, by: User) -> None:
    """Take away everything someone has besides the password (the phone is lost), and end every session.

    Raises Forbidden for those who do not look after this user's sign-in.
    """
    access.require_sign_in(by, "manage-sign-ins", user)
    for model in (Authenticator, Passkey, RecoveryCode):
        model._default_manager.filter(user=user).delete()  # noqa: SLF001 (the manager of any model)
    forget_sessions_of(user)
    record("accounts.factors.cleared", user, by=by, username=user.username)
