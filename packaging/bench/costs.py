"""What the daemons cost: time to start, memory, CPU, and what they do on a machine that is busy."""

from __future__ import annotations

import dataclasses
import pathlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import capture
import lab
import pair
import probe

SPIN = "while True: pass"

# Until then a JVM compiles what has turned out to be run often, thrice a second for instance.
WARM_SECONDS = 60.0


@dataclasses.dataclass(frozen=True)
class Cost:
    """One figure."""

    what: str
    unit: str
    daemon: str
    value: float


def processes(pid: int) -> list[int]:
    """A process and all that came from it."""
    return [pid] + [p for child in lab.children(pid) for p in processes(child)]


def cpu_seconds(pid: int) -> float:
    """CPU that a process and its children that run have used, to the nanosecond."""
    total = 0
    for process in processes(pid):
        for task in pathlib.Path(f"/proc/{process}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
            except OSError:
                continue
    return total / 1e9


def memory_mib(pid: int, key: str) -> float:
    """``Rss`` or ``Pss`` of a process and its children."""
    total = 0
    for process in processes(pid):
        text = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        total += sum(int(s.split()[1]) for s in text.splitlines() if s.startswith(f"{key}:"))
    return total / 1024


Begin = Callable[[str, pair.Load], pair.Pair]


def start(begin: Begin, daemon: str, runs: int) -> Iterator[Cost]:
    """Time from exec to the first advert, less what the protocol has it wait for."""
    nodes = begin(daemon, pair.Load(100, checks=False))
    pace = capture.Pace(100e3, pair.PRIORITIES[0])
    first = nodes.nodes[0]
    try:
        nodes.stop(nodes.nodes[1])
        nodes.stopped(nodes.nodes[1])
        for _ in range(runs):
            nodes.stop(first)
            nodes.stopped(first)
            time.sleep(0.5)
            from_us = probe.now_us()
            nodes.start(first)
            deadline = time.monotonic() + 20
            adverts: list[int] = []
            while not adverts and time.monotonic() < deadline:
                time.sleep(0.2)
                adverts = [
                    f.at_us
                    for f in nodes.frames()
                    if isinstance(f, capture.Advert) and f.at_us > from_us
                ]
            if adverts:
                took_us = adverts[0] - from_us - pace.active_down_us
                yield Cost("exec to first advert less Active_Down", "ms", daemon, took_us / 1e3)
            time.sleep(0.5)
    finally:
        nodes.end()


def command_line(begin: Begin, dist: pathlib.Path, runs: int) -> Iterator[Cost]:
    """Time that ``vipctl status`` takes."""
    nodes = begin("vipd", pair.Load(1000))
    try:
        for _ in range(runs):
            before = time.monotonic()
            pair.run(dist / "bin" / "vipctl", "--run-dir", nodes.nodes[0].run_dir, "status")
            yield Cost("vipctl status", "ms", "vipd", (time.monotonic() - before) * 1e3)
    finally:
        nodes.end()


def steady(
    begin: Begin, daemon: str, name: str, load: pair.Load, seconds: float
) -> Iterator[Cost]:
    """Memory and CPU in normal times, and per advert; times four interfaces where asked."""
    try:
        nodes = begin(daemon, load)
    except lab.LabError:
        # On a machine that is too busy for the interval both nodes take over again and again.
        yield Cost(f"never at rest, {name}", "", daemon, 1)
        return
    try:
        time.sleep(WARM_SECONDS)
        pids = [nodes.process(node) for node in nodes.nodes]
        before, began = [cpu_seconds(pid) for pid in pids], time.monotonic()
        time.sleep(seconds)
        after, lasted = [cpu_seconds(pid) for pid in pids], time.monotonic() - began
        for pid, role, used in zip(
            pids, ("Active", "Backup"), (a - b for a, b in zip(after, before, strict=True)),
            strict=True,
        ):  # fmt: skip
            yield Cost(f"RSS, {name}, {role}", "MiB", daemon, memory_mib(pid, "Rss"))
            yield Cost(f"PSS, {name}, {role}", "MiB", daemon, memory_mib(pid, "Pss"))
            yield Cost(f"CPU, {name}, {role}", "s/min", daemon, used * 60 / lasted)
            adverts = load.groups * load.interfaces * lasted * 1000 / load.interval_ms
            done = "sent" if role == "Active" else "received"
            if adverts > 1000 * lasted:
                yield Cost(f"CPU per advert {done}, {name}", "us", daemon, used * 1e6 / adverts)
        takeovers = false_takeovers(nodes, began)
        yield Cost(f"false takeovers, {name}, {lasted:.0f} s", "", daemon, takeovers)
    finally:
        nodes.end()


def false_takeovers(nodes: pair.Pair, began: float) -> int:
    """Groups of the first interface that the second node took over since then, without any fault."""
    source = f"10.99.0.{nodes.nodes[1].number}"
    count, taken = 0, set()
    for frame in nodes.frames():
        if isinstance(frame, capture.Advert) and frame.at_us >= began * 1e6:
            if frame.source != source:
                taken.discard(frame.vrid)
            elif frame.priority and frame.vrid not in taken:
                taken.add(frame.vrid)
                count += 1
    return count


def saturated(begin: Begin, seconds: float) -> Iterator[Cost]:
    """False takeovers at 10 ms while every core is busy with something else, of both side by side."""
    load = pair.Load(10, checks=False)
    pairs = [begin(daemon, load) for daemon in ("vipd", "keepalived")]
    spinners: list[subprocess.Popen[bytes]] = []
    try:
        cores = len(lab.os.sched_getaffinity(0))
        spinners = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(2 * cores)]
        began = time.monotonic()
        time.sleep(seconds)
        what = f"false takeovers, 10 ms, all cores saturated, {seconds:.0f} s"
        for nodes in pairs:
            yield Cost(what, "", nodes.daemon, false_takeovers(nodes, began))
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()
        for nodes in pairs:
            nodes.end()
