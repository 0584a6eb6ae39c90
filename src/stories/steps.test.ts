import { describe, expect, it } from 'vitest'
import { isSame, scenarioAt } from './lesson'
import { momentText, stories } from './testing/run-story'

/** What each step shows: the moment that it goes to, and how its packet ends. `none` shows a recording. */
const SHOWN: { readonly [story: string]: readonly string[] } = {
  'wireguard-after-restart': [
    'rule matched FORWARD 16; ping 11.11.11.20 > 11.11.11.70, dropped filter FORWARD rule 16',
    'packet ended; ping 11.11.11.20 > 11.11.11.70, dropped filter FORWARD rule 16',
    'packet ended; ping 11.11.11.20 > 11.11.11.1, delivered icmp',
    'packet ended; ping 11.11.11.20 > 11.11.11.70, dropped filter FORWARD rule 16',
    'packet ended; ping 11.11.11.20 > 11.11.11.70, transmitted wg0',
    'packet ended; ping 11.11.11.20 > 11.11.11.70, transmitted wg0',
    'none',
  ],
  'wireguard-after-boot': [
    'rule matched FORWARD 16; ping 11.11.11.20 > 11.11.11.70, transmitted wg0',
    'none',
    'packet ended; ping 11.11.11.20 > 11.11.11.70, dropped filter FORWARD rule 16',
    'packet ended; ping 11.11.11.20 > 11.11.11.70, transmitted wg0',
  ],
  'nat-first-packet': [
    'stage entered; SYN 10.211.55.2:60181 > 10.211.55.11:8888, delivered tcp 8888',
    'nat OUTPUT skipped: connection already bound; SYN+ACK 10.211.55.11:8888 > 10.211.55.2:60181, transmitted eth0',
    'logged filter-output-log; SYN+ACK 10.211.55.11:8888 > 10.211.55.2:60181, transmitted eth0',
    'logged nat-output-log; SYN 10.211.55.11:35530 > 127.0.0.1:9999, delivered tcp 9999',
    'rule matched OUTPUT 2; SYN 10.211.55.11:35530 > 127.0.0.1:9999, delivered tcp 9999',
    'packet ended; SYN 10.211.55.11:35530 > 127.0.0.1:9999, delivered tcp 9999',
  ],
  'two-routers': [
    'rule matched PREROUTING 1; SYN 183.62.15.118:25706 > 172.17.21.105:22, transmitted eth0',
    'rule matched FORWARD 10; SYN 183.62.15.118:25706 > 172.17.21.105:22, transmitted eth0',
    'packet ended; SYN 183.62.15.118:25706 > 172.17.21.105:22, transmitted eth0',
    'packet appeared; SYN 183.62.15.118:25706 > 172.17.21.105:22, dropped mangle FIREWALL_172.17.21.105 rule 5',
    'rule matched FIREWALL_172.17.21.105 5; SYN 183.62.15.118:25706 > 172.17.21.105:22, dropped mangle FIREWALL_172.17.21.105 rule 5',
    'packet ended; SYN 183.62.15.118:25706 > 172.17.21.105:22, dropped mangle FIREWALL_172.17.21.105 rule 5',
    'packet ended; SYN 183.62.15.118:25706 > 10.1.1.69:22, transmitted eth0',
    'packet ended; SYN 183.62.15.118:25706 > 10.1.1.69:22, transmitted eth0',
    'packet ended; SYN 183.62.15.118:25706 > 172.17.21.105:10022, transmitted eth0',
    'packet ended; SYN 183.62.15.118:25706 > 10.1.1.69:10022, transmitted eth0',
  ],
  'default-by-tunnel': [
    'rule matched INPUT 3; SYN 203.0.113.99:40443 > 198.51.100.36:443, delivered tcp 443',
    'routed by wg_s2s, table main; SYN+ACK 198.51.100.36:443 > 203.0.113.99:40443, transmitted wg_s2s',
    'packet ended; SYN+ACK 198.51.100.36:443 > 203.0.113.99:40443, transmitted wg_s2s',
    'routed by wg_s2s, table main; SYN+ACK 198.51.100.36:443 > 203.0.113.99:40443, transmitted wg_s2s',
    'routed by wan, table wan; SYN+ACK 198.51.100.36:443 > 203.0.113.99:40443, transmitted wan',
  ],
  'asymmetric-return': [
    'INVALID; pong 10.60.2.10 > 198.51.100.23, dropped filter to_wan rule 1',
    'nat PREROUTING skipped: invalid; pong 10.60.2.10 > 198.51.100.23, dropped filter to_wan rule 1',
    'rule matched to_wan 1; pong 10.60.2.10 > 198.51.100.23, dropped filter to_wan rule 1',
    'translated by POSTROUTING 1; ping 203.0.113.60 > 198.51.100.23, transmitted wan0',
    'packet ended; pong 10.60.2.10 > 198.51.100.23, transmitted wan0',
    'ESTABLISHED; pong 10.60.2.10 > 198.51.100.23, transmitted wan0',
    'none',
  ],
  'roaming-clients': [
    'packet ended; ping 10.0.31.20 > 192.168.36.10, transmitted wg_s2s',
    'packet ended; ping 10.0.31.20 > 192.168.36.10, transmitted br-lan',
    'routed by wan, table main; pong 192.168.36.10 > 10.0.31.20, transmitted wan',
    'translated by POSTROUTING 1; ping 10.0.32.1 > 192.168.36.10, transmitted wg_s2s',
    'routed by wg_s2s, table main; pong 192.168.36.10 > 10.0.32.1, transmitted wg_s2s',
    'packet ended; pong 192.168.36.10 > 10.0.31.20, transmitted wg0',
  ],
  'three-hops': [
    'packet ended; ping 192.168.35.20 > 192.168.37.10, transmitted wg_c',
    'routed by wan, table main; pong 192.168.37.10 > 192.168.35.20, transmitted wan',
    'translated by POSTROUTING 1; ping 10.0.34.2 > 192.168.37.10, transmitted wg_c',
    'routed by wg_c, table main; pong 192.168.37.10 > 10.0.34.2, transmitted wg_c',
    'routed by wg_c, table main; pong 192.168.37.10 > 192.168.35.20, transmitted wg_c',
  ],
  'two-uplinks': [
    'packet ended; SYN+ACK 198.51.100.2:443 > 192.0.2.77:41001, transmitted isp1',
    'routed by isp1, table main; SYN+ACK 203.0.113.2:443 > 192.0.2.77:41002, transmitted isp1',
    'packet ended; SYN+ACK 203.0.113.2:443 > 192.0.2.77:41002, transmitted isp1',
    'routed by isp2, table T2; SYN+ACK 203.0.113.2:443 > 192.0.2.77:41002, transmitted isp2',
  ],
  'home-router': [
    'translated by POSTROUTING 1; SYN 192.0.2.2:50123 > 198.51.100.80:443, transmitted eth0',
    'routed by eth1, table main; SYN+ACK 198.51.100.80:443 > 192.168.1.20:50123, transmitted eth1',
    'rule matched PREROUTING 1; SYN 203.0.113.9:40001 > 192.168.1.10:80, transmitted eth1',
    'packet ended; SYN 203.0.113.66:41000 > 192.0.2.2:22, dropped filter INPUT policy 5',
  ],
  'plain-server': [
    'rule matched INPUT 6; SYN 198.51.100.7:40000 > 192.0.2.10:443, delivered tcp 443',
    'rule matched INPUT 2; ACK 198.51.100.7:40000 > 192.0.2.10:443, delivered tcp 443',
    'packet ended; SYN 198.51.100.7:40001 > 192.0.2.10:22, dropped filter INPUT policy 9',
    'packet ended; SYN 198.51.100.7:40002 > 192.0.2.10:3306, rejected filter INPUT rule 7',
    'NEW; ACK 198.51.100.7:40003 > 192.0.2.10:80, delivered tcp 80',
  ],
  'port-forward': [
    'rule matched PREROUTING 1; SYN 192.168.172.1:51000 > 192.168.172.131:80, transmitted eth0',
    'packet appeared; RST 192.168.172.1:51000 > 192.168.172.131:80, transmitted eth0',
    'packet ended; SYN 192.168.172.130:51000 > 192.168.172.131:80, transmitted eth0',
    'packet ended; SYN+ACK 192.168.172.130:8000 > 192.168.172.1:51000, transmitted eth0',
    'rule matched PREROUTING 2; SYN 192.168.172.1:51022 > 192.168.172.130:22, delivered tcp 22',
    'nat PREROUTING skipped: connection already bound; SYN 192.168.172.130:51080 > 192.168.172.130:8000, died local no socket',
    'translated by OUTPUT 1; SYN 192.168.172.130:51080 > 192.168.172.131:80, transmitted eth0',
  ],
  'reset-log': [
    'packet ended; SYN 10.0.175.109:9366 > 10.0.186.75:8182, died local no socket',
    'logged [drds]; RST+ACK 10.0.186.75:8182 > 10.0.175.109:9366, transmitted eth0',
    'logged [drds]; RST+ACK 10.0.186.75:8182 > 10.0.171.173:38225, transmitted eth0',
    'rule missed OUTPUT 1; RST+ACK 10.0.186.75:3406 > 10.0.175.109:9400, transmitted eth0',
    'logged [drds]; RST 10.0.171.173:5000 > 10.0.186.75:22, delivered tcp 22',
  ],
  'who-knocks': [
    'packet ended; SYN 198.51.100.7:40080 > 192.0.2.10:80, dropped filter INPUT rule 3',
    'logged Connection In:; SYN 198.51.100.7:40080 > 192.0.2.10:80, delivered tcp 80',
    'packet ended; SYN+ACK 198.51.100.66:80 > 192.0.2.10:50006, dropped filter INPUT policy 7',
    'packet ended; ping 198.51.100.7 > 192.0.2.10, delivered icmp',
    'packet ended; SYN 198.51.100.7:40022 > 192.0.2.10:22, dropped filter INPUT policy 1',
    'packet ended; SYN 198.51.100.7:40022 > 192.0.2.10:22, delivered tcp 22',
  ],
  'rate-limit': [
    'rule matched INPUT 3; SYN 198.51.100.66:42000 > 192.0.2.10:22, delivered tcp 22',
    'rule matched INPUT 4; SYN 198.51.100.66:42003 > 192.0.2.10:22, dropped filter INPUT rule 4',
    'packet ended; SYN 203.0.113.44:43000 > 192.0.2.10:22, delivered tcp 22',
    'packet ended; SYN 198.51.100.66:42005 > 192.0.2.10:22, delivered tcp 22',
  ],
  'whitelist-set': [
    'rule matched drds_whitelist 1; SYN 198.51.100.41:42001 > 203.0.113.30:3306, delivered tcp 3306',
    'packet ended; SYN 198.51.100.41:42002 > 203.0.113.30:3306, rejected filter drds_whitelist rule 3',
    'packet ended; SYN 198.51.100.41:42002 > 203.0.113.30:3306, delivered tcp 3306',
    'packet ended; SYN 192.0.2.77:42003 > 203.0.113.30:3306, dropped filter INPUT rule 3',
  ],
  'set-or-chain': [
    'rule matched INPUT 303; SYN 198.51.100.7:40001 > 192.0.2.10:443, delivered tcp 443',
    'rule matched INPUT 4; SYN 198.51.100.7:40001 > 192.0.2.10:443, delivered tcp 443',
    'packet ended; SYN 45.102.99.13:40002 > 192.0.2.10:443, dropped filter INPUT rule 3',
  ],
  'docker-host': [
    'translated by DOCKER 2; SYN 198.51.100.7:40000 > 172.17.0.2:80, transmitted docker0',
    'routed by docker0, table main; SYN 198.51.100.7:40000 > 172.17.0.2:80, transmitted docker0',
    'packet ended; SYN 198.51.100.7:40000 > 172.17.0.2:80, dropped filter DOCKER-USER rule 1',
    'translated by POSTROUTING 1; SYN 192.0.2.10:50000 > 198.51.100.80:443, transmitted eth0',
    'translated by DOCKER 2; SYN 192.0.2.10:51000 > 172.17.0.2:80, transmitted docker0',
  ],
}

describe('the steps of', () => {
  it('all stories are told', () => expect(Object.keys(SHOWN)).toEqual(stories.map(({ id }) => id)))
  for (const story of stories) {
    it(`${story.id} show what they say`, () => {
      expect(story.steps.map((_, index) => momentText(story, index))).toEqual(SHOWN[story.id])
    })
    it(`${story.id} do something where they have something to do`, () => {
      for (const [index, { act, en }] of story.steps.entries())
        if (act !== undefined && act.name !== 'Restart wg0')
          expect(isSame(scenarioAt(story, index, 'before'), scenarioAt(story, index, 'after')), en.do).toBe(false)
    })
    it(`${story.id} begin in its first scene, and are told in both languages`, () => {
      expect(story.steps[0]?.scene).toBe(0)
      for (const { en, zh } of story.steps) {
        for (const words of Object.values(en)) expect(words).not.toMatch(/[\u4e00-\u9fff]/)
        for (const words of [zh.do, zh.see, zh.why]) expect(words).toMatch(/[\u4e00-\u9fff]/)
      }
    })
  }
})
