"""What a person can do with a job, as its card offers it: the one fix first, then the verbs that are possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import timezone

from generation import jobs, registry
from generation.costs import estimate_words, price_words
from generation.models import Job, State


@dataclass(frozen=True)
class Action:
    """A form post to ``verb``, or a link to ``address``.

    ``question`` is asked first, with ``title`` above it and ``yes`` and ``no`` as answers; ``main`` stands out;
    ``asks_for`` is the label of the text box that the verb needs, ``hint`` what to put there; ``outside``: the address
    is not ours; ``in_menu``: it stands in the card's menu alone.
    """

    label: str
    icon: str
    verb: str = ""
    address: str = ""
    question: str = ""
    title: str = ""
    yes: str = ""
    no: str = "Cancel"
    danger: bool = False
    main: bool = False
    asks_for: str = ""
    hint: str = ""
    outside: bool = False
    in_menu: bool = False


def offered(job: Job) -> tuple[Action, ...]:
    """All that can be done now, the most useful first."""
    verbs = [_VERBS[verb](job) for verb in jobs.possible(job)]
    if job.state == State.FAILED and verbs[0].verb == "download-again":
        verbs = [replace(verb, main=verb.verb == "download-again") for verb in verbs]
    return (*_fixes(job), *verbs, *_looks(job))


def _looks(job: Job) -> list[Action]:
    """Where a person sees for herself what became of an unclear order."""
    provider = registry.provider_class(job.provider)
    if job.state != State.UNCLEAR or job.sandbox or not provider.log_url:
        return []
    return [Action(f"Look at {provider.name}", "external-link", address=provider.log_url, outside=True)]


def _fixes(job: Job) -> list[Action]:
    """What mends a failed job, where that is not one of our verbs."""
    if job.state != State.FAILED:
        return []
    edit = f"/?mode={job.kind}&job={job.pk}"
    match job.error_action:
        case "check_key":
            label = "Add a key" if job.error_code == "no_key" else "Check the key"
            return [Action(label, "key-round", address="/settings", main=True)]
        case "top_up":
            billing = registry.provider_class(job.provider).billing_url
            return [Action("Add credit", "wallet", address=billing or "/settings", main=True)]
        case "edit_prompt":
            return [Action("Edit the prompt", "pencil", address=edit, main=True)]
        case "change_settings":
            return [Action("Change the settings", "sliders-horizontal", address=edit, main=True)]
    return []


def _allow(job: Job) -> Action:
    return Action(f"Allow, {estimate_words(job)}", "check", "allow", main=True)


def _cancel(job: Job) -> Action:
    if job.state in (State.WAITING, State.QUEUED):
        return Action("Cancel", "x", "cancel")
    question = "The provider may still charge for work already begun."
    if job.sandbox:
        question = "Nothing is charged in the sandbox. A result that arrives all the same is kept."
    return Action("Cancel", "x", "cancel", question=question, title="Stop this job?", yes="Stop", no="Keep going")


def _download_again(job: Job) -> Action:
    return Action("Download again", "cloud-download", "download-again")


def _look_again(job: Job) -> Action:
    return Action("Look again", "eye", "look-again", main=True)


def _send_again(job: Job) -> Action:
    price = estimate_words(job)
    question = f"The first order may have been charged as well. Sending again costs {price}."
    if job.sandbox:
        question, price = "Nothing is charged in the sandbox.", "free"
    title, yes = "Send this order again?", f"Send again, {price}"
    return Action("Send again", "send", "send-again", question=question, title=title, yes=yes)


def _give_up(job: Job) -> Action:
    charged = "" if job.sandbox else ", and it may have been charged"
    question = f"The job counts as failed{charged}. A result that may still come is not fetched."
    title = "Give up on this order?"
    return Action("Give up", "circle-x", "give-up", question=question, title=title, yes="Give up", danger=True)


def _adopt(job: Job) -> Action:
    sent_at = timezone.localtime(job.submitted_at or job.updated_at)
    hint = f"Sent {sent_at:%d %b %Y, %H:%M:%S %Z}. Find it in the provider's log by this time and its prompt."
    return Action("I found it", "link", "adopt", asks_for="Task id from the provider's log", hint=hint)


def _retry(job: Job) -> Action:
    words, price = "Again" if job.state != State.FAILED else "Try again", price_words(job)
    label = f"{words} · {price}" if price else words
    return Action(label, "refresh-cw", "retry", main=job.state == State.FAILED and not _fixes(job))


def _hide(job: Job) -> Action:
    if job.state == State.FAILED:
        return Action("Dismiss", "x", "hide")
    return Action("Remove from this list", "x", "hide", in_menu=True)


_VERBS: dict[str, Callable[[Job], Action]] = {
    "allow": _allow,
    "cancel": _cancel,
    "download_again": _download_again,
    "look_again": _look_again,
    "send_again": _send_again,
    "give_up": _give_up,
    "adopt": _adopt,
    "retry": _retry,
    "hide": _hide,
}
