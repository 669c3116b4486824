"""XMP packets and EXIF's UserComment that hold a recipe. Read as text: no XML parser sees a file from elsewhere."""

from __future__ import annotations

from xml.sax.saxutils import escape, unescape

from PIL import Image

from gallery.containers import Unfit

#: what marks an XMP packet in a JPEG
JPEG_MARK = b"http://ns.adobe.com/xap/1.0/\0"

_OPEN, _CLOSE = "<mediahub:recipe>", "</mediahub:recipe>"
_END = b"</rdf:RDF>"
_DESCRIPTION = (
    '<rdf:Description rdf:about="" xmlns:mediahub="urn:mediahub:recipe:1">'
    "<mediahub:parameters>{words}</mediahub:parameters>"
    "<mediahub:recipe>{text}</mediahub:recipe></rdf:Description>"
)
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    "{description}</rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)
_EXIF_IFD, _USER_COMMENT = 0x8769, 0x9286


def with_recipe(old: bytes, text: str, words: str) -> bytes:
    """A packet with the recipe: a new one, or ``old`` with it beside what it holds already."""
    description = _DESCRIPTION.format(words=escape(_printable(words)), text=escape(text))
    if not old:
        return _PACKET.format(description=description).encode()
    kept = _without_recipe(old)
    at = kept.rfind(_END)
    if at < 0:
        raise Unfit("its XMP packet is not understood")
    return kept[:at] + description.encode() + kept[at:]


def _without_recipe(old: bytes) -> bytes:
    """``old`` without a description of ours from before."""
    begin = old.find(_DESCRIPTION.partition(">")[0].encode())
    if begin < 0:
        return old
    end = old.find(b"</rdf:Description>", begin)
    return old[:begin] + old[end + len(b"</rdf:Description>") :] if end > 0 else old


def _printable(words: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(sign for sign in words if sign.isprintable() or sign in "\n\t")


def recipe_of(packet: bytes) -> str:
    """The recipe in a packet, as JSON text; "" where there is none."""
    text = packet.decode("utf-8", "replace")
    begin = text.rfind(_OPEN)
    end = text.find(_CLOSE, begin)
    return unescape(text[begin + len(_OPEN) : end]) if 0 <= begin < end else ""


def user_comment(words: str) -> bytes:
    """An EXIF block whose only content is the UserComment, in UTF-16 as the common tools write it."""
    exif = Image.Exif()
    exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = b"UNICODE\0" + words.encode("utf-16-be", "replace")
    return exif.tobytes()
