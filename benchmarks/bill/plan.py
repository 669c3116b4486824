"""What goes wrong with which order: drawn from a seed and the order's number, so that a run can be repeated."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

#: fault → (stage, weight, what the provider does)
FAULTS: dict[str, tuple[str, float, str]] = {
    "order cut before": ("order", 1, "reads the order and cuts the connection; nothing is billed"),
    "order cut during": ("order", 1, "bills it and cuts the connection in the middle of the answer"),
    "order cut after": ("order", 1, "bills it and cuts the connection before the answer"),
    "order 500": ("order", 1, "answers code 500; nothing is billed"),
    "order 500 billed": ("order", 1, "answers code 500, although it billed the order"),
    "order HTML 503": ("order", 1, "a gateway's page in HTML; nothing is billed"),
    "order HTML 502 billed": ("order", 1, "a gateway's page in HTML, although the order was billed"),
    "order 429": ("order", 0.4, "code 429 in the body, no Retry-After"),
    "order 429 Retry-After": ("order", 0.4, "HTTP 429 with Retry-After: 12"),
    "order queue full": ("order", 1, "code 550: the queue is full"),
    "order maintenance": ("order", 1, "code 455: maintenance"),
    "order slow": ("order", 1, "bills it and answers after the hub's time-out"),
    "record late": ("record", 1, "the record shows 8 s after the order"),
    "record null": ("record", 1, "the record is null at the first two looks"),
    "record 500": ("record", 1, "an HTML error at the first two looks"),
    "record cut": ("record", 1, "the connection is cut at the first two looks"),
    "record 429": ("record", 0.4, "code 429 at the first look"),
    "record slow": ("record", 1, "the first look is answered after the hub's time-out"),
    "record empty": ("record", 1, "done, but without an address at the first two looks"),
    "generation fails": ("record", 1, "the model fails; the bill gives the money back"),
    "clock skew": ("record", 1, "headers and records tell a time that is years off"),
    "callback twice": ("callback", 1, "three callbacks at the end"),
    "callback early": ("callback", 1, "a callback before the order's answer"),
    "callback late": ("callback", 1, "the callback comes 20 s after the end"),
    "callback forged": ("callback", 1, "unsigned, wrongly signed, and under invented addresses; then the true one"),
    "callback missing": ("callback", 2, "no callback at all"),
    "result 404": ("result", 1, "not found, three times"),
    "result 503": ("result", 1, "an error, twice"),
    "result truncated": ("result", 1, "half of the file, then the connection ends; twice"),
    "result stalls": ("result", 1, "half of the file, then nothing for longer than the hub waits; once"),
    "result expired": ("result", 1, "the address has died; only a fresh link works"),
    "result length short": ("result", 1, "Content-Length is half of the file; twice"),
    "result length long": ("result", 1, "Content-Length is twice the file; twice"),
    "result type wrong": ("result", 1, "the right file as text/html"),
    "result HTML": ("result", 1, "a page in HTML as image/png; twice"),
    "result gone": ("result", 0.5, "never to be had again"),
}
NONE = "no fault planted"
#: faults that take half a minute or close the provider's door for all: a quick run leaves them out
LONG = frozenset(
    {"order slow", "record slow", "result stalls", "order 429", "order 429 Retry-After", "record 429", "callback late"}
)
#: share of orders without a planted fault, and of faulty ones with a second fault of another stage
_CLEAN, _SECOND = 0.25, 0.25
#: (model, weight)
MODELS = (("gpt4o-image", 6), ("nano-banana-2", 3), ("veo3_fast", 2))
_NUMBER = re.compile(r"bill (\d+):")


@dataclass(frozen=True)
class Plan:
    """One order: what is asked, and its faults, the main one first.

    ``seconds``: how long the provider works on it; ``thinks``: how long it takes to answer the order, half of that
    before it is billed and half afterwards.
    """

    number: int
    model: str
    variants: int
    seconds: float
    faults: tuple[str, ...]
    thinks: float = 0.0

    @property
    def main(self) -> str:
        return self.faults[0] if self.faults else NONE

    @property
    def kind(self) -> str:
        return "video" if self.model.startswith("veo") else "image"

    def has(self, *faults: str) -> bool:
        return any(fault in self.faults for fault in faults)

    def fault(self, stage: str) -> str:
        """The fault of one stage, "" where that stage goes well."""
        return next((name for name in self.faults if FAULTS[name][0] == stage), "")

    def order(self) -> dict[str, object]:
        """The body of ``POST /api/…/generate``."""
        body: dict[str, object] = {"prompt": f"bill {self.number}: a paper boat on a lake", "model": self.model}
        return {**body, "n_variants": self.variants} if self.variants > 1 else body


def draw(seed: int, number: int, *, quick: bool = False) -> Plan:
    """The plan of one order; ``quick``: without the long faults."""
    chance = random.Random(f"{seed}/{number}")
    model = chance.choices([name for name, _ in MODELS], [weight for _, weight in MODELS])[0]
    variants = chance.choice((1, 1, 1, 2)) if model == "gpt4o-image" else 1
    faults = {name: fault for name, fault in FAULTS.items() if not (quick and name in LONG)}
    seconds, planted = round(chance.uniform(0.5, 4.0), 2), _faults(chance, faults)
    return Plan(number, model, variants, seconds, planted, thinks=round(chance.uniform(0.1, 1.6), 2))


def _faults(chance: random.Random, faults: dict[str, tuple[str, float, str]]) -> tuple[str, ...]:
    if chance.random() < _CLEAN:
        return ()
    first = _one(chance, list(faults))
    if chance.random() >= _SECOND:
        return (first,)
    return first, _one(chance, [name for name in faults if faults[name][0] != faults[first][0]])


def _one(chance: random.Random, names: list[str]) -> str:
    return chance.choices(names, [FAULTS[name][1] for name in names])[0]


def number_of(prompt: str) -> int | None:
    """The order's number in its prompt, None where there is none."""
    found = _NUMBER.match(prompt)
    return int(found[1]) if found else None
