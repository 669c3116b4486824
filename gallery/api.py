"""The gallery over HTTP: lists, one file, its bytes, the trash."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gallery import library, shapes, thumbnails, tray
from gallery.api_requests import (
    FILTER_PARAMETERS,
    KEPT_PARAMETER,
    PAGE_PARAMETERS,
    AnyAccept,
    filters,
    page_of,
    place_of,
)
from gallery.models import Asset
from gallery.pages import Place
from gallery.serving import file_response
from generation.models import JobOutput, OutputState, State
from mediahub.access import whose
from mediahub.errors import ApiError
from mediahub.queries import refuse_unknown_query

#: what a guest of somebody's gallery is not told
_HOSTS_OWN = {"cost_usd": None, "notes": ""}
_DETAIL = PolymorphicProxySerializer(
    component_name="Media", serializers=[shapes.MediaDetail, shapes.MediaPending], resource_type_field_name=None
)
_BYTES = {
    (200, "*/*"): OpenApiTypes.BINARY,
    (206, "*/*"): OpenApiTypes.BINARY,
    304: OpenApiResponse(description="The client has it already."),
    404: OpenApiResponse(description="There is no such file."),
    409: OpenApiResponse(description="There is no file yet (`not_ready`), or it never came (`no_file`)."),
    416: OpenApiResponse(description="The range begins behind the end."),
}


class MediaList(APIView):
    """The finished files, newest first, a page at a time. With `?kept=no` those that nobody has saved yet."""

    @extend_schema(operation_id="media_list", parameters=[*PAGE_PARAMETERS, KEPT_PARAMETER], responses=shapes.MediaPage)
    def get(self, request: Request) -> Response:
        return page_of(request, "/api/media", shapes.MediaItem)


class MediaAll(APIView):
    """Everything at once. It goes to the trash, where it stays for 30 days."""

    @extend_schema(
        operation_id="media_delete_all",
        parameters=[*FILTER_PARAMETERS, KEPT_PARAMETER],
        responses={200: shapes.Deleted},  # of a DELETE without a status it would say 204
    )
    def delete(self, request: Request) -> Response:
        asked = filters(request, "kept")
        return Response({"deleted": library.trash_all(request.user, **asked, place=place_of(request))})


class MediaSave(APIView):
    """Keep files that wait in the tray: those with these ids, or all."""

    serializer_class = shapes.SaveRequest

    def get_serializer(self, *args: Any, **kwargs: Any) -> shapes.SaveRequest:
        """What the browsable page proposes as a body."""
        return shapes.SaveRequest(*args, **kwargs)

    @extend_schema(operation_id="media_save_many", request=shapes.SaveRequest, responses=shapes.Saved)
    def post(self, request: Request) -> Response:
        refuse_unknown_query(request)
        asked = shapes.SaveRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        ids = asked.validated_data.get("ids")
        if ids is None:
            return Response({"saved": tray.save_all(request.user), "gone": []})
        saved = tray.save(request.user, ids)
        kept = library.filtered(request.user).filter(pk__in=ids).values_list("pk", flat=True)
        return Response({"saved": saved, "gone": [str(pk) for pk in ids if pk not in set(kept)]})


class MediaDetail(APIView):
    """One file: what it is and how it was made. Before it exists, how its task stands."""

    serializer_class = shapes.MediaChange

    def get_serializer(self, *args: Any, **kwargs: Any) -> shapes.MediaChange:
        """What the browsable page proposes as a body."""
        return shapes.MediaChange(*args, **kwargs)

    @extend_schema(operation_id="media_retrieve", responses=_DETAIL)
    def get(self, request: Request, media_id: UUID) -> Response:
        refuse_unknown_query(request)
        asset = _asset(request, media_id)
        if asset is None:
            return Response(_pending(_output(request, media_id)))
        told = shapes.MediaDetail(asset).data
        if asset.owner_id != request.user.pk:
            told |= _HOSTS_OWN
        return Response(told)

    @extend_schema(operation_id="media_change", request=shapes.MediaChange, responses=shapes.MediaDetail)
    def patch(self, request: Request, media_id: UUID) -> Response:
        asset = _ready(request, media_id)
        change = shapes.MediaChange(data=request.data)
        change.is_valid(raise_exception=True)
        if not tray.describe(asset, change.validated_data):
            _ready(request, media_id)  # says what became of it
            raise Http404
        return Response(shapes.MediaDetail(asset).data)

    @extend_schema(operation_id="media_delete", responses={204: OpenApiResponse(description="It is in the trash.")})
    def delete(self, request: Request, media_id: UUID) -> Response:
        library.trash(request.user, [_ready(request, media_id).pk])
        return Response(status=204)


class MediaSaveOne(APIView):
    """Keep a file that waits in the tray. One that is kept already stays so."""

    @extend_schema(operation_id="media_save", request=None, responses=shapes.MediaDetail)
    def post(self, request: Request, media_id: UUID) -> Response:
        refuse_unknown_query(request)
        tray.save(request.user, [_ready(request, media_id).pk])
        return Response(shapes.MediaDetail(_ready(request, media_id)).data)


class MediaFile(APIView):
    """The bytes of a file, whole or by `Range`. With `?download=1` a browser saves it."""

    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="media_file", parameters=[OpenApiParameter("download", enum=["1"])], responses=_BYTES)
    def get(self, request: Request, media_id: UUID) -> HttpResponseBase:
        asset = _ready(request, media_id)
        try:
            return file_response(
                request, library.path(asset), asset.mime, tag=asset.sha256, download_name=asset.filename
            )
        except FileNotFoundError as error:
            raise ApiError(404, "file_missing", "The file is missing on disk.") from error


class MediaThumbnail(APIView):
    """A small picture of a file: a WebP of at most 640 pixels."""

    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="media_thumbnail", responses=_BYTES)
    def get(self, request: Request, media_id: UUID) -> HttpResponseBase:
        return _thumbnail(request, _ready(request, media_id))


class TrashList(APIView):
    """What is in the trash, what went last first."""

    @extend_schema(operation_id="trash_list", parameters=PAGE_PARAMETERS, responses=shapes.TrashPage)
    def get(self, request: Request) -> Response:
        return page_of(request, "/api/trash", shapes.TrashedItem, place=Place.TRASH)


class TrashThumbnail(APIView):
    """A small picture of a file in the trash."""

    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="trash_thumbnail", responses=_BYTES)
    def get(self, request: Request, media_id: UUID) -> HttpResponseBase:
        return _thumbnail(request, _trashed(request, media_id))


class MediaRestore(APIView):
    """Take a file out of the trash."""

    @extend_schema(operation_id="media_restore", request=None, responses=shapes.MediaDetail)
    def post(self, request: Request, media_id: UUID) -> Response:
        library.restore(request.user, [_trashed(request, media_id).pk])
        return Response(shapes.MediaDetail(_ready(request, media_id)).data)


def _asset(request: Request, media_id: UUID) -> Asset | None:
    """The owner's file; None where there is no row yet. Raises ``Http404`` for one in the trash."""
    asset = Asset.objects.filter(pk=media_id, owner=whose(request)).first()
    if asset and (asset.deleted_at or (asset.keep_until and asset.owner_id != request.user.pk)):
        raise Http404
    return asset


def _trashed(request: Request, media_id: UUID) -> Asset:
    asset = library.filtered(request.user, place=Place.TRASH).filter(pk=media_id).first()
    if asset is None:
        raise Http404
    return asset


def _output(request: Request, media_id: UUID) -> JobOutput:
    """The owner's order for a file that has no row; raises ``Http404`` where there is none, or its file was deleted.

    ``ApiError`` 410 for a file that nobody saved in time.
    """
    orders = JobOutput.objects.select_related("job").filter(media_id=media_id, job__owner_id=request.user.pk)
    output = orders.first()
    if output and output.unsaved_at:
        raise ApiError(410, "gone", tray.gone_words(output.unsaved_at))
    if output is None or output.state == OutputState.STORED:
        raise Http404
    return output


def _status(output: JobOutput) -> str:
    """The word of the API for a file that is not there: its task's, except when the task went on without it."""
    is_lost = output.state == OutputState.MISSING or output.job.state == State.SUCCEEDED
    return "failed" if is_lost else output.job.task_status


def _pending(output: JobOutput) -> dict[str, Any]:
    job, error = output.job, output.error_message or output.job.error_message
    return {
        "id": str(output.media_id),
        "status": _status(output),
        "task_id": str(job.pk),
        "position": output.position,
        "media_type": job.kind,
        "prompt": job.prompt,
        "model": job.model,
        "provider": job.provider,
        "sandbox": job.sandbox,
        "created_at": job.created_at,
        **({"error": error} if error else {}),
    }


def _ready(request: Request, media_id: UUID) -> Asset:
    """The owner's file; raises ``ApiError`` 409 while, or because, there is none."""
    asset = _asset(request, media_id)
    if asset is not None:
        return asset
    output = _output(request, media_id)
    if _status(output) in ("failed", "cancelled"):
        words = output.error_message or output.job.error_message or "Its task was cancelled."
        raise ApiError(409, "no_file", f"There is no file. {words}", action="look_at_task")
    raise ApiError(409, "not_ready", "This file is not ready yet.", action="try_again")


def _thumbnail(request: Request, asset: Asset) -> HttpResponseBase:
    try:
        if asset.thumbnail:
            name = asset.thumbnail
            tag = f"{asset.sha256}-small"
            return file_response(request, thumbnails.path(name), "image/webp", tag=tag, download_name=name)
    except FileNotFoundError as error:
        raise ApiError(404, "file_missing", "The thumbnail is missing on disk.") from error
    raise ApiError(404, "no_thumbnail", "No thumbnail could be made of this file.")
