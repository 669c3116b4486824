"""The contract between MediaHub and whoever makes the media.

A provider talks to one service or local engine. It is given its configuration by its constructor and knows neither
the database, nor settings, nor threads. A capability is a method that exists (``cancel``, ``refresh``, ``reconcile``,
``balance``, ``prepare``, ``read_callback``) or a field that a spec's form declares; there are no flags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from generation.params import ParamsForm
from generation.providers.errors import ProviderError
from generation.providers.prices import PriceTable


class Kind(StrEnum):
    """What a spec makes."""

    IMAGE = "image"
    VIDEO = "video"


class Ability(StrEnum):
    """What a person would use a spec for; a spec may have several. The words stand in the picker and the API."""

    TEXT_TO_IMAGE = "text-to-image"
    EDIT = "edit"  # pictures and words to a picture: edits, references, remixes, inpainting
    UPSCALE = "upscale"  # of a picture or a video
    BACKGROUND = "background"  # cut out, or taken apart into layers
    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"
    FRAMES_TO_VIDEO = "first/last frame"
    REFERENCE_TO_VIDEO = "reference-to-video"
    VIDEO_TO_VIDEO = "video-to-video"  # edits, motion control, restyling
    EXTEND = "extend"  # a longer film from a film
    AUDIO_DRIVEN = "audio-driven"  # talking heads, lip sync


class Status(StrEnum):
    """How far a spec can be relied on."""

    LIVE = "live"
    RETIRED = "retired"  # withdrawn by its vendor: off unless the owner switches it on
    EXPERIMENTAL = "experimental"  # seen in clients only: off unless the owner switches it on


@dataclass(frozen=True)
class Limit:
    """At most ``calls`` calls in any ``seconds`` seconds, counted together under ``name`` by all workers."""

    name: str
    calls: int
    seconds: float


@dataclass(frozen=True)
class ModelSpec:
    """One AI model that a provider offers, as data.

    ``options`` belong to the provider (its wire format, its model id). ``abilities``: what it is for. ``aliases``:
    other names under which it may be ordered, such as the provider's own id. ``outputs``: the param that says how many
    files an order makes, their fixed number, or a function of the params. ``output_labels``: what the files of an order
    are called where each is something else, the main one first. ``usual``: seconds it usually takes, until
    the owner's own runs tell better. ``tags``: abilities for the picker ("audio", "references"). ``note``: one sentence
    for the page. ``status_note``: date and source where the status is not ``live``.
    """

    key: str
    name: str
    kind: Kind
    params: type[ParamsForm]
    price: PriceTable
    options: Mapping[str, Any] = field(default_factory=dict)
    abilities: tuple[Ability, ...] = ()
    aliases: tuple[str, ...] = ()
    outputs: str | int | Callable[[Mapping[str, Any]], int] = ""
    output_labels: tuple[str, ...] = ()
    usual: float = 60.0
    vendor: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    status: Status = Status.LIVE
    status_note: str = ""
    docs: str = ""

    def output_count(self, params: Mapping[str, Any]) -> int:
        """How many files an order with ``params`` makes."""
        if callable(self.outputs):
            return self.outputs(params)
        if isinstance(self.outputs, int):
            return self.outputs
        return int(params.get(self.outputs) or 1) if self.outputs else 1


@dataclass(frozen=True)
class InputFile:
    """One input file: a local file (``path``), a public address (``url``), or an earlier result (``remote_id``).

    ``mime``, ``sha256``, ``size`` (bytes), ``width`` and ``height`` (pixels, None for sound) and ``seconds`` (of video
    and sound) are known for files that MediaHub has. ``remote_id``: the provider's own id of the task that made it,
    for ``fields.MadeBy``; ``position``: which of that task's files it is, from 0.
    """

    path: Path | None = None
    url: str = ""
    name: str = ""
    mime: str = ""
    sha256: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    remote_id: str = ""
    position: int = 0


@dataclass(frozen=True)
class Request:
    """Validated params and input files, ready to send.

    ``params``: cleaned values by field name, input fields excluded, empty ones left out. ``inputs``: by path, which is
    the field's name, or ``elements-0-images`` for the field ``images`` in the first row of ``elements``.
    ``job_id``: ours, opaque. ``callback_url``: "" where callbacks are off.
    """

    spec: ModelSpec
    params: Mapping[str, Any]
    inputs: Mapping[str, tuple[InputFile, ...]] = field(default_factory=dict)
    job_id: str = ""
    callback_url: str = ""


class Phase(StrEnum):
    """What a provider says about an order."""

    MISSING = "missing"  # it knows no such order (yet, or no longer)
    WAITING = "waiting"  # accepted, not begun
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class Output:
    """A file that a provider made, still theirs. ``expires_at``: when the address dies, where that is stated.

    ``kind``: what it is where that is not what the spec makes: the last frame that comes with a film.
    """

    url: str
    expires_at: datetime | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Update:
    """What a provider says about an order.

    ``progress``: 0…1 or None where it does not tell. ``outputs``: filled when ``phase`` is SUCCEEDED. ``error``: filled
    when FAILED. ``credits``: what the record says it cost, None where it says nothing. ``seed``: the one it used.
    ``made_at``: when it was finished, None where the record does not say so beyond doubt.
    ``raw``: the reply, shortened, for the job's events.
    """

    phase: Phase
    remote_id: str = ""
    progress: float | None = None
    outputs: tuple[Output, ...] = ()
    error: ProviderError | None = None
    credits: Decimal | None = None
    seed: int | None = None
    made_at: datetime | None = None
    raw: str = ""


class Provider:
    """One service. Subclasses set the class attributes and implement ``submit`` and ``poll``.

    All methods raise ``ProviderError``s and nothing else. Optional methods, absent here on purpose so that their
    presence is the capability:

    * ``prepare(request) -> Request``: make inputs reachable (uploads); repeatable, called before the order is intended.
      Only meanwhile can the ``path`` of a file be counted on: where files are kept in a store, it is a copy.
    * ``reconcile(request, since) -> Update | None``: find an order whose answer was lost.
    * ``cancel(remote_id, spec) -> None``: stop it. ``refresh(output, remote_id, spec) -> Output``: renew a dead link.
    * ``balance() -> Decimal``: credits left.
    * ``read_callback(headers, body) -> str``: the remote id that a callback names; ``Rejected`` for a bad signature.
    """

    key: str = ""
    name: str = ""
    Config: type[ParamsForm] = ParamsForm

    #: seconds one call may take, connect to last byte
    call_limit: float = 45.0
    #: seconds after an order during which an unknown id means "not visible yet"
    grace: float = 90.0
    #: where a person sees the provider's own log, and where keys and credit are bought
    log_url: str = ""
    key_url: str = ""
    billing_url: str = ""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config

    @property
    def specs(self) -> Iterable[ModelSpec]:
        """The catalogue."""
        raise NotImplementedError

    def patience(self, spec: ModelSpec) -> timedelta:
        """How long an order may stay open without a verdict."""
        return timedelta(hours=24)

    def order_limit(self, spec: ModelSpec) -> Limit | None:
        """The documented limit on orders, or None."""
        return None

    def query_limit(self, spec: ModelSpec) -> Limit | None:
        """The documented limit on questions about orders, or None."""
        return None

    def result_origins(self) -> tuple[str, ...]:
        """Origins (``http://127.0.0.1:9000``) whose results may be fetched although they are not public."""
        return ()

    def submit(self, request: Request) -> Update:
        """Place the order, once, without any retry; it may come back finished."""
        raise NotImplementedError

    def poll(self, remote_id: str, spec: ModelSpec) -> Update:
        """Ask about an order; may be repeated at will. A failed question raises and says nothing about the order."""
        raise NotImplementedError
