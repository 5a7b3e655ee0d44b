"""企业微信: a code becomes a `userid` by way of the corporation's own access token.

Addresses as in its developer documents: wwlogin/sso/login in a browser, connect/oauth2/authorize inside its own app,
then cgi-bin/gettoken and cgi-bin/auth/getuserinfo.
"""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.cache import cache

from niangjia.accounts.providers.base import Found, Start, ask, refused
from niangjia.kernel.text import Text

TOKEN_IS_STALE = {40014, 42001}
SAFETY_SECONDS = 120


@dataclass(frozen=True, slots=True)
class WeCom:
    """A corporation's own application in 企业微信."""

    NEEDED: ClassVar[set[str]] = {"corp_id", "agent_id"}
    ALLOWED: ClassVar[set[str]] = {"login_url", "app_login_url", "api_url"}
    ADDRESSES: ClassVar[set[str]] = {"login_url", "app_login_url", "api_url"}

    slug: str
    label: Text
    secret: str
    corp_id: str
    agent_id: str
    login_url: str = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    app_login_url: str = "https://open.weixin.qq.com/connect/oauth2/authorize"
    api_url: str = "https://qyapi.weixin.qq.com/cgi-bin"
    code_name: str = "code"

    def address(self, start: Start, back: str, *, agent: str) -> str:
        """A page with a code to scan; inside its app the person is known already."""
        if "wxwork" in agent:
            asked = {"appid": self.corp_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base"}
            query = urlencode({**asked, "state": start.state, "agentid": self.agent_id})
            return f"{self.app_login_url}?{query}#wechat_redirect"
        asked = {"login_type": "CorpApp", "appid": self.corp_id, "agentid": self.agent_id, "redirect_uri": back}
        return f"{self.login_url}?{urlencode({**asked, 'state': start.state})}"

    def identify(self, code: str, start: Start, back: str) -> Found:  # noqa: ARG002 (as every service)
        """The `userid` of a member; someone from outside the corporation is refused."""
        said = self._who(code)
        if said.get("errcode") in TOKEN_IS_STALE:
            cache.set(self._cached_as, None)
            said = self._who(code)
        userid = said.get("userid") or said.get("UserId")
        if said.get("errcode") != 0 or not isinstance(userid, str):
            raise refused(self.label, f"{said.get('errcode')} {said.get('errmsg')}")
        return Found(userid)

    def _who(self, code: str) -> dict[str, Any]:
        asked = {"access_token": self._token(), "code": code}
        return ask(self.label, "GET", f"{self.api_url}/auth/getuserinfo", params=asked)

    @property
    def _cached_as(self) -> str:
        return f"wecom-token:{self.slug}:{self.corp_id}:{self.agent_id}"

    def _token(self) -> str:
        """The corporation's token, kept in memory while it holds: it may be asked for only so often."""
        token = cache.get(self._cached_as)
        if isinstance(token, str):
            return token
        asked = {"corpid": self.corp_id, "corpsecret": self.secret}
        said = ask(self.label, "GET", f"{self.api_url}/gettoken", params=asked)
        token = said.get("access_token")
        if said.get("errcode") != 0 or not isinstance(token, str):
            raise refused(self.label, f"{said.get('errcode')} {said.get('errmsg')}")
        cache.set(self._cached_as, token, max(1, int(said.get("expires_in", 7200)) - SAFETY_SECONDS))
        return token
