import type { ExtensionDoc } from '../extension-doc'

/** Chinese words of the targets, by the option that names them. */
export const targetDocs: { readonly [name: string]: ExtensionDoc } = {
  '-j AUDIT': {
    summary: '写一条审计记录，然后继续。',
    options: {
      type: '记录里写什么。',
    },
  },
  '-j CHECKSUM': {
    summary: '为没有校验和的数据包填上校验和。',
    options: {
      'checksum-fill': '现在计算校验和。',
    },
  },
  '-j CLASSIFY': {
    summary: '把数据包放进一个流量类别（tc），然后继续。',
    options: {
      'set-class': '类别，十六进制。',
    },
  },
  '-j CLUSTERIP': {
    summary: '让几台主机共同应答一个地址；2023 年起的内核已没有它，可用匹配 cluster 代替。',
    options: {
      new: '建立新的集群地址。',
      hashmode: '按什么分配连接。',
      clustermac: '集群的组播 MAC 地址。',
      'total-nodes': '节点总数。',
      'local-node': '本节点的编号。',
      'hash-init': '散列种子。',
    },
  },
  '-j CONNMARK': {
    summary: '设置连接的 mark，或在连接与数据包之间复制 mark。',
    options: {
      'set-xmark': '先清零掩码内的位，再与值异或。',
      'set-mark': '先清零掩码内的位，再与值相或。',
      'and-mark': 'mark 与此值相与。',
      'or-mark': 'mark 与此值相或。',
      'xor-mark': 'mark 与此值异或。',
      'save-mark': '把数据包的 mark 复制到连接。',
      'restore-mark': '把连接的 mark 复制到数据包。',
      'left-shift-mark': '新的 mark 左移这么多位。',
      'right-shift-mark': '新的 mark 右移这么多位。',
      ctmask: '要复制连接 mark 的哪些位。',
      nfmask: '要复制数据包 mark 的哪些位。',
      mask: '两边要复制的位。',
    },
  },
  '-j CONNSECMARK': {
    summary: '把安全标记（SELinux）从数据包复制到它的连接，或反过来。',
    options: {
      save: '从数据包到连接。',
      restore: '从连接到数据包。',
    },
  },
  '-j CT': {
    summary: '让连接跟踪不跟踪这个数据包，或指定助手、zone、超时策略或事件。',
    options: {
      notrack: '不跟踪这个数据包。',
      helper: '使用这个助手（ftp、tftp 等）。',
      timeout: '使用这个超时策略。',
      ctevents: '只报告连接的这些事件。',
      expevents: '只报告期望连接的这些事件。',
      'zone-orig': '原始方向的 zone。',
      'zone-reply': '应答方向的 zone。',
      zone: '连接的 zone：不同 zone 的连接互不相干。',
    },
  },
  '-j DNAT': {
    summary: '改写连接的数据包的目的地址；应答会改回来。',
    options: {
      'to-destination': '新的目的地：地址或范围，端口或范围，或两者都写。',
      random: '随机选端口。',
      persistent: '每次给同一客户端同一地址。',
    },
  },
  '-j DSCP': {
    summary: '改写差分服务代码点（DSCP）；两个 ECN 位不变。',
    options: {
      'set-dscp': '代码点，0 到 63。',
      'set-dscp-class': '类别名：BE、EF、CS0-CS7、AF11-AF43。',
    },
  },
  '-j ECN': {
    summary: '改写 TCP 的 ECN 位（ECE、CWR）或 IP 头部的 ECN 位。',
    options: {
      'ecn-tcp-remove': '清除 ECE 和 CWR：用于应付拒绝 ECN 的主机。',
      'ecn-tcp-cwr': '置位或清除 CWR。',
      'ecn-tcp-ece': '置位或清除 ECE。',
      'ecn-ip-ect': '设置 IP 头部的两个 ECN 位。',
    },
  },
  '-j HMARK': {
    summary: '把数据包的 mark 设为一个数，同一条流的所有数据包、两个方向都相同。',
    options: {
      'hmark-src-prefix': '源地址的这么多位算数。',
      'hmark-dst-prefix': '目的地址的这么多位算数。',
      'hmark-sport-mask': '源端口的这些位算数。',
      'hmark-dport-mask': '目的端口的这些位算数。',
      'hmark-spi-mask': 'ESP 或 AH 索引的这些位算数。',
      'hmark-sport': '源端口的这些位视为置位。',
      'hmark-dport': '目的端口的这些位视为置位。',
      'hmark-spi': 'ESP 或 AH 索引的这些位视为置位。',
      'hmark-proto-mask': '协议的这些位算数。',
      'hmark-rnd': '散列种子。',
      'hmark-mod': '共有多少个 mark。',
      'hmark-offset': '第一个 mark。',
      'hmark-tuple': '哪些部分完整地算数；写 ct 则按连接开始时的值。',
    },
  },
  '-j IDLETIMER': {
    summary: '每个数据包都让计时器重新开始；到时会通知用户态。数据包继续前进。',
    options: {
      timeout: '没有数据包的秒数。',
      label: '计时器的名字（/sys/class/xt_idletimer/timers/...）。',
      alarm: '机器休眠时也继续走。',
    },
  },
  '-j LED': {
    summary: '每个数据包点亮机器的一个 LED。数据包继续前进。',
    options: {
      'led-trigger-id': '触发器名为 netfilter-NAME。',
      'led-delay': '亮多久；0 为闪一下。',
      'led-always-blink': '已经亮着时也闪。',
    },
  },
  '-j LOG': {
    summary: '把数据包写进内核日志，然后继续。',
    options: {
      'log-level': '级别，0 到 7 或名字；不写为 warning。',
      'log-prefix': '日志行的开头，最多 29 个字符。',
      'log-tcp-sequence': '记录 TCP 序号。',
      'log-tcp-options': '记录 TCP 头部的选项。',
      'log-ip-options': '记录 IP 头部的选项。',
      'log-uid': '记录发送数据包的进程属于哪个用户。',
      'log-macdecode': '拆开写 MAC 头部。',
    },
  },
  '-j MARK': {
    summary: '设置数据包在本机内携带的 mark：策略路由和后面的规则可以检查它。',
    options: {
      'set-xmark': '先清零掩码内的位，再与值异或。',
      'set-mark': '先清零掩码内的位，再与值相或。',
      'and-mark': 'mark 与此值相与。',
      'or-mark': 'mark 与此值相或。',
      'xor-mark': 'mark 与此值异或。',
    },
  },
  '-j MASQUERADE': {
    summary: '把源地址改写为数据包离开的接口的地址。',
    options: {
      'to-ports': '从这个范围里取源端口。',
      random: '随机选端口。',
      'random-fully': '完全随机地选端口。',
    },
  },
  '-j NETMAP': {
    summary: '替换地址的网络部分，保留主机部分：进来时换目的地址，出去时换源地址。',
    options: {
      to: '要映射到的网络。',
    },
  },
  '-j NFLOG': {
    summary: '给日志程序（ulogd）一份副本，然后继续。',
    options: {
      'nflog-group': '程序监听的 netlink 组。',
      'nflog-prefix': '随数据包附带的文本，最多 63 个字符。',
      'nflog-range': '从未起过作用。',
      'nflog-size': '复制多少字节。',
      'nflog-threshold': '积累多少个数据包后再交出。',
    },
  },
  '-j NFQUEUE': {
    summary: '把数据包交给用户态程序，由它决定。',
    options: {
      'queue-num': '队列的编号。',
      'queue-balance': '把连接分散到这些队列。',
      'queue-bypass': '没有程序监听时继续，而不是丢弃。',
      'queue-cpu-fanout': '按处理器选队列。',
    },
  },
  '-j NOTRACK': {
    summary: '让连接跟踪不跟踪这个数据包；CT --notrack 的旧名。',
    options: {},
  },
  '-j RATEEST': {
    summary: '测量每秒通过的字节数和数据包数，供匹配 rateest 使用。',
    options: {
      'rateest-name': '估算器的名字。',
      'rateest-interval': '测量的间隔（250ms、1s 等）。',
      'rateest-ewmalog': '平均值回溯多远。',
    },
  },
  '-j REDIRECT': {
    summary: '把数据包转给本机：入接口的地址；本机自己的数据包则转到 127.0.0.1。',
    options: {
      'to-ports': '转到的端口，或从中选取的范围。',
      random: '随机选端口。',
    },
  },
  '-j REJECT': {
    summary: '丢弃数据包，并回应 ICMP 错误或 TCP RST。',
    options: {
      'reject-with': '回应什么；不写为 icmp-port-unreachable。',
    },
  },
  '-j SECMARK': {
    summary: '给数据包加上安全系统（SELinux）的上下文。',
    options: {
      selctx: 'SELinux 上下文。',
    },
  },
  '-j SET': {
    summary: '把数据包的地址或端口加入集合（ipset），或从中删除。',
    options: {
      'add-set': '要加入的集合，以及加入数据包的哪些部分。',
      'del-set': '要从中删除的集合。',
      exist: '条目已存在时更新它的超时。',
      timeout: '新条目保留多久。',
      'map-set': '条目里带有数据包取值的集合。',
      'map-mark': '采用条目里的 mark。',
      'map-prio': '采用条目里的优先级。',
      'map-queue': '采用条目里的队列。',
    },
  },
  '-j SNAT': {
    summary: '改写连接的数据包的源地址；应答会改回来。',
    options: {
      'to-source': '新的源：地址或范围，端口范围，或两者都写。',
      random: '随机选端口。',
      'random-fully': '完全随机地选端口。',
      persistent: '每次给同一客户端同一地址。',
    },
  },
  '-j SYNPROXY': {
    summary: '先代替服务器用 cookie 与客户端握手，成功后才与服务器握手。',
    options: {
      'sack-perm': '提供选择性确认（SACK）。',
      timestamp: '提供时间戳，cookie 要用它携带选项。',
      wscale: '服务器的窗口扩大因子。',
      mss: '服务器的最大报文段长度。',
      ecn: '提供显式拥塞通知（ECN）。',
    },
  },
  '-j TCPMSS': {
    summary: '调低 TCP SYN 通告的最大报文段长度，用于 MTU 比两端所知更小的路径。',
    options: {
      'set-mss': '最多通告这么大。',
      'clamp-mss-to-pmtu': '最多通告路径 MTU 减 40 字节。',
    },
  },
  '-j TCPOPTSTRIP': {
    summary: '用 NOP 覆盖 TCP 选项。',
    options: {
      'strip-options': '选项的编号或名字。',
    },
  },
  '-j TEE': {
    summary: '把数据包的副本发给一个网关，然后继续。',
    options: {
      gateway: '副本发到哪里。',
      oif: '从哪个接口离开。',
    },
  },
  '-j TOS': {
    summary: '改写服务类型（TOS）字节。',
    options: {
      'set-tos': '先清零掩码内的位，再与值异或；或写 Minimize-Delay 这样的名字。',
      'and-tos': '与此值相与。',
      'or-tos': '与此值相或。',
      'xor-tos': '与此值异或。',
    },
  },
  '-j TPROXY': {
    summary: '不改写数据包，直接交给本机的代理套接字。',
    options: {
      'on-port': '代理的端口。',
      'on-ip': '代理的地址；不写则为入接口的地址。',
      'tproxy-mark': '给数据包的 mark。',
    },
  },
  '-j TRACE': {
    summary: '从这里起，内核记录数据包匹配的每条规则。',
    options: {},
  },
  '-j TTL': {
    summary: '设置、增大或减小生存时间（TTL）。',
    options: {
      'ttl-set': '设为此值。',
      'ttl-dec': '减去此值，最小到 0。',
      'ttl-inc': '加上此值，最大到 255。',
    },
  },
  '-j ULOG': {
    summary: '把数据包交给日志程序；2014 年起的内核已没有它，可用 NFLOG 代替。',
    options: {
      'ulog-nlgroup': 'netlink 组。',
      'ulog-prefix': '每条记录的开头。',
      'ulog-cprange': '交出多少字节。',
      'ulog-qthreshold': '一次交出多少个数据包。',
    },
  },
}
