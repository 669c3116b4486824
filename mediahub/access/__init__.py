"""Who may come in.

Local mode: this machine only, under its own names, as the one owner. Login mode: people with an account and programs
with a token, each as far as their role reaches (``rules``). The doors are middleware, in this order: ``HostNames`` (no
DNS rebinding; in local mode a tunnel reaches callbacks only), ``BodySize``, ``SignedIn`` (who is it?), ``Permitted``
(may they?), ``SameOrigin`` (nothing another site's page can send changes anything).
"""

from mediahub.access.hosts import CALLBACKS, HostNames
from mediahub.access.origins import SameOrigin
from mediahub.access.permitted import Permitted
from mediahub.access.rules import Abilities, abilities, may
from mediahub.access.sizes import BodySize
from mediahub.access.visitors import SignedIn, SignedInOwner, owner, whose

__all__ = [
    "CALLBACKS",
    "Abilities",
    "BodySize",
    "HostNames",
    "Permitted",
    "SameOrigin",
    "SignedIn",
    "SignedInOwner",
    "abilities",
    "may",
    "owner",
    "whose",
]
