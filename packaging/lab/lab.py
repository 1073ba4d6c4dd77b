"""A pair of nginx nodes with vipd in the lab's network, and a client that watches their address.

``Lab`` starts and stops everything: namespaces (by ./topology), nginx and vipd on each node, the
probe in the client's namespace. It ends only what it started: every process is noted under
/run/vipd-demo with its start time, so that also a later run can take away what an earlier one left
behind (``--keep``, kill -9).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import pathlib
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from typing import IO

import probe

HERE = pathlib.Path(__file__).resolve().parent
NOTES = pathlib.Path("/run/vipd-demo")
VIP = "10.99.0.100"
GROUP = "web"
INTERVAL_MS = 1000
STOP_SECONDS = 5.0

NGINX = """\
daemon off;
user root;
worker_processes 1;
pid {home}/nginx.pid;
error_log {home}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {home}/nginx.tmp;
  proxy_temp_path {home}/nginx.tmp;
  fastcgi_temp_path {home}/nginx.tmp;
  uwsgi_temp_path {home}/nginx.tmp;
  scgi_temp_path {home}/nginx.tmp;
  server {{
    listen 80;
    location / {{ return 200 "{name}\\n"; }}
    location = /healthz {{ return 200 "ok\\n"; }}
  }}
}}
"""

VIPD = """\
node-name: {name}
"""

WEB = """\
vrid: 51
interface: eth0
priority: {priority}
pair: true
interval: {interval_ms}ms
addresses: [{vip}/24]
checks:
  nginx: {{ http: "http://127.0.0.1/healthz", every: 500ms, timeout: 300ms, fall: 2, rise: 2 }}
  master-process: {{ process: nginx }}
"""


class LabError(Exception):
    """The lab cannot go on; the message says why, in a sentence or two."""


@dataclasses.dataclass(frozen=True)
class Role:
    """A node's own account of the group; ``since_us`` is on the probe's clock."""

    role: str
    why: str
    since_us: int


class Door:
    """A node's control socket: asks it for its status without starting a process each time."""

    _REQUEST = json.dumps({"request": "status", "group": GROUP}).encode() + b"\n"
    _TIMEOUT_SECONDS = 1.0

    def __init__(self, run_dir: pathlib.Path) -> None:
        self._path = run_dir / "vipd.sock"
        self._stream: IO[bytes] | None = None

    def ask(self) -> Role | None:
        """What the node says of the group now; None while its vipd does not answer."""
        try:
            stream = self._stream or self._connect()
            stream.write(self._REQUEST)
            stream.flush()
            line = stream.readline()
        except OSError:
            line = b""
        if not line:
            self._stream = None
            return None
        answer = json.loads(line)
        if "error" in answer:
            return None
        group = answer["groups"][0]
        since = datetime.datetime.fromisoformat(group["since"])
        age = datetime.datetime.now(datetime.UTC) - since
        return Role(group["role"], group["why"], probe.now_us() - int(age.total_seconds() * 1e6))

    def _connect(self) -> IO[bytes]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.settimeout(self._TIMEOUT_SECONDS)
            door.connect(str(self._path))
            self._stream = door.makefile("rwb")
        return self._stream


@dataclasses.dataclass
class Node:
    """One host of the pair."""

    number: int
    priority: int
    home: pathlib.Path
    namespace: str
    door: Door = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.door = Door(self.run_dir)

    @property
    def name(self) -> str:
        """What it calls itself, in its web pages too."""
        return f"node{self.number}"

    @property
    def run_dir(self) -> pathlib.Path:
        """Where its vipd has the control socket."""
        return self.home / "run"

    def skew_ms(self) -> float:
        """Skew_Time (RFC 9568 6.1): how long it waits after priority 0 before it takes over."""
        return (256 - self.priority) * INTERVAL_MS / 256


def start_time(pid: int) -> int | None:
    """When a process was started, in ticks since boot; None when there is none."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[19])


def children(pid: int) -> list[int]:
    """The children of a process's first thread."""
    try:
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in text.split()]


def end(pid: int, started: int, how: signal.Signals) -> bool:
    """Signals a process that ``started`` then, and the group that it leads; whether it is there."""
    if start_time(pid) != started:
        return False
    with contextlib.suppress(ProcessLookupError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, how)
        else:
            os.kill(pid, how)
    return True


class Lab:
    """The running lab; ``down`` takes all of it away, at any point."""

    def __init__(self, prefix: str, dist: pathlib.Path) -> None:
        self._prefix = prefix
        self._dist = dist
        self._notes = NOTES / f"{prefix}.json"
        self._started: dict[str, tuple[int, int]] = {}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._home: pathlib.Path | None = None
        # An abstract name, which the kernel frees whatever becomes of this process.
        self._lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            self._lock.bind(f"\0vipd-demo-{prefix}")
        except OSError as busy:
            raise LabError(
                f"another demo with prefix {prefix} is running; wait for it, or give another --prefix"
            ) from busy
        self.nodes: list[Node] = []

    # ---- all of it

    def up(self) -> None:
        """Clears what an earlier run left, makes the network and the nodes' configuration."""
        self.down()
        self._home = pathlib.Path(tempfile.mkdtemp(prefix="vipd-demo-"))
        # Workers, checks and hooks may run as other users.
        self._home.chmod(0o755)
        self._note()
        self._topology("up")
        for number, priority in ((1, 150), (2, 100)):
            node = Node(
                number, priority, self._home / f"node{number}", f"{self._prefix}node{number}"
            )
            self._configure(node)
            self.nodes.append(node)

    def down(self) -> None:
        """Ends every process this lab has started, then removes its network and its files."""
        if self._notes.exists() and not self._started:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
            self._started = {name: (pid, at) for name, (pid, at) in notes["processes"].items()}
            self._home = pathlib.Path(notes["home"])
        for how in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + STOP_SECONDS
            alive = [p for p in self._started.values() if end(*p, how)]
            while alive and time.monotonic() < deadline:
                time.sleep(0.02)
                self._reap()
                alive = [(pid, at) for pid, at in alive if start_time(pid) == at]
        self._started.clear()
        self._topology("down")
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
        self._notes.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            NOTES.rmdir()

    def _reap(self) -> None:
        for child in self._children.values():
            child.poll()

    def _note(self) -> None:
        NOTES.mkdir(exist_ok=True)
        notes = {"home": str(self._home), "processes": self._started}
        fresh = self._notes.with_suffix(".new")
        fresh.write_text(json.dumps(notes), encoding="utf-8")
        fresh.replace(self._notes)

    # ---- the network

    def _topology(self, *command: str) -> None:
        done = subprocess.run(
            [HERE / "topology", *command, "--prefix", self._prefix],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LabError(done.stderr.strip())

    def cut(self, node: Node) -> None:
        """Pulls a node's cable."""
        self._topology("cut", str(node.number))

    def cut_silently(self, node: Node) -> None:
        """The same somewhere further away: the node's own interface stays up."""
        self._topology("cut", "--silent", str(node.number))

    def heal(self, node: Node) -> None:
        """Plugs it in again."""
        self._topology("heal", str(node.number))

    # ---- processes

    def _start(self, name: str, namespace: str, *command: str | os.PathLike[str]) -> None:
        assert self._home is not None
        log: IO[bytes]
        with open(self._home / f"{name}.log", "ab") as log:
            child = subprocess.Popen(
                ["ip", "netns", "exec", namespace, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the demo alone, which then ends them in order.
                start_new_session=True,
            )
        self._children[name] = child
        started = start_time(child.pid)
        if started is not None:
            self._started[name] = (child.pid, started)
        self._note()

    def _configure(self, node: Node) -> None:
        (node.home / "groups").mkdir(parents=True)
        node.run_dir.mkdir()
        values = {
            "home": node.home,
            "name": node.name,
            "priority": node.priority,
            "interval_ms": INTERVAL_MS,
            "vip": VIP,
        }
        for file, text in (("nginx.conf", NGINX), ("vipd.yaml", VIPD), ("groups/web.yaml", WEB)):
            (node.home / file).write_text(text.format_map(values), encoding="utf-8")

    def start_nginx(self, node: Node) -> None:
        """Starts a node's nginx, after ending what is left of one that was killed."""
        for name in [name for name in self._started if name.startswith(f"{node.name}-orphan")]:
            end(*self._started.pop(name), signal.SIGKILL)
        log, conf = node.home / "nginx.log", node.home / "nginx.conf"
        self._start(f"{node.name}-nginx", node.namespace, "nginx", "-e", log, "-c", conf)

    def kill_nginx(self, node: Node) -> None:
        """Kills a node's nginx as the kernel does when memory runs out: its master process, which
        leaves workers behind that go on answering."""
        name = f"{node.name}-nginx"
        master, _ = self._started[name]
        for worker in children(master):
            started = start_time(worker)
            if started is not None:
                self._started[f"{node.name}-orphan-{worker}"] = (worker, started)
        self._note()
        os.kill(master, signal.SIGKILL)
        del self._started[name]
        self._children.pop(name).wait(STOP_SECONDS)
        self._note()

    def start_vipd(self, node: Node) -> None:
        """Starts a node's vipd."""
        vipd = self._dist / "bin" / "vipd"
        folders = ("--config", node.home, "--run-dir", node.run_dir, "--state-dir", node.run_dir)
        self._start(f"{node.name}-vipd", node.namespace, vipd, "run", *folders)

    def start_probe(self) -> pathlib.Path:
        """Starts the client's probe; returns its log."""
        assert self._home is not None
        log = self._home / "probe.txt"
        log.touch()
        program = ("python3", HERE / "probe.py", "run", VIP, "--log", log)
        self._start("probe", f"{self._prefix}client", *program)
        return log

    def stop_probe(self) -> None:
        """Ends the client's probe; a kept lab is quiet."""
        end(*self._started.pop("probe"), signal.SIGTERM)
        self._children.pop("probe").wait(STOP_SECONDS)
        self._note()

    def check_alive(self) -> None:
        """Raises when something that should run has ended."""
        for name, child in self._children.items():
            if child.poll() is not None:
                raise LabError(f"{name} ended by itself with code {child.returncode}")

    def log_tails(self, lines: int) -> dict[str, list[str]]:
        """The last lines of each process's log, for a run that went wrong."""
        if self._home is None:
            return {}
        return {
            log.stem: log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
            for log in sorted(self._home.glob("*.log"))
        }

    # ---- vipctl

    def vipctl(self, node: Node, *command: str) -> subprocess.Popen[str]:
        """Starts vipctl against a node's vipd."""
        return subprocess.Popen(
            [self._dist / "bin" / "vipctl", "--run-dir", node.run_dir, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def how_to_explore(self) -> list[tuple[str, str]]:
        """What can be done with a lab that is kept: a purpose and the command for it."""
        first, second = self.nodes
        vipctl = (self._dist / "bin" / "vipctl", "--run-dir")
        topology, prefix = HERE / "topology", ("--prefix", self._prefix)
        client = ("ip", "netns", "exec", f"{self._prefix}client")
        log = f"{self._home}/{first.name}-vipd.log"
        commands = [
            (f"what {first.name} says", (*vipctl, first.run_dir, "status")),
            (f"what {second.name} says", (*vipctl, second.run_dir, "status")),
            ("ask as the client does", (*client, "curl", "-s", f"http://{VIP}/")),
            ("keep asking", (*client, "ping", "-D", "-i", "0.1", VIP)),
            (
                f"hand over from {first.name}",
                (*vipctl, first.run_dir, "failover", GROUP, "--hold", "10s"),
            ),
            (f"pull {first.name}'s cable", (topology, "cut", *prefix, "1")),
            ("plug it in again", (topology, "heal", *prefix, "1")),
            (f"addresses of {first.name}", ("ip", "-n", first.namespace, "addr", "show", "eth0")),
            (f"log of {first.name}", ("cat", log)),
            ("take the lab away", (HERE.parent.parent / "demo", "--down", *prefix)),
        ]
        return [(purpose, shlex.join(map(str, command))) for purpose, command in commands]


class Watch:
    """Follows the probe's log: who answers now, and the gaps of a window."""

    def __init__(self, log: pathlib.Path) -> None:
        self._file = open(log, encoding="ascii")  # closed by the process's end
        self._rest = ""
        self.entries: list[probe.Entry] = []

    def poll(self) -> list[probe.Entry]:
        """What has been written since the last call."""
        *lines, self._rest = (self._rest + self._file.read()).split("\n")
        fresh = list(probe.read(lines))
        self.entries += fresh
        return fresh
