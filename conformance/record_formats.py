#!/usr/bin/env python3
"""Asks this machine's own tools how they print a state: one JSON scenario a line in, the same line with "outputs" out.

    python3 conformance/record_formats.py < scenarios.jsonl > recorded.jsonl

Beside each scenario stand the scripts that were exported of it, which are run on a host of their own. A scenario's network text holds `ip` commands and sysctl lines, its rules are iptables-save text, its traffic is single packets. The
rules are loaded twice: by iptables-legacy, whose TRACE lines are in the kernel log, and by iptables-nft, whose traces
xtables-monitor prints. Needs what record.py needs, and tcpdump. Only one of these can run at a time.
"""
import ctypes
import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from record import datagram

HOST, FAR = "fivechains-shown", "fivechains-beyond"
LISTINGS = ["-nvL", "-nvL --line-numbers", "-nvxL --line-numbers", "-nL", "-S", "-S -v"]
DUMPS = ["-n", "-nv", "-ne"]
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL("libc.so.6", use_errno=True)


def run(*words, text=None, check=True):
    done = subprocess.run(words, input=text, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done


def shown(command):
    """What a terminal shows of a command: conntrack tells its count on the error output, first."""
    done = run(*command.split(), check=False)
    return (done.stderr if command.startswith("conntrack") else "") + done.stdout


def tables_of(host):
    return re.findall(r"^\*(\w+)$", host["rules"], re.M)


def enter(name):
    with open(f"/run/netns/{name}") as there:
        if LIBC.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")


class Desk:
    """A host with the interfaces, addresses and routes of a scenario, and the far ends of its wires. This process is on the host."""

    def __init__(self, host, traffic):
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        for name in (HOST, FAR):
            run("ip", "netns", "del", name, check=False)
            run("ip", "netns", "add", name)
        run("sysctl", "-qw", "net.netfilter.nf_log_all_netns=1")
        run("dmesg", "-n", "1", check=False)
        lines = [line.strip() for line in host["network"].splitlines() if line.strip() and not line.startswith("#")]
        self.names = [line.split()[3] for line in lines if line.startswith("ip link set ")]
        for name in (FAR, HOST):
            enter(name)
            run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1", "net.ipv6.conf.lo.disable_ipv6=1", check=False)
        run("ip", "link", "set", "lo", "up")
        self.quieten("lo")
        for wire, name in enumerate(self.names):
            run("ip", "link", "add", name, "address", f"02:00:00:00:0{wire}:01", "type", "veth", "peer", "name", f"w{wire}", "address", f"02:00:00:00:0{wire}:02", "netns", FAR)
            self.quieten(name)
            run("ip", "link", "set", name, "up")
        enter(FAR)
        self.wires = []
        for wire in range(len(self.names)):
            self.quieten(f"w{wire}")
            run("ip", "link", "set", f"w{wire}", "up", "arp", "off", "promisc", "on")
            end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            end.bind((f"w{wire}", 0x0800))
            self.wires.append(end)
        enter(HOST)
        self.process = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        for line in lines:
            if line.startswith("ip "):
                run(*line.split())
            else:
                name, value = line.split("=", 1)
                run("sysctl", "-qw", f"{name.strip()}={value.strip()}")
        self.know_neighbours(host, traffic)
        self.log = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self.log, 0, os.SEEK_END)

    def know_neighbours(self, host, traffic):
        """Everybody that the texts name is at the far end of every wire, so that nobody has to be asked for."""
        told = json.dumps([host["network"], host["rules"], traffic])
        own = set(re.findall(r"addr add ([\d.]+)/", host["network"]))
        others = sorted(set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", told)) - own)
        steps = [f"neigh replace {address} dev {name} lladdr 02:00:00:00:0{wire}:02 nud permanent" for wire, name in enumerate(self.names) for address in others]
        run("ip", "-force", "-batch", "-", text="\n".join(steps) + "\n", check=False)

    @staticmethod
    def quieten(interface):
        """Checksums are the packets' own."""
        run("ethtool", "-K", interface, "tx", "off", "rx", "off", "tso", "off", "gso", "off", "gro", "off", check=False)

    def close(self):
        for each in (*self.wires, self.process):
            each.close()
        LIBC.setns(self.home, CLONE_NEWNET)
        os.close(self.home)
        os.close(self.log)
        for name in (HOST, FAR):
            run("ip", "netns", "del", name, check=False)

    def lines(self):
        while True:
            try:
                yield os.read(self.log, 8192).decode("utf-8", "replace").split(";", 1)[-1].split("\n", 1)[0]
            except BlockingIOError:
                return
            except OSError as trouble:
                if trouble.errno != errno.EPIPE:
                    raise

    def send(self, spec):
        if "in" in spec:
            wire = self.names.index(spec["in"])
            self.wires[wire].send(bytes.fromhex(f"020000000{wire}01020000000{wire}020800") + datagram(spec))
            return
        self.process.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, spec.get("mark", 0))
        try:
            self.process.sendto(datagram(spec), (spec["dst"], 0))
        except OSError:
            pass

    def play(self, traffic):
        """Sends all packets; the kernel's lines meanwhile."""
        for _ in self.lines():
            pass
        kept = []
        for sending in traffic:
            time.sleep(sending["after"] / 1e6)
            self.send(sending["packet"])
            time.sleep(0.003)
            kept += [line for line in self.lines() if "IN=" in line]
        return kept

    def load(self, tool, host):
        # The kernel lists first what was loaded last.
        tables = re.findall(r"^\*.*?^COMMIT$", host["rules"], re.M | re.S)
        run(f"{tool}-restore", "-c", text="\n".join(reversed(tables)) + "\n")
        run("conntrack", "-F", check=False)

    def record(self, scenario):
        host, traffic, outputs = scenario["host"], scenario["traffic"], {}
        if host["sets"]:
            run("ipset", "restore", text=host["sets"])
        self.load("iptables-legacy", host)
        with tempfile.TemporaryDirectory() as folder:
            captures = {}
            for name in (*self.names, "lo"):
                words = ["tcpdump", "-i", name, "-p", "-U", "--immediate-mode", "-w", f"{folder}/{name}", "ip"]
                captures[name] = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for capture in captures.values():
                capture.stderr.readline()
            lines = self.play(traffic)
            self.ask(host, outputs)
            time.sleep(0.3)
            for name, capture in captures.items():
                capture.send_signal(signal.SIGINT)
                capture.wait()
                capture.stderr.close()
                for dump in DUMPS:
                    outputs[f"tcpdump {dump} -i {name}"] = run("tcpdump", *dump.split(), "-r", f"{folder}/{name}").stdout
        outputs["dmesg trace"] = "".join(f"{line}\n" for line in lines if line.startswith("TRACE: "))
        outputs["dmesg"] = "".join(f"{line}\n" for line in lines if not line.startswith("TRACE: "))
        for table in tables_of(host):
            # Asks for the names of addresses, and waits in vain.
            outputs[f"iptables -t {table} -L"] = shown(f"iptables-legacy -t {table} -L")
        self.as_nft(host, traffic, outputs)
        return outputs

    def ask(self, host, outputs):
        # What ages comes first.
        for command in ("conntrack -L", "conntrack -L -o extended"):
            outputs[command] = shown(command)
        with open("/proc/thread-self/net/nf_conntrack") as table:
            outputs["cat /proc/net/nf_conntrack"] = table.read()
        for command in ("ipset save -sorted", "ipset list -sorted"):
            outputs[command] = shown(command)
        outputs["iptables-save"] = shown("iptables-legacy-save")
        outputs["iptables-save -c"] = shown("iptables-legacy-save -c")
        for table in tables_of(host):
            for listing in LISTINGS:
                outputs[f"iptables -t {table} {listing}"] = shown(f"iptables-legacy -t {table} {listing}")
        for command in ("ip addr", "ip link", "ip route", "ip route show table all", "ip rule"):
            outputs[command] = shown(command)

    def as_nft(self, host, traffic, outputs):
        empty = run("iptables-legacy-save").stdout
        tables = [line[1:] for line in empty.splitlines() if line.startswith("*")]
        built_in = {table: [line.split()[0][1:] for line in empty.split(f"*{table}\n")[1].split("COMMIT")[0].splitlines() if line.startswith(":") and line.split()[1] != "-"] for table in tables}
        run("iptables-legacy-restore", text="".join(f"*{table}\n" + "".join(f":{chain} ACCEPT\n" for chain in built_in[table]) + "COMMIT\n" for table in tables))
        if host["sets"]:
            # Sets inside a list can only go once the list is empty.
            run("ipset", "flush")
            run("ipset", "destroy")
            run("ipset", "restore", text=host["sets"])
        self.load("iptables-nft", host)
        monitor = subprocess.Popen(["stdbuf", "-oL", "xtables-monitor", "-4", "--trace"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        time.sleep(0.5)
        self.play(traffic)
        time.sleep(0.5)
        monitor.send_signal(signal.SIGINT)
        outputs["xtables-monitor --trace"] = monitor.communicate()[0]
        if "FIVECHAINS_NFT" in os.environ:
            for table in tables_of(host):
                for listing in LISTINGS:
                    outputs[f"iptables-nft -t {table} {listing}"] = shown(f"iptables-nft -t {table} {listing}")


def rebuild(scenario, scripts):
    """What another host is after the scripts of commands that were exported: its rules, routes and routing rules."""
    desk = Desk({**scenario["host"], "network": ""}, [])
    try:
        names = re.findall(r"^ip link set (\S+) ", scripts["network"], re.M)
        for wire, name in enumerate(names):
            run("ip", "link", "add", name, "type", "veth", "peer", "name", f"w{wire}", "netns", FAR)
            run("ip", "-n", FAR, "link", "set", f"w{wire}", "up")
        if scripts["sets"]:
            run("ipset", "restore", text=scripts["sets"])
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(shutil.which("iptables-legacy"), f"{folder}/iptables")
            for script in ("network", "rules"):
                run("env", f"PATH={folder}:{os.environ['PATH']}", "sh", "-e", text=scripts[script])
        commands = {"iptables-save": "iptables-legacy-save", "ip route show table all": "ip route show table all", "ip rule": "ip rule"}
        return {name: shown(command) for name, command in commands.items()}
    finally:
        desk.close()


def main():
    os.environ["RES_OPTIONS"] = "timeout:1 attempts:1"
    for line in sys.stdin:
        asked = json.loads(line)
        scenario = asked["scenario"]
        desk = Desk(scenario["host"], scenario["traffic"])
        try:
            outputs = desk.record(scenario)
        finally:
            desk.close()
        print(json.dumps({**asked, "outputs": outputs, "rebuilt": rebuild(scenario, asked["scripts"])}), flush=True)


if __name__ == "__main__":
    main()
