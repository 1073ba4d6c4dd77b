"""Treats a control socket badly for some seconds, then says in JSON what came of it.

usage: control_flood.py SOCKET SECONDS

A thousand clients connect at once and ask; others write half a request and wait, send ten megabytes without a line's
end, or ask and never read; and one has no right to connect.
"""
import json
import os
import socket
import sys
import threading
import time

PATH, SECONDS = sys.argv[1], float(sys.argv[2])
END = time.monotonic() + SECONDS
counts = {"answered": 0, "turned_away": 0, "half_written": 0, "too_large": 0, "deaf": 0, "unauthorised": 0}
lock = threading.Lock()


def count(what):
    with lock:
        counts[what] += 1


def connect():
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(10)
    client.connect(PATH)
    return client


def answer(client):
    text = b""
    while not text.endswith(b"\n") and (part := client.recv(65536)):
        text += part
    return text


def a_thousand():
    clients = []
    while len(clients) < 1000 and time.monotonic() < END:
        try:
            client = connect()
            clients.append(client)
            client.sendall(b'{"request":"status"}\n')
        except BlockingIOError:
            time.sleep(0.001)  # so many wait to be let in that the kernel takes no more
        except OSError:
            pass
    for client in clients:
        try:
            count("turned_away" if b'"busy"' in answer(client) else "answered")
        except OSError:
            count("turned_away")
        client.close()


def half_written():
    while time.monotonic() < END:
        try:
            with connect() as client:
                client.sendall(b'{"request":')
                count("half_written")
                client.recv(4096)
        except OSError:
            pass


def ten_megabytes():
    while time.monotonic() < END:
        try:
            with connect() as client:
                client.sendall(b"x" * 10 * 1024 * 1024)
        except OSError:
            count("too_large")


def never_read():
    while time.monotonic() < END:
        try:
            with connect() as client:
                client.settimeout(1)
                while time.monotonic() < END:
                    client.sendall(b'{"request":"status"}\n' * 100)
        except OSError:
            count("deaf")


def unauthorised():
    child = os.fork()
    if child == 0:
        os.setgid(65534)
        os.setuid(65534)
        try:
            connect()
        except PermissionError:
            os._exit(7)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7:
        count("unauthorised")


unauthorised()
threads = [threading.Thread(target=what) for what in (half_written, ten_megabytes, never_read) for _ in range(3)]
threads += [threading.Thread(target=a_thousand)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(counts))
