"""Handing in input files over HTTP: as a form, as bytes, or as text in JSON."""

from __future__ import annotations

import base64
import binascii
import mimetypes
from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gallery import shapes, uploads
from gallery.api_requests import AnyAccept
from gallery.formats import BadFile
from gallery.models import Upload
from gallery.serving import file_response
from mediahub.access import whose
from mediahub.errors import ApiError
from mediahub.parsers import JsonBody
from mediahub.queries import refuse_unknown_query


class PictureParser(BaseParser):
    """A body that is the file itself: a picture."""

    media_type = "image/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return stream


class VideoParser(PictureParser):
    """A body that is a video."""

    media_type = "video/*"


class SoundParser(PictureParser):
    """A body that is a sound file."""

    media_type = "audio/*"


class UploadList(APIView):
    """Hand in a picture, a video or a sound file. Its id can then stand in the input fields of a request.

    Send a form with `file`, or the bytes with a content type of `image/…`, `video/…` or `audio/…` (and a name in
    `X-Filename`), or JSON with `data` in base64 and `name`. The same file again gives the same id. Limits: 50 MB for a
    picture, 100 MB for sound, 500 MB for a video (JSON: 50 MB).
    """

    parser_classes = [JsonBody, MultiPartParser, PictureParser, VideoParser, SoundParser]
    serializer_class = shapes.UploadText

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What the browsable page shows as forms."""
        return shapes.UploadFile(*args, **kwargs)

    @extend_schema(
        operation_id="upload_create",
        parameters=[OpenApiParameter("X-Filename", location="header", description="Name of a raw body.")],
        request={
            "multipart/form-data": shapes.UploadFile,
            "application/json": shapes.UploadText,
            "image/*": OpenApiTypes.BINARY,
            "video/*": OpenApiTypes.BINARY,
            "audio/*": OpenApiTypes.BINARY,
        },
        responses={201: shapes.UploadItem},
    )
    def post(self, request: Request) -> Response:
        source, name = _received(request)
        try:
            upload = uploads.save(source, name, request.user)
        except BadFile as error:
            raise ApiError(400, "bad_file", str(error), field="file") from error
        return Response(shapes.UploadItem(upload).data, status=201)


class UploadDetail(APIView):
    """A file that was handed in."""

    @extend_schema(operation_id="upload_retrieve", responses=shapes.UploadItem)
    def get(self, request: Request, upload_id: UUID) -> Response:
        refuse_unknown_query(request)
        return Response(shapes.UploadItem(_upload(request, upload_id)).data)


class UploadBytes(APIView):
    """The bytes of a file that was handed in."""

    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="upload_file", responses={(200, "*/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, upload_id: UUID) -> HttpResponseBase:
        upload = _upload(request, upload_id)
        try:
            place = uploads.path(upload)
            return file_response(request, place, upload.mime, tag=upload.sha256, download_name=upload.name)
        except FileNotFoundError as error:
            raise ApiError(404, "file_missing", f"{upload.name} is missing on disk. Upload it again.") from error


def _upload(request: Request, upload_id: UUID) -> Upload:
    upload = Upload.objects.filter(pk=upload_id, owner=whose(request)).first()
    if upload is None:
        raise Http404
    return upload


def _received(request: Request) -> tuple[Any, str]:
    """The file (bytes or a stream) and its name; raises ``ApiError`` 400 where there is none."""
    content_type = (request.content_type or "").partition(";")[0]
    if content_type.startswith(("image/", "video/", "audio/")):
        ending = mimetypes.guess_extension(content_type) or ""
        if not request.data:  # an empty body reaches no parser
            raise ApiError(400, "bad_file", "The body is empty. Send the file's bytes.", field="file")
        return request.data, request.headers.get("X-Filename") or f"{_name(content_type)}{ending}"
    if content_type == "multipart/form-data":
        file = request.FILES.get("file")
        if file is None:
            raise ApiError(400, "invalid", "Choose a file: the form's field is “file”.", field="file")
        return file, file.name or ""
    return _from_json(request.data)


def _from_json(body: Any) -> tuple[bytes, str]:
    if not isinstance(body, dict):
        example = '{"data": "data:image/png;base64,…"}'
        raise ApiError(400, "bad_body", f"The body must be a JSON object, for example {example}.")
    text, name = body.get("data"), body.get("name", "")
    if unknown := next((key for key in body if key not in ("data", "name")), None):
        raise ApiError(400, "unknown_field", f"There is no “{unknown}” here. It takes: data, name.", field=unknown)
    if not isinstance(text, str) or not text:
        raise ApiError(400, "invalid", "The file must be text in base64, or a data URI.", field="data")
    if not isinstance(name, str):
        raise ApiError(400, "invalid", "This must be text.", field="name")
    head, _, tail = text.partition(",") if text.lower().startswith("data:") else ("", "", text)
    try:
        data = base64.b64decode("".join(tail.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ApiError(400, "invalid", "This is not base64.", field="data") from error
    told = head.removeprefix("data:").partition(";")[0]
    return data, name or f"{_name(told)}{mimetypes.guess_extension(told) or ''}"


def _name(content_type: str) -> str:
    """What a file without a name is called."""
    return {"video": "video", "audio": "sound"}.get(content_type.partition("/")[0], "picture")
