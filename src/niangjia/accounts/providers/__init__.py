"""Sign-in services of the bureau (OpenID Connect, 企业微信, 钉钉), as the file `sign-in.toml` names them.

A service only says who someone is. Whom that is here, a person has said before: an unknown name opens nothing and makes
nobody.
"""

from niangjia.accounts.providers.base import Found, Provider, ProviderFailed, Start
from niangjia.accounts.providers.configuration import ProvidersMisconfigured, providers

__all__ = ["Found", "Provider", "ProviderFailed", "ProvidersMisconfigured", "Start", "providers"]
