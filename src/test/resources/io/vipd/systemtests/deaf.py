"""Whoever should listen and does not: deaf.py FIFO PORT.

Opens the FIFO, which is there, fills it and reads nothing. Accepts connections to the port of 127.0.0.1 and
answers each after a minute. Prints "deaf" when it is.
"""

import os
import socket
import sys
import time

fifo = os.open(sys.argv[1], os.O_RDWR | os.O_NONBLOCK)
try:
    while True:
        os.write(fifo, b"x" * 4095 + b"\n")
except BlockingIOError:
    pass
server = socket.create_server(("127.0.0.1", int(sys.argv[2])))
print("deaf", flush=True)
waiting = []
while True:
    connection, _ = server.accept()
    waiting.append((time.monotonic() + 60, connection))
    while waiting and waiting[0][0] < time.monotonic():
        waiting.pop(0)[1].sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
