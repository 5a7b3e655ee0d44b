"""钉钉: a code becomes the person's own access token, and that a `unionId`.

Addresses as in its developer documents: oauth2/auth, then v1.0/oauth2/userAccessToken and v1.0/contact/users/me.
"""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from niangjia.accounts.providers.base import Found, Start, ask, refused
from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class DingTalk:
    """An application in 钉钉."""

    NEEDED: ClassVar[set[str]] = {"client_id"}
    ALLOWED: ClassVar[set[str]] = {"corp_id", "login_url", "api_url"}
    ADDRESSES: ClassVar[set[str]] = {"login_url", "api_url"}

    slug: str
    label: Text
    secret: str
    client_id: str
    corp_id: str = ""
    login_url: str = "https://login.dingtalk.com/oauth2/auth"
    api_url: str = "https://api.dingtalk.com"
    code_name: str = "authCode"

    def address(self, start: Start, back: str, *, agent: str) -> str:  # noqa: ARG002 (as every service)
        """The page of consent; with `corp_id` the person chooses that organisation."""
        asked = {"redirect_uri": back, "response_type": "code", "client_id": self.client_id, "state": start.state}
        asked |= {"scope": "openid corpid" if self.corp_id else "openid", "prompt": "consent"}
        return f"{self.login_url}?{urlencode(asked)}"

    def identify(self, code: str, start: Start, back: str) -> Found:  # noqa: ARG002 (as every service)
        """The `unionId`, the same in every application of the organisation."""
        asked = {
            "clientId": self.client_id,
            "clientSecret": self.secret,
            "code": code,
            "grantType": "authorization_code",
        }
        said = ask(self.label, "POST", f"{self.api_url}/v1.0/oauth2/userAccessToken", json=asked)
        token = said.get("accessToken")
        if not isinstance(token, str) or (self.corp_id and said.get("corpId") != self.corp_id):
            raise refused(self.label, str(said.get("code") or "corpId"))
        head = {"x-acs-dingtalk-access-token": token}
        person = ask(self.label, "GET", f"{self.api_url}/v1.0/contact/users/me", headers=head)
        union_id = person.get("unionId")
        if not isinstance(union_id, str) or not union_id:
            raise refused(self.label, "unionId")
        return Found(union_id)
