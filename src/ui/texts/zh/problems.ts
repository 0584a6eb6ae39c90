export const problems: typeof import('../en/problems').problems = {
  address: '一个 IPv4 地址，例如 192.0.2.7。',
  number: (least: number, most: number) => `${least} 到 ${most} 之间的整数。`,
  mac: '六个字节，例如 02:00:00:00:00:01。',
  required: '此处必填。',
}
