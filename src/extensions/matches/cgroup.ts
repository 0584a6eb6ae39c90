import { defineMatch } from '../extension'
import { text, uint32 } from '../option'
import { not } from '../test-forms'

/** The control group of the process. Kernel: net/netfilter/xt_cgroup.c. */
export const cgroup = defineMatch({
  name: 'cgroup',
  summary: 'The control group of the process that sends the packet or gets it.',
  hooks: ['OUTPUT', 'POSTROUTING', 'INPUT'],
  options: {
    cgroup: { type: uint32, invertible: true, doc: 'The class of the group (net_cls).' },
    path: { type: text({ keep: 511 }), invertible: true, doc: 'The path of the group, which counts with all below it.' },
  },
  checkentry: ({ cgroup, path }, { host }) => {
    if ((cgroup === undefined) === (path === undefined)) return { hint: ['either', '--cgroup', '--path'] }
    return path !== undefined && host?.hasGroup?.(path.value) === false ? { option: 'path', hint: ['make group'] } : null
  },
  save: ({ cgroup, path }) => {
    if (path !== undefined) return ` ${not(path)}--path "${path.value.replace(/["\\']/g, '\\$&')}"`
    return cgroup === undefined ? '' : ` ${not(cgroup)}--cgroup ${cgroup.value}`
  },
  list: ({ cgroup, path }) => {
    const shown = path ?? cgroup
    return shown === undefined ? '' : ` cgroup ${not(shown)}${shown.value}`
  },
  unmodelled: 'Processes here have no control groups.',
  examples: [
    { rule: '-m cgroup --cgroup 0x10', chain: 'OUTPUT', saved: '-m cgroup --cgroup 16' },
    { rule: '-m cgroup ! --path "/"', chain: 'INPUT', saved: '=' },
    { rule: '-m cgroup --path system.slice/sshd.service', chain: 'OUTPUT', saved: '-m cgroup --path "system.slice/sshd.service"' },
    {
      rule: '-m cgroup --cgroup x',
      chain: 'OUTPUT',
      rejected: 'cgroup: bad value for option "--cgroup", or out of range (0-4294967295).',
      by: 'iptables',
    },
    { rule: '-m cgroup', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-m cgroup --cgroup 1 --path /', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-m cgroup --cgroup 1', chain: 'FORWARD', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
