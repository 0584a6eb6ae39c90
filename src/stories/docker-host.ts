import { SECOND } from '../model'
import { changing, defineStory } from './story'

const IN_DOCKER_USER = changing('rules', 'A rule in DOCKER-USER', '在 DOCKER-USER 里加规则', (text) =>
  text.includes('-A DOCKER-USER -i eth0')
    ? text
    : text.replace('-A DOCKER-USER -j RETURN', '-A DOCKER-USER -i eth0 -p tcp -m tcp --dport 80 -j DROP\n-A DOCKER-USER -j RETURN'),
)

/** What Docker puts into iptables, and why INPUT rules do not protect a published port. */
export const dockerHost = defineStory({
  id: 'docker-host',
  title: 'The published port that INPUT cannot close',
  notes: [
    'A container’s port 80 is published as 8080. The administrator closed 8080 with a rule in INPUT, and from outside it is still open. Why?',
    'DNAT in nat PREROUTING has changed the destination to the container, 172.17.0.2:80, before routing: the packet is forwarded, so it passes FORWARD and never INPUT. The rule that was meant to stop it is not even asked. The place for such rules is DOCKER-USER, which FORWARD asks first, and there the port is already 80.',
    'From the host itself the way is a third one: nat OUTPUT, since locally made packets never pass PREROUTING.',
  ],
  hint: 'Where does the destination turn yellow: before routing or after? And which hook does the packet enter then?',
  chinese: {
    title: 'INPUT 关不上的已发布端口',
    notes: [
      '容器的 80 端口发布为 8080。管理员在 INPUT 里加规则关闭 8080，可是从外面访问仍然是通的。为什么？',
      'nat PREROUTING 里的 DNAT 在路由之前就把目的地址改成了容器 172.17.0.2:80：数据包被转发，走的是 FORWARD，根本不经过 INPUT，那条规则连问都没被问到。这类规则应该放在 DOCKER-USER 里，FORWARD 最先询问它，而且那时端口已经是 80。',
      '从主机自己访问又是第三条路：nat OUTPUT，因为本机产生的数据包不经过 PREROUTING。',
    ],
    hint: '目的地址在哪里变黄：路由之前还是之后？随后数据包进入哪个钩子？',
  },
  host: {
    name: 'docker-host',
    rules: `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
-A INPUT -p tcp -m tcp --dport 8080 -m comment --comment "nobody from outside!" -j DROP
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -i docker0 -o docker0 -j ACCEPT
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -j RETURN
COMMIT
`,
    network: `ip addr add 192.0.2.10/24 dev eth0
ip addr add 172.17.0.1/16 dev docker0
ip route add default via 192.0.2.1 dev eth0
net.ipv4.ip_forward = 1
`,
    services: 'tcp 22 ssh\n',
  },
  traffic: [
    {
      kind: 'exchange',
      after: 0,
      exchange: { what: 'tcp', in: 'eth0', src: '198.51.100.7', dst: '192.0.2.10', sport: 40000, dport: 8080, request: 100, response: 500 },
    },
    {
      kind: 'exchange',
      after: SECOND,
      exchange: {
        what: 'tcp',
        in: 'docker0',
        src: '172.17.0.2',
        dst: '198.51.100.80',
        sport: 50000,
        dport: 443,
        request: 100,
        response: 500,
      },
    },
    {
      kind: 'packet',
      after: SECOND,
      packet: { src: '192.0.2.10', dst: '192.0.2.10', proto: 'tcp', sport: 51000, dport: 8080, flags: 'S' },
    },
  ],
  acts: [IN_DOCKER_USER],
  steps: [
    {
      en: {
        do: 'Follow the call from outside to nat PREROUTING.',
        see: 'DNAT makes it **172.17.0.2:80**.',
        why: 'The chain DOCKER is asked for everything that is addressed to this host.',
      },
      zh: {
        do: '跟着外面的访问走到 nat PREROUTING。',
        see: 'DNAT 把它变成 **172.17.0.2:80**。',
        why: '凡是发给本机的都会问 DOCKER 链。',
      },
      scene: 0,
      at: { sending: 0, at: 'translated' },
    },
    {
      en: {
        do: 'See where it is routed.',
        see: 'To docker0: it is **forwarded**. INPUT and its rule are not on the way.',
        why: 'Routing sees the destination as it is by then.',
      },
      zh: {
        do: '看它被路由到哪里。',
        see: '去 docker0：它是**被转发**的。INPUT 和那条规则不在路上。',
        why: '路由看到的是那时的目的地址。',
      },
      at: { sending: 0, at: 'routed' },
    },
    {
      en: {
        do: 'Put the rule where it is asked: in DOCKER-USER, for port 80.',
        see: 'The call is dropped: solved.',
        why: 'FORWARD asks DOCKER-USER first, and Docker never writes there. The port is the container’s by then.',
      },
      zh: {
        do: '把规则放到会被问到的地方：DOCKER-USER，80 端口。',
        see: '访问被丢弃：解决了。',
        why: 'FORWARD 最先问 DOCKER-USER，Docker 从不写这里。那时的端口已是容器的。',
      },
      act: IN_DOCKER_USER,
      at: { sending: 0, at: 'ended' },
    },
    {
      en: {
        do: 'See the container call out.',
        see: 'FORWARD lets it, and MASQUERADE gives it the host’s address.',
        why: '`-i docker0 ! -o docker0` is for what leaves the containers’ network; the rule in DOCKER-USER is about eth0 alone.',
      },
      zh: {
        do: '看容器访问外面。',
        see: 'FORWARD 放行，MASQUERADE 给它主机的地址。',
        why: '`-i docker0 ! -o docker0` 管离开容器网络的；DOCKER-USER 里的规则只管 eth0。',
      },
      at: { sending: 1, at: 'translated' },
    },
    {
      en: {
        do: 'And a process of the host itself call port 8080.',
        see: 'nat **OUTPUT** is asked, and DNAT happens there.',
        why: 'What is made here does not pass PREROUTING first.',
      },
      zh: {
        do: '再看主机自己的进程访问 8080。',
        see: '询问的是 nat **OUTPUT**，DNAT 在那里发生。',
        why: '本机产生的包不先经过 PREROUTING。',
      },
      scene: 0,
      at: { sending: 2, at: 'translated' },
    },
  ],
})
