"""What iptables and iptables-restore (legacy) of this machine make of texts: one question a line in, one answer a line out.

Each question gets a network namespace of its own, which the kernel forgets behind it: some 150 questions a second. Names are looked up in
files alone, so that no answer depends on a resolver. Needs root on Linux.

  {"kind": "script", "commands": [TEXT...], "sets": TEXT, "estimators": [NAME...]}     each command is run by a shell
  {"kind": "file", "text": TEXT, "options": [...], "sets": TEXT, "estimators": [NAME...]}
  ->  {"steps": [{"status", "stderr"}...], "saved": [LINE...], "listed": {TABLE: [LINE...]}, "specs": {TABLE: [LINE...]}}
"""
import ctypes
import json
import os
import subprocess
import sys
import tempfile

CLONE_NEWNS = 0x00020000
CLONE_NEWNET = 0x40000000
MS_BIND = 0x1000
MS_REC_PRIVATE = 0x4000 | 0x40000
LEGACY = "/usr/sbin/xtables-legacy-multi"
SECONDS = 10

libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags):
    if libc.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), "unshare")


def look_up_in_files_alone(folder):
    """Lookups by name end in /etc/hosts and its like: nobody is asked."""
    unshare(CLONE_NEWNS)
    libc.mount(None, b"/", None, MS_REC_PRIVATE, None)
    path = os.path.join(folder, "nsswitch.conf")
    with open(path, "w") as file:
        for name in ("passwd", "group", "hosts", "networks", "protocols", "services"):
            file.write(f"{name}: files\n")
    if libc.mount(path.encode(), b"/etc/nsswitch.conf", None, MS_BIND, None) != 0:
        raise OSError(ctypes.get_errno(), "mount")


def run(words, text=None):
    # Bytes that are no UTF-8 come from names that were cut: they are told as what decoders make of them.
    done = subprocess.run(
        words, input=None if text is None else text.encode(), stdin=subprocess.DEVNULL if text is None else None, capture_output=True, timeout=SECONDS
    )
    return {"status": done.returncode, "stdout": done.stdout.decode(errors="replace"), "stderr": done.stderr.decode(errors="replace")}


def printed(*words):
    return run(words)["stdout"].split("\n")[:-1]


def answer(question):
    unshare(CLONE_NEWNET)
    if question.get("sets"):
        run(["ipset", "restore"], question["sets"])
    for name in question.get("estimators", []):
        # Both families' estimators are one namespace's; rules for IPv6 are not asked about.
        run(["ip6tables", "-A", "OUTPUT", "-j", "RATEEST", "--rateest-name", name, "--rateest-interval", "250ms", "--rateest-ewmalog", "500ms"])
    if question["kind"] == "script":
        steps = [run(["/bin/sh", "-c", command]) for command in question["commands"]]
    else:
        steps = [run(["iptables-restore", *question["options"]], question["text"])]
    saved = [line for line in printed("iptables-save", "-c") if not line.startswith("#")]
    tables = [line[1:] for line in saved if line.startswith("*")]
    return {
        "steps": [{"status": step["status"], "stderr": step["stderr"]} for step in steps],
        "saved": saved,
        "listed": {table: printed("iptables", "-t", table, "-nvL", "--line-numbers") for table in tables},
        "specs": {table: printed("iptables", "-t", table, "-S") for table in tables},
    }


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("iptables", "iptables-restore", "iptables-save", "ip6tables"):
            os.symlink(LEGACY, os.path.join(folder, name))
        os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
        # Nobody else's rules are touched: their lock is not needed.
        os.environ["XTABLES_LOCKFILE"] = os.path.join(folder, "lock")
        os.environ["TZ"] = "UTC"
        look_up_in_files_alone(folder)
        for line in sys.stdin:
            try:
                result = answer(json.loads(line))
            except subprocess.TimeoutExpired as expired:
                result = {"error": f"no end after {SECONDS} seconds: {expired.cmd}"}
            sys.stdout.write(json.dumps(result) + "\n")
            sys.stdout.flush()


main()
