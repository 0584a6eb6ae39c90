import type { Hint } from '../../model'
import { hints } from '../texts/en/hints'
import { sayHint } from '../texts/say-hint'

export default function EnglishHint({ hint }: { readonly hint: Hint }) {
  return <span className="problems__hint">{sayHint(hints, hint)}</span>
}
