"""The people of this installation over HTTP: invite, change, switch off, delete. The owner's alone, in a session."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation import departure
from mediahub.errors import ApiError
from mediahub.queries import refuse_unknown_query
from settings_app import invitations, people
from settings_app.account_schema import LINK, PEOPLE, PERSON, PERSON_CHANGE, PERSON_INVITED, PERSON_NEW
from settings_app.api_tokens import body, checked, refuse_local_mode
from settings_app.models import Person, Role
from settings_app.people_forms import InviteForm, RoleForm, from_json

_FILES = ("keep", "delete")


class PersonList(APIView):
    """Everybody who has an account here."""

    @extend_schema(operation_id="people_list", summary="List the people", responses={200: PEOPLE})
    def get(self, request: Request) -> Response:
        refuse_unknown_query(request)
        refuse_local_mode()
        return Response({"results": [written(person) for person in people.everyone()]})

    @extend_schema(
        operation_id="people_invite",
        summary="Invite somebody",
        request={"application/json": PERSON_NEW},
        responses={201: PERSON_INVITED},
    )
    def post(self, request: Request) -> Response:
        refuse_local_mode()
        form = checked(from_json(InviteForm, body(request, InviteForm)))
        given = form.cleaned_data
        try:
            person, token = people.invite(given["name"], given["role"], by=request.user, sees=form.host)
        except ValidationError as problem:
            form.refuse(problem)
            checked(form)
        return _no_store(Response({**written(person), "link": invitations.address(request, token)}, status=201))


class PersonDetail(APIView):
    """One person. PATCH changes the role (with ``sees``), or switches the account on and off (``active``)."""

    @extend_schema(operation_id="person_read", summary="Read a person", responses={200: PERSON})
    def get(self, request: Request, person_id: int) -> Response:
        refuse_unknown_query(request)
        return Response(written(_person(person_id)))

    @extend_schema(
        operation_id="person_change",
        summary="Change a person's role, or switch the account on or off",
        request={"application/json": PERSON_CHANGE},
        responses={200: PERSON},
    )
    def patch(self, request: Request, person_id: int) -> Response:
        person = _person(person_id)
        data = body(request, RoleForm, "active")
        if "active" in data and not isinstance(data["active"], bool):
            raise ApiError(400, "invalid", "This must be true or false.", "active")
        if {"role", "sees"} & data.keys():
            _change_role(person, {"role": person.role, **data})
        if "active" in data:
            _refusing(people.switch_on if data["active"] else people.switch_off, person)
        return Response(written(_person(person_id)))

    @extend_schema(
        operation_id="person_delete",
        summary="Delete an account",
        parameters=[OpenApiParameter("files", enum=_FILES, required=True, description="What becomes of the files.")],
        responses={204: OpenApiResponse(description="The account is deleted.")},
    )
    def delete(self, request: Request, person_id: int) -> Response:
        person = _person(person_id)
        refuse_unknown_query(request, "files")
        files = request.query_params.get("files", "")
        if files not in _FILES:
            words = "Say what becomes of the files: ?files=keep moves them to you, ?files=delete deletes them for good."
            raise ApiError(400, "invalid", words, "files")
        _refusing(departure.leave, person, heir=request.user, keep_files=files == "keep")
        return Response(status=204)


class PersonLink(APIView):
    """A new one-time link, in place of an older one."""

    @extend_schema(operation_id="person_link", summary="Make a new link", request=None, responses={201: LINK})
    def post(self, request: Request, person_id: int) -> Response:
        token = _refusing(people.new_link, _person(person_id))
        return _no_store(Response({"link": invitations.address(request, token)}, status=201))


def written(person: Person) -> dict[str, Any]:
    """A person as JSON."""
    is_viewer = person.role == Role.VIEWER
    return {
        "id": person.pk,
        "name": person.name,
        "role": person.role,
        "sees": people.shown_to(person.user).get_username() if is_viewer else None,
        "active": person.user.is_active,
        "has_password": person.user.has_usable_password(),
        "made_at": person.made_at,
    }


def _person(person_id: int) -> Person:
    refuse_local_mode()
    found = people.everyone().filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def _change_role(person: Person, data: dict[str, Any]) -> None:
    form = checked(from_json(RoleForm, data, but=person))
    try:
        people.set_role(person, form.cleaned_data["role"], sees=form.host)
    except ValidationError as problem:
        form.refuse(problem)
        checked(form)


def _refusing(verb: Any, *given: Any, **more: Any) -> Any:
    """Call a verb; what it refuses does not fit the present state."""
    try:
        return verb(*given, **more)
    except ValidationError as problem:
        raise ApiError(409, "not_possible", " ".join(problem.messages)) from problem


def _no_store(answer: Response) -> Response:
    answer["Cache-Control"] = "no-store"
    return answer
