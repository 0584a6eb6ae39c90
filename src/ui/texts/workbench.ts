import { usePage } from '../store/page-store'

/** Words of the frame around the picture: header, editor, composer, sharing, stories, notices. */
const en = {
  tagline: 'See every packet’s path through iptables.',
  header: {
    stories: 'Stories',
    untitled: 'Untitled',
    send: 'Send packet…',
    traffic: 'Traffic',
    share: 'Share',
    undo: 'Undo',
    redo: 'Redo',
    help: 'Help and shortcuts',
    theme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
    language: 'Language',
  },
  regions: { editor: 'Editor', diagram: 'Diagram', inspector: 'Inspector', timeline: 'Timeline', logs: 'Logs', resize: 'Resize' },
  compact: { rules: 'Rules', diagram: 'Diagram', inspector: 'Why', logs: 'Logs' },
}

export type WorkbenchWords = typeof en

const zh: WorkbenchWords = {
  tagline: '看清每个数据包如何穿过 iptables。',
  header: {
    stories: '案例',
    untitled: '未命名',
    send: '发送数据包…',
    traffic: '流量',
    share: '分享',
    undo: '撤销',
    redo: '重做',
    help: '帮助与快捷键',
    theme: { system: '主题：跟随系统', light: '主题：浅色', dark: '主题：深色' },
    language: '语言',
  },
  regions: { editor: '编辑器', diagram: '示意图', inspector: '检查器', timeline: '时间线', logs: '日志', resize: '调整大小' },
  compact: { rules: '规则', diagram: '示意图', inspector: '原因', logs: '日志' },
}

export const WORKBENCH = { en, zh }

export function useWords(): WorkbenchWords {
  return WORKBENCH[usePage((state) => state.language)]
}
