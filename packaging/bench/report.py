"""Tables and a plot of what was measured."""

from __future__ import annotations

import html
import math
import statistics
from collections.abc import Iterable, Sequence

DAEMONS = ("vipd", "keepalived")
COLOURS = {"vipd": "#0a7d4b", "keepalived": "#b3541e"}

# The scenes in which nobody has to find out anything: there the client sees the grain of the probe.
GRAIN_MS = 5.0


def spread(values: Iterable[float | None], digits: int = 1) -> str:
    """Minimum, median and maximum; a dash where there is nothing."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return "-"
    three = (known[0], statistics.median(known), known[-1])
    return "/".join(f"{value:.{digits}f}" for value in three)


def ratio(ours: Sequence[float | None], theirs: Sequence[float | None]) -> str:
    """The ratio of the medians; "noise" where both are within the probe's grain."""
    a, b = ([value for value in values if value is not None] for values in (ours, theirs))
    if not a or not b:
        return "-"
    median, other = statistics.median(a), statistics.median(b)
    if median <= GRAIN_MS and other <= GRAIN_MS:
        return "noise"
    return f"{median / other:.2f}" if other > 0 else "-"


Row = dict[str, object]


def select(rows: list[Row], key: str, **wanted: object) -> list[float | None]:
    """The values of one column where others have these values."""
    return [
        row[key]  # type: ignore[misc]
        for row in rows
        if all(row[name] == value for name, value in wanted.items())
    ]


def situations(rows: list[Row]) -> list[tuple[str, int, int]]:
    """Scene, interval and number of addresses, each once, in the order of the first run."""
    return list(dict.fromkeys((r["scene"], r["interval_ms"], r["vips"]) for r in rows))  # type: ignore


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def interval_text(interval_ms: int) -> str:
    """As people write it."""
    return f"{interval_ms // 1000} s" if interval_ms % 1000 == 0 else f"{interval_ms} ms"


def gaps_table(rows: list[Row]) -> str:
    """What the client saw: the gaps of both daemons and their ratio."""
    lines = []
    for scene, interval, vips in situations(rows):
        where = {"scene": scene, "interval_ms": interval, "vips": vips}
        icmp, http = (
            [select(rows, key, daemon=daemon, **where) for daemon in DAEMONS]
            for key in ("icmp_gap_ms", "http_gap_ms")
        )
        name = scene if vips == 1 else f"{scene}, {vips} VIPs"
        sent = select(rows, "send_gap_ms", **where)
        lines.append(
            [name, interval_text(interval)]
            + [spread(values) for values in icmp]
            + [ratio(*icmp)]
            + [spread(values) for values in http]
            + [ratio(*http), spread(sent)]
        )
    head = ["scene", "interval", "ICMP gap vipd", "keepalived", "ratio"]
    head += ["HTTP gap vipd", "keepalived", "ratio", "probe's own"]
    return table(head, lines)


def lateness_table(rows: list[Row]) -> str:
    """What the daemons themselves took."""
    lines = []
    keys = (("lateness_ms", 2), ("announced_ms", 2), ("detection_ms", 1), ("both_ms", 1))
    for scene, interval, vips in situations(rows):
        where = {"scene": scene, "interval_ms": interval, "vips": vips}
        cells = [
            spread(select(rows, key, daemon=daemon, **where), digits)
            for key, digits in keys
            for daemon in DAEMONS
        ]
        if any(cell != "-" for cell in cells[:6]) or any(select(rows, "both_ms", **where)):
            name = scene if vips == 1 else f"{scene}, {vips} VIPs"
            lines.append([name, interval_text(interval), *cells])
    head = ["scene", "interval", "lateness vipd", "keepalived", "announced vipd", "keepalived"]
    head += ["detected vipd", "keepalived", "both held vipd", "keepalived"]
    return table(head, lines)


def costs_table(rows: list[Row]) -> str:
    """What it costs: one line per measured thing."""
    lines = []
    for what, unit in dict.fromkeys((r["what"], r["unit"]) for r in rows):
        values = [select(rows, "value", what=what, daemon=daemon) for daemon in DAEMONS]
        cells = [spread(v, 3 if unit == "s/min" else 1) for v in values]
        a, b = (statistics.median(v) if v else None for v in values)  # type: ignore[type-var]
        by = f"{a / b:.2f}" if a is not None and b else "-"
        lines.append([str(what), str(unit), *cells, by])
    return table(["cost", "unit", "vipd", "keepalived", "ratio"], lines)


# ---- the plot


def plot(rows: list[Row]) -> str:
    """The ICMP gap of every run as a point, one band for each situation, on a logarithmic scale."""
    bands = [s for s in situations(rows) if s[0] != "control"]
    left, right, top, band = 250, 30, 44, 30
    width, height = 900, top + band * len(bands) + 40
    values = [float(r["icmp_gap_ms"]) for r in rows]  # type: ignore[arg-type]
    low, high = 1.0, 10 ** math.ceil(math.log10(max([*values, 10.0])))

    def x(value: float) -> float:
        share = math.log10(max(value, low) / low) / math.log10(high / low)
        return left + share * (width - left - right)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{left}" y="16">longest time without an answer (ICMP), ms</text>',
    ]
    for number, daemon in enumerate(DAEMONS):
        at = width - 220 + 90 * number
        parts.append(f'<circle cx="{at}" cy="12" r="4" fill="{COLOURS[daemon]}"/>')
        parts.append(f'<text x="{at + 8}" y="16">{daemon}</text>')
    decade = low
    while decade <= high:
        at = x(decade)
        parts.append(
            f'<line x1="{at:.1f}" y1="{top - 14}" x2="{at:.1f}" y2="{height - 30}" stroke="#ddd"/>'
            f'<text x="{at:.1f}" y="{height - 14}" text-anchor="middle">{decade:g}</text>'
        )
        decade *= 10
    for row_number, (scene, interval, vips) in enumerate(bands):
        y = top + band * row_number
        name = f"{scene}, {interval_text(interval)}" + (f", {vips} VIPs" if vips > 1 else "")
        parts.append(f'<text x="{left - 10}" y="{y + 4}" text-anchor="end">{html.escape(name)}</text>')
        for number, daemon in enumerate(DAEMONS):
            where = {"scene": scene, "interval_ms": interval, "vips": vips, "daemon": daemon}
            for gap in select(rows, "icmp_gap_ms", **where):
                parts.append(
                    f'<circle cx="{x(gap):.1f}" cy="{y - 5 + 10 * number}" r="3.5"'  # type: ignore
                    f' fill="{COLOURS[daemon]}" fill-opacity="0.55"/>'
                )
    return "\n".join([*parts, "</svg>", ""])


# ---- the document

METHOD = """\
Two nodes with nginx, each a network namespace, and a client in a third, on a bridge in a fourth; veth
cables. VRRPv3, priorities 150 and 100, so the second node takes over after 3.609 intervals of silence,
or 0.609 after an advert of priority 0; vipd's at once, since it is told that there are two nodes only
(`pair: true`), for which keepalived has no word. vipd and keepalived have each a pair of their own, both pairs are
up all the time, and the scenes are played with one and then with the other, run by run (A B A B). Each
daemon runs as its maker sets it up: vipd's core thread claims the real-time priority that it is granted,
keepalived runs at normal priority. Faults come at the same moments of the
advert period for both, spread over it from run to run.

- **Gap**: the longest time without an answer that the client saw in the scene, by ICMP echoes every ms
  and HTTP requests every 5 ms, each on a connection of its own. Minimum/median/maximum. Of a silent
  death it moves with the phase of the advert period, between 2.6 and 3.6 intervals.
- **Probe's own**: the longest time between two echoes that the probe itself left, in both daemons' runs:
  what the machine took away. The scene "control" is the same measurement of nothing at all.
- **Lateness**: last advert of the one to first advert of the other, less Active_Down_Interval; after an
  advert of priority 0, less Skew_Time (of vipd less nothing). What the daemon adds to the protocol.
- **Announced**: from that first advert to the gratuitous ARP of the last address.
- **Detected**: from the fault to the advert of priority 0.
- **Both held**: for how long both nodes had the address. Of a host that is cut off both have it by the
  nature of the thing, each on its side of the cut.
- **host cut off**: the switch's port is shut, the node's interface stays up. **link down**: its carrier
  goes. **nginx killed**: all of its processes by SIGKILL; vipd watches the process, keepalived runs a
  script every second. **check failure**: the health page says 503; both ask for it every second and one
  failure is enough. **planned failover**: vipd's `failover`, keepalived's tracked file. **kill -9,
  restarted**: by a supervisor, after 250 ms. "noise": both medians are below {grain:.0f} ms.
- **CPU** is that of all threads by the scheduler's count, from a minute after the start on, when a JVM has
  compiled what is run often.
"""


def notes(page: str) -> str:
    """What somebody wrote below the tables of such a page; empty where there is nothing."""
    _, heading, text = page.partition("\n## Notes\n")
    return (heading + text).strip()


def document(results: dict[str, object], remarks: str = "") -> str:
    """RESULTS.md, with such remarks below the tables."""
    scenes: list[Row] = results["scenes"]  # type: ignore[assignment]
    costs: list[Row] = results["costs"]  # type: ignore[assignment]
    machine: dict[str, str] = results["machine"]  # type: ignore[assignment]
    parts = [
        "# vipd beside keepalived",
        "Written by `packaging/bench/failover`; the figures are in [results.json](results.json). Times in ms,"
        " minimum/median/maximum; a ratio is vipd's median by keepalived's, so below 1 vipd is ahead.",
        "## Machine",
        table(["", ""], [[key, value] for key, value in machine.items()]),
        "## Method",
        METHOD.format(grain=GRAIN_MS).rstrip(),
    ]
    if scenes:
        parts += ["## What the client saw", gaps_table(scenes), "![gaps of every run](results.svg)"]
        parts += ["## What the daemons took", lateness_table(scenes)]
    if costs:
        parts += ["## What it costs", costs_table(costs)]
    if remarks:
        parts += [remarks]
    return "\n\n".join(parts) + "\n"
