import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Rule } from '../model'
import { printListed } from './print-list'
import { readRules } from './read-rules'

function rulesOf(rules: string): readonly Rule[] {
  return readRules(rules).value.tables.flatMap((table) => table.chains.flatMap((chain) => chain.rules))
}

describe('rules as iptables -nvL lists them', () => {
  function check(rule: string, expected: string) {
    test(rule, () => expect(rulesOf(`*filter\n:USER - [0:0]\n-A FORWARD ${rule}\nCOMMIT\n`).map(printListed)).toEqual([expected]))
  }
  check('-i lo -j ACCEPT', 'ACCEPT     0    --  lo     *       0.0.0.0/0            0.0.0.0/0           ')
  check(
    '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    'ACCEPT     0    --  *      *       0.0.0.0/0            0.0.0.0/0            ctstate RELATED,ESTABLISHED',
  )
  check('! -s 10.0.0.0/8 -d 192.0.2.1 -g USER', 'USER       0    --  *      *      !10.0.0.0/8           192.0.2.1           [goto] ')
  check('! -p 6 ! -o eth+', '          !6    --  *      !eth+   0.0.0.0/0            0.0.0.0/0           ')
  check('-p icmp --icmp-type 3/1:5', '           1    --  *      *       0.0.0.0/0            0.0.0.0/0            icmptype 3 codes 1-5')
  // The first second of all stands for no date.
  check('-m time --datestop 1970', '           0    --  *      *       0.0.0.0/0            0.0.0.0/0            TIME until date UTC')
  check('! -f -j DROP', 'DROP       0    !f  *      *       0.0.0.0/0            0.0.0.0/0           ')
})

// What the real tool lists, when the reference material lies beside the repository. Nothing of it is part of the repository.
const CORPUS = join(import.meta.dirname, '../../../shared/corpus/extension-rules.jsonl')

interface Line {
  readonly family: string
  readonly table: string
  readonly chain: string
  readonly rule: string
  readonly ok: boolean
  readonly listed?: readonly string[]
}

test('every rule of the reference material is listed as iptables lists it', () => {
  if (!existsSync(CORPUS)) {
    console.log('No reference material beside the repository: nothing compared.')
    return
  }
  const differing: string[] = []
  let asked = 0
  for (const text of readFileSync(CORPUS, 'utf8').trim().split('\n')) {
    const line = JSON.parse(text) as Line
    if (line.family !== 'ipv4' || !line.ok || line.listed === undefined) continue
    const base = /^(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/.test(line.chain)
    const rules = rulesOf(`*${line.table}\n${base ? '' : `:${line.chain} - [0:0]\n`}-A ${line.chain} ${line.rule}\nCOMMIT\n`)
    // What is kept word by word is listed word by word, too.
    if (rules.length === 0 || rules.some(({ matches, target }) => [...matches, target].some(({ kind }) => kind === 'opaque'))) continue
    const answer = rules.map(printListed)
    asked++
    const expected = line.listed.map((one) => one.slice('1        0     0 '.length))
    if (answer.map((one) => one.trimEnd()).join('\n') !== expected.map((one) => one.trimEnd()).join('\n'))
      differing.push(`${line.rule}\n  is     ${answer.join('|')}\n  wanted ${expected.join('|')}`)
  }
  expect(asked).toBeGreaterThan(500)
  expect(differing).toEqual([])
})
