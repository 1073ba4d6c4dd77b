#!/usr/bin/env python3
"""Plays failovers in the lab and measures each from the client. Started by ./demo at the root."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import signal
import sys
import time
from collections.abc import Callable
from typing import TextIO

import probe
from lab import GROUP, INTERVAL_MS, VIP, Lab, LabError, Node, Role, Watch

# What is allowed on top of the protocol's limit: for vipd, the kernel, nginx and the probe's own
# grain of 2 ms (ICMP) and 5 ms (HTTP).
TOLERANCE_MS = 20.0
CUT_TOLERANCE_MS = 50.0

QUIET_SECONDS = 3.0
SETTLE_SECONDS = 0.7
TAKEOVER_SECONDS = 15.0
HOLD = "3s"

POLL_SECONDS = 0.05
# How long after it happened the last one of those who could tell of it has done so: the probe
# writes its log out every 20 ms, the nodes are asked at every poll.
NEWS_LAG_US = 150_000

PICTURE = f"""\
Two hosts run nginx and share the address {VIP}, which vipd keeps on exactly one of them.
A client asks that address 700 times a second. Below: who holds it when, and how long the client
waited."""

FOOTNOTE = f"""

All times in ms. ICMP gap, HTTP gap: the longest time without an answer that the client saw.
VRRP takes: what the protocol itself asks for at an interval of {INTERVAL_MS} ms.
Held up: for so long this machine stopped the probe itself in that gap.
Kept: the gap is within what VRRP takes + {TOLERANCE_MS:.0f} ms ({CUT_TOLERANCE_MS:.0f} ms for the host cut off) + held up."""


@dataclasses.dataclass(frozen=True)
class Promise:
    """What a scene must come to: who holds the address then, and how long nobody answers."""

    holder: Node
    limit_ms: float
    rule: str
    tolerance_ms: float = TOLERANCE_MS


@dataclasses.dataclass(frozen=True)
class Result:
    """What came of a scene; ``problem`` is empty when it kept its promise."""

    name: str
    answered_by: list[str]
    gaps: probe.Gaps
    promise: Promise
    problem: str

    def as_json(self) -> dict[str, object]:
        """The scene as ``--json`` prints it."""
        return {
            "name": self.name,
            "ok": not self.problem,
            "gap_ms": round(self.gaps.icmp_ms, 1),
            "http_gap_ms": round(self.gaps.http_ms, 1),
            "limit_ms": round(self.promise.limit_ms, 1),
            "tolerance_ms": self.promise.tolerance_ms,
            "probe_stall_ms": round(self.gaps.probe_stall_ms, 1),
            "answered_by": self.answered_by,
            "problem": self.problem or None,
        }


def too_long(
    kind: str, gap_ms: float, stall_ms: float, limit_ms: float, tolerance_ms: float
) -> str:
    """Says that a gap is too long; empty when it is not."""
    if gap_ms <= limit_ms + tolerance_ms + stall_ms:
        return ""
    return (
        f"{kind} gap of {gap_ms:.1f} ms is longer than {limit_ms:.0f} ms + {tolerance_ms:.0f} ms"
        f" + {stall_ms:.1f} ms for which the probe itself was held up"
    )


class Story:
    """Tells what happens in a scene, in the order in which it happened.

    The client and the nodes tell of it by different ways, some later than others; so a line waits
    until nothing older can come any more.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._since_us = probe.now_us()
        self._lines: list[tuple[int, str]] = []

    def scene(self, title: str) -> None:
        """Begins a scene, whose clock starts now."""
        self._since_us = probe.now_us()
        print(f"\n{title}", file=self._out, flush=True)

    def happened(self, at_us: int, text: str) -> None:
        """Takes note of a line."""
        self._lines.append((at_us, text))

    def say(self, text: str) -> None:
        """Takes note of what happens now."""
        self.happened(probe.now_us(), text)

    def tell(self, until_us: int | None = None) -> None:
        """Tells what happened until then; without a time all of it."""
        self._lines.sort()
        while self._lines and (until_us is None or self._lines[0][0] <= until_us):
            at_us, text = self._lines.pop(0)
            print(f"  {(at_us - self._since_us) / 1e6:7.3f} s  {text}", file=self._out, flush=True)

    def sum_up(self, text: str) -> None:
        """Ends a scene."""
        self.tell()
        print(f"             {text}", file=self._out, flush=True)


class Play:
    """Plays scenes one after the other and tells the story as it happens."""

    def __init__(self, lab: Lab, out: TextIO) -> None:
        self._lab = lab
        self._out = out
        self._story = Story(out)
        self._watch: Watch | None = None
        self._holder = ""
        self._roles: dict[str, Role] = {}
        self.results: list[Result] = []

    def _follow(self) -> list[str]:
        """Takes in what has happened; returns the names of those who have begun to answer."""
        assert self._watch is not None
        self._lab.check_alive()
        for node in self._lab.nodes:
            role, known = node.door.ask(), self._roles.get(node.name)
            if role and (known is None or role.role != known.role):
                self._story.happened(role.since_us, f"{node.name} is {role.role}: {role.why}")
                self._roles[node.name] = role
        newcomers = []
        for entry in self._watch.poll():
            if entry.kind == "H" and entry.node != self._holder:
                self._holder = entry.node
                newcomers.append(entry.node)
                self._story.happened(entry.at_us, f"{VIP} is answered by {entry.node}")
        self._story.tell(probe.now_us() - NEWS_LAG_US)
        return newcomers

    def _follow_until(self, done: Callable[[], bool], seconds: float) -> list[str]:
        """Follows until ``done`` or the time is over; returns who has begun to answer meanwhile."""
        newcomers: list[str] = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            newcomers += self._follow()
            if done():
                break
            time.sleep(POLL_SECONDS)
        return newcomers

    def _pause(self, seconds: float) -> list[str]:
        return self._follow_until(lambda: False, seconds)

    def _wait_for(self, node: Node) -> list[str]:
        return self._follow_until(lambda: self._holder == node.name, TAKEOVER_SECONDS)

    def prepare(self) -> None:
        """Starts the pair and the client, and waits until the preferred node is Active."""
        print(f"\n{PICTURE}", file=self._out)
        self._story.scene("the lab: network namespaces on a bridge, one for each host")
        self._lab.up()
        for node in self._lab.nodes:
            self._lab.start_nginx(node)
            self._lab.start_vipd(node)
            self._story.say(f"{node.name}: nginx and vipd are started, priority {node.priority}")
        self._watch = Watch(self._lab.start_probe())
        self._story.say("client: an ICMP echo every 2 ms, an HTTP request every 5 ms")
        first = self._lab.nodes[0]
        self._wait_for(first)
        if self._holder != first.name:
            raise LabError(f"{first.name} did not become Active within {TAKEOVER_SECONDS:.0f} s")
        self._pause(SETTLE_SECONDS)
        self._story.tell()

    def play(
        self, name: str, title: str, promise: Promise, act: Callable[[], list[str] | None]
    ) -> None:
        """Plays one scene: ``act`` makes it happen; it may return who began to answer meanwhile."""
        assert self._watch is not None
        self._story.scene(f"{name}: {title}")
        from_us = probe.now_us()
        answered_by = [self._holder]
        answered_by += act() or []
        answered_by += self._wait_for(promise.holder)
        answered_by += self._pause(SETTLE_SECONDS)
        to_us = probe.now_us()
        # What happened up to now must have come through.
        answered_by += self._pause(NEWS_LAG_US / 1e6)
        gaps = probe.measure(self._watch.entries, from_us, to_us)
        problem = self._problem(promise, gaps)
        self.results.append(Result(name, answered_by, gaps, promise, problem))
        self._story.sum_up(
            f"longest gap {gaps.icmp_ms:.1f} ms by ICMP, {gaps.http_ms:.1f} ms by HTTP;"
            f" VRRP takes {promise.limit_ms:.0f} ms ({promise.rule})"
        )
        if problem:
            self._story.sum_up(f"NOT AS PROMISED: {problem}")

    def _problem(self, promise: Promise, gaps: probe.Gaps) -> str:
        problems = []
        if self._holder != promise.holder.name:
            problems.append(f"{promise.holder.name} should answer, but {self._holder} does")
        for node in self._lab.nodes:
            role = node.door.ask()
            if role is None:
                problems.append(f"vipd on {node.name} does not answer")
            elif (role.role == "ACTIVE") != (node is promise.holder):
                problems.append(f"{node.name} says that it is {role.role}")
        limit, tolerance = promise.limit_ms, promise.tolerance_ms
        problems.append(too_long("ICMP", gaps.icmp_ms, gaps.probe_stall_ms, limit, tolerance))
        problems.append(too_long("HTTP", gaps.http_ms, gaps.probe_stall_ms, limit, tolerance))
        return "; ".join(filter(None, problems))

    def quiet(self, name: str, title: str, holder: Node) -> None:
        """Plays a scene in which nothing happens."""
        promise = Promise(holder, 0, "nothing happens")
        self.play(name, title, promise, lambda: self._pause(QUIET_SECONDS))

    def forced_failover(self, node: Node) -> list[str]:
        """Has the operator move the address away from ``node``."""
        vipctl = self._lab.vipctl(node, "failover", GROUP, "--hold", HOLD)
        newcomers = self._follow_until(lambda: vipctl.poll() is not None, TAKEOVER_SECONDS)
        if vipctl.poll() is None:
            vipctl.kill()
        said, _ = vipctl.communicate()
        if vipctl.returncode != 0:
            raise LabError(f"vipctl failover failed: {said.strip()}")
        self._story.say(f"vipctl: {said.strip()}")
        return newcomers


def play_all(play: Play, lab: Lab) -> None:
    """All scenes, in the order in which the table lists them."""
    first, second = lab.nodes
    skew_ms = second.skew_ms()

    def live() -> Promise:
        return Promise(first, 0, "handed over live")

    play.quiet("normal traffic", f"{first.name} is Active, nothing happens", first)
    play.play(
        "nginx killed",
        f"kill -9 of nginx's master process on {first.name}; its worker goes on answering",
        Promise(second, 0, "taken over at once"),
        lambda: lab.kill_nginx(first),
    )
    play.play(
        "return of nginx",
        f"nginx is started again; {first.name} has the higher priority and preempts",
        live(),
        lambda: lab.start_nginx(first),
    )
    play.play(
        "host cut off",
        f"the cable of {first.name}, the Active, is pulled",
        Promise(second, 3 * INTERVAL_MS + skew_ms, "3 intervals + skew", CUT_TOLERANCE_MS),
        lambda: lab.cut(first),
    )
    play.play(
        "return of the host",
        f"the cable is plugged in again; {first.name} preempts",
        live(),
        lambda: lab.heal(first),
    )
    play.play(
        "forced failover",
        f"vipctl failover {GROUP} --hold {HOLD} on {first.name}, the Active",
        Promise(second, 0, "handed over live"),
        lambda: play.forced_failover(first),
    )
    play.play(
        "return after the hold",
        f"the hold of {HOLD} runs out; {first.name} preempts",
        live(),
        lambda: None,
    )


def table(results: list[Result]) -> str:
    """The scenes as a table with footnotes, at most 100 columns wide."""
    head = ("scene", "answered by", "ICMP gap", "HTTP gap", "VRRP takes", "", "held up", "kept")
    rows = [head] + [
        (
            r.name,
            " > ".join(r.answered_by),
            f"{r.gaps.icmp_ms:.1f}",
            f"{r.gaps.http_ms:.1f}",
            r.promise.rule,
            f"{r.promise.limit_ms:.0f}",
            f"{r.gaps.probe_stall_ms:.1f}",
            "NO" if r.problem else "yes",
        )
        for r in results
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    right = {2, 3, 5, 6}
    lines = [
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    lines += [f"! {r.name}: {r.problem}" for r in results if r.problem]
    return "\n".join(lines) + FOOTNOTE


def as_json(results: list[Result], problem: str) -> str:
    """What ``--json`` prints; ``problem`` says why the scenes after these were not played."""
    ok = not problem and all(not result.problem for result in results)
    document = {"scenes": [r.as_json() for r in results], "ok": ok, "problem": problem or None}
    return json.dumps(document, indent=2)


def go_first() -> None:
    """Has the kernel run this process and all that it starts before the machine's other work, which
    would be measured otherwise. Not every container allows it."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def main() -> int:
    """Plays the demo; the exit code is 0 when every scene kept its promise."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the lab up to explore")
    parser.add_argument("--down", action="store_true", help="take a kept lab away, and do no more")
    parser.add_argument("--prefix", default="vipd-", help="prefix of the lab's namespaces")
    parser.add_argument(
        "--dist", type=pathlib.Path, required=True, help="distribution to play with"
    )
    arguments = parser.parse_args()

    def interrupt(number: int, _: object) -> None:
        raise KeyboardInterrupt(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)

    out = sys.stderr if arguments.json else sys.stdout
    try:
        lab = Lab(arguments.prefix, arguments.dist.resolve())
        if arguments.down:
            lab.down()
            return 0
    except LabError as failure:
        print(f"demo: {failure}", file=sys.stderr)
        if arguments.json:
            print(as_json([], str(failure)))
        return 1
    go_first()
    play = Play(lab, out)
    problem, keep = "", False
    try:
        play.prepare()
        play_all(play, lab)
        keep = arguments.keep
        if keep:
            lab.stop_probe()
    except (LabError, OSError) as failure:
        problem = str(failure)
        print(f"\ndemo: {problem}", file=sys.stderr)
        for name, lines in lab.log_tails(20).items():
            print(f"--- {name}.log", *lines, sep="\n", file=sys.stderr)
    except KeyboardInterrupt:
        problem = "interrupted"
        print("\ndemo: interrupted, cleaning up", file=sys.stderr)
    finally:
        # From here on a second Ctrl-C must not leave half a lab behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if not keep:
            lab.down()

    if play.results:
        print(f"\n{table(play.results)}", file=out)
    if keep:
        print("\nThe lab is up. As root:", file=out)
        for purpose, command in lab.how_to_explore():
            print(f"  # {purpose}\n  {command}", file=out)
    if arguments.json:
        print(as_json(play.results, problem))
    return 1 if problem or any(result.problem for result in play.results) else 0


if __name__ == "__main__":
    sys.exit(main())
