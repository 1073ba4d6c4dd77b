"""Treats an HTTP server badly for some seconds, then says in JSON what came of it.

usage: http_flood.py PORT SECONDS

Half of the clients ask for metrics and the page as fast as they can, one asks and never reads, and
others begin requests that they never end.
"""
import json
import socket
import sys
import threading
import time

PORT, SECONDS = int(sys.argv[1]), float(sys.argv[2])
END = time.monotonic() + SECONDS
counts = {"answered": 0, "refused": 0, "dripping": 0}
lock = threading.Lock()


def count(what):
    with lock:
        counts[what] += 1


def connect():
    return socket.create_connection(("127.0.0.1", PORT), timeout=5)


def ask(path):
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    while time.monotonic() < END:
        try:
            with connect() as client:
                client.sendall(request)
                answer = b""
                while part := client.recv(65536):
                    answer += part
            count("answered" if b" 200 OK" in answer[:20] else "refused")
        except OSError:
            count("refused")


def never_read():
    while time.monotonic() < END:
        try:
            with connect() as client:
                client.settimeout(0.2)
                while time.monotonic() < END:
                    client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        except OSError:
            pass


def drip():
    clients = []
    while time.monotonic() < END:
        try:
            client = connect()
            client.sendall(b"GET /metrics HTTP/1.1\r\nX-Slow: ")
            clients.append(client)
            count("dripping")
        except OSError:
            pass
        for client in clients[:]:
            try:
                client.sendall(b"a")
            except OSError:
                clients.remove(client)
        time.sleep(0.02)


threads = [threading.Thread(target=ask, args=(path,)) for path in ("/metrics", "/", "/healthz")]
threads += [threading.Thread(target=never_read)] + [threading.Thread(target=drip) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(counts))
