import type { help as english } from '../en/help'

export const help: typeof english = {
  title: '关于与帮助',
  description: '在左侧粘贴规则，发送数据包，然后跟随它。一切都留在此浏览器中。',
  shortcuts: '键盘',
  keys: [
    ['Space', '播放或暂停'],
    ['→ ←', '前进或后退一个事件'],
    ['↓ ↑', '前进或后退一条规则'],
    ['] [', '前进或后退一个阶段'],
    ['. ,', '到下一个或上一个判决'],
    ['Home End', '到开头，到结尾'],
    ['N', '发送数据包'],
    ['S', '分享'],
    ['D', '与之前比较'],
    ['B', '在图中：为规则设置断点'],
    ['Alt+↑ Alt+↓', '在图中：移动规则'],
    ['Shift+F10', '在图中：修改规则'],
    ['Ctrl+Z Ctrl+Shift+Z', '撤销，重做'],
    ['Ctrl+M', '在编辑器中：Tab 离开或输入制表符'],
    ['?', '本帮助'],
  ],
  colours: '每个表始终用一种颜色',
  sections: [
    {
      title: '模拟了什么',
      text: 'IPv4 的 iptables：五条链，raw、mangle、nat、filter、security 表，自定义链，连接跟踪，NAT，一台主机的路由和本地协议栈；输入为 iptables-save 文本或 iptables 命令，也可导入列表、脚本、抓包和日志；计数器、TRACE 行、内核日志和连接表与内核输出一致。',
    },
    {
      title: '没有模拟什么',
      text: 'IPv6、nftables、网桥、多台主机，以及依赖硬件或其他程序的功能。以 Linux 内核为准：未模拟的匹配或目标回答“未知”，绝不猜测。规则会注明，徽标会计数，你也可以自己决定。',
    },
    {
      title: '隐私',
      text: '一切都在此浏览器中进行，不上传任何内容，也不访问其他主机。内容只保存在此浏览器里；链接把它放在 # 之后的部分，浏览器不会发送这一部分。',
    },
  ],
}
