export const composer: typeof import('../en/composer').composer = {
  title: '发送数据包',
  description: '从第一步一直跟到终点。列表中已有的会先发送。',
  kind: '发送内容',
  kinds: { packet: '单个数据包', exchange: '完整会话' },
  presets: '从这里开始',
  presetNames: { ping: 'Ping', tcp: 'TCP 连接', dns: 'DNS 查询', ack: '孤立的 ACK' },
  suggestions: '根据规则建议',
  suggestion: (what) => {
    switch (what.kind) {
      case 'ping':
        return `ping ${what.to}`
      case 'connect':
        return `TCP 连接 ${what.to}`
      case 'closed port':
        return `TCP 连接已关闭的端口 ${what.port}`
      case 'stray ack':
        return '发给服务的孤立 ACK'
      case 'port forward':
        return `端口转发 ${what.port} 到 ${what.to}`
      case 'dns':
        return what.from === null ? '本机发出 DNS 查询' : `${what.from} 发出 DNS 查询`
      case 'web':
        return what.from === null ? '本机访问网站' : `${what.from} 访问互联网网站`
    }
  },
  from: '来自',
  local: '本机进程',
  protocol: '协议',
  otherProtocol: '协议号',
  source: '源地址',
  destination: '目的地址',
  sourcePort: '源端口',
  destinationPort: '目的端口',
  icmpType: 'ICMP 类型',
  icmpCode: 'ICMP 代码',
  flags: 'TCP 标志',
  ttl: 'TTL',
  tos: 'TOS',
  payload: '负载字节数',
  after: '发送前等待（毫秒）',
  more: '更多字段',
  mark: '套接字标记',
  mac: '源 MAC',
  what: '会话',
  whats: { tcp: 'TCP：握手、数据、关闭', ping: 'Ping：请求与应答', udp: 'UDP：提问与回答' },
  peer: '对端',
  peers: { open: '有人应答', closed: '端口关闭', silent: '无人应答' },
  request: '请求字节数',
  response: '应答字节数',
  count: '次数',
  send: '发送',
  addOnly: '加入列表',
  list: '列表',
  listEmpty: '还没有。',
  position: (index: number) => `${index}.`,
  moveUp: (index: number) => `上移 ${index}`,
  moveDown: (index: number) => `下移 ${index}`,
  duplicate: (index: number) => `复制 ${index}`,
  remove: (index: number) => `移除 ${index}`,
  edit: (index: number) => `编辑 ${index}`,
  clear: '清空列表',
  replace: (index: number) => `替换 ${index}`,
  wait: (milliseconds: string) => `${milliseconds} 毫秒后`,
}
