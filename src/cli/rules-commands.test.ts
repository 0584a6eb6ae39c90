import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The command line as people use it: `npm run -s cli -- ...`. */
const ROOT = join(import.meta.dirname, '../..')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fivechains-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(args: readonly string[], input = ''): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    input,
  })
  return { status, stdout, stderr: stderr.replace(/^npm warn.*\n/gm, '') }
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const SAVE = '*filter\n:INPUT DROP [7:8]\n[5:10] -A INPUT --source 10.1/16 -j ACCEPT\nCOMMIT\n'
const CHAINS = [':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]']

describe('save', () => {
  test('prints the canonical form, counters of chains as they are', () => {
    expect(run(['save', '-'], SAVE)).toEqual({
      status: 0,
      stdout: ['*filter', ':INPUT DROP [7:8]', ...CHAINS, '-A INPUT -s 10.1.0.0/16 -j ACCEPT', 'COMMIT', ''].join('\n'),
      stderr: '',
    })
  })

  test('with --counters prints the counters of rules', () => {
    expect(run(['save', '--counters', '-'], SAVE).stdout).toContain('[5:10] -A INPUT -s 10.1.0.0/16 -j ACCEPT\n')
  })

  test('with --json answers one line a file', () => {
    const good = file('good.rules', SAVE)
    const script = file('script.sh', 'iptables -A INPUT -j DROP\niptables -A nosuch -j DROP\n')
    const { status, stdout } = run(['save', '--json', good, script])
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        file: good,
        status: 0,
        stderr: '',
        saved: ['*filter', ':INPUT DROP [7:8]', ...CHAINS, '-A INPUT -s 10.1.0.0/16 -j ACCEPT', 'COMMIT'],
      },
      {
        file: script,
        status: 1,
        stderr: 'iptables: No chain/target/match by that name.\n',
        saved: ['*filter', ':INPUT ACCEPT [0:0]', ...CHAINS, '-A INPUT -j DROP', 'COMMIT'],
      },
    ])
    expect(status).toBe(1)
  })
})

describe('the sets of the host', () => {
  const RULE = '-A INPUT -m set --match-set people src -j DROP'
  const MISSING = "iptables v1.8.9 (legacy): Set people doesn't exist.\n\nTry `iptables -h' or 'iptables --help' for more information.\n"

  test('commands begin with none, a save file with those that it names', () => {
    expect(run(['check', '-'], `iptables ${RULE}\n`)).toMatchObject({ status: 2, stderr: MISSING })
    expect(run(['check', '-'], `*filter\n${RULE}\nCOMMIT\n`)).toMatchObject({ status: 0, stderr: '' })
  })

  test('are those that --sets says', () => {
    const sets = file('sets', 'create people hash:ip\n')
    expect(run(['check', '--sets', sets, '-'], `iptables ${RULE}\n`)).toMatchObject({ status: 0, stderr: '' })
    expect(run(['check', `--sets=${sets}`, '-'], `*filter\n${RULE.replace('people', 'places')}\nCOMMIT\n`).stderr).toContain(
      "Set places doesn't exist.",
    )
    expect(run(['check', '--sets', 'nowhere', '-'], '')).toMatchObject({
      status: 1,
      stderr: "Can't open nowhere: No such file or directory\n",
    })
  })
})

describe('check', () => {
  test('says what iptables-restore would say, and ends as it does', () => {
    const { status, stdout, stderr } = run(['check', '-'], '*filter\n-A INPUT -o eth0\nCOMMIT\n')
    expect(stderr).toBe(
      "iptables-restore v1.8.9 (legacy): Can't use -o with INPUT\n\nError occurred at line: 2\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
    )
    expect([status, stdout]).toEqual([2, ''])
  })

  test('with --json shows the ruleset that iptables-save would print: counters at zero, the table used last first', () => {
    const { stdout } = run(['check', '--json', '-'], `*raw\nCOMMIT\n${SAVE}`)
    expect(JSON.parse(stdout).saved).toEqual([
      '*filter',
      ':INPUT DROP [0:0]',
      ...CHAINS,
      '-A INPUT -s 10.1.0.0/16 -j ACCEPT',
      'COMMIT',
      '*raw',
      ':PREROUTING ACCEPT [0:0]',
      ':OUTPUT ACCEPT [0:0]',
      'COMMIT',
    ])
  })

  test('takes the kind from --as', () => {
    expect(run(['check', '--as', 'restore', '-'], 'iptables -F\n').stderr).toBe('iptables-restore: line 1 failed\n')
    expect(run(['check', '--as=commands', '-'], 'iptables -F\n').status).toBe(0)
  })

  test('mentions lines that are no business of iptables', () => {
    expect(run(['check', '-'], 'iptables -F\nifconfig eth0 up\n')).toEqual({
      status: 0,
      stdout: '',
      stderr: "-: line 2: `ifconfig' is no iptables command: left out.\n",
    })
  })

  test('says what is wrong with the question', () => {
    expect(run(['check', join(folder, 'nosuch')])).toMatchObject({
      status: 1,
      stderr: `Can't open ${join(folder, 'nosuch')}: No such file or directory\n`,
    })
    expect(run(['check'])).toMatchObject({ status: 2 })
    expect(run(['check', '--as', 'poem', '-'])).toMatchObject({ status: 2 })
    expect(run(['nosuch'])).toMatchObject({ status: 2 })
    expect(run(['help']).status).toBe(0)
  })
})
