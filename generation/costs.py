"""What a job costs or cost, in words, from the ledger's rows and from what is known of the money."""

from __future__ import annotations

import re

from generation import ledger
from generation.models import Charge, Charged, ChargeState, Job

_KNOWN = {
    Charged.NO: "Nothing was charged.",
    Charged.MAYBE: "It may have been charged.",
    Charged.YES: "It was charged.",
}
#: what the engine says of an order with a price: a sentence, or the tail of one
_MAYBE_CHARGED = re.compile(
    r"(?:^| )It may have been charged(?:: ask .*?)?\.(?= |$)|[:;,] it may have been charged", re.I
)


def with_charge(job: Job, words: str) -> str:
    """``words`` and what is known of the money, unless they speak of it already. The sandbox never charges."""
    if job.sandbox:
        return without_doubt(words)
    known = _KNOWN.get(Charged(job.charged), "")
    if not known or "charge" in words.lower():
        return words
    return f"{words} {known}"


def without_doubt(words: str) -> str:
    """``words`` without "it may have been charged", which the sandbox never does."""
    return _MAYBE_CHARGED.sub("", words).strip()


def charge_of(job: Job) -> Charge | None:
    """The ledger's row of the job's current order, None when it has none."""
    return next((charge for charge in job.charges.all() if charge.order_number == job.orders), None)


def estimate_words(job: Job) -> str:
    """What the job's current order costs by the estimate: "about $0.30"."""
    charge = charge_of(job)
    return f"about {ledger.exact_dollars(charge.estimate_usd)}" if charge else "an unknown amount"


def price_words(job: Job) -> str:
    """What such an order costs by the estimate, short: "≈ $0.03", "up to $0.30"; "" where the ledger knows nothing."""
    charge = charge_of(job)
    if charge is None:
        return ""
    return f"{'≈' if charge.exact else 'up to'} {ledger.exact_dollars(charge.estimate_usd)}"


def cost_words(job: Job) -> str:
    """What the job cost, or may cost, as its card says it; "" where the ledger knows nothing."""
    if job.sandbox:
        return "Sandbox, nothing charged"
    charge = charge_of(job)
    if charge is None:
        return ""
    amount = ledger.exact_dollars(charge.usd)
    match charge.state:
        case ChargeState.ACTUAL:
            return amount
        case ChargeState.REFUNDED:
            return "Not charged"
        case ChargeState.UNKNOWN:
            return f"≈ {amount}, may be charged"
    return f"≈ {amount}" if charge.exact else f"up to {amount}"
