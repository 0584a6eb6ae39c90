import type { ExportingTexts } from '../en/exporting'

export const exporting: ExportingTexts = {
  title: '导出',
  description: '以真实工具的输出格式，给出当前这一步的状态。',
  formats: '格式',
  groups: { rules: '规则', sets: '集合', network: '网络', packets: '数据包', connections: '连接' },
  names: {
    commands: 'iptables 命令',
    'network-commands': 'ip 命令',
    'kernel-trace': '内核日志中的 TRACE 行',
    'kernel-log': '内核日志中的 LOG 行',
  },
  preview: '预览',
  atEnd: '运行结束时',
  atStep: (step, steps) => `第 ${step} 步，共 ${steps} 步`,
  lines: (lines) => `${lines} 行`,
  cut: (lines) => `只显示前 ${lines} 行`,
  empty: '这一步没有可显示的内容。',
  writing: '正在生成…',
  copy: '复制',
  copied: '已复制。',
  notCopied: '浏览器不允许复制。请选中文本后自行复制。',
  download: '下载',
  copyAs: '复制为',
  more: '所有格式…',
}
