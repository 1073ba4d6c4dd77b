"""Whether a daemon that does nothing but its daily work grows."""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import signal
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lab"))

import costs  # noqa: E402
import lab  # noqa: E402
import pair  # noqa: E402

MINUTE = 60

# To be asked for its heap costs a JVM memory the first time.
WARM_MINUTES = 5
FREEZE_SECONDS = 0.3
HEAP_EVERY = 15
HEAP_LIMIT_MIB = 1.0
RSS_LIMIT_MIB = 3.0


class Quiet(pair.Pair):
    """A pair of vipd that nobody listens to."""

    def begin(self) -> None:
        """Starts both daemons, and has them do once whatever may come in the hour after that."""
        self.up()
        for node in self.nodes:
            self.start(node)
        self.settle()
        for _ in range(2):
            self._freeze(self.nodes[0])
            self.settle()
            self.hand_over(self.nodes[0])
            time.sleep(1)
            self.take_back(self.nodes[0])
            self.settle()

    def _freeze(self, node: lab.Node) -> None:
        """Stands still for longer than its peer has patience, as on a machine that is robbed of time."""
        pid = self.process(node)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(FREEZE_SECONDS)
        os.kill(pid, signal.SIGCONT)


def heap_mib(pid: int) -> float:
    """What is left on a daemon's heap after a collection."""
    jcmd = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "jcmd"
    pair.run(jcmd, str(pid), "GC.run")
    return used_mib(pair.run(jcmd, str(pid), "GC.heap_info"))


def used_mib(told: str) -> float:
    """What is used in all of a heap, by the JVM's own words."""
    spaces = re.findall(r"^(?:DefNew|Tenured) +total \d+K, used (\d+)K", told, re.MULTILINE)
    return sum(int(used) for used in spaces) / 1024


def watch(nodes: Quiet, seconds: float) -> list[str]:
    """Says what they have, minute by minute; answers what has grown."""
    pids = [nodes.process(node) for node in nodes.nodes]
    began = time.monotonic()
    rss: list[list[float]] = []
    heaps: list[list[float]] = []
    minute = 0
    while time.monotonic() - began < seconds:
        minute += 1
        time.sleep(max(0.0, began + minute * MINUTE - time.monotonic()))
        nodes.check_alive()
        line = f"{minute:3} min"
        if minute == WARM_MINUTES or minute % HEAP_EVERY == 0:
            heaps.append([heap_mib(pid) for pid in pids])
            line += ", heap after a collection " + " / ".join(f"{h:.2f}" for h in heaps[-1]) + " MiB"
            time.sleep(1)
        now = [costs.memory_mib(pid, "Rss") for pid in pids]
        if minute > WARM_MINUTES:
            rss.append(now)
        print(f"{line}, RSS " + " / ".join(f"{r:.1f}" for r in now) + " MiB", flush=True)
    return [
        f"{what} of {node.name}: {series[0][i]:.2f} MiB, then {series[-1][i]:.2f}"
        for what, series, limit in (("heap", heaps, HEAP_LIMIT_MIB), ("RSS", rss, RSS_LIMIT_MIB))
        for i, node in enumerate(nodes.nodes)
        if series and series[-1][i] - series[0][i] > limit
    ]


def main() -> int:
    """Runs it."""
    parser = argparse.ArgumentParser(prog="growth", description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=3600)
    parser.add_argument("--prefix", default="vg-")
    parser.add_argument("--dist", type=pathlib.Path, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and take everything away
    nodes = Quiet(options.prefix, options.dist.resolve(), "vipd", pair.Load(10, checks=False))
    try:
        nodes.begin()
        grown = watch(nodes, options.seconds)
    except lab.LabError as e:
        print(f"growth: {e}", file=sys.stderr)
        return 1
    finally:
        nodes.end()
    print("\n".join(grown) or "nothing has grown")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
