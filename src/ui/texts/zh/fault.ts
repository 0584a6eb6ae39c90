export const fault: typeof import('../en/fault').fault = {
  title: '页面停住了',
  why: '这是页面自身的错误。你输入的内容都在：重新载入后就能看到。',
  reload: '重新载入',
  copy: '复制规则',
  copied: '已复制。',
}
