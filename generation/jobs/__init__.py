"""The life of a job: the one service layer, and the only place that writes a ``Job`` (a test forbids it elsewhere).

* ``orders``: taking an order, and what comes from outside about one;
* ``moves``: claims and moves, each one conditional UPDATE that names the state and the claim it expects, with its event
  in the same transaction; who loses the UPDATE does nothing;
* ``releases``: putting back many jobs at once;
* ``together``: small writes of many threads in one transaction;
* ``waking``: the queue's workers are told that there is something to do;
* ``files``: what the gallery's tray means to jobs;
* ``verbs``: what people can do; every door calls these;
* ``handover``: orders change hands when a person leaves.
"""

from generation.inputs import Refused
from generation.jobs import mending
from generation.jobs.files import clear_tray
from generation.jobs.handover import hand_over, needed_inputs
from generation.jobs.moves import (
    LEASE,
    IllegalMove,
    ahead,
    alone,
    alone_since,
    claim,
    claim_due,
    due_for_storing,
    move,
    note,
    postpone,
    release,
    renew,
    touch,
    wait_for_turn,
)
from generation.jobs.orders import KeyReused, adopt_late, create, noticed, ordered_before
from generation.jobs.releases import gather, stop_gathering, write_gathered
from generation.jobs.restored import hold_after_restore
from generation.jobs.together import write_for_all
from generation.jobs.verbs import (
    NotPossible,
    adopt,
    allow,
    cancel,
    download_again,
    give_up,
    hide,
    look_again,
    possible,
    retry,
    send_again,
)
from generation.jobs.waking import nudge, nudge_later, nudge_on_commit, post

__all__ = [
    "LEASE",
    "IllegalMove",
    "KeyReused",
    "NotPossible",
    "Refused",
    "adopt",
    "adopt_late",
    "ahead",
    "allow",
    "alone",
    "alone_since",
    "cancel",
    "claim",
    "claim_due",
    "clear_tray",
    "create",
    "download_again",
    "due_for_storing",
    "gather",
    "give_up",
    "hand_over",
    "hide",
    "hold_after_restore",
    "look_again",
    "mending",
    "move",
    "needed_inputs",
    "note",
    "noticed",
    "nudge",
    "nudge_later",
    "nudge_on_commit",
    "ordered_before",
    "possible",
    "post",
    "postpone",
    "release",
    "renew",
    "retry",
    "send_again",
    "stop_gathering",
    "touch",
    "wait_for_turn",
    "write_for_all",
    "write_gathered",
]
