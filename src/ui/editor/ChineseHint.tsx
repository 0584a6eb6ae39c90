import type { Hint } from '../../model'
import { sayHint } from '../texts/say-hint'
import { hints } from '../texts/zh/hints'

export default function ChineseHint({ hint }: { readonly hint: Hint }) {
  return <span className="problems__hint">{sayHint(hints, hint)}</span>
}
