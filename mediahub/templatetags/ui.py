"""What templates need to draw the interface: icons, ratio classes, times and sizes in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from generation.ledger import dollars

register = template.Library()
register.filter("dollars", dollars)

_RATIOS = {
    (1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (4, 5), (5, 4), (16, 9), (9, 16), (21, 9),
}  # fmt: skip


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """An outline of the sprite, hidden from screen readers. ``size``: 14, 16, 18, 20 or 22 pixels."""
    kind = "icon" if size == 18 else f"icon icon-{size}"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', kind, static("icons.svg"), name
    )


@register.filter
def ratio_class(ratio: str) -> str:
    """The class of the nearest ratio that the style sheet knows: ``16:9`` → ``a16x9``; unknown → ``a1x1``."""
    try:
        width, height = (float(part) for part in str(ratio).split(":"))
        nearest = min(_RATIOS, key=lambda pair: abs(pair[0] / pair[1] - width / height))
    except (ValueError, ZeroDivisionError):
        return "a1x1"
    return f"a{nearest[0]}x{nearest[1]}"


@register.filter
def size_class(media: object) -> str:
    """``ratio_class`` of something with ``width`` and ``height`` in pixels."""
    return ratio_class(f"{getattr(media, 'width', None) or 1}:{getattr(media, 'height', None) or 1}")


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as ``0:42`` or ``1:02:07``; empty when unknown."""
    if seconds is None:
        return ""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def elapsed(moment: datetime) -> str:
    """The time since then as a clock: ``0:42``."""
    return clock((timezone.now() - moment).total_seconds())


@register.filter
def left(moment: datetime) -> str:
    """The time until then as a clock: ``0:25``."""
    return clock((moment - timezone.now()).total_seconds())


@register.filter
def thousands(number: int) -> str:
    """A whole number with separators: ``5,000``."""
    return f"{int(number):,}"


@register.filter
def about(seconds: float | None) -> str:
    """A usual time in words: ``8 s``, ``1 min 30 s``, ``4 min``."""
    if not seconds:
        return ""
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes, rest = divmod(round(seconds / 10) * 10, 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


@register.filter
def monogram(name: str) -> str:
    """Two letters that stand for a model or a provider: ``Veo 3.1 Fast`` → ``V3``."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def ago(moment: datetime) -> str:
    """How long ago: ``just now``, ``2 min ago``, ``3 h ago``, then the day: ``4 Nov``."""
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 20 * 3600:
        return f"{int(seconds // 3600)} h ago"
    local = timezone.localtime(moment)
    return f"{local.day} {local:%b}" if local.year == timezone.localtime().year else f"{local.day} {local:%b %Y}"


@register.filter
def words(value: Any) -> str:
    """A value of a job's params as words: flags as on and off, lists with commas."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
