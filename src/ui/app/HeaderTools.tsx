import { CircleHelp, GitCompareArrows, Monitor, Moon, Redo2, Sun, Undo2 } from 'lucide-react'
import { useStore } from 'zustand'
import { toggleDifference } from '../difference/earlier'
import { openedAs } from '../store/opened-as'
import { actions, historyStore, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'

const NEXT_THEME = { system: 'light', light: 'dark', dark: 'system' } as const
const THEME_ICON = { system: Monitor, light: Sun, dark: Moon } as const

/** Undo, help, language and theme. */
export function HeaderTools() {
  const words = useTexts().shell
  const comparing = usePage((state) => state.tab.log === 'difference')
  const changed = usePage(({ scenario }) => openedAs(scenario).host !== scenario.host)
  const theme = usePage((state) => state.theme)
  const language = usePage((state) => state.language)
  const canUndo = useStore(historyStore, (history) => history.past.length > 0)
  const canRedo = useStore(historyStore, (history) => history.future.length > 0)
  const ThemeIcon = THEME_ICON[theme]
  return (
    <>
      <button
        type="button"
        className="button button--plain button--icon"
        aria-label={words.undo}
        disabled={!canUndo}
        title={words.undo}
        onClick={actions.undo}
      >
        <Undo2 size={16} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button button--plain button--icon"
        aria-label={words.redo}
        disabled={!canRedo}
        title={words.redo}
        onClick={actions.redo}
      >
        <Redo2 size={16} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button button--plain button--icon header__compare"
        aria-label={words.compare}
        aria-pressed={comparing}
        title={words.compare}
        onClick={toggleDifference}
      >
        <GitCompareArrows size={16} aria-hidden="true" />
        {changed && <span className="header__changed" aria-hidden="true" />}
      </button>
      <button
        type="button"
        className="button button--plain button--icon"
        aria-label={words.help}
        title={words.help}
        onClick={() => actions.openDialog('help')}
      >
        <CircleHelp size={16} aria-hidden="true" />
      </button>
      <fieldset className="header__languages" aria-label={words.language}>
        <button type="button" lang="en" aria-pressed={language === 'en'} onClick={() => void actions.setLanguage('en')}>
          EN
        </button>
        <span aria-hidden="true">·</span>
        <button type="button" lang="zh" aria-pressed={language === 'zh'} onClick={() => void actions.setLanguage('zh')}>
          中文
        </button>
      </fieldset>
      <button
        type="button"
        className="button button--plain button--icon"
        aria-label={words.theme[theme]}
        title={words.theme[theme]}
        onClick={() => actions.setTheme(NEXT_THEME[theme])}
      >
        <ThemeIcon size={16} aria-hidden="true" />
      </button>
    </>
  )
}
