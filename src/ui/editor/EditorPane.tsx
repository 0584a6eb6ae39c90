import { actions, usePage } from '../store/page-store'

export function EditorPane() {
  const text = usePage((state) => state.scenario.host.rules)
  return <textarea aria-label="Rules" value={text} onChange={(event) => actions.editText('rules', event.target.value)} />
}
