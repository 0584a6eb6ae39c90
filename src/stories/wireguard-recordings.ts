/**
 * What xtables-monitor printed of the first ping on a host with these rules, loaded by iptables-nft: recorded for this project on Linux.
 * The kernel shows a packet again at each hook, and leaves out hooks where nothing follows it.
 */
export const DROPPED = `PACKET: 2 54cab167 IN=wg0 MACSRC=2:0:0:0:2:2 MACDST=2:0:0:0:2:1 MACPROTO=0800 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=128 ID=59207 
 TRACE: 2 54cab167 raw:PREROUTING:rule:0x3:CONTINUE  -4 -t raw -A PREROUTING -d 11.11.11.70/32 -m comment --comment "for xtables-monitor -t" -j TRACE
 TRACE: 2 54cab167 raw:PREROUTING:policy:ACCEPT 
PACKET: 2 54cab167 IN=wg0 MACSRC=2:0:0:0:2:2 MACDST=2:0:0:0:2:1 MACPROTO=0800 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=128 ID=59207 
 TRACE: 2 54cab167 nat:PREROUTING:policy:ACCEPT 
PACKET: 2 54cab167 IN=wg0 OUT=wg0 MACSRC=2:0:0:0:2:2 MACDST=2:0:0:0:2:1 MACPROTO=0800 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=127 ID=59207 
 TRACE: 2 54cab167 filter:FORWARD:rule:0x8:JUMP:DOCKER-USER  -4 -t filter -A FORWARD -j DOCKER-USER
 TRACE: 2 54cab167 filter:DOCKER-USER:rule:0x22:0xfffffffb  -4 -t filter -A DOCKER-USER -j RETURN
 TRACE: 2 54cab167 filter:FORWARD:rule:0x9:JUMP:DOCKER-ISOLATION-STAGE-1  -4 -t filter -A FORWARD -j DOCKER-ISOLATION-STAGE-1
 TRACE: 2 54cab167 filter:DOCKER-ISOLATION-STAGE-1:rule:0x1f:0xfffffffb  -4 -t filter -A DOCKER-ISOLATION-STAGE-1 -j RETURN
 TRACE: 2 54cab167 filter:FORWARD:rule:0x17:DROP  -4 -t filter -A FORWARD -m comment --comment "Added by the IPsec installer" -j DROP
`

export const PASSED = `PACKET: 2 035b2a3e IN=wg0 MACSRC=2:0:0:0:2:2 MACDST=2:0:0:0:2:1 MACPROTO=0800 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=128 ID=59207 
 TRACE: 2 035b2a3e raw:PREROUTING:rule:0x3:CONTINUE  -4 -t raw -A PREROUTING -d 11.11.11.70/32 -m comment --comment "for xtables-monitor -t" -j TRACE
 TRACE: 2 035b2a3e raw:PREROUTING:policy:ACCEPT 
PACKET: 2 035b2a3e IN=wg0 MACSRC=2:0:0:0:2:2 MACDST=2:0:0:0:2:1 MACPROTO=0800 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=128 ID=59207 
 TRACE: 2 035b2a3e nat:PREROUTING:policy:ACCEPT 
PACKET: 2 035b2a3e IN=wg0 OUT=wg0 MACSRC=2:0:0:0:2:2 MACDST=2:0:0:0:2:1 MACPROTO=0800 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=127 ID=59207 
 TRACE: 2 035b2a3e filter:FORWARD:rule:0x8:JUMP:DOCKER-USER  -4 -t filter -A FORWARD -j DOCKER-USER
 TRACE: 2 035b2a3e filter:DOCKER-USER:rule:0x22:0xfffffffb  -4 -t filter -A DOCKER-USER -j RETURN
 TRACE: 2 035b2a3e filter:FORWARD:rule:0x9:JUMP:DOCKER-ISOLATION-STAGE-1  -4 -t filter -A FORWARD -j DOCKER-ISOLATION-STAGE-1
 TRACE: 2 035b2a3e filter:DOCKER-ISOLATION-STAGE-1:rule:0x1f:0xfffffffb  -4 -t filter -A DOCKER-ISOLATION-STAGE-1 -j RETURN
 TRACE: 2 035b2a3e filter:FORWARD:rule:0x17:ACCEPT  -4 -t filter -A FORWARD -i wg0 -m comment --comment "Added in wg0.conf" -j ACCEPT
PACKET: 2 035b2a3e IN=wg0 OUT=wg0 MACSRC=2:0:0:0:2:2 MACDST=2:0:0:0:2:1 MACPROTO=0800 SRC=11.11.11.20 DST=11.11.11.70 LEN=60 TOS=0x0 TTL=127 ID=59207 
 TRACE: 2 035b2a3e nat:POSTROUTING:policy:ACCEPT 
`
