"""How a person looks through the gallery: the filters of an address, and what stands beside a file under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypedDict
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from gallery.models import Asset, MediaType
from gallery.pages import ORDERS, Place, filtered

#: above this many the page says "10,000+": counting a million rows for a number nobody reads is slow
_COUNTED = 10_000
#: what goes next comes first
TRAY_ORDER = "oldest"
_NOUNS = {"": ("file", "files"), MediaType.IMAGE: ("picture", "pictures"), MediaType.VIDEO: ("video", "videos")}


class Criteria(TypedDict):
    """What narrows, by the names that the gallery's own functions use."""

    media_type: str
    model: str
    q: str


@dataclass(frozen=True)
class Filters:
    """What an address of the gallery asks for. Unknown values count as not given: an old link still opens."""

    media_type: str = ""
    model: str = ""
    q: str = ""
    sort_by: str = "newest"

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Filters:
        """Read ``?type=&model=&q=&sort=``."""
        media_type, sort_by = str(query.get("type", "")), str(query.get("sort", ""))
        return cls(
            media_type=media_type if media_type in MediaType.values else "",
            model=str(query.get("model", ""))[:120],
            q=str(query.get("q", "")).strip()[:200],
            sort_by=sort_by if sort_by in ORDERS else "newest",
        )

    def query(self, **more: str) -> str:
        """These filters as the query of an address, "" where there are none; ``more`` is added at the end."""
        sort = "" if self.sort_by == "newest" else self.sort_by
        given = {"type": self.media_type, "model": self.model, "q": self.q, "sort": sort, **more}
        pairs = {name: value for name, value in given.items() if value}
        return f"?{urlencode(pairs)}" if pairs else ""

    def but(self, **changes: str) -> Filters:
        """The same with some of them changed."""
        return replace(self, **changes)

    @property
    def criteria(self) -> Criteria:
        """All but the order."""
        return {"media_type": self.media_type, "model": self.model, "q": self.q}


def rows(owner: Any, filters: Filters) -> QuerySet[Asset]:
    """The files that the filters let through, tray and trash left out, in no order."""
    return filtered(owner, **filters.criteria)


def files(count: int) -> str:
    """A number of files in words: "1 file", "1,284 files"."""
    return f"{count:,} {'file' if count == 1 else 'files'}"


def count_words(owner: Any, filters: Filters) -> str:
    """How many there are, as the page says it: "1 video", "1,284 files", "10,000+ pictures"."""
    count = rows(owner, filters)[: _COUNTED + 1].count()
    one, many = _NOUNS[filters.media_type]
    if count > _COUNTED:
        return f"{_COUNTED:,}+ {many}"
    return f"{count:,} {one if count == 1 else many}"


def described(owner: Any, filters: Filters) -> str:
    """All that the filters let through, in words for a question: "12 videos by Veo 3.1 Fast with “sea”"."""
    return f"{count_words(owner, filters)}{only(owner, filters)}"


def only(owner: Any, filters: Filters) -> str:
    """What the filters beside the type ask for, in words: " by Veo 3.1 Fast with “sea”"."""
    words = f" by {dict(models(owner)).get(filters.model, filters.model)}" if filters.model else ""
    return f"{words} with “{filters.q}”" if filters.q else words


def models(owner: Any) -> list[tuple[str, str]]:
    """Key and name of each model that has files, by seeking from one to the next along the index."""
    found: list[tuple[str, str]] = []
    live = filtered(owner).order_by("model")
    pair = live.filter(model__gt="").values_list("model", "model_name").first()
    while pair:
        found.append((pair[0], pair[1] or pair[0]))
        pair = live.filter(model__gt=pair[0]).values_list("model", "model_name").first()
    return sorted(found, key=lambda model: model[1].lower())


def neighbours(asset: Asset, filters: Filters) -> tuple[UUID | None, UUID | None]:
    """The ids shown before and after a file under the filters' order; of an unsaved one, those in the tray."""
    if asset.keep_until and not asset.deleted_at:
        found, filters = filtered(asset.owner, place=Place.TRAY), Filters(sort_by=TRAY_ORDER)
    else:
        found = rows(asset.owner, filters)
    at, pk = asset.created_at, asset.pk
    newer = found.filter(created_at__gte=at).filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=pk))
    older = found.filter(created_at__lte=at).filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    above = newer.order_by("created_at", "id").values_list("pk", flat=True).first()
    below = older.order_by("-created_at", "-id").values_list("pk", flat=True).first()
    return (above, below) if filters.sort_by == "newest" else (below, above)
