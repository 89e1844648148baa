"""Become another program that dies with its parent. Run as a script.

    launch.py PARENT_PID SIGNAL UID GID PROGRAM ARGS...

A script and not a `preexec_fn`, which is unsafe once the parent has threads. The process keeps its id through exec.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>; other systems have no such call, there the next start stops the orphans
KEEP = "-"


def main(parent_pid: str, death_signal: str, uid: str, gid: str, *command: str) -> None:
    """Drop to uid and gid, tie our life to the parent's, exec."""
    os.setsid()
    if uid != KEEP:
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    # After setuid, which clears the setting.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(parent_pid):
        sys.exit("the parent died before the program started")
    os.execv(command[0], command)  # noqa: S606 - the very purpose of this script


if __name__ == "__main__":
    main(*sys.argv[1:])
