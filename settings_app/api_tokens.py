"""Who one is here, and one's API tokens, over HTTP. Tokens are made and revoked in a session, never by a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mediahub.access.visitors import token_of
from mediahub.errors import ApiError
from mediahub.queries import refuse_unknown_query
from settings_app import people, tokens
from settings_app.account_schema import ME, TOKEN, TOKEN_MADE, TOKEN_NEW, TOKENS
from settings_app.models import ApiToken, Role
from settings_app.people_forms import AForm, BoundForm, TokenForm, from_json

_LOCAL = "In local mode there are no accounts and no tokens: MEDIAHUB_AUTH=login switches them on."


class Me(APIView):
    """Who is asking, and how far that reaches."""

    @extend_schema(operation_id="me_read", summary="Who am I", responses={200: ME})
    def get(self, request: Request) -> Response:
        refuse_unknown_query(request)
        person, token = people.person_of(request.user), token_of(request)
        return Response(
            {
                "name": person.name,
                "role": person.role,
                "sees": people.shown_to(request.user).get_username() if person.role == Role.VIEWER else None,
                "mode": settings.AUTH,
                "token": written(token) if token else None,
            }
        )


class TokenList(APIView):
    """One's own tokens. The answer to POST holds the token itself, this once."""

    @extend_schema(operation_id="tokens_list", summary="List the tokens", responses={200: TOKENS})
    def get(self, request: Request) -> Response:
        refuse_unknown_query(request)
        refuse_local_mode()
        return Response({"results": [written(token) for token in tokens.of(request.user)]})

    @extend_schema(
        operation_id="tokens_make",
        summary="Make a token",
        request={"application/json": TOKEN_NEW},
        responses={201: TOKEN_MADE},
    )
    def post(self, request: Request) -> Response:
        refuse_local_mode()
        form = checked(from_json(TokenForm, body(request, TokenForm), user=request.user))
        given = form.cleaned_data
        try:
            token, plain = tokens.make(request.user, given["name"], given["scopes"], expires_at=form.expires_at)
        except ValidationError as problem:
            form.refuse(problem)
            checked(form)
        return Response({**written(token), "token": plain}, status=201, headers={"Cache-Control": "no-store"})


class TokenDetail(APIView):
    """One token."""

    @extend_schema(operation_id="token_read", summary="Read a token's facts", responses={200: TOKEN})
    def get(self, request: Request, token_id: int) -> Response:
        refuse_unknown_query(request)
        refuse_local_mode()
        found = tokens.of(request.user).filter(pk=token_id).first()
        if found is None:
            raise Http404
        return Response(written(found))

    @extend_schema(
        operation_id="token_revoke",
        summary="Revoke a token",
        responses={204: OpenApiResponse(description="It opens nothing any more.")},
    )
    def delete(self, request: Request, token_id: int) -> Response:
        refuse_local_mode()
        if not tokens.revoke(request.user, token_id):
            raise Http404
        return Response(status=204)


def refuse_local_mode() -> None:
    """Raise ``ApiError`` 409 where there are no accounts."""
    if settings.AUTH == "local":
        raise ApiError(409, "local_mode", _LOCAL)


def body(request: Request, form: type[BoundForm], *more: str) -> Mapping[str, Any]:
    """The JSON object that was sent; a name that neither the form nor ``more`` has is refused."""
    data = request.data
    if not isinstance(data, Mapping):
        raise ApiError(400, "bad_body", "Send a JSON object.")
    known = (*form.base_fields, *more)
    for name in data:
        if name not in known:
            words = f"There is no “{name}” here. There are: {', '.join(known)}."
            raise ApiError(400, "unknown_field", words, str(name))
    return data


def checked(form: AForm) -> AForm:
    """The form, if it is valid; raises ``ApiError`` 400 with its problems."""
    if form.is_valid():
        return form
    first = form.problems[0]
    raise ApiError(400, "invalid", first["message"], first["field"], errors=form.problems)


def written(token: ApiToken) -> dict[str, Any]:
    """A token as JSON: everything but itself."""
    return {
        "id": token.pk,
        "name": token.name,
        "scopes": token.scopes,
        "last_four": token.tail,
        "made_at": token.made_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "live": token.is_live,
    }
