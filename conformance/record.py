#!/usr/bin/env python3
"""Asks the kernel of this machine what it does with cases: one JSON case a line in, the same line with "kernel" out.

    python3 conformance/record.py < cases.jsonl > recorded.jsonl

Needs root on Linux, and iproute2, iptables (legacy), ipset, conntrack, ethtool. Two network namespaces of its own are made and
removed: the host under test, and a far end that holds the other side of every wire. Rules are followed by the TRACE target, whose
lines are read from the kernel log. That log is one for the machine, so packets are sent while holding a lock; several recorders
take turns, and prepare their hosts side by side.
"""
import ctypes
import errno
import fcntl
import json
import os
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time

HOST, FAR = f"fivechains-host-{os.getpid()}", f"fivechains-far-{os.getpid()}"
WIRES = 4
TABLES = {
    "raw": ["PREROUTING", "OUTPUT"],
    "mangle": ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
    "nat": ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
    "filter": ["INPUT", "FORWARD", "OUTPUT"],
}
SYSCTLS = {
    "net.ipv4.ip_forward": "1",
    "net.ipv4.conf.all.rp_filter": "0",
    "net.ipv4.conf.default.rp_filter": "0",
    "net.ipv4.icmp_ratelimit": "0",
    "net.ipv4.icmp_ratemask": "0",
    "net.ipv4.icmp_msgs_per_sec": "100000",
    "net.ipv4.icmp_msgs_burst": "10000",
    "net.ipv4.conf.all.route_localnet": "0",
    "net.ipv4.conf.all.send_redirects": "0",
    "net.ipv4.conf.all.accept_local": "0",
    "net.netfilter.nf_conntrack_tcp_be_liberal": "0",
    "net.netfilter.nf_conntrack_tcp_loose": "1",
    "net.netfilter.nf_conntrack_checksum": "1",
    "net.ipv4.conf.all.accept_source_route": "0",
    # What a connection says must not depend on how long asking takes: nothing is sent again, and large answers are cut as for a peer nearby.
    "net.ipv4.tcp_early_retrans": "0",
    "net.ipv4.tcp_rto_min_us": "5000000",
    "net.ipv4.tcp_min_tso_segs": "64",
    "net.ipv4.tcp_congestion_control": "reno",
    # connbytes turns it on for good.
    "net.netfilter.nf_conntrack_acct": "0",
}
NUMBERS = {"icmp": 1, "tcp": 6, "udp": 17}
FLAGS = "FSRPAUEC"
QUIET, PATIENCE = 0.004, 0.3
CLONE_NEWNET = 0x40000000
IP_TRANSPARENT = 19
NETLINK_NETFILTER = 12
# Recorders have namespaces of their own and need not wait for each other's iptables.
os.environ["XTABLES_LOCKFILE"] = os.path.join(tempfile.gettempdir(), f"fivechains-xtables-{os.getpid()}.lock")
LIBC = ctypes.CDLL("libc.so.6", use_errno=True)


def command(*words, text=None, check=True):
    done = subprocess.run(words, input=text, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done


def write_settings(settings):
    """sysctls of the namespace that we are in. What this kernel does not have is left out."""
    for name, value in settings.items():
        try:
            with open("/proc/sys/" + name.replace(".", "/"), "w") as setting:
                setting.write(value)
        except FileNotFoundError:
            pass


def without_offloads(interface):
    """Checksums are made and looked at, and packets are what they were."""
    command("ethtool", "-K", interface, *(word for feature in ("tx", "rx", "tso", "gso", "gro") for word in (feature, "off")), check=False)


def forget_connections():
    """Empties the table of connections, as `conntrack -F` does: IPCTNL_MSG_CT_DELETE of nothing in particular, with an answer."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as link:
        link.send(struct.pack("=IHHIIBBH", 20, 1 << 8 | 2, 5, 1, 0, socket.AF_INET, 0, 0))
        link.recv(4096)


def sum16(data):
    padded = data + b"\0" * (len(data) % 2)
    total = sum(word for (word,) in struct.iter_unpack("!H", padded))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def octets(value):
    return value.encode("latin-1") if isinstance(value, str) else b"x" * (value or 0)


def in_hex(text, end=b"\0"):
    """Option bytes written in hex, filled up to whole words."""
    data = bytes.fromhex(text.replace(" ", ""))
    return data + end * (-len(data) % 4)


def wrong(checked, spec, part):
    """A checksum, spoilt where the case wants it."""
    return checked ^ 0x0101 if spec.get("bad_sum") in (part, "both") else checked


def transport_of(spec, ends):
    """The bytes after the IP header, checksums filled in."""
    kind = spec["proto"]
    data = octets(spec.get("payload"))
    if kind == "tcp":
        options = struct.pack("!BBH", 2, 4, spec["mss"]) if spec.get("mss") else b""
        options += in_hex(spec.get("tcp_options", ""))
        bits = sum(1 << FLAGS.index(letter) for letter in spec.get("flags", "S"))
        fields = [spec["sport"], spec["dport"], spec.get("seq", 1000), spec.get("ack", 0), (5 + len(options) // 4) << 4, bits, spec.get("win", 64240)]
        blank = struct.pack("!HHIIBBHHH", *fields, 0, 0) + options + data
        checked = sum16(ends + struct.pack("!HH", 6, len(blank)) + blank)
        return struct.pack("!HHIIBBHHH", *fields, wrong(checked, spec, "transport"), 0) + options + data
    if kind == "udp":
        fields = [spec["sport"], spec["dport"], spec.get("udp_length", 8 + len(data))]
        blank = struct.pack("!HHHH", *fields, 0) + data
        checked = sum16(ends + struct.pack("!HH", 17, len(blank)) + blank) or 0xFFFF
        return struct.pack("!HHHH", *fields, wrong(checked, spec, "transport")) + data
    if kind == "icmp":
        if "embedded" in spec:
            data = datagram(spec["embedded"])[:28]
        fields = [spec.get("icmp_id", 0), spec.get("icmp_seq", 0)]
        head = [spec.get("type", 8), spec.get("code", 0)]
        checked = sum16(struct.pack("!BBHHH", *head, 0, *fields) + data)
        return struct.pack("!BBHHH", *head, wrong(checked, spec, "transport"), *fields) + data
    return data


def datagram(spec):
    ends = socket.inet_aton(spec["src"]) + socket.inet_aton(spec["dst"])
    inside = transport_of(spec, ends)[: spec.get("cut")]
    options = in_hex(spec.get("ip_options", ""))
    first = spec.get("version", 4) << 4 | spec.get("ihl", 5 + len(options) // 4)
    length = spec.get("total_length", 20 + len(options) + len(inside))
    number = NUMBERS.get(spec["proto"]) or int(spec["proto"])
    fragment = spec.get("df", False) << 14 | spec.get("mf", False) << 13 | spec.get("frag_off", 0)

    def header(checked):
        return struct.pack("!BBHHHBBH", first, spec.get("tos", 0), length, spec.get("id", 1), fragment, spec.get("ttl", 64), number, checked) + ends + options

    return header(wrong(sum16(header(0)), spec, "ip")) + inside


def mss_of(options):
    at = 0
    while at < len(options) and options[at] != 0:
        if options[at] == 1:
            at += 1
            continue
        if at + 1 >= len(options) or options[at + 1] < 2:
            return None
        if options[at] == 2:
            if at + 4 > len(options):
                return None
            return struct.unpack_from("!H", options, at + 2)[0]
        at += options[at + 1]
    return None


def describe(data):
    """An IP packet's fields, or None where it is none."""
    if len(data) < 20 or data[0] >> 4 != 4:
        return None
    length = struct.unpack_from("!H", data, 2)[0]
    seen = {"src": socket.inet_ntoa(data[12:16]), "dst": socket.inet_ntoa(data[16:20]), "ttl": data[8], "tos": data[1], "proto": data[9], "len": length}
    inside = data[(data[0] & 15) * 4 : length]
    pieces = struct.unpack_from("!H", data, 6)[0]
    seen["frag"] = ("DF" if pieces & 0x4000 else "") + ("MF" if pieces & 0x2000 else "") + (f"+{pieces & 0x1FFF}" if pieces & 0x1FFF else "")
    if data[0] & 15 > 5:
        seen["ip_options"] = data[20 : (data[0] & 15) * 4].hex()
    if data[9] == 6 and len(inside) >= 20:
        seen["proto"] = "tcp"
        seen["sport"], seen["dport"], seen["seq"], seen["ack"] = struct.unpack_from("!HHII", inside)
        seen["flags"] = "".join(letter for bit, letter in enumerate(FLAGS) if inside[13] >> bit & 1)
        mss = mss_of(inside[20 : (inside[12] >> 4) * 4])
        if mss is not None:
            seen["mss"] = mss
        if inside[12] >> 4 > 5:
            seen["tcp_options"] = inside[20 : (inside[12] >> 4) * 4].hex()
    elif data[9] == 17 and len(inside) >= 8:
        seen["proto"] = "udp"
        seen["sport"], seen["dport"] = struct.unpack_from("!HH", inside)
    elif data[9] == 1 and len(inside) >= 8:
        seen["proto"] = "icmp"
        seen["type"], seen["code"] = inside[0], inside[1]
        if inside[0] in (3, 4, 5, 11, 12):
            seen["info"] = struct.unpack_from("!I", inside, 4)[0]
            quoted = describe(inside[8:] + bytes(20))
            if quoted:
                seen["embedded"] = {key: quoted[key] for key in ("src", "dst", "proto", "sport", "dport") if key in quoted}
        else:
            seen["icmp_id"], seen["icmp_seq"] = struct.unpack_from("!HH", inside, 4)
    return seen


TRACE = re.compile(r"TRACE: ([a-z]+):(.+?):(rule|return|policy):(\d+) (.*)")


def hop_of(line):
    """A TRACE line as data; None for any other line. What stands behind a quoted packet's `[` is not read."""
    found = TRACE.search(line)
    if not found:
        return None
    table, chain, kind, number, rest = found.groups()
    told = dict(re.findall(r"(\w+)=(\S*)", rest.split("[")[0]))
    # The TRACE rule put first in raw is not the case's own.
    ours = table == "raw" and chain in TABLES["raw"]
    hop = {"table": table, "chain": chain, "kind": kind, "num": int(number) - ours, "in": told.get("IN", ""), "out": told.get("OUT", "")}
    hop.update(src=told["SRC"], dst=told["DST"], ttl=int(told["TTL"]), tos=int(told["TOS"], 16) | int(told["PREC"], 16), proto=told["PROTO"])
    for name, field in (("sport", "SPT"), ("dport", "DPT"), ("type", "TYPE"), ("code", "CODE")):
        if field in told:
            hop[name] = int(told[field])
    if "MARK" in told:
        hop["mark"] = int(told["MARK"], 16)
    return hop


def in_namespace(name):
    """Puts this process into a network namespace: what it runs from now on, and the sockets that it makes, are there."""
    with open(f"/run/netns/{name}") as there:
        if LIBC.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")


class Service:
    """A listening socket; one that answers says as much as it was asked, and closes when its client does, or first, after an answer."""

    def __init__(self, listening, answers, closes):
        self.listening, self.answers, self.closes = listening, answers, closes
        self.clients = []
        listening.setblocking(False)

    def serve(self):
        """Does what there is to do, in a process's order: each client is read, and answered, until it has nothing more to say."""
        try:
            while self.answers:
                client = self.listening.accept()[0]
                client.setblocking(False)
                self.clients.append(client)
        except OSError:
            pass
        for client in list(self.clients):
            if not self.talk(client):
                self.clients.remove(client)
                client.close()

    def talk(self, client):
        try:
            while asked := client.recv(65535):
                client.sendall(b"x" * len(asked))
                if self.closes:
                    return False
            return False
        except BlockingIOError:
            return True
        except OSError:
            return False

    def close(self):
        """What is left open says goodbye to its peers at once, so that nothing is said later in another's turn."""
        for client in self.clients:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        self.listening.close()


class KernelLog:
    """The kernel log, which all namespaces and all recorders share. With this, its lines are of what we send alone."""

    def __init__(self):
        self.log = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
        self.turn, self.turn_of_ours = (
            os.open(os.path.join(tempfile.gettempdir(), name), os.O_RDWR | os.O_CREAT, 0o666) for name in ("kernel.lock", "fivechains-recorder.lock")
        )

    def __enter__(self):
        try:
            fcntl.flock(self.turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Whoever runs us under flock(1) has the turn for us; if it runs several of us, we take turns among ourselves.
            fcntl.flock(self.turn_of_ours if self.is_held_by_ancestor() else self.turn, fcntl.LOCK_EX)
        os.lseek(self.log, 0, os.SEEK_END)

    def __exit__(self, *_):
        fcntl.flock(self.turn, fcntl.LOCK_UN)
        fcntl.flock(self.turn_of_ours, fcntl.LOCK_UN)

    def is_held_by_ancestor(self):
        inode = os.fstat(self.turn).st_ino
        with open("/proc/locks") as locks:
            holders = {int(words[4]) for words in map(str.split, locks) if words[1] == "FLOCK" and words[5].endswith(f":{inode}")}
        process = os.getppid()
        while process > 1:
            if process in holders:
                return True
            with open(f"/proc/{process}/stat") as stat:
                process = int(stat.read().rpartition(")")[2].split()[1])
        return False

    def lines(self):
        while True:
            try:
                yield os.read(self.log, 8192).decode("utf-8", "replace").split(";", 1)[-1].split("\n", 1)[0]
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.EPIPE:
                    raise


class Bench:
    """The host under test and the far ends of its wires. While it stands, this process is in the host's namespace."""

    def __init__(self, kernel_log):
        self.kernel_log = kernel_log
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        command("sysctl", "-qw", "net.netfilter.nf_log_all_netns=1")
        command("dmesg", "-n", "1", check=False)
        for name in (HOST, FAR):
            command("ip", "netns", "add", name)
        in_namespace(FAR)
        # Interfaces that come up would otherwise say so by IPv6.
        write_settings({"net.ipv6.conf.default.disable_ipv6": "1", "net.ipv6.conf.all.disable_ipv6": "1"})
        in_namespace(HOST)
        write_settings({"net.ipv6.conf.default.disable_ipv6": "1", "net.ipv6.conf.all.disable_ipv6": "1"})
        far, host = [], ["link set lo up"]
        for wire in range(WIRES):
            own, other = f"02:00:00:00:0{wire}:01", f"02:00:00:00:0{wire}:02"
            host.append(f"link add eth{wire} address {own} type veth peer name w{wire} address {other} netns {FAR}")
            host.append(f"link set eth{wire} up arp off")
            far.append(f"link set w{wire} up arp off promisc on")
        command("ip", "-batch", "-", text="\n".join(host))
        self.process = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        in_namespace(FAR)
        command("ip", "-batch", "-", text="\n".join(far))
        self.wires = [socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800)) for _ in range(WIRES)]
        for wire, end in enumerate(self.wires):
            end.bind((f"w{wire}", 0x0800))
            end.setblocking(False)
            without_offloads(f"w{wire}")
        in_namespace(HOST)
        for wire in range(WIRES):
            without_offloads(f"eth{wire}")
        self.services = []
        self.sets = []
        self.names = [f"eth{wire}" for wire in range(WIRES)]

    def take_down(self):
        for each in (*self.wires, self.process, *self.services):
            each.close()
        LIBC.setns(self.home, CLONE_NEWNET)
        os.close(self.home)
        for name in (HOST, FAR):
            command("ip", "netns", "del", name, check=False)

    def frames(self):
        for wire, end in enumerate(self.wires):
            while True:
                try:
                    data, where = end.recvfrom(65535)
                except BlockingIOError:
                    break
                seen = describe(data[14:]) if where[2] != socket.PACKET_OUTGOING else None
                if seen:
                    yield {**seen, "out": self.names[wire]}

    def prepare(self, case):
        """Makes the host what the case says; the tool's words when its rules do not load."""
        self.rename([one["name"] for one in case.get("ifaces", [])])
        # The rules first: a gateway is looked up through them.
        command("ip", "-force", "-batch", "-", text="rule flush\nroute flush table main\nroute flush table 100\nroute flush table 101\n", check=False)
        steps = ["rule add pref 32766 lookup main", "rule add pref 32767 lookup default"]
        steps += [line for name in self.names for line in (f"addr flush dev {name}", f"link set {name} down", f"link set {name} up")]
        steps += [f"link set {one['name']} mtu {one.get('mtu', 1500)} group {one.get('group', 0)}" for one in case.get("ifaces", [])]
        steps += [f"addr add {address} dev {one['name']}" for one in case.get("ifaces", []) for address in one["addrs"]]
        steps += [f"route add {route}" for route in case.get("routes", [])]
        steps += [f"rule add {rule}" for rule in case.get("rules", [])]
        command("ip", "-batch", "-", text="\n".join(steps) + "\n")
        settings = dict(SYSCTLS)
        for name in self.names:
            settings.update({f"net.ipv4.conf.{name}.rp_filter": "0", f"net.ipv4.conf.{name}.send_redirects": "0"})
        settings.update(case.get("sysctl") or {})
        write_settings(settings)
        blank = "".join(f"*{table}\n" + "".join(f":{chain} ACCEPT\n" for chain in chains) + "COMMIT\n" for table, chains in TABLES.items())
        command("iptables-legacy-restore", text=blank)
        self.make_sets(case.get("ipset") or "")
        loaded = command("iptables-legacy-restore", text=case["iptables"], check=False)
        if loaded.returncode:
            return loaded.stderr.strip() or "iptables-restore failed"
        followed = "*raw\n" + "".join(f"-I {chain} -j TRACE\n" for chain in TABLES["raw"]) + "COMMIT\n"
        from_zero = "".join(f"*{table}\n-Z\nCOMMIT\n" for table in TABLES)
        command("iptables-legacy-restore", "--noflush", text=followed + from_zero)
        forget_connections()
        for line in case.get("connections", []):
            command("conntrack", "-I", *insertion(line))
        self.services = [self.listen(**one) for one in case.get("listen", [])]
        return None

    def make_sets(self, text):
        # Sets inside a list can only go once the list is empty.
        away = [f"flush {name}" for name in self.sets] + [f"destroy {name}" for name in reversed(self.sets)]
        if away and command("ipset", "restore", text="\n".join(away) + "\n", check=False).returncode:
            command("ipset", "flush")
            command("ipset", "destroy")
        self.sets = [line.split()[1] for line in text.splitlines() if line.startswith("create ")]
        if text:
            command("ipset", "restore", text=text)

    def rename(self, wanted):
        """Interfaces of other names than eth0 to eth3 take the wires in order, and keep them."""
        if set(wanted) <= set(self.names):
            return
        for wire, name in enumerate(wanted):
            command("ip", "link", "set", self.names[wire], "down")
            command("ip", "link", "set", self.names[wire], "name", name)
            self.names[wire] = name

    def listen(self, proto, port, addr="0.0.0.0", transparent=False, answers=False, closes=False):
        service = socket.socket(socket.AF_INET, socket.SOCK_STREAM if proto == "tcp" else socket.SOCK_DGRAM)
        service.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if transparent:
            service.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
        service.bind((addr, port))
        if proto == "tcp":
            service.listen(64)
        return Service(service, answers and proto == "tcp", closes)

    def send(self, spec):
        """Sends a packet from where the case says; what sendto() said, or None."""
        if "in" in spec:
            wire = self.names.index(spec["in"])
            source = spec.get("smac", f"02:00:00:00:0{wire}:02").replace(":", "")
            self.wires[wire].send(bytes.fromhex(f"020000000{wire}01{source}0800") + datagram(spec))
            return None
        self.process.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, spec.get("mark", 0))
        try:
            self.process.sendto(datagram(spec), (spec["dst"], 0))
        except OSError as error:
            return os.strerror(error.errno)
        return None

    def listen_until_quiet(self, quiet):
        lines, frames = [], []
        started = heard = time.monotonic()
        while True:
            before = len(lines) + len(frames)
            lines += self.kernel_log.lines()
            frames += self.frames()
            busy = self.serve(0.0005)
            now = time.monotonic()
            if busy or len(lines) + len(frames) > before:
                heard = now
            elif now - heard >= quiet or now - started >= PATIENCE:
                return lines, frames

    def serve(self, patience):
        """Waits for somebody to want something of a service, and lets it answer."""
        answering = [one for one in self.services if one.answers]
        waited_for = [end for one in answering for end in (one.listening, *one.clients)]
        wanted = select.select(waited_for, [], [], patience)[0]
        for one in answering if wanted else []:
            one.serve()
        return bool(wanted)

    def answer(self, case):
        try:
            refusal = self.prepare(case)
        except RuntimeError as trouble:
            refusal = str(trouble)
        if refusal:
            return {"error": refusal}
        with self.kernel_log:
            for _ in self.frames():
                pass
            self.opened = {}
            packets = [self.meet(spec) for spec in case["packets"]]
            saved = command("iptables-legacy-save", "-c").stdout.splitlines()
            connections = command("conntrack", "-L", "-o", "extended").stdout.splitlines()
            for one in self.services:
                one.close()
            self.services = []
        return {
            "packets": packets,
            "save": [line for line in saved if not line.startswith("#") and not line.endswith("-j TRACE")],
            "conntrack": connections,
            "ipset": command("ipset", "save", "-sorted").stdout.splitlines(),
        }

    def meet(self, spec):
        until = time.monotonic() + spec.get("sleep", 0)
        while (left := until - time.monotonic()) > 0:
            self.serve(left)
        if spec.pop("acks", False):
            drawn = self.opened.get((spec["src"], spec["sport"], spec["dst"], spec["dport"]), 0)
            spec["ack"] = (drawn + spec["ack"]) % 2**32
        error = self.send(spec)
        # What a FIN alone leaves to be acknowledged is due at the clock's next tick.
        lines, frames = self.listen_until_quiet(2 * QUIET if "F" in spec.get("flags", "") else QUIET)
        for frame in frames:
            if frame["proto"] == "tcp" and {"S", "A"} <= set(frame["flags"]):
                self.opened[frame["dst"], frame["dport"], frame["src"], frame["sport"]] = frame["seq"]
        hops = [hop for hop in map(hop_of, lines) if hop]
        return {"error": error, "hops": hops, "out": frames, "log": [line for line in lines if "IN=" in line and not TRACE.search(line)]}


def insertion(line):
    """The words of `conntrack -I` for a connection as `conntrack -L` prints it."""
    words = line.split()
    if words[0] == "ipv4":
        words = words[2:]
    state = [word for word in words[3:] if re.fullmatch("[A-Z_0-9]+", word)]
    pairs = [word.partition("=")[::2] for word in words if "=" in word]
    second = [i for i, (name, _) in enumerate(pairs) if name == "src"][1]
    original, reply = {}, {}
    for i, (name, value) in enumerate(pairs):
        (original if i < second else reply).setdefault(name, value)
    said = ["-p", words[1], "-t", words[2], "-s", original["src"], "-d", original["dst"], "-r", original["dst"], "-q", original["src"]]
    if words[1] == "1":
        said += ["--icmp-type", original["type"], "--icmp-code", original["code"], "--icmp-id", original["id"]]
    elif "sport" in original:
        said += ["--sport", original["sport"], "--dport", original["dport"]]
        said += ["--reply-port-src", original["dport"], "--reply-port-dst", original["sport"]]
    status = [name for name, held in (("SEEN_REPLY", "[UNREPLIED]" not in words), ("ASSURED", "[ASSURED]" in words)) if held]
    said += (["-u", ",".join(status)] if status else []) + (["--state", state[0]] if state else [])
    if (original["dst"], original.get("dport")) != (reply["src"], reply.get("sport")):
        said += ["--dst-nat", ":".join(part for part in (reply["src"], reply.get("sport")) if part)]
    if (original["src"], original.get("sport")) != (reply["dst"], reply.get("dport")):
        said += ["--src-nat", ":".join(part for part in (reply["dst"], reply.get("dport")) if part)]
    for name, option in (("mark", "--mark"), ("zone", "--zone"), ("zone-orig", "--orig-zone"), ("zone-reply", "--reply-zone")):
        if name in reply or name in original:
            said += [option, reply.get(name, original.get(name))]
    return said


def is_worn(bench, case, answer):
    """Whether something of the case stays with the host, whatever is done to forget it."""
    named = any(not re.fullmatch("eth[0-3]", name) for name in bench.names)
    # A table that was ever loaded stays.
    secured = "*security" in case["iptables"]
    # Fragments that still wait for the rest would be given up, with an ICMP error, in the midst of a later case.
    waiting = any("mf" in spec or "frag_off" in spec for spec in case["packets"])
    # What the host knows of its peers: how often it has sent them redirects, or told them that there is no way.
    redirecting = any(name.endswith("send_redirects") for name in case.get("sysctl") or {})
    told = [hop for packet in answer.get("packets", []) for hop in packet["hops"] if hop["chain"] == "OUTPUT"]
    refusing = any(hop.get("type") == 3 and hop["code"] in (0, 1, 13) for hop in told)
    # Only what every case sets anew is forgotten.
    settled = any(name not in SYSCTLS and not name.endswith(".rp_filter") for name in case.get("sysctl") or {})
    # Routes of the table local stay when addresses go.
    rooted = any(route.split()[0] in ("local", "broadcast") for route in case.get("routes", []))
    # How many routes have realms is counted down only when their memory is let go (fib_num_tclassid_users).
    coloured = any(" realm" in line for line in case.get("routes", []) + case.get("rules", []))
    # A connection that is not closed to its end says its last words again.
    speaking = any(one.get("answers") for one in case.get("listen", []))
    return named or secured or waiting or redirecting or refusing or settled or rooted or coloured or speaking


def main():
    kernel_log = KernelLog()
    bench = Bench(kernel_log)
    try:
        for line in sys.stdin:
            case = json.loads(line)["case"]
            answer = bench.answer(case)
            print(json.dumps({"case": case, "kernel": answer}), flush=True)
            if is_worn(bench, case, answer):
                bench.take_down()
                bench = Bench(kernel_log)
    finally:
        bench.take_down()
        if os.path.exists(os.environ["XTABLES_LOCKFILE"]):
            os.unlink(os.environ["XTABLES_LOCKFILE"])


if __name__ == "__main__":
    main()
