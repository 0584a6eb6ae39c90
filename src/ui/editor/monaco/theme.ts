import { editor } from 'monaco-editor/editor'
import { resolveColour } from '../../design/colour'

const THEME = 'five-chains'

/** Takes the page's colours over into Monaco, in the theme that `element` stands in. Call again when that changes. */
export function applyTheme(element: Element): void {
  const hex = (token: `--${string}`) => toHex(resolveColour(element, token))
  const dark = isDark(resolveColour(element, '--paper'))
  const rule = (token: string, colour: `--${string}`, fontStyle = '') => ({ token, foreground: hex(colour).slice(1), fontStyle })
  editor.defineTheme(THEME, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      rule('', '--text'),
      rule('comment', '--text-quiet', 'italic'),
      rule('section', '--text', 'bold'),
      rule('declaration', '--text-quiet'),
      rule('command', '--text-soft'),
      rule('counter', '--text-quiet'),
      rule('operation', '--text-soft'),
      rule('chain', '--text'),
      rule('option', '--text-soft'),
      rule('negation', '--against', 'bold'),
      rule('string', '--table-mangle'),
      rule('number', '--text'),
      rule('verdict', '--favour', 'bold'),
      rule('refusal', '--against', 'bold'),
      rule('target', '--link'),
    ],
    colors: {
      'editor.background': hex('--paper'),
      'editor.foreground': hex('--text'),
      'editorLineNumber.foreground': hex('--text-quiet'),
      'editorLineNumber.activeForeground': hex('--text'),
      'editorCursor.foreground': hex('--text'),
      'editor.selectionBackground': dark ? '#5b4f22' : '#ffe39a',
      'editor.inactiveSelectionBackground': dark ? '#443c1f' : '#fff0c8',
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editorWidget.background': hex('--card'),
      'editorWidget.foreground': hex('--text'),
      'editorWidget.border': hex('--line-strong'),
      'editorSuggestWidget.background': hex('--card'),
      'editorSuggestWidget.foreground': hex('--text'),
      'editorSuggestWidget.border': hex('--line-strong'),
      'editorSuggestWidget.selectedBackground': hex('--pressed'),
      'editorSuggestWidget.selectedForeground': hex('--text'),
      'editorSuggestWidget.highlightForeground': hex('--link'),
      'editorSuggestWidget.focusHighlightForeground': hex('--link'),
      'editorActionList.background': hex('--card'),
      'editorActionList.foreground': hex('--text'),
      'editorActionList.focusBackground': hex('--pressed'),
      'editorActionList.focusForeground': hex('--text'),
      'menu.background': hex('--card'),
      'menu.foreground': hex('--text'),
      'menu.border': hex('--line-strong'),
      'menu.separatorBackground': hex('--line'),
      'menu.selectionBackground': hex('--pressed'),
      'menu.selectionForeground': hex('--text'),
      'quickInput.background': hex('--card'),
      'quickInput.foreground': hex('--text'),
      'quickInputList.focusBackground': hex('--pressed'),
      'quickInputList.focusForeground': hex('--text'),
      'pickerGroup.foreground': hex('--text-quiet'),
      'pickerGroup.border': hex('--line'),
      'list.highlightForeground': hex('--link'),
      'list.focusHighlightForeground': hex('--link'),
      'list.activeSelectionBackground': hex('--pressed'),
      'list.activeSelectionForeground': hex('--text'),
      'list.inactiveSelectionBackground': hex('--pressed'),
      'list.inactiveSelectionForeground': hex('--text'),
      'list.hoverBackground': hex('--sunken'),
      'list.hoverForeground': hex('--text'),
      'input.background': hex('--paper'),
      'input.foreground': hex('--text'),
      'input.border': hex('--line-strong'),
      'input.placeholderForeground': hex('--text-quiet'),
      descriptionForeground: hex('--text-soft'),
      'editorLightBulb.foreground': hex('--warning'),
      'editorLightBulbAutoFix.foreground': hex('--warning'),
      'editor.wordHighlightBackground': dark ? '#5b4f2280' : '#fff0c880',
      'editor.wordHighlightStrongBackground': dark ? '#5b4f2280' : '#fff0c880',
      'editor.wordHighlightTextBackground': dark ? '#5b4f2280' : '#fff0c880',
      'editor.foldBackground': '#00000000',
      'editorGutter.foldingControlForeground': hex('--text-soft'),
      'peekView.border': hex('--line-strong'),
      'peekViewEditor.background': hex('--paper'),
      'peekViewEditor.matchHighlightBackground': dark ? '#5b4f22' : '#ffe39a',
      'peekViewResult.background': hex('--card'),
      'peekViewResult.fileForeground': hex('--text'),
      'peekViewResult.lineForeground': hex('--text-soft'),
      'peekViewResult.matchHighlightBackground': dark ? '#5b4f22' : '#ffe39a',
      'peekViewResult.selectionBackground': hex('--pressed'),
      'peekViewResult.selectionForeground': hex('--text'),
      'peekViewTitle.background': hex('--card'),
      'peekViewTitleDescription.foreground': hex('--text-soft'),
      'peekViewTitleLabel.foreground': hex('--text'),
      'editorHoverWidget.background': hex('--card'),
      'editorHoverWidget.foreground': hex('--text'),
      'editorHoverWidget.border': hex('--line-strong'),
      'editorError.foreground': hex('--error'),
      'editorWarning.foreground': hex('--warning'),
      'editorInfo.foreground': hex('--information'),
      'editor.placeholder.foreground': hex('--text-quiet'),
      'editorOverviewRuler.border': '#00000000',
      'scrollbar.shadow': '#00000000',
      'scrollbarSlider.background': `${hex('--line-strong')}80`,
      'scrollbarSlider.hoverBackground': `${hex('--line-strong')}c0`,
      'scrollbarSlider.activeBackground': hex('--line-strong'),
      focusBorder: hex('--focus'),
    },
  })
  editor.setTheme(THEME)
}

function channels(colour: string): readonly number[] {
  const numbers = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0]
  // Newer engines may answer `color(srgb r g b)` with fractions.
  return colour.startsWith('color(') ? numbers.slice(0, 3).map((value) => Math.round(value * 255)) : numbers.slice(0, 3)
}

function toHex(colour: string): string {
  return `#${channels(colour)
    .map((channel) => Math.round(channel).toString(16).padStart(2, '0'))
    .join('')}`
}

function isDark(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = channels(colour)
  return red * 0.3 + green * 0.59 + blue * 0.11 < 128
}
