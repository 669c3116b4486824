"""Addresses behind the doors: for programs, for people, for providers, each of which says that it was reached."""

import errno
import sqlite3

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg.errors import DiskFull
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mediahub.errors import ApiError


class Word(serializers.Serializer):
    word = serializers.CharField()


class Echo(APIView):
    def get(self, request: Request) -> Response:
        return Response({"user": request.user.get_username()})

    def post(self, request: Request) -> Response:
        checked = Word(data=request.data)
        checked.is_valid(raise_exception=True)
        return Response(checked.validated_data)

    def delete(self, request: Request) -> Response:
        return Response(status=204)


class Teapot(APIView):
    def get(self, request: Request) -> Response:
        raise ApiError(418, "teapot", "This is a teapot.", field="pot", action="pour")


class Broken(APIView):
    def get(self, request: Request) -> Response:
        raise ZeroDivisionError


class Reached(APIView):
    parser_classes = ()

    def post(self, request: Request) -> Response:
        return Response("reached")

    put = patch = delete = get = post


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("reached")


def broken_page(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


def full_disk(request: HttpRequest, how: str) -> HttpResponse:
    match how:
        case "system":
            raise OSError(errno.ENOSPC, "No space left on device")
        case "quota":
            raise OSError(errno.EDQUOT, "Disk quota exceeded")
    cause = sqlite3.OperationalError("database or disk is full") if how == "sqlite" else DiskFull("could not extend")
    if isinstance(cause, sqlite3.OperationalError):
        cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise OperationalError(str(cause)) from cause


urlpatterns = [
    path("api/full-disk/<str:how>", full_disk),
    path("full-disk/<str:how>", full_disk),
    path("without-database", without_database),
    path("api/without-database", without_database),
    path("page", page),
    path("broken", broken_page),
    path("callbacks/kie/token", page),
    path("api/echo", Echo.as_view()),
    path("api/teapot", Teapot.as_view()),
    path("api/broken", Broken.as_view()),
    path("api/uploads", Reached.as_view()),
    path("api/reached", Reached.as_view()),
]

handler400 = "mediahub.errors.bad_request"
handler403 = "mediahub.errors.permission_denied"
handler404 = "mediahub.errors.page_not_found"
handler500 = "mediahub.errors.server_error"
