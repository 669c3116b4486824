"""The addresses that providers call. A callback says when, not what: it makes a job due, the ordinary poll reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from generation import jobs, registry, tokens
from generation.models import Job
from generation.providers.errors import ProviderError

_MOST_BYTES = 1_000_000


@csrf_exempt
@require_POST
def callback(request: HttpRequest, provider: str, token: str) -> HttpResponse:
    """Take a provider's word that an order changed. Repeated, early, late or forged, it does no harm."""
    job_id, order = tokens.order_of(token) or (None, 0)
    job = Job.objects.filter(pk=job_id, provider=provider).first() if job_id else None
    if job is None:
        return JsonResponse({"code": 404, "msg": "unknown"}, status=404)
    if int(request.headers.get("Content-Length") or 0) > _MOST_BYTES:
        return JsonResponse({"code": 413, "msg": "too large"}, status=413)
    source = registry.provider(job.provider, sandbox=job.sandbox)
    if not hasattr(source, "read_callback"):
        return JsonResponse({"code": 404, "msg": "unknown"}, status=404)
    try:
        remote_id = source.read_callback(dict(request.headers), request.body)
    except ProviderError as error:
        return JsonResponse({"code": 401, "msg": error.message}, status=401)
    jobs.noticed(job.pk, order, remote_id)
    return JsonResponse({"code": 200, "msg": "success"})
