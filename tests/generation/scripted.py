"""A provider for tests of the engine: it answers what a test tells it to, and keeps a bill."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Kind, Limit, ModelSpec, Phase, Provider, Request, Update
from generation.providers.prices import PriceRow, PriceTable


class PictureParams(ParamsForm):
    prompt = fields.Prompt(max_length=100)
    aspect_ratio = fields.AspectRatio("1:1", "3:2")
    n_variants = fields.Variants(1, 2, 4)
    image = fields.ImageInput()


PRICE = PriceTable(
    rows=(PriceRow({}, Decimal(6)),),
    unit="image",
    credit_usd=Decimal("0.005"),
    as_of="2026-01-01",
    source="test",
    times="n_variants",
)
PICTURE = ModelSpec(
    key="test-picture",
    name="Test Picture",
    kind=Kind.IMAGE,
    params=PictureParams,
    price=PRICE,
    outputs="n_variants",
    usual=4,
)


class ScriptedConfig(ParamsForm):
    api_key = fields.Text(label="Key")


class Scripted(Provider):
    """``on_submit`` and ``on_poll`` are lists of updates, errors to raise, or callables, used up one by one."""

    key = "scripted"
    name = "Scripted"
    log_url = "https://example.org/log"
    Config = ScriptedConfig
    specs = (PICTURE,)  # type: ignore[assignment]

    on_submit: list[Any] = []
    on_poll: list[Any] = []
    orders: list[Request] = []
    limit: Limit | None = None
    origins: tuple[str, ...] = ()

    @classmethod
    def reset(cls) -> None:
        cls.on_submit, cls.on_poll, cls.orders, cls.limit, cls.origins = [], [], [], None, ()

    def order_limit(self, spec: ModelSpec) -> Limit | None:
        return self.limit

    def result_origins(self) -> tuple[str, ...]:
        return self.origins

    def submit(self, request: Request) -> Update:
        Scripted.orders.append(request)
        return self._next(Scripted.on_submit, Update(Phase.WAITING, remote_id=f"remote-{len(Scripted.orders)}"))

    def poll(self, remote_id: str, spec: ModelSpec) -> Update:
        return self._next(Scripted.on_poll, Update(Phase.RUNNING, remote_id=remote_id))

    @staticmethod
    def _next(script: list[Any], default: Update) -> Update:
        step = script.pop(0) if script else default
        if isinstance(step, Callable):  # type: ignore[arg-type]
            step = step()
        if isinstance(step, Exception):
            raise step
        return step
