import type { Words } from '../en/facts'

/** What conntrack thought, by its English words (engine/conntrack). `#` stands for a number. */
export const connectionWhys: Words = {
  // TCP, engine/conntrack/tcp-states.ts
  'a SYN asks for a new connection': 'SYN 请求建立新连接',
  'the SYN is sent again: nobody has answered yet': 'SYN 重发：还没有人应答',
  'a SYN in a connection that is open: conntrack may be out of step, so it passes, and what the other side answers decides':
    '已打开的连接里又出现 SYN：conntrack 可能跟丢了，先放行，由对方的应答决定',
  'a SYN in a connection that is closing: conntrack may be out of step, so it passes, and what the other side answers decides':
    '正在关闭的连接里又出现 SYN：conntrack 可能跟丢了，先放行，由对方的应答决定',
  'the closed connection is opened anew (RFC 1122 allows that from TIME_WAIT)': '已关闭的连接重新打开（RFC 1122 允许从 TIME_WAIT 这样做）',
  'the connection that was reset is opened anew': '被重置的连接重新打开',
  'the SYN is sent again while both sides open at once': '双方同时打开时 SYN 重发',
  'a SYN/ACK whose SYN was never seen': '只见 SYN/ACK，从未见过它的 SYN',
  'only the side that was asked answers with SYN/ACK': '只有被请求的一方才会用 SYN/ACK 应答',
  'the SYN/ACK of a simultaneous open, sent again': '同时打开时的 SYN/ACK 重发',
  'both sides opened at once: this SYN/ACK accepts the other SYN': '双方同时打开：这个 SYN/ACK 接受了另一方的 SYN',
  'a FIN for a connection that nobody has seen': '一个从未见过的连接的 FIN',
  'a FIN cannot come before SYN and SYN/ACK': 'FIN 不能早于 SYN 和 SYN/ACK',
  'a FIN: this side has nothing more to send, the close begins': 'FIN：这一方不再发送，开始关闭',
  'a FIN from the other side too (or the same once more): only the last ACK is missing':
    '另一方也发了 FIN（或同一个再发一次）：只差最后一个 ACK',
  'the FIN is sent again, the last ACK is still missing': 'FIN 重发，仍差最后一个 ACK',
  'a late FIN: the connection stays closed and waits for stragglers': '迟到的 FIN：连接保持关闭，等待掉队的数据包',
  'the connection was reset: it stays closed': '连接已被重置：保持关闭',
  'an ACK without a SYN before: conntrack takes it for a connection that was open already (nf_conntrack_tcp_loose)':
    '没有 SYN 就来的 ACK：conntrack 当它是早已打开的连接（nf_conntrack_tcp_loose）',
  'an ACK although the SYN was never answered': 'SYN 从未被应答却来了 ACK',
  'the ACK that completes the handshake': '完成握手的 ACK',
  'an ACK in an open connection: data flows': '已打开连接里的 ACK：数据在流动',
  'the FIN is acknowledged: the connection is half closed': 'FIN 得到确认：连接半关闭',
  'half closed: the other side may still send': '半关闭：另一方仍可发送',
  'the last ACK: both sides have closed, the connection waits for stragglers': '最后的 ACK：双方都已关闭，等待掉队的数据包',
  'the last ACK again: the connection still waits for stragglers': '又是最后的 ACK：仍在等待掉队的数据包',
  'an ACK although neither SYN was answered': '两个 SYN 都没有被应答却来了 ACK',
  'a RST for a connection that nobody has seen': '一个从未见过的连接的 RST',
  'a RST answers the SYN: nobody listens there, the connection is refused': 'RST 应答了 SYN：那里无人监听，连接被拒绝',
  'a RST ends the connection at once': 'RST 立即结束连接',
  'another RST: the connection stays closed': '又一个 RST：连接保持关闭',
  'a segment without SYN, ACK, FIN or RST belongs to no connection': '不带 SYN、ACK、FIN、RST 的报文段不属于任何连接',
  'a connection cannot begin with an answer': '连接不能以应答开始',
  'a SYN from the other side too: both open at once': '另一方也发来 SYN：双方同时打开',
  'a SYN from the side that was asked does not belong into this connection': '被请求的一方发来的 SYN 不属于这个连接',
  'the closed connection is opened anew, this time by the other side': '已关闭的连接重新打开，这次由另一方发起',
  'the SYN of the other side is sent again: both open at once': '另一方的 SYN 重发：双方同时打开',
  'the SYN/ACK: the other side accepts the connection': 'SYN/ACK：对方接受了连接',
  'a late or repeated SYN/ACK, perhaps the answer to a SYN that was ignored: it passes without changing anything':
    '迟到或重复的 SYN/ACK，也许应答的是被忽略的 SYN：放行而不改变任何状态',
  'both sides opened at once: this SYN/ACK accepts the first SYN': '双方同时打开：这个 SYN/ACK 接受了第一个 SYN',
  'an ACK where SYN/ACK was expected: perhaps the other side still holds an older connection, so it passes without changing anything':
    '该来 SYN/ACK 却来了 ACK：对方也许还留着旧连接，放行而不改变任何状态',
  'an ACK from the side that was asked: the handshake still waits for the other one': '被请求一方的 ACK：握手仍在等另一方的',
  'an ACK while both sides open at once: it passes without changing anything': '双方同时打开时的 ACK：放行而不改变任何状态',
  // TCP, engine/conntrack/tcp.ts and tcp-window.ts
  'no TCP sends this combination of flags': '没有哪个 TCP 会发送这样的标志组合',
  'a challenge ACK that answers a stray SYN (RFC 5961): it is not the last ACK': '应答游离 SYN 的质询 ACK（RFC 5961）：不是最后的 ACK',
  'an ACK without a SYN before, and nf_conntrack_tcp_loose is off: nothing is picked up midway':
    '没有 SYN 就来的 ACK，而 nf_conntrack_tcp_loose 已关闭：不从中途接管连接',
  'a SYN/ACK for the SYN that was ignored: both sides agree, so conntrack gets in step with them':
    '对被忽略的 SYN 的 SYN/ACK：双方一致，conntrack 跟上它们',
  'a RST older than what the other side has acknowledged: forged, or very late': 'RST 比对方已确认的还旧：伪造的，或太迟了',
  'a RST whose sequence number is not exactly the expected one: the connection stays open, for the other side may challenge it (RFC 5961)':
    'RST 的序号不是正好期待的那个：连接保持打开，因为对方可能质询它（RFC 5961）',
  '# bytes more than the receiver allowed: let through, but not believed': '比接收方允许的多 # 字节：放行，但不采信',
  '# is the first sequence number that the receiver has not allowed: this one is beyond it':
    '# 是接收方尚未允许的第一个序号：这个数据包超出了它',
  '# is the first number that was not sent yet: this acknowledges data that nobody has seen':
    '# 是尚未发送的第一个序号：它确认了谁也没见过的数据',
  '# and older was acknowledged long ago: old data sent again, let through, but not believed':
    '# 及更早的早已确认：旧数据重发，放行，但不采信',
  '# and older was acknowledged long ago: a very late ACK, let through, but not believed':
    '# 及更早的早已确认：迟到很久的 ACK，放行，但不采信',
  'REJECT answers with a RST: that closes the connection': 'REJECT 用 RST 应答：连接随之关闭',
  // UDP, ICMP and others, engine/conntrack/table.ts
  'both sides talk': '双方在通话',
  'both sides have been talking for more than two seconds: a stream': '双方通话已超过两秒：视为一个流',
  'the first answer': '第一个应答',
  'nobody has answered yet': '还没有人应答',
  'no connection has these addresses and ports: a new one': '没有连接用着这样的地址和端口：开始一个新的',
  'the answer to a query': '对询问的应答',
  'the query again': '又是这个询问',
  'a new query': '新的询问',
  'an answer, by its addresses': '从地址看是应答',
  'more of the same, by its addresses': '从地址看是同一个连接',
  'expected by the helper of another connection': '是另一个连接的助手所期待的',
  'CONNMARK set its mark': 'CONNMARK 设置了它的 mark',
  'a later fragment has no ports to look for': '后续分片里没有端口可查',
  'the ICMP header is cut short': 'ICMP 头部不完整',
  'nobody knows this ICMP type': '没有人认识这种 ICMP 类型',
  'the header is too short for ports': '头部太短，放不下端口',
  'nobody would answer this ICMP message': '没有人会应答这种 ICMP 消息',
  'the TCP header is cut short': 'TCP 头部不完整',
  'the UDP header says another length': 'UDP 头部写的长度与实际不符',
  'the UDP header is cut short': 'UDP 头部不完整',
  'an ICMP answer that nobody asked for': '没有人询问过的 ICMP 应答',
  'an ICMP error about a packet of this connection': '关于这个连接里某个数据包的 ICMP 错误',
  // ICMP errors, engine/conntrack/icmp-error.ts
  'the ICMP error quotes too little of the packet that it is about': 'ICMP 错误引用的原数据包太少',
  'the ICMP error quotes a fragment': 'ICMP 错误引用的是分片',
  'the ICMP error is about a packet that nobody would answer': 'ICMP 错误说的是一个不会有人应答的数据包',
  'the ICMP error is about a packet of no known connection': 'ICMP 错误说的数据包不属于任何已知连接',
  'the ICMP error is not sent to the one whose packet it quotes': 'ICMP 错误没有发给它所引用数据包的发送者',
  // NAT, engine/nat/nat.ts
  'port # is taken by another connection: # instead': '端口 # 已被另一个连接占用，改用 #',
  'identifier # is taken by another connection: # instead': '标识 # 已被另一个连接占用，改用 #',
  'no connection has these addresses: a new one': '没有连接用着这样的地址：开始一个新的',
  'both sides seem to close: it lives no longer than unacknowledged data': '双方似乎都在关闭：它最多只活到未确认数据的时限',
  'its checksum is wrong': '校验和错误',
  // UDP-Lite and SCTP, engine/conntrack/udplite.ts and sctp.ts
  'the UDP-Lite header is cut short': 'UDP-Lite 头部不完整',
  'the UDP-Lite checksum covers less than its header, or more than there is': 'UDP-Lite 校验和覆盖的范围小于头部，或超过了实际长度',
  'UDP-Lite without a checksum': 'UDP-Lite 没有校验和',
  'the UDP-Lite checksum is wrong': 'UDP-Lite 校验和错误',
  'the SCTP header is cut short': 'SCTP 头部不完整',
  'the SCTP checksum (CRC32c) is wrong': 'SCTP 校验和（CRC32c）错误',
  'SCTP chunks that may not stand together': '这些 SCTP 块不能放在一起',
  'an SCTP chunk that cannot begin an association': '这种 SCTP 块不能开始一个关联',
  'an SCTP chunk that does not fit where the association stands': '这个 SCTP 块与关联当前的状态不符',
  'an SCTP chunk that begins an association': '开始关联的 SCTP 块',
  'a chunk of the SCTP association': '这个 SCTP 关联的块',
  'an SCTP chunk is cut short': 'SCTP 块不完整',
  'the SCTP verification tag is not the one of the association': 'SCTP 验证标签不是这个关联的',
}
