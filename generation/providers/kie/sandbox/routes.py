"""Which request gets which reply: own names only, then the key, then the address."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from . import discovery
from .desk import Desk
from .doors import DOORS
from .endpoints import ENDPOINTS, OWN_FAULTS, Endpoint
from .faults import Place
from .files import serve
from .loopback import is_loopback
from .replies import Refusal, Reply, refused, success
from .wire import Request

_UPLOADS = "/api/file-"
_NO_ACCESS = Refusal(401, "You do not have access permissions")


def reply_to(desk: Desk, request: Request) -> Reply:
    """The answer to a request; never raises Refusal."""
    is_upload = request.path.startswith(_UPLOADS)
    try:
        _check_sender(request)
        file = serve(desk, request) if request.method in ("GET", "HEAD") else None
        if file:
            return file
        if (request.method, request.path) in DOORS:
            return DOORS[request.method, request.path](desk, request)
        if request.path.startswith("/api/"):
            _check_key(desk, request)
        return _answer(desk, request, _endpoint(request))
    except Refusal as refusal:
        return refused(refusal, upload=is_upload)


def _check_sender(request: Request) -> None:
    """Only this machine's own names, and no page of another site: a browser would let those reach a loopback port."""
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
    origin = request.headers.get("Origin")
    if not is_loopback(host) or (origin and not is_loopback(urlsplit(origin).hostname or "")):
        raise Refusal(403, "The sandbox answers on this machine's own names only.", status=403)


def _check_key(desk: Desk, request: Request) -> None:
    scheme, _, key = (request.headers.get("Authorization") or "").partition(" ")
    if scheme != "Bearer" or not hmac.compare_digest(key.strip().encode(), desk.options.key.encode()):
        raise _NO_ACCESS


def _endpoint(request: Request) -> Endpoint:
    endpoint = ENDPOINTS.get((request.method, request.path))
    if endpoint:
        return endpoint
    if discovery.is_here(request.path):
        return discovery.answer
    if any(request.path == path for _, path in (*ENDPOINTS, *DOORS)):
        raise Refusal(405, "Method Not Allowed", status=405)
    raise Refusal(404, "Not Found", status=404)


def _answer(desk: Desk, request: Request, endpoint: Endpoint) -> Reply:
    if request.path in OWN_FAULTS:
        return endpoint(desk, request)
    place = Place.UPLOAD if request.path.startswith(_UPLOADS) else None
    fault = desk.queue.take_answer(place, request.path)
    if fault and not fault.accepted:
        return fault.spoil(success(None))
    answer = endpoint(desk, request)
    return fault.spoil(answer) if fault else answer
