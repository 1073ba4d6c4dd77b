"""Two nodes with nginx and one of the daemons under test, in the lab's network, and what can be done
to them."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import capture
import holders
import lab
import probe

PRIORITIES = (150, 100)
FIRST_VIP = 100
SETTLE_SECONDS = 60.0
POLL_SECONDS = 0.005

# What systemd does for vipd when it was killed; keepalived is given the same.
RESTART_SECONDS = 0.25

NGINX = lab.NGINX.replace(
    "location = /healthz {{",
    "location = /healthz {{ if (-f {home}/sick) {{ return 503; }}",
)

# The checks: is nginx alive, and does it answer well. Each every second, and one failure is enough.
VIPD_GROUP = """\
vrid: {vrid}
interface: {interface}
priority: {priority}
pair: true
interval: {interval_ms}ms
addresses: [{addresses}]
"""
VIPD_CHECKS = """\
checks:
  alive: {{ process: {{ pid-file: {home}/nginx.pid }}, every: 1s, fall: 1, rise: 1 }}
  answers: {{ http: "http://127.0.0.1/healthz", every: 1s, timeout: 1s, fall: 1, rise: 1 }}
"""
KEEPALIVED = """\
global_defs {{
  router_id {name}
  vrrp_version 3
  script_user root
  enable_script_security
}}
vrrp_script alive {{
  script "{home}/alive"
  interval 1
  fall 1
  rise 1
}}
vrrp_script answers {{
  script "/usr/bin/curl -sf -o /dev/null -m 1 http://127.0.0.1/healthz"
  interval 1
  fall 1
  rise 1
}}
track_file planned {{
  file "{home}/planned"
  init_file 0
}}
"""
KEEPALIVED_GROUP = """\
vrrp_instance {name} {{
  interface {interface}
  state BACKUP
  virtual_router_id {vrid}
  priority {priority}
  advert_int {seconds}
  virtual_ipaddress {{
    {addresses}
  }}
{checks}}}
"""
KEEPALIVED_CHECKS = """\
  track_script {
    alive
    answers
  }
  track_file {
    planned weight 1
  }
"""


@dataclasses.dataclass(frozen=True)
class Load:
    """What the nodes are to do: groups on every interface, addresses in every group."""

    interval_ms: int
    groups: int = 1
    addresses: int = 1
    interfaces: int = 1
    checks: bool = True

    def vips(self, group: int, interface: int = 0) -> list[str]:
        """The addresses of a group, counted from 0."""
        if self.groups == 1:
            return [f"10.99.{interface}.{FIRST_VIP + i}" for i in range(self.addresses)]
        return [f"10.{100 + interface}.{group // 250}.{group % 250 + 1}"]

    @property
    def watched(self) -> str:
        """The address that the client asks: the last that is configured."""
        return self.vips(0)[-1]


class Pair(lab.Lab):
    """A pair of nodes; ``daemon`` is ``vipd`` or ``keepalived``."""

    def __init__(self, prefix: str, dist: pathlib.Path, daemon: str, load: Load) -> None:
        super().__init__(f"{prefix}{daemon[0]}-", dist)
        self.daemon = daemon
        self.load = load
        self.watch: lab.Watch | None = None
        # One machine, two clocks: what captures and monitors write is by the time of day.
        self.clock_offset_us = time.time_ns() // 1000 - probe.now_us()

    @property
    def pace(self) -> capture.Pace:
        """The protocol's times on the second node."""
        return capture.Pace(self.load.interval_ms * 1e3, PRIORITIES[1], self.daemon == "vipd")

    def _prefixed(self, name: str) -> str:
        return f"{self._prefix}{name}"

    # ---- configuration

    def _configure(self, node: lab.Node) -> None:
        node.priority = PRIORITIES[node.number - 1]
        node.run_dir.mkdir(parents=True)
        values = {"home": node.home, "name": node.name}
        (node.home / "nginx.conf").write_text(NGINX.format_map(values), encoding="utf-8")
        if self.daemon == "vipd":
            self._configure_vipd(node)
        else:
            self._configure_keepalived(node)

    def _groups(self) -> Iterator[tuple[str, int, str, list[str]]]:
        for interface in range(self.load.interfaces):
            for group in range(self.load.groups):
                name = lab.GROUP if self.load.groups == 1 else f"g{interface}-{group + 1}"
                yield name, group + 1, f"eth{interface}", self.load.vips(group, interface)

    def _configure_vipd(self, node: lab.Node) -> None:
        (node.home / "groups").mkdir()
        (node.home / "vipd.yaml").write_text(f"node-name: {node.name}\n", encoding="utf-8")
        for name, vrid, interface, vips in self._groups():
            text = VIPD_GROUP.format(
                vrid=vrid,
                interface=interface,
                priority=node.priority,
                interval_ms=self.load.interval_ms,
                addresses=", ".join(f"{vip}/24" for vip in vips),
            )
            if self.load.checks:
                text += VIPD_CHECKS.format(home=node.home)
            (node.home / "groups" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def _configure_keepalived(self, node: lab.Node) -> None:
        alive = node.home / "alive"
        alive.write_text(f"#!/bin/sh\nkill -0 $(cat {node.home}/nginx.pid)\n", encoding="utf-8")
        alive.chmod(0o755)
        text = KEEPALIVED.format(name=node.name, home=node.home)
        if not self.load.checks:
            text = text[: text.index("vrrp_script")]
        for name, vrid, interface, vips in self._groups():
            text += KEEPALIVED_GROUP.format(
                name=name,
                interface=interface,
                vrid=vrid,
                priority=node.priority,
                seconds=self.load.interval_ms / 1000,
                addresses="\n    ".join(f"{vip}/24" for vip in vips),
                checks=KEEPALIVED_CHECKS if self.load.checks else "",
            )
        (node.home / "keepalived.conf").write_text(text, encoding="utf-8")

    # ---- life

    def more_interfaces(self) -> None:
        """Cables for the interfaces after the first."""
        for number in range(1, self.load.interfaces):
            first, second = self.nodes
            name = f"eth{number}"
            cable = ("link", "add", name, "type", "veth", "peer", "name", name)
            run("ip", "-n", first.namespace, *cable, "netns", second.namespace)
            for node in self.nodes:
                address = f"10.99.{number}.{node.number}/24"
                run("ip", "-n", node.namespace, "addr", "add", address, "dev", name)
                run("ip", "-n", node.namespace, "link", "set", name, "up")

    def begin(self) -> None:
        """Starts everything, and waits until the first node holds and the second listens."""
        self.up()
        self.more_interfaces()
        assert self._home is not None
        self.capture_file = self._home / "capture.pcap"
        client = self._prefixed("client")
        self._start(
            "tcpdump", client, "tcpdump", "-i", "eth0", "-p", "-n", "-U", "--immediate-mode",
            "-Z", "root", "-s", "128", "-w", self.capture_file, "ip proto 112 or arp",
        )  # fmt: skip
        for node in self.nodes:
            monitor = ("ip", "-ts", "-o", "monitor", "address")
            self._start(f"{node.name}-addresses", node.namespace, *monitor)
            if self.load.checks:
                self.start_nginx(node)
        for node in self.nodes:
            self.start(node)
        self.settle()

    def end(self) -> None:
        """Takes everything away, so that another pair may have the name."""
        self.down()
        self._lock.close()

    def start(self, node: lab.Node) -> None:
        """Starts the daemon under test on a node."""
        if self.daemon == "vipd":
            self.start_vipd(node)
            return
        folder = node.run_dir
        self._start(
            f"{node.name}-keepalived", node.namespace, "keepalived", "--vrrp", "--dont-fork",
            "--log-console", "--use-file", node.home / "keepalived.conf",
            "--pid", folder / "pid", "--vrrp_pid", folder / "vrrp.pid",
        )  # fmt: skip

    def process(self, node: lab.Node) -> int:
        """The daemon's first process on a node."""
        return self._started[f"{node.name}-{self.daemon}"][0]

    def end_process(self, name: str, how: signal.Signals) -> None:
        """Ends a process and all that it started."""
        lab.end(*self._started.pop(name), how)
        self._children.pop(name).wait(lab.STOP_SECONDS)
        self._note()

    def stop(self, node: lab.Node) -> None:
        """Stops the daemon under test as its unit does."""
        name = f"{node.name}-{self.daemon}"
        # The first process alone, which tells the others.
        os.kill(self._started[name][0], signal.SIGTERM)

    def stopped(self, node: lab.Node) -> None:
        """Waits until it has come to its end."""
        name = f"{node.name}-{self.daemon}"
        self._started.pop(name)
        self._children.pop(name).wait(lab.STOP_SECONDS)
        self._note()

    def kill(self, node: lab.Node) -> None:
        """Kills all of the daemon under test at once, as nobody can prevent."""
        self.end_process(f"{node.name}-{self.daemon}", signal.SIGKILL)
        for file in ("pid", "vrrp.pid"):
            (node.run_dir / file).unlink(missing_ok=True)

    def holds(self, node: lab.Node) -> bool:
        """Whether a node has the last address of the last group."""
        last = self.load.interfaces - 1
        vip = self.load.vips(self.load.groups - 1, last)[-1]
        shown = run("ip", "-n", node.namespace, "-o", "addr", "show", "to", vip)
        return bool(shown)

    def settle(self) -> None:
        """Waits until the first node holds the addresses alone, and for a second after that."""
        first, second = self.nodes
        deadline = time.monotonic() + SETTLE_SECONDS
        while not self.holds(first) or self.holds(second):
            self.check_alive()
            if time.monotonic() > deadline:
                raise lab.LabError(f"{self.daemon} does not settle")
            time.sleep(0.05)
        time.sleep(max(0.3, self.load.interval_ms / 1000))

    # ---- the client

    @contextlib.contextmanager
    def asked(self, icmp_every_us: int) -> Iterator[lab.Watch]:
        """The client asks meanwhile."""
        assert self._home is not None
        log = self._home / "probe.txt"
        log.write_text("", encoding="ascii")
        program = ("python3", lab.HERE / "probe.py", "run", self.load.watched, "--log", log)
        pace = ("--icmp-every-us", str(icmp_every_us), "--stall-us", "1000")
        self._start("probe", self._prefixed("client"), *before_others(), *program, *pace)
        try:
            yield lab.Watch(log)
        finally:
            self.stop_probe()

    def forget_neighbours(self) -> None:
        """Has the client ask anew whose the addresses are."""
        run("ip", "-n", self._prefixed("client"), "neigh", "flush", "dev", "eth0")

    def frames(self) -> list[capture.Frame]:
        """What has been captured so far."""
        return list(capture.read(self.capture_file, self.clock_offset_us))

    def seconds_until(self, phase: float) -> float:
        """Time until this share of the period of the first node's adverts has passed."""
        source = f"10.99.0.{self.nodes[0].number}"
        period_us = self.load.interval_ms * 1000
        last_us = max(
            (f.at_us for f in self.frames() if isinstance(f, capture.Advert) and f.source == source),
            default=0,
        )
        return (last_us + phase * period_us - probe.now_us()) % period_us / 1e6

    def overlap_ms(self, from_us: int, to_us: int) -> float:
        """For how much of a window both nodes had the address that is watched."""
        assert self._home is not None
        both = [
            holders.tenures(
                holders.read(self._home / f"{node.name}-addresses.log"),
                self.load.watched,
                self.clock_offset_us,
                to_us,
            )
            for node in self.nodes
        ]
        return holders.overlap_us(*both, from_us, to_us) / 1e3

    # ---- operators

    def hand_over(self, node: lab.Node) -> None:
        """Has a healthy node give the addresses to the other one."""
        if self.daemon == "vipd":
            self._request(node, {"request": "failover", "group": lab.GROUP, "hold-ms": 60_000})
        else:
            self._planned(node, PRIORITIES[1] - PRIORITIES[0] - 10)

    def take_back(self, node: lab.Node) -> None:
        """Has it take them back."""
        if self.daemon == "vipd":
            self._request(node, {"request": "failback", "group": lab.GROUP})
        else:
            self._planned(node, 0)

    @staticmethod
    def _request(node: lab.Node, request: dict[str, object]) -> None:
        # What vipctl sends: the start of another JVM is not what is measured.
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.settimeout(10)
            door.connect(str(node.run_dir / "vipd.sock"))
            door.sendall(json.dumps(request).encode() + b"\n")
            answer = door.makefile("rb").readline()
        if b'"error"' in answer:
            raise lab.LabError(f"vipd refused: {answer.decode()}")

    @staticmethod
    def _planned(node: lab.Node, weight: int) -> None:
        (node.home / "planned").write_text(f"{weight}\n", encoding="ascii")


@functools.cache
def before_others() -> tuple[str, ...]:
    """What has the kernel run a command before the machine's other work, where it allows that."""
    first = ("chrt", "--rr", "1")
    allowed = subprocess.run([*first, "true"], capture_output=True, check=False).returncode == 0
    return first if allowed else ()


def run(*command: str | os.PathLike[str]) -> str:
    """Runs a command; returns what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise lab.LabError(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout
