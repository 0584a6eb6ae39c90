import type { ExtensionDoc } from '../extension-doc'

/** Chinese words of the matches, by the option that names them. */
export const matchDocs: { readonly [name: string]: ExtensionDoc } = {
  '-m addrtype': {
    summary: '源地址或目的地址在本机路由中的类型：local、unicast、broadcast、multicast 等。',
    options: {
      'src-type': '源地址的类型。',
      'dst-type': '目的地址的类型。',
      'limit-iface-in': '只看入接口的地址和路由。',
      'limit-iface-out': '只看出接口的地址和路由。',
    },
  },
  '-m ah': {
    summary: 'AH 头部的安全参数索引（SPI）。',
    options: {
      ahspi: '索引，或一个范围。',
    },
  },
  '-m bpf': {
    summary: '对数据包运行一小段程序（Berkeley packet filter）。',
    options: {
      bytecode: '程序，按 nfbpf_compile 的输出格式。',
      'object-pinned': 'BPF 文件系统里的程序。',
    },
  },
  '-m cgroup': {
    summary: '发送或接收数据包的进程所在的控制组。',
    options: {
      cgroup: '控制组的类别号（net_cls）。',
      path: '控制组的路径，包括它下面的所有组。',
    },
  },
  '-m cluster': {
    summary: '按源地址决定连接是否由集群里的这个节点处理。',
    options: {
      'cluster-total-nodes': '节点总数。',
      'cluster-local-node': '本节点的编号，从 1 开始。',
      'cluster-local-nodemask': '本节点代表的编号，每位一个。',
      'cluster-hash-seed': '散列种子，所有节点相同。',
    },
  },
  '-m comment': {
    summary: '给人看的注释，总是匹配。',
    options: {
      comment: '注释，最多 255 个字符。',
    },
  },
  '-m connbytes': {
    summary: '连接已传输的字节数或数据包数，或数据包的平均长度。',
    options: {
      connbytes: '最小值和最大值。',
      'connbytes-dir': '统计哪个方向。',
      'connbytes-mode': '统计什么。',
    },
  },
  '-m connlabel': {
    summary: '连接是否有某个标签，或给它加上标签。',
    options: {
      label: '标签的编号，0 到 127。',
      set: '给连接加上标签；加上之后即匹配。',
    },
  },
  '-m connlimit': {
    summary: '客户端（或它的网络）经过本机的连接数。',
    options: {
      'connlimit-upto': '最多这么多。',
      'connlimit-above': '超过这么多。',
      'connlimit-mask': '把这个前缀长度的网络合在一起统计；不写为 32。',
      'connlimit-saddr': '按源地址统计（默认）。',
      'connlimit-daddr': '按目的地址统计。',
    },
  },
  '-m connmark': {
    summary: 'CONNMARK 给连接设置的 mark。',
    options: {
      mark: 'mark 的值，可带掩码。',
    },
  },
  '-m conntrack': {
    summary: '数据包所属的连接：状态、地址、端口、status、剩余时间和方向。',
    options: {
      ctstate: '数据包在连接跟踪中为 NEW、ESTABLISHED、RELATED、INVALID 或 UNTRACKED，或其连接做过地址转换（SNAT、DNAT）。',
      ctproto: '连接的协议。',
      ctorigsrc: '第一个数据包转换之前的源地址。',
      ctorigdst: '第一个数据包转换之前的目的地址。',
      ctreplsrc: '应答的源地址：真正的服务器。',
      ctrepldst: '应答的目的地址：服务器看到的客户端。',
      ctstatus: '连接有其中一个 status 位。',
      ctexpire: '连接离被遗忘还有多少秒。',
      ctorigsrcport: '第一个数据包的源端口。',
      ctorigdstport: '第一个数据包的目的端口。',
      ctreplsrcport: '应答的源端口。',
      ctrepldstport: '应答的目的端口。',
      ctdir: '数据包在连接里的方向。',
    },
  },
  '-m cpu': {
    summary: '处理数据包的处理器。这里的主机只有一个：编号 0。',
    options: {
      cpu: '处理器的编号，从 0 开始。',
    },
  },
  '-m dccp': {
    summary: 'DCCP 数据包的端口、类型和选项。',
    options: {
      'source-port': '源端口，或一个范围。',
      'destination-port': '目的端口，或一个范围。',
      'dccp-types': '数据包是其中一种类型。',
      'dccp-option': '带有这个选项。',
    },
  },
  '-m devgroup': {
    summary: '接口所属的组（ip link set ... group）。',
    options: {
      'src-group': '入接口的组。',
      'dst-group': '出接口的组。',
    },
  },
  '-m dscp': {
    summary: '差分服务代码点（DSCP）：TOS 字节的高六位。',
    options: {
      dscp: '代码点，0 到 63。',
      'dscp-class': '类别名：BE、EF、CS0-CS7、AF11-AF43。',
    },
  },
  '-m ecn': {
    summary: 'TCP 的 ECN 位（ECE、CWR）和 IP 头部的 ECN 位。',
    options: {
      'ecn-tcp-cwr': 'CWR 已置位。',
      'ecn-tcp-ece': 'ECE 已置位。',
      'ecn-ip-ect': 'IP 头部的两个 ECN 位。',
    },
  },
  '-m esp': {
    summary: 'ESP 头部的安全参数索引（SPI）。',
    options: {
      espspi: '索引，或一个范围。',
    },
  },
  '-m hashlimit': {
    summary: '为每个地址或端口限制单位时间的数据包数或字节数（以内或超出）：一张令牌桶表。',
    options: {
      'hashlimit-upto': '速率在此以内时匹配。',
      'hashlimit-above': '速率超出此值时匹配。',
      'hashlimit-srcmask': '这个前缀长度的源网络共用一个桶。',
      'hashlimit-dstmask': '这个前缀长度的目的网络共用一个桶。',
      'hashlimit-burst': '桶的容量；不写为 5 个数据包。',
      'hashlimit-htable-size': '散列表的桶数。',
      'hashlimit-htable-max': '表里最多的条目数。',
      'hashlimit-htable-gcinterval': '两次清理之间的毫秒数。',
      'hashlimit-htable-expire': '空闲条目多少毫秒后被遗忘。',
      'hashlimit-mode': '按什么分桶；不写则全部共用一个桶。',
      'hashlimit-name': '表的名字，见 /proc/net/ipt_hashlimit。',
      'hashlimit-rate-match': '比较上一个时间段的流量，而不消耗令牌。',
      'hashlimit-rate-interval': '--hashlimit-rate-match 的时间段。',
    },
  },
  '-m helper': {
    summary: '连接是某个连接跟踪助手所期待的，例如 FTP 的数据连接。',
    options: {
      helper: '助手的名字；为空表示任意一个。',
    },
  },
  '-m icmp': {
    summary: 'ICMP 消息的类型和代码。',
    options: {
      'icmp-type': '类型的编号或名字，可带代码。',
    },
  },
  '-m ipcomp': {
    summary: 'IPComp 头部的压缩参数索引（CPI）。',
    options: {
      ipcompspi: '索引，或一个范围。',
      compres: '会保留，但没有谁检查它。',
    },
  },
  '-m iprange': {
    summary: '源地址或目的地址在两个地址之间。',
    options: {
      'src-range': '源地址的范围，包括两端。',
      'dst-range': '目的地址的范围，包括两端。',
    },
  },
  '-m ipvs': {
    summary: '数据包所属的负载均衡（IPVS）连接。',
    options: {
      ipvs: '数据包属于 IPVS。',
      vproto: '虚拟服务的协议。',
      vaddr: '虚拟服务的地址。',
      vport: '虚拟服务的端口。',
      vdir: '数据包的方向。',
      vmethod: '数据包到达真实服务器的方式。',
      vportctl: '控制它的那个连接的端口（FTP 为 21）。',
    },
  },
  '-m length': {
    summary: '数据包的字节数，包括 IP 头部。',
    options: {
      length: '字节数，或最小值和最大值。',
    },
  },
  '-m limit': {
    summary: '先允许一段突发，之后限制单位时间的数据包数：属于这条规则的令牌桶。',
    options: {
      limit: '平均速率；不写为 3/hour。',
      'limit-burst': '限速之前可连续匹配多少个数据包；不写为 5。',
    },
  },
  '-m mac': {
    summary: '从以太网接口进来的帧的源 MAC 地址。',
    options: {
      'mac-source': '地址，六个用冒号隔开的十六进制字节。',
    },
  },
  '-m mark': {
    summary: '规则（MARK）或发送者（SO_MARK）给数据包设置的 mark。',
    options: {
      mark: 'mark 的值，可带掩码。',
    },
  },
  '-m multiport': {
    summary: 'tcp、udp、udplite、sctp 或 dccp 的最多 15 个端口之一；一个范围算两个。',
    options: {
      'source-ports': '源端口是其中之一。',
      'destination-ports': '目的端口是其中之一。',
      ports: '源端口或目的端口是其中之一。',
    },
  },
  '-m nfacct': {
    summary: '把数据包计入一个统计对象（nfacct add NAME）；除非对象有尚未用完的配额，否则匹配。',
    options: {
      'nfacct-name': '对象的名字。',
    },
  },
  '-m osf': {
    summary: '由指纹（pf.os）判断 TCP SYN 来自哪种操作系统。',
    options: {
      genre: '系统名，按指纹里的写法。',
      ttl: '0 要求 TTL 完全相同，1 要求不大于，2 忽略。',
      log: '0 记录所有匹配的指纹，1 只记录第一个，2 只记录已知的。',
    },
  },
  '-m owner': {
    summary: '本机上发送数据包的进程属于哪个用户或组。',
    options: {
      'uid-owner': '用户的编号、范围或名字。',
      'gid-owner': '组的编号、范围或名字。',
      'socket-exists': '由本机的套接字发送。',
      'suppl-groups': '也看附加组。',
    },
  },
  '-m physdev': {
    summary: '数据包进出的网桥端口。',
    options: {
      'physdev-in': '进入的网桥端口。',
      'physdev-out': '离开的网桥端口。',
      'physdev-is-in': '从网桥端口进入。',
      'physdev-is-out': '从网桥端口离开。',
      'physdev-is-bridged': '被桥接，而不是路由。',
    },
  },
  '-m pkttype': {
    summary: '帧是发给本机、广播、组播，还是发给别人的。',
    options: {
      'pkt-type': '链路层地址的类型。',
    },
  },
  '-m policy': {
    summary: '数据包进来或离开时所用的 IPsec 策略；这里的主机没有 IPsec 策略。',
    options: {
      dir: 'in：怎样解封装；out：将怎样封装。',
      pol: '是否经过 IPsec。',
      strict: '所列元素按顺序就是整个策略；不写则任一元素符合即可。',
      reqid: '请求编号（setkey、ip xfrm）。',
      spi: '安全参数索引（SPI）。',
      'tunnel-src': '隧道的源地址。',
      'tunnel-dst': '隧道的目的地址。',
      proto: 'ah、esp 或 ipcomp。',
      mode: 'tunnel 或 transport。',
      next: '开始策略的下一个元素。',
    },
  },
  '-m quota': {
    summary: '在这么多字节通过之前匹配；计数属于这条规则。',
    options: {
      quota: '字节数。',
    },
  },
  '-m rateest': {
    summary: 'RATEEST 规则测得的速率低于、高于还是等于一个限值，或另一个估算器的速率。',
    options: {
      'rateest-delta': '比较两者低于各自限值的差。',
      rateest1: '估算器。',
      rateest2: '用来比较的估算器。',
      'rateest-bps1': '配合 --rateest-delta：第一个的限值，单位比特每秒。',
      'rateest-pps1': '配合 --rateest-delta：第一个的限值，单位数据包每秒。',
      'rateest-bps2': '比特每秒：限值；不写数字则只表示比较什么。',
      'rateest-pps2': '数据包每秒：限值；不写数字则只表示比较什么。',
      'rateest-lt': '速率更低。',
      'rateest-gt': '速率更高。',
      'rateest-eq': '速率相等。',
    },
  },
  '-m realm': {
    summary: '数据包所走路由的 realm。',
    options: {
      realm: 'realm 的值，可带掩码。',
    },
  },
  '-m recent': {
    summary: '把地址记在一个有名字的列表里，并检查它最近何时、多少次出现过。',
    options: {
      set: '把地址放进列表，或更新它。总是匹配。',
      rcheck: '地址在列表里则匹配。',
      update: '地址在列表里则匹配，并更新它。',
      remove: '地址在列表里则匹配，并将其移除。',
      seconds: '只有在这么多秒之内出现过才算。',
      reap: '最旧的记录超过 --seconds 后清除。',
      hitcount: '只有至少出现过这么多次才算。',
      rttl: '只有 TTL 与之前相同才算，用来对付伪造的地址。',
      name: '列表的名字；不写为 DEFAULT。',
      rsource: '列表存源地址（默认）。',
      rdest: '列表存目的地址。',
      mask: '地址里只有这些位算数。',
    },
  },
  '-m rpfilter': {
    summary: '对数据包的应答是否会从它进来的接口离开（反向路径过滤）。',
    options: {
      loose: '任何接口都可以。',
      validmark: '查路由时使用数据包的 mark。',
      'accept-local': '放过源地址是本机地址的数据包。',
      invert: '匹配未通过检查的数据包。',
    },
  },
  '-m sctp': {
    summary: 'SCTP 数据包的端口和块类型。',
    options: {
      'source-port': '源端口，或一个范围。',
      'destination-port': '目的端口，或一个范围。',
      'chunk-types': '全部、任一或只有这些块；大写的标志必须置位，小写的必须未置位。',
    },
  },
  '-m set': {
    summary: '数据包的地址或端口是否在某个集合（ipset）里。',
    options: {
      'match-set': '集合，以及用数据包的哪些部分去查。',
      'return-nomatch': '反过来匹配带 nomatch 的条目。',
      'update-counters': '取反：不更新匹配条目的计数器。',
      'update-subcounters': '取反：不更新成员集合的计数器。',
      'packets-eq': '条目的数据包计数等于此值。',
      'packets-lt': '条目的数据包计数小于此值。',
      'packets-gt': '条目的数据包计数大于此值。',
      'bytes-eq': '条目的字节计数等于此值。',
      'bytes-lt': '条目的字节计数小于此值。',
      'bytes-gt': '条目的字节计数大于此值。',
    },
  },
  '-m socket': {
    summary: '本机有套接字会接收这个数据包，即使它绑定的是外部地址（透明代理）。',
    options: {
      transparent: '只看以透明方式打开的套接字。',
      nowildcard: '绑定到任意地址的套接字也算。',
      'restore-skmark': '采用套接字的 mark。',
    },
  },
  '-m state': {
    summary: '数据包对它的连接来说是什么；conntrack --ctstate 的旧名。',
    options: {
      state: '数据包在连接跟踪中为 NEW、ESTABLISHED、RELATED、INVALID 或 UNTRACKED。',
    },
  },
  '-m statistic': {
    summary: '按概率随机匹配，或到达这里的数据包每 n 个匹配一个。',
    options: {
      mode: '随机，或计数。',
      probability: '匹配的概率，0 到 1。',
      every: '每这么多个匹配一个。',
      packet: '其中的第几个，从 0 数起。',
    },
  },
  '-m string': {
    summary: '数据包（包括头部）里某处的一段文本或字节。',
    options: {
      from: '从这个字节开始找，从 IP 头部数起。',
      to: '找到这个字节为止。',
      algo: '查找算法：bm（Boyer-Moore）或 kmp（Knuth-Morris-Pratt）。',
      string: '文本。',
      'hex-string': '文本，十六进制字节写在竖线之间。',
      icase: '不分大小写。',
    },
  },
  '-m tcp': {
    summary: 'TCP 报文段的端口、标志和选项。',
    options: {
      'source-port': '源端口，或一个范围。',
      'destination-port': '目的端口，或一个范围。',
      syn: 'SYN 置位而 ACK、RST、FIN 都未置位：正在打开连接。',
      'tcp-flags': '第一个列表的标志里，恰好只有第二个列表的置位。',
      'tcp-option': '带有这个编号的 TCP 选项。',
    },
  },
  '-m tcpmss': {
    summary: 'SYN 的 TCP 选项里的最大报文段长度（MSS）。',
    options: {
      mss: '长度，或一个范围。',
    },
  },
  '-m time': {
    summary: '数据包到达的日期、时刻、星期几或几号。',
    options: {
      datestart: '从这一时刻起。',
      datestop: '到这一时刻止。',
      timestart: '从一天的这个时刻起。',
      timestop: '到一天的这个时刻止。',
      contiguous: '跨过午夜的时段算作开始的那一天。',
      weekdays: '在一周的这些日子。',
      monthdays: '在一月的这些日子。',
      localtz: '--kerneltz 的旧名。',
      utc: '时间为 UTC（默认）。',
      kerneltz: '时间为内核的时区。',
    },
  },
  '-m tos': {
    summary: '服务类型（TOS）字节，可带掩码。',
    options: {
      tos: '值和掩码，或名字 Minimize-Delay、Maximize-Throughput、Maximize-Reliability、Minimize-Cost、Normal-Service 之一。',
    },
  },
  '-m ttl': {
    summary: '数据包的生存时间（TTL）。',
    options: {
      'ttl-lt': '小于此值。',
      'ttl-gt': '大于此值。',
      'ttl-eq': '等于此值。',
    },
  },
  '-m u32': {
    summary: '从数据包任意位置取四个字节，移位、加掩码，再与范围比较。',
    options: {
      u32: '各项检查；偏移从 IP 头部算起。',
    },
  },
  '-m udp': {
    summary: 'UDP 数据报的端口。',
    options: {
      'source-port': '源端口，或一个范围。',
      'destination-port': '目的端口，或一个范围。',
    },
  },
}
