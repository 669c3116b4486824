"""One hub of a campaign, with its share of the orders, on a small disk of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from benchmarks.bill.plan import Plan
from benchmarks.bill.provider import KEY, WEBHOOK_KEY
from tests.mediahub.hub import Hub, free_port
from tests.mediahub.services import Services

#: orders a second and hub: below what Kie.ai allows an account, for blows and pauses take their share
_PACE = 1.4
_CLIENTS = 6
#: seconds within which an order is taken, whatever is being killed
_PATIENCE = 240.0
_DISK = "400m"


class Shard:
    """``asked``: order number → task id, filled as orders are taken."""

    def __init__(self, folder: Path, plans: list[Plan], provider_url: str, services: Services) -> None:
        self.folder, self.plans = folder, {plan.number: plan for plan in plans}
        self.asked: dict[int, str] = {}
        self.has_disk = _small_disk(folder)
        port = free_port()
        addresses = {"KIE_BASE_URL": provider_url, "KIE_UPLOAD_URL": provider_url, "MEDIAHUB_PORT": str(port)}
        public = {"MEDIAHUB_PUBLIC_URL": f"http://127.0.0.1:{port}", "KIE_WEBHOOK_KEY": WEBHOOK_KEY}
        self.hub = Hub(folder, services, KIE_API_KEY=KEY, **addresses, **public)
        #: held while somebody kills or starts the whole hub
        self.changing = threading.RLock()

    def revive(self) -> None:
        """Start the hub again if its supervisor has ended."""
        with self.changing:
            if self.hub.process and self.hub.process.poll() is not None:
                self.hub.kill_group()
                self.hub.start(wait=False)

    def close(self) -> None:
        self.hub.close()
        if self.has_disk:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)

    # -- ordering ------------------------------------------------------------------------------------------------------

    def order_all(self) -> None:
        """Place every order at a steady pace; each is asked for until the hub has taken it."""
        begun, sent = time.monotonic(), []
        with ThreadPoolExecutor(_CLIENTS) as pool:
            for at, plan in enumerate(self.plans.values()):
                time.sleep(max(0.0, begun + at / _PACE - time.monotonic()))
                sent.append(pool.submit(self._order, plan))
        for order in sent:
            order.result()

    def _order(self, plan: Plan) -> None:
        """The same Idempotency-Key until an answer comes: a request that was cut off is the same order."""
        address = f"{self.hub.url}/api/{plan.kind}s/generate"
        headers = {"Idempotency-Key": f"bill-{plan.number}"}
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = requests.post(address, json=plan.order(), headers=headers, timeout=40)
            except requests.RequestException:
                time.sleep(0.5)
                continue
            if answer.status_code == 202:
                self.asked[plan.number] = str(answer.json()["task_id"])
                return
            if answer.status_code < 500:
                raise AssertionError(f"{answer.status_code} {answer.text}")
            time.sleep(0.5)


def _small_disk(folder: Path) -> bool:
    """A file system in memory for a hub's whole folder, where this account may mount one."""
    folder.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK},mode=700", "bill", str(folder)]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0
