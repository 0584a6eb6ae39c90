import { expect, test } from 'vitest'
import { isPlainRules } from './plain-rules'
import { recognise } from './recognise'

function check(name: string, text: string, plain: boolean): void {
  test(name, () => expect(isPlainRules(recognise(text))).toBe(plain))
}

check('nothing', '', true)
check('words', 'hello there\n', true)
check('iptables-save', '*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n', true)
check('iptables-save with something wrong', '*filter\n-A INPUT -i lo -j ACCEPT\nwhat is this\nCOMMIT\n', true)
check('commands', '#!/bin/sh\n# mine\nsudo iptables -P INPUT DROP\n/sbin/iptables -A INPUT -i lo \\\n  -j ACCEPT # loopback\n', true)
check('a comment with signs of the shell', `iptables -A INPUT -m comment --comment "a; b | c" -j ACCEPT\n`, true)
check('variables', 'IPT=/sbin/iptables\n$IPT -A INPUT -j DROP\n', false)
check('a loop', 'for port in 22 80; do\n  iptables -A INPUT -p tcp --dport $port -j ACCEPT\ndone\n', false)
check('other commands', 'iptables -P INPUT DROP\nsysctl -w net.ipv4.ip_forward=1\n', false)
check('a command, half typed', 'iptables -P INPUT DROP\nsudo ipt', true)
check('a comment, half typed', 'iptables -A INPUT -m comment --comment "let me in; pl', true)
check('a program, half typed', `iptables -A INPUT -m u32 --u32 '0>>22&`, true)
check('an open quote above', 'iptables -m comment --comment "a;\niptables -F; ls', false)
check('a listing', 'Chain INPUT (policy ACCEPT)\ntarget     prot opt source               destination\n', false)
check('a log line', 'kernel: IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 LEN=60 TTL=64 ID=1 PROTO=TCP SPT=40000 DPT=23 SYN\n', false)
check('rules behind a prompt', 'root@gw:~# iptables-save\n*filter\n-A INPUT -j DROP\nCOMMIT\n', false)
