"""Input files: from the references in a form to files that can be sent.

A reference is the id of an upload, the id of a file in the gallery, or a public address (``fields.MediaInput``). A
``fields.MadeBy`` takes a file of the gallery for the provider's task that made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from gallery import library, storage, uploads
from gallery.models import Asset, Upload
from generation import registry
from generation.fields import MadeBy, MediaInput
from generation.fields.rows import rows_of
from generation.models import ORDERED, Job, JobOutput, State
from generation.params import ParamsForm
from generation.providers.base import InputFile
from generation.providers.errors import Rejected, Unavailable
from generation.providers.http import check_public

_NOUNS = {"image": "picture", "video": "video", "audio": "sound file"}


class Refused(Exception):
    """A request that the form alone could not judge is refused; ``field`` is to blame, for a file in a row its rows.

    ``path``: exactly where (``elements-0-images``). ``reason``: the sentence; ``message``: the same, naming the row.
    """

    def __init__(self, path: str, reason: str, code: str = "invalid", *, row: str = "") -> None:
        self.path = path
        self.field = rows_of(path) or path
        self.reason = reason
        self.message = f"{row}: {reason}" if row else reason
        self.code = code
        super().__init__(self.message)


def check(owner: Any, form: ParamsForm) -> dict[str, list[str]]:
    """The references of a valid form by path, each known, owned, readable by the model; raises ``Refused``."""
    references = form.references()
    try:
        found = {path: _checked(owner, path, form, items) for path, items in references.items()}
    except Refused as error:
        raise Refused(error.path, error.reason, error.code, row=form.row_name(error.path)) from error
    try:
        form.check_inputs(found)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(field, messages[0]) from error
    return references


def check_one(owner: Any, form: type[ParamsForm], path: str, reference: str) -> None:
    """Whether one file can go into a field; raises ``Refused`` where it certainly cannot."""
    field = form.media_field(path)
    assert field is not None
    _check_file(path, field, _file(owner.pk, path, field, reference))


def files(
    owner_id: int,
    references: Mapping[str, list[str]],
    *,
    model: str,
    sandbox: bool | None = None,
    missing_ok: bool = False,
) -> dict[str, tuple[InputFile, ...]]:
    """The files behind an order's references; raises ``Rejected`` for one that is gone, or leaves its field out.

    ``sandbox``: whether the order goes there; None where one that is made now would go. What went to the trash since
    the order was made is still sent.
    """
    form = _form(model)
    found: dict[str, tuple[InputFile, ...]] = {}
    for path, items in references.items():
        field = form.media_field(path) if form else None
        try:
            found[path] = tuple(_file(owner_id, path, field, item, sandbox, trash=True) for item in items)
        except Refused as error:
            if not missing_ok:
                row = f"{form.row_name(path)}: " if form and form.row_name(path) else ""
                words = f"{row}{error.reason} Nothing was charged."
                raise Rejected(words, code="bad_input", field=error.field) from error
    return found


@contextmanager
def at_hand(found: Mapping[str, tuple[InputFile, ...]]) -> Iterator[dict[str, tuple[InputFile, ...]]]:
    """The same files, each with a path that can be opened until the block ends: what is in a store is fetched once.

    Raises ``Rejected`` for one that is gone meanwhile, ``Unavailable`` where the store does not answer.
    """
    with ExitStack() as lent:
        paths: dict[Path, Path] = {}
        for file in (file for files in found.values() for file in files):
            if file.path and file.path not in paths:
                paths[file.path] = lent.enter_context(_lent(file.path, file.name))
        yield {
            field: tuple(replace(file, path=paths[file.path]) if file.path else file for file in files)
            for field, files in found.items()
        }


@contextmanager
def _lent(place: Path, name: str) -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            path = stack.enter_context(storage.local(place))
        except FileNotFoundError as error:
            words = f"{name} is missing on disk. Upload it again. Nothing was charged."
            raise Rejected(words, code="bad_input") from error
        except OSError as error:
            words = f"Media storage could not be read ({error.strerror or error}). MediaHub tries again."
            raise Unavailable(words, code="storage") from error
        yield path


def known_files(
    owner_id: int, form: ParamsForm, references: Mapping[str, list[str]]
) -> dict[str, tuple[InputFile, ...]]:
    """What is known of the files while somebody is still choosing: those that cannot be used are left out."""
    found: dict[str, tuple[InputFile, ...]] = {}
    for path, items in references.items():
        for item in items:
            try:
                found[path] = (*found.get(path, ()), _file(owner_id, path, form.media_field(path), item))
            except (Refused, ValueError):
                continue
    return found


def _form(model: str) -> type[ParamsForm] | None:
    try:
        return registry.spec(model).params
    except registry.UnknownModel:
        return None


def _checked(owner: Any, path: str, form: ParamsForm, items: list[str]) -> tuple[InputFile, ...]:
    field = form.media_field(path)
    assert field is not None
    found = tuple(_file(owner.pk, path, field, item) for item in items)
    for file in found:
        _check_file(path, field, file)
    if problem := field.files_problem(found):
        raise Refused(path, problem)
    return found


def _check_file(path: str, field: MediaInput, file: InputFile) -> None:
    if file.url:
        _check_address(path, file.url)
    elif not file.remote_id and (problem := field.file_problem(file)):
        raise Refused(path, problem)


def _check_address(path: str, url: str) -> None:
    try:
        check_public(url)
    except Rejected as error:
        raise Refused(path, error.message, error.code) from error


def _file(
    owner_id: int,
    path: str,
    field: MediaInput | None,
    reference: str,
    sandbox: bool | None = None,
    *,
    trash: bool = False,
) -> InputFile:
    """The file behind a reference. ``trash``: also one that lies in the trash."""
    if "://" in reference:
        return InputFile(url=reference, name=reference.rpartition("/")[2][:80])
    medium = field.medium if field else ""
    noun = _NOUNS.get(medium, "file")
    if isinstance(field, MadeBy):
        return _earlier_result(owner_id, path, field, UUID(reference), sandbox, trash=trash)
    upload = Upload.objects.filter(pk=UUID(reference), owner_id=owner_id).first()
    if upload:
        _check_medium(path, upload.name, upload.media_type, medium)
        return _local(path, upload, uploads.path(upload), upload.name)
    asset = _asset(owner_id, path, UUID(reference), noun, trash=trash)
    _check_medium(path, asset.filename, asset.media_type, medium)
    return _local(path, asset, library.path(asset), asset.filename)


def _asset(owner_id: int, path: str, pk: UUID, noun: str, *, trash: bool) -> Asset:
    asset = Asset.objects.filter(pk=pk, owner_id=owner_id, gone_at=None).first()
    if asset is None:
        words = f"There is no {noun} with this id. Upload it first, or choose one from the gallery."
        raise Refused(path, words, "unknown_input")
    if asset.deleted_at and not trash:
        raise Refused(
            path, f"{asset.filename} is in the trash. Take it out first, or choose another {noun}.", "trashed"
        )
    return asset


def _check_medium(path: str, name: str, given: str, wanted: str) -> None:
    if wanted and given != wanted:
        raise Refused(path, f"{name} is a {_NOUNS[given]}. Choose a {_NOUNS[wanted]}.")


def _earlier_result(
    owner_id: int, path: str, field: MadeBy, pk: UUID, sandbox: bool | None, *, trash: bool
) -> InputFile:
    """The provider's own task behind a file of the gallery; raises ``Refused`` where it cannot be taken up."""
    try:
        asset = _asset(owner_id, path, pk, field.noun[0], trash=trash)
    except Refused as error:  # an upload will not do
        raise error if error.code == "trashed" else Refused(path, _not_one_of(field), error.code) from error
    output = JobOutput.objects.select_related("job").filter(media_id=pk, job__owner_id=owner_id).first()
    job = output.job if output else None
    if job is None or not job.remote_id or asset.model not in field.models:
        raise Refused(path, _not_one_of(field), "wrong_model")
    if job.sandbox != (registry.using_sandbox(job.provider) if sandbox is None else sandbox):
        place = "the sandbox" if job.sandbox else "your account"
        raise Refused(path, f"{asset.filename} was made in {place}, where this order does not go.", "other_account")
    if job.created_at < timezone.now() - timedelta(days=field.days):
        words = f"The provider keeps its tasks {field.days} days, and this one is older. Choose a newer file."
        raise Refused(path, words, "expired")
    assert output is not None
    if words := _ruled_out(field, asset, output):
        raise Refused(path, words, "ruled_out")
    return InputFile(
        name=asset.filename,
        sha256=asset.sha256,
        width=asset.width or 0,
        height=asset.height or 0,
        seconds=asset.duration or 0.0,
        remote_id=job.remote_id,
        position=output.position,
    )


def _ruled_out(field: MadeBy, asset: Asset, output: JobOutput) -> str:
    """Why the maker cannot go on from this very file of its task, "" where it can."""
    if output.position and (name := registry.file_label(asset.model, output.position)):
        return f"{asset.filename} is only the “{name}”. Choose the “{registry.file_label(asset.model, 0)}”."
    for key in field.unless:
        spec = registry.spec(key)
        wells = [name for name, well in spec.params.base_fields.items() if isinstance(well, MadeBy)]
        later = Job.objects.filter(owner_id=asset.owner_id, model=key, state__in=(*ORDERED, State.SUCCEEDED))
        if any(later.filter(**{f"inputs__{name}__0": str(asset.pk)}).exists() for name in wells):
            return f"{asset.filename} was taken into {spec.name} already, and then this is no longer possible."
    return ""


def _not_one_of(field: MadeBy) -> str:
    names = [registry.spec(key).name for key in field.models]
    return f"This takes a {field.noun[0]} that was made by {', '.join(names)}. Choose one from the gallery."


def _local(path: str, row: Any, place: Any, name: str) -> InputFile:
    if storage.is_missing(place):
        raise Refused(path, f"{name} is missing on disk. Upload it again.", "missing_file")
    return InputFile(
        path=place,
        name=name,
        mime=row.mime,
        sha256=row.sha256,
        size=row.bytes,
        width=row.width or 0,
        height=row.height or 0,
        seconds=row.duration or 0.0,
    )
