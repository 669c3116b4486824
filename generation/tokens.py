"""The unguessable part of a callback's address: it names a job and proves that we gave it out."""

from __future__ import annotations

import uuid

from django.core import signing

_SALT = "mediahub.callback"


def for_job(job_id: uuid.UUID) -> str:
    """A URL-safe token for this job."""
    return signing.Signer(salt=_SALT).sign_object(job_id.hex).replace(":", ".")


def job_id(token: str) -> uuid.UUID | None:
    """The job of a token, None for one that is not ours."""
    try:
        return uuid.UUID(signing.Signer(salt=_SALT).unsign_object(token.replace(".", ":")))
    except (signing.BadSignature, ValueError):
        return None
