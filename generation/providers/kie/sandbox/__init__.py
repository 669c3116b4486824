"""A stand-in for Kie.ai on this machine: Kie's wire format, placeholder pictures, and misbehaviour on request.

Written from Kie's documentation and from recordings alone. It imports nothing of MediaHub, and nothing of MediaHub but
its command and the tests imports it, so that the adapter and the sandbox cannot agree on a mistake.
"""

from .checking import check_order, price_of
from .desk import Options
from .server import NotLoopback, Sandbox

__all__ = ["NotLoopback", "Options", "Sandbox", "check_order", "price_of"]
