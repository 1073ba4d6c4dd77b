#!/usr/bin/env python3
"""Measures vipd beside keepalived, in turn. Started by ./failover beside it."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lab"))

# pylint: disable=wrong-import-position
import costs  # noqa: E402
import lab  # noqa: E402
import pair  # noqa: E402
import report  # noqa: E402
import scenes  # noqa: E402

DAEMONS = report.DAEMONS
MANY_VIPS = 100
MANY_VIPS_SCENES = ("stop", "host cut off")
COSTS = ("start", "vipctl", "steady", "saturated", "many")
# Those that take long are asked for by name.
USUAL_COSTS = ("start", "vipctl", "steady")
STEADY = (
    ("1 group at 1 s", pair.Load(1000, checks=False)),
    ("200 groups at 1 s", pair.Load(1000, groups=200, checks=False)),
    ("50 groups at 10 ms", pair.Load(10, groups=50, checks=False)),
)
MANY = ("255 groups on each of 4 interfaces at 100 ms", pair.Load(100, 255, 1, 4, checks=False))


class Bench:
    """All measurements of one call."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._chance = random.Random(options.seed)
        self._began = time.monotonic()
        self._pairs: list[pair.Pair] = []
        self.scenes: list[scenes.Result] = []
        self.costs: list[costs.Cost] = []

    def say(self, text: str) -> None:
        """Tells how far it is."""
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        print(f"{minutes:3d}:{seconds:02d}  {text}", file=sys.stderr, flush=True)

    def begin(self, daemon: str, load: pair.Load) -> pair.Pair:
        """A pair that has settled."""
        nodes = pair.Pair(self._options.prefix, self._options.dist, daemon, load)
        self._pairs.append(nodes)
        try:
            nodes.begin()
        except lab.LabError:
            nodes.end()
            raise
        return nodes

    def down(self) -> None:
        """Takes away whatever is up."""
        for nodes in self._pairs:
            nodes.end()
        self._pairs.clear()

    def play_all(self) -> None:
        """Plays the scenes that were asked for at every interval."""
        chosen = [s for s in scenes.SCENES if s.name in self._options.scenes]
        for interval_ms in self._options.intervals if chosen else ():
            self._play(pair.Load(interval_ms), chosen)
        many = [s for s in chosen if s.name in MANY_VIPS_SCENES]
        if many and self._options.vips:
            self._play(pair.Load(100, addresses=MANY_VIPS), many)

    def _play(self, load: pair.Load, chosen: list[scenes.Scene]) -> None:
        title = f"interval {report.interval_text(load.interval_ms)}"
        title += f", {load.addresses} VIPs" if load.addresses > 1 else ""
        self.say(f"{title}: two pairs come up")
        pairs = [self.begin(daemon, load) for daemon in DAEMONS]
        players = [scenes.Player(nodes) for nodes in pairs]
        for run in range(1, self._options.runs + 1):
            for scene in chosen:
                # The same for both, and spread over the period: of a silent death it is most of the gap.
                phase = (run - 1 + self._chance.random()) / self._options.runs
                for player in players:
                    self._play_once(player, scene, run, phase, title)
        self.down()

    def _play_once(
        self, player: scenes.Player, scene: scenes.Scene, run: int, phase: float, title: str
    ) -> None:
        for result in player.play(scene, run, phase):
            self.scenes.append(result)
            late = "" if result.lateness_ms is None else f", late {result.lateness_ms} ms"
            late += "" if result.announced_ms is None else f", announced after {result.announced_ms} ms"
            self.say(
                f"{title}, run {run}: {result.scene}, {result.daemon}: ICMP gap {result.icmp_gap_ms}"
                f" ms, HTTP gap {result.http_gap_ms} ms{late}"
            )

    def cost_all(self) -> None:
        """Measures what was asked for of the costs."""
        options = self._options
        wanted = options.costs
        if "start" in wanted:
            for daemon in DAEMONS:
                self._take(costs.start(self.begin, daemon, options.runs))
        if "vipctl" in wanted:
            self._take(costs.command_line(self.begin, options.dist, options.runs))
        loads = list(STEADY) if "steady" in wanted else []
        loads += [MANY] if "many" in wanted else []
        for name, load in loads:
            for daemon in DAEMONS:
                self._take(costs.steady(self.begin, daemon, name, load, options.steady_seconds))
        if "saturated" in wanted:
            self._take(costs.saturated(self.begin, options.saturated_seconds))

    def _take(self, figures: Iterator[costs.Cost]) -> None:
        for figure in figures:
            self.costs.append(figure)
            value = f"{figure.value:.3f} {figure.unit}".rstrip()
            self.say(f"{figure.what}, {figure.daemon}: {value}")


def machine(options: argparse.Namespace) -> dict[str, str]:
    """On what it was measured."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text("utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    build = (options.dist / "build").read_text("utf-8").split()
    peer = pair.run("dpkg-query", "-W", "-f", "${Version}", "keepalived")
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    return {
        "processor": f"{cpu.group(1) if cpu else platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{memory:.1f} GiB",
        "system": f"{system}, Linux {platform.release()}",
        "vipd": f"{build[0]}, build {build[1]}",
        "keepalived": peer,
        "when": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "load before": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "runs": str(options.runs),
    }


def milliseconds(text: str) -> int:
    """An interval as the configuration has it."""
    found = re.fullmatch(r"(\d+)(ms|s)", text)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}' is not like 100ms or 1s")
    value = int(found.group(1)) * (1000 if found.group(2) == "s" else 1)
    if not 10 <= value <= 40_950:
        raise argparse.ArgumentTypeError(f"'{text}' is outside 10ms..40950ms")
    return value


def arguments() -> argparse.Namespace:
    """The command line; it is told of in ./failover."""
    names = [scene.name for scene in scenes.SCENES]
    parser = argparse.ArgumentParser(prog="failover", description=__doc__)

    def list_of(known: tuple[str, ...] | list[str], separator: str = ",") -> Callable[[str], list[str]]:
        def read(text: str) -> list[str]:
            chosen = [part.strip() for part in text.split(separator) if part.strip()]
            for part in chosen:
                if part not in known and part != "none":
                    raise argparse.ArgumentTypeError(f"'{part}' is none of: {', '.join(known)}")
            return chosen

        return read

    parser.add_argument("--scenes", type=list_of(names, ";"), default=names)
    parser.add_argument("--costs", type=list_of(COSTS), default=list(USUAL_COSTS))
    parser.add_argument(
        "--intervals",
        type=lambda text: [milliseconds(part) for part in text.split(",")],
        default=[1000, 100, 10],
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-many-vips", dest="vips", action="store_false")
    parser.add_argument("--steady-seconds", type=float, default=30)
    parser.add_argument("--saturated-seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--prefix", default="vb-")
    parser.add_argument("--dist", type=pathlib.Path, required=True)
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    options.dist = options.dist.resolve()
    if options.quick:
        options.runs, options.intervals = 1, [100]
        options.steady_seconds, options.costs = 5, ["start", "vipctl"]
    return options


def write(options: argparse.Namespace, results: dict[str, object]) -> None:
    """results.json, results.svg and RESULTS.md. Notes that somebody wrote below the tables stay."""
    options.out.mkdir(parents=True, exist_ok=True)
    rows: list[report.Row] = results["scenes"]  # type: ignore[assignment]
    (options.out / "results.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    if rows:
        (options.out / "results.svg").write_text(report.plot(rows), "utf-8")
    page = options.out / "RESULTS.md"
    before = page.read_text("utf-8") if page.exists() else ""
    page.write_text(report.document(results, report.notes(before)), "utf-8")


def main() -> int:
    """Measures everything that was asked for."""
    options = arguments()

    def interrupt(number: int, _: object) -> None:
        raise KeyboardInterrupt(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    facts = machine(options)
    bench = Bench(options)
    problem = ""
    try:
        bench.play_all()
        bench.cost_all()
    except (lab.LabError, OSError) as failure:
        problem = str(failure)
    except KeyboardInterrupt:
        problem = "interrupted"
    finally:
        bench.down()
    results = {
        "machine": facts,
        "seed": options.seed,
        "scenes": [dataclasses.asdict(result) for result in bench.scenes],
        "costs": [dataclasses.asdict(figure) for figure in bench.costs],
    }
    write(options, results)
    if problem:
        print(f"failover: {problem}", file=sys.stderr)
    print(f"{options.out}/RESULTS.md", flush=True)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
