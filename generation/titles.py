"""What an order is called where nobody typed a prompt: what was done, and to what."""

from __future__ import annotations

from uuid import UUID

from gallery.models import Asset, Upload
from generation import registry
from generation.models import Job
from generation.providers.base import Ability

#: what an order did, by what its model is for; the first that fits counts
_DONE = {
    Ability.UPSCALE: "Upscaled",
    Ability.BACKGROUND: "Cut out",
    Ability.AUDIO_DRIVEN: "Made to talk",
    Ability.EXTEND: "Extended",
    Ability.VIDEO_TO_VIDEO: "Changed",
    Ability.EDIT: "Edited",
    Ability.IMAGE_TO_VIDEO: "Animated",
}
_LONGEST = 120


def title(job: Job) -> str:
    """The prompt; without one what was done and the input's own title: "Upscaled by Topaz Image: a paper boat"."""
    if job.prompt:
        return job.prompt
    done = f"{_done(job.model)} by {job.model_name}" if _done(job.model) else job.model_name
    given = _input(job)
    return f"{done}: {given}" if given else done or "No prompt"


def _done(model: str) -> str:
    try:
        abilities = registry.spec(model).abilities
    except registry.UnknownModel:
        return ""
    return next((words for ability, words in _DONE.items() if ability in abilities), "")


def _input(job: Job) -> str:
    """What the first input file of the gallery or of the uploads is called, "" where there is none."""
    references = [item for items in job.inputs.values() for item in items if "://" not in item][:1]
    for row in (Asset, Upload) if references else ():
        if found := row.objects.filter(owner_id=job.owner_id, pk=UUID(references[0])).first():
            return str(found)[:_LONGEST]
    return ""
