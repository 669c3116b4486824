"""The form on the Generate page: opened with what fits, read from a post, drawn control by control.

References to input pictures are strings (an upload's id, a gallery file's id, an address); files and addresses that a
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
from generation import fields, ledger, registry
from generation.params import ParamsForm
from generation.pictures import Picture, check_address, pictures, save_upload
from generation.providers.base import ModelSpec
from generation.providers.errors import Rejected
from settings_app import preferences


@dataclass(frozen=True)
class Control:
    """One field of a model's form, with the fragment that draws it."""

    bound: Any
    pictures: tuple[Picture, ...] = ()

    @property
    def look(self) -> str:
        return f"params/_{getattr(self.bound.field, 'look', 'text')}.html"

    @property
    def advanced(self) -> bool:
        return bool(getattr(self.bound.field, "advanced", False))

    @property
    def changed(self) -> bool:
        """Whether it differs from the model's own default."""
        value, default = self.bound.value(), self.bound.field.initial
        if isinstance(self.bound.field, fields.Flag):
            return bool(value) != bool(default)
        return value not in (None, "", []) and str(value) != str(default)

    @property
    def options(self) -> list[Any]:
        """The choices in the order of the page: lengths from short to long, whatever the default is."""
        shown = list(self.bound.subwidgets)
        if isinstance(self.bound.field, fields.Duration):
            shown.sort(key=lambda option: int(option.data["value"]))
        return shown

    @property
    def room(self) -> int:
        """How many more pictures it takes."""
        return max(0, self.bound.field.most - len(self.pictures))


@dataclass(frozen=True)
class Cost:
    """The line above the button.

    ``over``: it would wait for the owner's yes. ``seconds``: the length of each video, None where it is not chosen.
    ``conflict``: why this cannot be ordered whatever the prompt, at the field ``conflict_field``; "" where it can.
    """

    count: int
    kind: str
    estimate: ledger.Estimate
    over: bool = False
    seconds: int | None = None
    conflict: str = ""
    conflict_field: str = ""

    @property
    def amount(self) -> str:
        if not self.estimate.known:
            return (
                f"Price unknown, at most {ledger.dollars(self.estimate.usd)}" if self.estimate.usd else "Price unknown"
            )
        return f"≈ {ledger.dollars(self.estimate.usd)}"

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

    def __init__(self, owner: Any, spec: ModelSpec, form: ParamsForm) -> None:
        self.owner = owner
        self.spec = spec
        self.form = form
        #: what the owner should know about this form before using it
        self.notice = ""
        #: why the model that was asked for is not this one, "" where it is
        self.model_problem = ""
        #: the reference of the picture that was taken along from a file, "" where none was
        self.taken = str(form.data.get("taken", "")) if form.is_bound else ""
        self.order_key = uuid.uuid4().hex
        self.readiness = registry.readiness(spec)
        shown = pictures(owner, [item for name in form.image_fields() for item in _references(form, name)])
        self.controls = [self._control(form[name], shown) for name in form.fields]

    def _control(self, bound: Any, shown: Mapping[str, Picture]) -> Control:
        if not isinstance(bound.field, fields.ImageInput):
            return Control(bound)
        return Control(bound, tuple(shown[item] for item in _references(self.form, bound.name)))

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
        """Folded up it would hide what is wrong, or a picture that goes along."""
        return any(control.bound.errors or control.pictures for control in self.advanced)

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

    @cached_property
    def cost(self) -> Cost:
        """The price of what is chosen; a field that is wrong counts with its default."""
        params = {**self.spec.params.defaults(), **_values(self.form)}
        estimate = ledger.estimate(self.spec, params)
        limit = preferences.for_owner(self.owner).ask_above_usd
        over = limit is not None and estimate.usd > limit and self.readiness.state != "sandbox"
        seconds = params.get("duration")
        length = seconds if isinstance(seconds, int) else None
        field, conflict = self._conflict()
        count = self.spec.output_count(params)
        return Cost(count, self.kind, estimate, over, length, conflict=conflict, conflict_field=field)

    def _conflict(self) -> tuple[str, str]:
        """The first field and sentence that would refuse what is chosen now, were the prompt a good one."""
        if isinstance(self.form.data, QueryDict):
            data = self.form.data.copy()
            data["prompt"] = "-"
            checked = self.spec.params.from_post(data)
        else:
            checked = self.spec.params.from_json({**_values(self.form), "prompt": "-"})
        checked.is_valid()
        return next(((field, words) for field, words in checked.problems() if field), ("", ""))


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


def _references(form: ParamsForm, name: str) -> list[str]:
    value = form[name].value() or []
    return [str(item) for item in (value if isinstance(value, (list, tuple)) else [value]) if item]


# -- reading a post --------------------------------------------------------------------------------------------------


def read(request: HttpRequest, spec: ModelSpec) -> ParamsForm:
    """The bound form of a post; files and addresses beside the references are taken in, or refused at their field."""
    data = request.POST.copy()
    refusals: dict[str, str] = {}
    for name, field in spec.params.base_fields.items():
        if isinstance(field, fields.ImageInput):
            try:
                _take_in(request, data, name)
            except (BadFile, Rejected) as error:
                refusals[name] = str(error)
    return spec.params(data, refusals=refusals)


def _take_in(request: HttpRequest, data: QueryDict, name: str) -> None:
    found = [item for item in data.getlist(name) if item]
    found += [save_upload(request.user, file) for file in request.FILES.getlist(f"{name}__file")]
    found += [check_address(item.strip()) for item in data.getlist(f"{name}__url") if item.strip()]
    data.setlist(name, list(dict.fromkeys(found)))


# -- remembering -----------------------------------------------------------------------------------------------------


def remember(owner: Any, spec: ModelSpec, form: ParamsForm) -> None:
    """Keep what was chosen for the next time; the prompt and its pictures only where the owner wants that."""
    stored = preferences.for_owner(owner)
    left_out = {"seed", *(() if stored.keep_prompt else ("prompt", *form.image_fields()))}
    chosen = {name: value for name, value in form.cleaned_data.items() if name not in left_out and value is not None}
    preferences.remember_choice(owner, str(spec.kind), {"model": spec.key, "params": chosen})
