"""Gunicorn's settings: one process with threads, on the socket that the supervisor opened. ``up`` starts it."""

import gc
import os
from typing import Any

from mediahub import lifeline

lifeline.arm()

wsgi_app = "mediahub.wsgi:application"
#: The listening socket stays with the supervisor, so a restarted server loses no connection and no port.
bind = f"fd://{os.environ['MEDIAHUB_LISTEN_FD']}"
workers = 1
#: Threads as gunicorn has them, but none of them waits for what a slow visitor has yet to send.
worker_class = "mediahub.web_worker.Worker"
#: A thread sends one file to its end, however slow the visitor is: too few of them, and some downloads stop the pages.
threads = 40
#: Each takes a descriptor, of which a process often has 1,024.
worker_connections = 600
timeout = 60
graceful_timeout = 3
keepalive = 15
logger_class = "mediahub.web_log.Logger"
#: ``mediahub.requests_told`` writes one where it is asked for.
accesslog = None
loglevel = "warning"
proc_name = "mediahub-web"
#: No file of its own: neither a pid nor a control socket can be left behind.
control_socket_disable = True
#: Here no header may claim another scheme or address; ``mediahub.proxies`` knows whom to believe.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}


def post_worker_init(worker: Any) -> None:
    """No answer waits for the queue's workers to be woken, nor for a commit of its own where another one will do."""
    from generation import jobs, tally

    tally.keep()
    jobs.nudge_later()
    jobs.write_for_all()
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no collection need look through it again
    gc.set_threshold(10_000, 20, 20)
