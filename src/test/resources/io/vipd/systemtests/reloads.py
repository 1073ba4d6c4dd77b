"""Gives a daemon one configuration after the other and has it reload each.

usage: reloads.py SOCKET CONFIG-FOLDER TIMES

Prints how many reloads ended how. The group web stays under changing names, with other addresses, priorities, checks and
hooks, while another group comes and goes.
"""
import collections
import json
import os
import socket
import sys

SOCKET, FOLDER, TIMES = sys.argv[1], os.path.join(sys.argv[2], "groups"), int(sys.argv[3])
WEB = "vrid: 51\ninterface: eth0\ninterval: 500ms\n"
MAIL = "vrid: 52\ninterface: eth0\ninterval: 500ms\npriority: 100\naddresses: [10.99.0.102/24]\n"
VARIANTS = [
    {"web": WEB + "priority: 150\naddresses: [10.99.0.100/24]\n"},
    {"web": WEB + "priority: 140\naddresses: [10.99.0.100/24, 10.99.0.101/24]\n", "mail": MAIL},
    {"shop": WEB + "priority: 150\naddresses: [10.99.0.100/24]\nchecks: { up: { script: /bin/true } }\n", "mail": MAIL},
    {"shop": WEB + "priority: 150\naddresses: [10.99.0.100/24]\naccept: false\nhooks: { active: /bin/true }\n"},
]


def write(groups):
    for name, text in groups.items():
        fresh = os.path.join(FOLDER, "." + name)
        with open(fresh, "w") as file:
            file.write(text)
        os.rename(fresh, os.path.join(FOLDER, name + ".yaml"))
    for file in os.listdir(FOLDER):
        if file.endswith(".yaml") and file[:-5] not in groups:
            os.remove(os.path.join(FOLDER, file))


outcomes = collections.Counter()
with socket.socket(socket.AF_UNIX) as daemon:
    daemon.connect(SOCKET)
    answers = daemon.makefile()
    for i in range(1, TIMES + 1):
        # The last one is the first again.
        write(VARIANTS[i % len(VARIANTS) if i < TIMES else 0])
        daemon.sendall(b'{"request":"reload"}\n')
        answer = json.loads(answers.readline())
        outcomes[answer["outcome"]] += 1
        if answer["outcome"] not in ("applied", "unchanged"):
            print(answer, file=sys.stderr)
print(json.dumps(outcomes))
