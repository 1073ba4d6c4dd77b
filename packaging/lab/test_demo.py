"""How the demo tells its story, without a lab."""

import io
import json
import pathlib
import unittest

import demo
import probe
from lab import Node

NODE1 = Node(1, 150, pathlib.Path("/nowhere/node1"), "lab-node1")
NODE2 = Node(2, 100, pathlib.Path("/nowhere/node2"), "lab-node2")
GAPS = probe.Gaps(icmp_ms=2677.8, http_ms=2680.3, probe_stall_ms=0.0)
KEPT = demo.Result(
    "host cut off", ["node1", "node2"], GAPS, demo.Promise(NODE2, 3609.4, "3 intervals + skew"), ""
)
BROKEN = demo.Result(
    "return of the host", ["node2"], GAPS, demo.Promise(NODE1, 0, "handed over live"), "too long"
)


class Story(unittest.TestCase):
    """Lines that come by different ways."""

    def setUp(self):
        self.out = io.StringIO()
        self.story = demo.Story(self.out)
        self.story.scene("a scene")
        self.start_us = probe.now_us()

    def told(self):
        return [line.split("s  ", 1)[-1] for line in self.out.getvalue().splitlines()[2:]]

    def test_what_happened_first_is_told_first_though_it_became_known_later(self):
        self.story.happened(self.start_us + 30_000, "the client is answered")
        self.story.happened(self.start_us + 10_000, "the node takes over")
        self.story.tell()
        self.assertEqual(self.told(), ["the node takes over", "the client is answered"])

    def test_a_line_waits_while_an_older_one_may_still_come(self):
        self.story.happened(self.start_us + 30_000, "the client is answered")
        self.story.tell(self.start_us + 20_000)
        self.assertEqual(self.told(), [])
        self.story.tell(self.start_us + 40_000)
        self.assertEqual(self.told(), ["the client is answered"])


class Results(unittest.TestCase):
    """What is printed at the end."""

    def test_the_table_fits_into_a_hundred_columns_and_names_what_was_not_kept(self):
        lines = demo.table([KEPT, BROKEN]).splitlines()
        self.assertLessEqual(max(map(len, lines)), 100)
        self.assertEqual(
            lines[2].split(),
            "host cut off node1 > node2 2677.8 2680.3 3 intervals + skew 3609 0.0 yes".split(),
        )
        self.assertEqual(lines[4], "! return of the host: too long")

    def test_a_scene_that_broke_its_promise_makes_the_whole_not_ok(self):
        document = json.loads(demo.as_json([KEPT, BROKEN], ""))
        self.assertEqual([scene["ok"] for scene in document["scenes"]], [True, False])
        self.assertIs(document["ok"], False)
        self.assertIsNone(document["problem"])

    def test_a_demo_that_did_not_play_to_its_end_is_not_ok(self):
        document = json.loads(demo.as_json([KEPT], "interrupted"))
        self.assertIs(document["ok"], False)
        self.assertEqual(document["problem"], "interrupted")


if __name__ == "__main__":
    unittest.main()
