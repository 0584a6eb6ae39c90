import type { ExportFormat, ExportGroup } from '../../../model'

/** Words of the export dialog and of "copy as", loaded with them. */
export interface ExportingTexts {
  readonly title: string
  readonly description: string
  readonly formats: string
  readonly groups: { readonly [group in ExportGroup]: string }
  /** Formats that no command prints, and a word on others where their command does not say enough. */
  readonly names: { readonly [format in ExportFormat]?: string }
  readonly preview: string
  readonly atEnd: string
  readonly atStep: (step: string, steps: string) => string
  readonly lines: (lines: string) => string
  readonly cut: (lines: string) => string
  readonly empty: string
  readonly writing: string
  readonly copy: string
  readonly copied: string
  readonly notCopied: string
  readonly download: string
  readonly copyAs: string
  readonly more: string
}

export const exporting: ExportingTexts = {
  title: 'Export',
  description: 'The state at the step you look at, in the words of the real tools.',
  formats: 'Format',
  groups: { rules: 'Rules', sets: 'Sets', network: 'Network', packets: 'Packets', connections: 'Connections' },
  names: {
    commands: 'iptables commands',
    'network-commands': 'ip commands',
    'kernel-trace': 'TRACE lines of the kernel log',
    'kernel-log': 'LOG lines of the kernel log',
  },
  preview: 'Preview',
  atEnd: 'at the end of the run',
  atStep: (step, steps) => `at step ${step} of ${steps}`,
  lines: (lines) => `${lines} lines`,
  cut: (lines) => `the first ${lines} are shown`,
  empty: 'Nothing to show at this step.',
  writing: 'Writing…',
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'The browser did not allow it. Select the text and copy it.',
  download: 'Download',
  copyAs: 'Copy as',
  more: 'All formats…',
}
