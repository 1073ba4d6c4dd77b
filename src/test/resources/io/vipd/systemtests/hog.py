"""Keeps memory short: touches so many megabytes again and again, and reads a file all the while.

usage: hog.py MEGABYTES FILE
"""

import sys

PAGE = 4096
BLOCK = 1 << 20


def main() -> None:
    memory = bytearray(int(sys.argv[1]) * BLOCK)
    touched = 0
    while True:
        with open(sys.argv[2], "rb", buffering=0) as file:
            while file.read(BLOCK):
                for at in range(touched, touched + BLOCK, PAGE):
                    memory[at] ^= 1
                touched = (touched + BLOCK) % len(memory)


main()
