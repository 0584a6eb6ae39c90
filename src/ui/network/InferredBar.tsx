import { actions, usePage } from '../store/page-store'
import type { EditorTab } from '../store/state'
import { useTexts } from '../texts/use-texts'

/** Says whether the network (or the services) are inferred or the person's own, and gives the way back. */
export function InferredBar({ tab }: { tab: EditorTab }) {
  const texts = useTexts().editor
  const own = usePage((state) => (tab === 'network' || tab === 'services' ? state.scenario.host[tab] !== '' : null))
  if (own === null || (tab !== 'network' && tab !== 'services')) return null
  return (
    <div className="editor__inferred">
      <span>{own ? texts.yours : texts.inferred}</span>
      {own && (
        <button type="button" className="button button--small" onClick={() => actions.editText(tab, '')}>
          {texts.backToInferred}
        </button>
      )}
    </div>
  )
}
