import { SECOND } from '../model'
import { defineStory } from './story'

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
})
