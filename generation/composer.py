"""The form on the Generate page: opened with what fits, read from a post, drawn control by control.

References to input files are strings (an upload's id, a gallery file's id, an address); files and addresses that a
browser posts beside them (``<field>__file``, ``<field>__url``) become references here.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict

from gallery.formats import BadFile
from generation import fields, inputs, ledger, registry, rowposts
from generation.controls import Control, chosen, conflict, controls
from generation.fields.rows import rows_of
from generation.params import ParamsForm
from generation.pictures import check_address, save_upload
from generation.providers.base import ModelSpec
from generation.providers.errors import Rejected
from settings_app import preferences


@dataclass(frozen=True)
class Cost:
    """The line above the button.

    ``over``: it would wait for the owner's yes. ``seconds``: the length of each video, None where it is not chosen.
    ``conflict``: why this cannot be ordered whatever the prompt, at the field ``conflict_field``; "" where it can.
    ``rate``: what is said as long as the length that is billed is not known, "" otherwise.
    """

    count: int
    kind: str
    estimate: ledger.Estimate
    over: bool = False
    seconds: int | None = None
    conflict: str = ""
    conflict_field: str = ""
    rate: str = ""

    @property
    def amount(self) -> str:
        if self.rate:
            return self.rate
        if not self.estimate.known:
            return (
                f"Price unknown, at most {ledger.exact_dollars(self.estimate.usd)}"
                if self.estimate.usd
                else "Price unknown"
            )
        return f"≈ {ledger.exact_dollars(self.estimate.usd)}"

    @property
    def in_credits(self) -> str:
        """The same in the provider's credits, "" where it has none."""
        if not self.estimate.known or self.estimate.credits is None:
            return ""
        return f"{self.estimate.credits.normalize():,f} credits"

    @property
    def what(self) -> str:
        noun = self.kind if self.count == 1 else f"{self.kind}s"
        return f"{self.count} {noun} · {self.seconds} s" if self.seconds else f"{self.count} {noun}"

    @property
    def verb(self) -> str:
        """What the button says: "Generate image", "Generate 4 images"."""
        return f"Generate {self.kind}" if self.count == 1 else f"Generate {self.count} {self.kind}s"


class Composer:
    """The form of one model for one owner, ready to be drawn."""

    def __init__(self, owner: Any, spec: ModelSpec, form: ParamsForm, *, asked: ParamsForm | None = None) -> None:
        self.owner = owner
        self.spec = spec
        self.form = form
        #: the bound form that is priced; another one than ``form`` while somebody is still building a list
        self.asked = asked or form
        #: what the owner should know about this form before using it
        self.notice = ""
        #: why the model that was asked for is not this one, "" where it is
        self.model_problem = ""
        #: the reference of the file that was taken along, "" where none was
        self.taken = str(form.data.get("taken", "")) if form.is_bound else ""
        self.order_key = uuid.uuid4().hex
        self.readiness = registry.readiness(spec)
        self.controls = controls(owner, form)

    @property
    def kind(self) -> str:
        return str(self.spec.kind)

    @property
    def prompt(self) -> list[Control]:
        return [
            control
            for control in self.controls
            if isinstance(control.bound.field, fields.Prompt) and not control.advanced
        ]

    @property
    def main(self) -> list[Control]:
        return [control for control in self.controls if not control.advanced and control not in self.prompt]

    @property
    def advanced(self) -> list[Control]:
        return [control for control in self.controls if control.advanced]

    @property
    def changed(self) -> int:
        return sum(control.changed for control in self.advanced)

    @property
    def advanced_open(self) -> bool:
        """Folded up it would hide what is wrong, or a file that goes along."""
        return any(control.holds_something for control in self.advanced)

    @property
    def problems(self) -> list[tuple[str, str]]:
        found = [("model", self.model_problem)] if self.model_problem else []
        return found + (self.form.problems() if self.form.is_bound else [])

    @property
    def refusal(self) -> str:
        """Why the order was not sent, in one sentence beside the button; "" where nothing was refused."""
        match self.problems:
            case []:
                return ""
            case [(_, message)]:
                return f"Not sent: {message}"
            case several:
                return f"Not sent: {len(several)} things need another look. They are marked above."

    @property
    def defaults_mark(self) -> str:
        """Changes with the defaults that the owner set: a draft from before must not win over them."""
        stored = preferences.for_owner(self.owner)
        own = (getattr(stored, f"default_{self.kind}_model"), getattr(stored, f"{self.kind}_aspect_ratio"))
        text = repr((*own, stored.n_variants, stored.duration))
        return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()

    @property
    def monogram(self) -> str:
        return monogram(self.spec.name)

    @property
    def usual(self) -> float:
        return registry.usual_seconds(self.spec)

    @property
    def lowest(self) -> ledger.Estimate | None:
        return ledger.lowest(self.spec)

    @property
    def lowest_words(self) -> str:
        """The lowest price on the model's button, short: "from $0.03", "from $0.07 / s"."""
        lowest, unit = self.lowest, " / s" if self.spec.price.unit == "second" else ""
        return f"from {ledger.exact_dollars(lowest.usd)}{unit}" if lowest else ""

    @cached_property
    def cost(self) -> Cost:
        """The price of what is chosen; a field that is wrong counts with its default."""
        params = {**self.spec.params.defaults(), **_values(self.asked)}
        files = inputs.known_files(self.owner.pk, self.form, chosen(self.controls))
        estimate = ledger.estimate(self.spec, params, files)
        limit = preferences.for_owner(self.owner).ask_above_usd
        over = limit is not None and estimate.usd > limit and self.readiness.state != "sandbox"
        seconds = params.get("duration")
        length = seconds if isinstance(seconds, int) else None
        field, problem = self._conflict()
        count = self.spec.output_count(params)
        rate = "" if estimate.known else self._rate(files)
        return Cost(count, self.kind, estimate, over, length, conflict=problem, conflict_field=field, rate=rate)

    def _rate(self, files: Mapping[str, Any]) -> str:
        """What a second costs, as long as the file is not chosen whose length is billed; "" otherwise."""
        declared = self.spec.params.base_fields
        timed = [name for name in declared if getattr(declared[name], "medium", "") in ("video", "audio")]
        waits = self.spec.price.seconds and any(declared[name].required and name not in files for name in timed)
        lowest = self.lowest if waits else None
        return f"from {ledger.exact_dollars(lowest.usd)} a second" if lowest else ""

    def _conflict(self) -> tuple[str, str]:
        """The first field and sentence that would refuse what is chosen now, were the prompt a good one."""
        if isinstance(self.asked.data, QueryDict):
            data = self.asked.data.copy()
            data["prompt"] = "-" * _least_prompt(self.spec)
            return conflict(self.spec.params.from_post(data))
        return conflict(self.spec.params.from_json({**_values(self.asked), "prompt": "-" * _least_prompt(self.spec)}))


def _least_prompt(spec: ModelSpec) -> int:
    return getattr(spec.params.base_fields.get("prompt"), "min_length", None) or 1


def monogram(name: str) -> str:
    """Two letters that tell a model from its siblings: of its first word and of the last that is not a number."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if len(words) > 2 and words[-1][0].isalpha():
        words = [words[0], words[-1]]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def _values(form: ParamsForm) -> dict[str, Any]:
    """What a form holds now: the cleaned values of a bound one, the initial ones of a fresh one."""
    if not form.is_bound:
        return {name: value for name, value in form.initial.items() if value not in (None, "", [])}
    form.is_valid()
    return form.params()


# -- reading a post --------------------------------------------------------------------------------------------------


def read(request: HttpRequest, spec: ModelSpec) -> ParamsForm:
    """The bound form of a post; files and addresses beside the references are taken in, or refused at their field."""
    data = request.POST.copy()
    refusals: dict[str, str] = {}
    for path in list(rowposts.paths(data, spec.params)):
        try:
            _take_in(request, data, path)
        except (BadFile, Rejected) as error:
            row = spec.params.row_name(path)
            refusals[rows_of(path) or path] = f"{row}: {error}" if row else str(error)
    return spec.params(data, refusals=refusals)


def _take_in(request: HttpRequest, data: QueryDict, path: str) -> None:
    addresses = data.pop(f"{path}__url", [])
    found = [item for item in data.getlist(path) if item]
    found += [save_upload(request.user, file) for file in request.FILES.getlist(f"{path}__file")]
    found += [check_address(item.strip()) for item in addresses if item.strip()]
    if found:
        data.setlist(path, list(dict.fromkeys(found)))


# -- remembering -----------------------------------------------------------------------------------------------------


def remember(owner: Any, spec: ModelSpec, form: ParamsForm) -> None:
    """Keep what was chosen for the next time; the prompt, files and rows only where the owner wants that."""
    stored = preferences.for_owner(owner)
    left_out = {"seed", *(() if stored.keep_prompt else contents(form))}
    chosen = {name: value for name, value in form.cleaned_data.items() if name not in left_out and value is not None}
    preferences.remember_choice(owner, str(spec.kind), {"model": spec.key, "params": chosen})


def contents(form: ParamsForm) -> list[str]:
    """The fields that make an order what it is: the prompt, files, rows. All others are settings."""
    rows = [name for name, field in form.fields.items() if isinstance(field, fields.Rows)]
    return ["prompt", *form.media_fields(), *rows]
