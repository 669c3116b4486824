"""The unguessable part of a callback's address: it names an order and proves that we gave it out."""

from __future__ import annotations

import uuid

from django.core import signing

_SALT = "mediahub.callback"


def for_order(job_id: uuid.UUID, order: int) -> str:
    """A URL-safe token for this order (its number within the job)."""
    return signing.Signer(salt=_SALT).sign_object([job_id.hex, order]).replace(":", ".")


def order_of(token: str) -> tuple[uuid.UUID, int] | None:
    """The job and the number of the order of a token, None for one that is not ours."""
    try:
        job_id, order = signing.Signer(salt=_SALT).unsign_object(token.replace(".", ":"))
        return uuid.UUID(job_id), int(order)
    except (signing.BadSignature, ValueError, TypeError):
        return None
