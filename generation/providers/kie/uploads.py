"""Getting input files to where Kie.ai can fetch them.

Kie takes addresses only, so local files go to its upload host first: as Base64 up to 1 MB, as a multipart stream above.
Uploads live a day and a name is overwritten by its next use, so every upload gets a name of its own.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from generation.providers.addresses import check_public, origins_of, parse
from generation.providers.base import InputFile, Request
from generation.providers.errors import ProviderError, Rejected, Unavailable, UnexpectedReply
from generation.providers.http import Client, Reply
from generation.providers.kie.replies import Envelope, envelope, question_problem, refused_order

_FOLDER = "mediahub/inputs"
_MOST_BASE64 = 1_000_000  # bytes of the file; Kie recommends Base64 up to 1 MB
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
}


def check(request: Request, vouched: tuple[str, ...]) -> None:
    """Refuse files that the model cannot read.

    ``vouched``: addresses whose origins are allowed although they are not public. Raises ``Rejected`` with the field
    and the code ``bad_input`` or ``blocked_address``.
    """
    for name, files in request.inputs.items():
        field = request.spec.params.media_field(name)
        for file in files:
            if file.url:
                _check_address(file.url, name, vouched)
            elif field and not file.remote_id and (problem := field.file_problem(file)):
                raise _unusable(problem, name)
    _check_mask(request)


def _check_address(url: str, name: str, vouched: tuple[str, ...]) -> None:
    try:
        if parse(url).origin not in origins_of(vouched):
            check_public(url)
    except Rejected as error:
        error.field = name
        raise


def _check_mask(request: Request) -> None:
    """A mask must be as large as the picture, in pixels; addresses that we never saw are left to the provider."""
    inputs = request.inputs
    masks, images = inputs.get("mask", ()), inputs.get("images") or inputs.get("image", ())
    if not masks or len(images) != 1:
        return
    mask, image = masks[0], images[0]
    known = all((mask.width, mask.height, image.width, image.height))
    if known and (mask.width, mask.height) != (image.width, image.height):
        sizes = f"The mask has {mask.width} × {mask.height} pixels, the picture {image.width} × {image.height}."
        raise _unusable(f"{sizes} They must be the same.", "mask")


def _unusable(words: str, field: str) -> Rejected:
    return Rejected(f"{words} Nothing was sent.", code="bad_input", field=field)


def upload_all(client: Client, request: Request) -> Request:
    """The request with every local file replaced by its address at Kie; a file that is used twice goes up once."""
    known: dict[Path, InputFile] = {}
    inputs: dict[str, tuple[InputFile, ...]] = {}
    for name, files in request.inputs.items():
        for file in files:
            if file.path and file.path not in known:
                known[file.path] = _upload(client, file, name)
        inputs[name] = tuple(known[file.path] if file.path else file for file in files)
    return replace(request, inputs=inputs)


def _upload(client: Client, file: InputFile, field: str) -> InputFile:
    assert file.path is not None
    name = f"{uuid.uuid4()}.{_EXTENSIONS.get(file.mime, 'bin')}"
    try:
        small = file.path.stat().st_size <= _MOST_BASE64
        reply = (_as_base64 if small else _as_stream)(client, name, file.mime, file.path)
    except OSError as error:
        raise _unusable("A file is no longer there. Add it again.", field) from error
    return replace(file, path=None, url=_address(reply, field))


def _as_base64(client: Client, name: str, mime: str, path: Path) -> Reply:
    data = f"data:{mime or 'application/octet-stream'};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
    return client.ask("/api/file-base64-upload", json={"base64Data": data, "uploadPath": _FOLDER, "fileName": name})


def _as_stream(client: Client, name: str, mime: str, path: Path) -> Reply:
    file = (name, path, mime or "application/octet-stream")
    return client.upload("/api/file-stream-upload", {"file": file, "uploadPath": _FOLDER, "fileName": name})


def _address(reply: Reply, field: str) -> str:
    """Where the uploaded file lies now. Raises what the answer means where it was not taken."""
    answer = envelope(reply)
    body: Any = reply.json
    if answer.code != 200 or not answer.spoken or body.get("success") is False:
        raise _upload_problem(answer, field)
    data = answer.data if isinstance(answer.data, dict) else {}
    address = data.get("downloadUrl") or data.get("fileUrl")
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise UnexpectedReply("Kie.ai took the file but does not say where it is.", detail=reply.short())
    return address


def _upload_problem(answer: Envelope, field: str) -> ProviderError:
    if not answer.spoken and (answer.code == 403 or 300 <= answer.code < 400):
        return refused_order(answer)
    certain = answer.code in (200, 400, 404, 405, 413, 415, 422, 451)
    if certain and (answer.spoken or answer.code != 200):
        words = "Kie.ai did not take the file. Nothing was ordered. Try another one."
        return Rejected(words, detail=answer.detail, code="bad_input", field=field)
    problem = question_problem(answer)
    if isinstance(problem, UnexpectedReply):
        return Unavailable("Kie.ai did not take the file for now. MediaHub tries again.", detail=answer.detail)
    return problem
