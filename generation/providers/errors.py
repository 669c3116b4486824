"""What can go wrong between us and a provider, as one tree.

    ProviderError
      Unavailable        certainly not accepted                  → ask again later
        RateLimited      with ``retry_after`` in seconds
      Unclear            sent, no verdict                        → never sent again unasked
      AccountProblem     bad key, no credit, spending cap        → the owner must act
      Rejected           refused: parameters, moderation, input  → the user must change it
      UnexpectedReply    not understood; the raw reply is kept   → a bug

An adapter raises the narrowest class. ``message`` is for the person who must act: it names the provider, says what
happened, whether it was charged, and what to do. ``detail`` holds the provider's own words, readable below it.
Neither ever holds a key.
"""

from __future__ import annotations


class ProviderError(Exception):
    """Base of the tree.

    ``code`` is a short machine word (``no_credit``), ``action`` names the next step for a button
    (``check_key``, ``top_up``, ``edit_prompt``, ``change_settings``, ``try_again``), ``field`` the form field to blame.
    """

    code = "provider_error"
    action = ""

    def __init__(self, message: str, *, detail: str = "", code: str = "", action: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.code = code or type(self).code
        self.action = action or type(self).action
        self.field = field


class Unavailable(ProviderError):
    """The call was certainly not accepted (refused connection, maintenance): it may be made again later."""

    code = "unavailable"
    action = "try_again"


class RateLimited(Unavailable):
    """Too many calls. ``retry_after``: seconds to wait, at least."""

    code = "rate_limited"

    def __init__(self, message: str, *, retry_after: float = 10.0, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.retry_after = retry_after


class Unclear(ProviderError):
    """The call was sent and its outcome is unknown: it may have been accepted and charged."""

    code = "unclear"
    action = "look_again"


class AccountProblem(ProviderError):
    """The account cannot order: key refused, no credit, cap reached. Codes: ``bad_key``, ``no_credit``, ``key_cap``."""

    code = "account"
    action = "check_key"


class Rejected(ProviderError):
    """The provider refused what this request asks. Codes: ``invalid``, ``moderation``, ``bad_input``, ``failed``."""

    code = "invalid"
    action = "change_settings"


class UnexpectedReply(ProviderError):
    """A reply that we do not understand; ``detail`` keeps it, shortened."""

    code = "unexpected_reply"
