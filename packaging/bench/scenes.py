"""What happens to a pair, and what the client sees of it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import capture
import lab
import pair
import probe

ICMP_EVERY_US = 1_000
TAKEOVER_SECONDS = 20.0
SETTLE_SECONDS = 0.25
# What the probe and the capture have seen is on file this much later at the latest.
NEWS_LAG_SECONDS = 0.06
QUIET_SECONDS = 1.0


@dataclasses.dataclass(frozen=True)
class Result:
    """One run of one scene; times in ms, None for what was not seen or is not asked of it.

    ``send_gap_ms`` is the longest time between two echoes that the probe itself sent too far apart
    in this window: what the machine took away.
    """

    scene: str
    daemon: str
    interval_ms: int
    vips: int
    run: int
    icmp_gap_ms: float
    http_gap_ms: float
    send_gap_ms: float
    both_ms: float
    lateness_ms: float | None = None
    detection_ms: float | None = None
    announced_ms: float | None = None


@dataclasses.dataclass(frozen=True)
class Seen:
    """One run of a scene, and when it began and ended."""

    name: str
    run: int
    from_us: int
    to_us: int


class Client:
    """Waits for what the client sees."""

    def __init__(self, watch: lab.Watch) -> None:
        self._watch = watch
        self.holder = ""

    @property
    def entries(self) -> list[probe.Entry]:
        """Everything seen so far."""
        return self._watch.entries

    def pause(self, seconds: float) -> None:
        """Looks on for a while."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._look()
            time.sleep(pair.POLL_SECONDS)

    def await_holder(self, name: str) -> None:
        """Looks on until a node answers."""
        deadline = time.monotonic() + TAKEOVER_SECONDS
        while self.holder != name:
            if time.monotonic() > deadline:
                raise lab.LabError(f"{name} did not take over; {self.holder or 'nobody'} answers")
            self._look()
            time.sleep(pair.POLL_SECONDS)

    def _look(self) -> None:
        for entry in self._watch.poll():
            if entry.kind == "H":
                self.holder = entry.node


@dataclasses.dataclass(frozen=True)
class Scene:
    """A fault of the first node, and how it is mended.

    ``moves``: whether the other node takes over; ``timed``: whether because of silence or
    of an advert of priority 0, so that it can be late. ``returns``: how the way back is called
    where it is a scene of its own.
    """

    name: str
    fault: Callable[[pair.Pair], None]
    mend: Callable[[pair.Pair], None]
    moves: bool = True
    timed: bool = True
    returns: str = ""


def first(nodes: pair.Pair) -> lab.Node:
    """The node that is Active in normal times."""
    return nodes.nodes[0]


def fall_ill(nodes: pair.Pair) -> None:
    """nginx answers its health check with 503 from now on."""
    (first(nodes).home / "sick").touch()


def get_well(nodes: pair.Pair) -> None:
    """It is well again."""
    (first(nodes).home / "sick").unlink()


def restart(nodes: pair.Pair) -> None:
    """Starts the daemon that was stopped."""
    nodes.stopped(first(nodes))
    nodes.start(first(nodes))


def kill_and_restart(nodes: pair.Pair) -> None:
    """Kills the daemon; somebody who watches over it starts it again."""
    nodes.kill(first(nodes))
    time.sleep(pair.RESTART_SECONDS)
    nodes.start(first(nodes))


def nothing(_: pair.Pair) -> None:
    """Does nothing."""


SCENES = (
    Scene("control", nothing, nothing, moves=False),
    Scene(
        "host cut off",
        lambda nodes: nodes.cut_silently(first(nodes)),
        lambda nodes: nodes.heal(first(nodes)),
    ),
    Scene(
        "link down",
        lambda nodes: nodes.cut(first(nodes)),
        lambda nodes: nodes.heal(first(nodes)),
    ),
    Scene("stop", lambda nodes: nodes.stop(first(nodes)), restart, returns="preemption"),
    Scene(
        "nginx killed",
        lambda nodes: nodes.end_process(f"{first(nodes).name}-nginx", pair.signal.SIGKILL),
        lambda nodes: nodes.start_nginx(first(nodes)),
    ),
    Scene("check failure", fall_ill, get_well),
    Scene(
        "planned failover",
        lambda nodes: nodes.hand_over(first(nodes)),
        lambda nodes: nodes.take_back(first(nodes)),
        timed=False,
        returns="planned return",
    ),
    Scene(
        "kill -9, stays dead",
        lambda nodes: nodes.kill(first(nodes)),
        lambda nodes: nodes.start(first(nodes)),
    ),
    Scene("kill -9, restarted", kill_and_restart, nothing, moves=False),
)


class Player:
    """Plays scenes with one pair and measures them."""

    def __init__(self, nodes: pair.Pair) -> None:
        self._nodes = nodes

    def play(self, scene: Scene, run: int, phase: float) -> list[Result]:
        """Plays one scene once, and the way back; the fault comes when this share of the advert period
        has passed."""
        nodes = self._nodes
        old, new = nodes.nodes
        interval = nodes.load.interval_ms / 1000
        with nodes.asked(ICMP_EVERY_US) as watch:
            client = Client(watch)
            client.await_holder(old.name)
            client.pause(SETTLE_SECONDS)
            client.pause(nodes.seconds_until(phase))
            from_us = probe.now_us()
            scene.fault(nodes)
            if scene.moves:
                client.await_holder(new.name)
                client.pause(SETTLE_SECONDS)
            else:
                client.pause(max(QUIET_SECONDS, 5 * interval))
            to_us = probe.now_us()
            client.pause(NEWS_LAG_SECONDS)
            seen = Seen(scene.name, run, from_us, to_us)
            results = [self._measure(seen, client, (old, new), scene.moves and scene.timed)]
            from_us = probe.now_us()
            scene.mend(nodes)
            if scene.returns:
                client.await_holder(old.name)
                client.pause(SETTLE_SECONDS)
                to_us = probe.now_us()
                client.pause(NEWS_LAG_SECONDS)
                seen = Seen(scene.returns, run, from_us, to_us)
                results.append(self._measure(seen, client, (new, old), False))
        nodes.settle()
        # Not everybody tells the hosts again who has been Active all the time, behind a cut.
        nodes.forget_neighbours()
        return results

    def _measure(
        self, seen: Seen, client: Client, way: tuple[lab.Node, lab.Node], timed: bool
    ) -> Result:
        nodes = self._nodes
        from_us, to_us = seen.from_us, seen.to_us
        old, new = (f"10.99.0.{node.number}" for node in way)
        gaps = probe.measure(client.entries, from_us, to_us)
        takeover = capture.takeover(nodes.frames(), from_us, to_us, old, new, nodes.pace)
        if not timed:
            takeover = dataclasses.replace(takeover, lateness_ms=None, detection_ms=None)
        return Result(
            scene=seen.name,
            daemon=nodes.daemon,
            interval_ms=nodes.load.interval_ms,
            vips=nodes.load.addresses,
            run=seen.run,
            icmp_gap_ms=round(gaps.icmp_ms, 1),
            http_gap_ms=round(gaps.http_ms, 1),
            send_gap_ms=round(send_gap_ms(client.entries, from_us, to_us), 1),
            both_ms=round(nodes.overlap_ms(from_us, to_us), 1),
            lateness_ms=rounded(takeover.lateness_ms),
            detection_ms=rounded(takeover.detection_ms),
            announced_ms=rounded(takeover.announced_ms),
        )


def rounded(value: float | None) -> float | None:
    """To a hundredth of a millisecond."""
    return None if value is None else round(value, 2)


def send_gap_ms(entries: list[probe.Entry], from_us: int, to_us: int) -> float:
    """The longest time between two echoes in a window, from how late the probe was."""
    late = [e.late_us for e in entries if e.kind == "S" and from_us <= e.at_us <= to_us]
    return (ICMP_EVERY_US + max(late, default=0)) / 1e3
