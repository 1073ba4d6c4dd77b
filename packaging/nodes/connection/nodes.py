"""Ansible's way into a machine of packaging/nodes: neither a server nor a key is needed there."""

import shlex
import subprocess

from ansible.errors import AnsibleError
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: nodes
short_description: the machines of packaging/nodes/nodes
description: Runs commands by `nodes in`, with the environment (LAB) of Ansible itself.
author: vipd maintainers
options:
  program:
    description: Path of packaging/nodes/nodes.
    vars: [{name: nodes_program}]
    required: true
  number:
    description: Which machine.
    vars: [{name: nodes_number}]
    required: true
"""


class Connection(ConnectionBase):
    """Commands run as root; files go through cat."""

    transport = "nodes"
    has_pipelining = True

    def _connect(self):
        self._connected = True
        return self

    def _run(self, command, stdin):
        line = [self.get_option("program"), "in", str(self.get_option("number")), "sh", "-c", command]
        done = subprocess.run(line, input=stdin, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def exec_command(self, cmd, in_data=None, sudoable=True):
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        return self._run(cmd, in_data or b"")

    def put_file(self, in_path, out_path):
        super().put_file(in_path, out_path)
        with open(in_path, "rb") as file:
            code, _, error = self._run("cat >" + shlex.quote(out_path), file.read())
        if code:
            raise AnsibleError(f"{out_path} cannot be written: {error.decode(errors='replace')}")

    def fetch_file(self, in_path, out_path):
        super().fetch_file(in_path, out_path)
        code, content, error = self._run("cat " + shlex.quote(in_path), b"")
        if code:
            raise AnsibleError(f"{in_path} cannot be read: {error.decode(errors='replace')}")
        with open(out_path, "wb") as file:
            file.write(content)

    def close(self):
        self._connected = False
