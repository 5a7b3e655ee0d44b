"""Why a message was not delivered."""

from niangjia.kernel.errors import NiangjiaError


class NotDelivered(NiangjiaError):
    """It did not go out, that is certain: it may be tried again."""

    code = "not-delivered"


class Refused(NotDelivered):
    """The other side refuses it for good, or nobody may send there: trying again helps nothing."""

    code = "refused"


class Unreachable(NotDelivered):
    """The other side cannot be reached at all: whatever else goes the same way waits, too."""

    code = "unreachable"


class Uncertain(NiangjiaError):
    """It was handed over, and no answer came: it may have arrived, and is not sent again."""

    code = "uncertain"
