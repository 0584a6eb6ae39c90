/** The visible way to a row's menu: its press is taken by the diagram (rule-gestures.ts). By keyboard it is the row's own menu key. */
export function RowMenu({ label }: { readonly label: string }) {
  return (
    <button type="button" className="row-menu" tabIndex={-1} aria-haspopup="menu" aria-label={label} title={label}>
      <svg viewBox="0 0 14 4" width="14" height="4" aria-hidden="true">
        <circle cx="2" cy="2" r="1.4" />
        <circle cx="7" cy="2" r="1.4" />
        <circle cx="12" cy="2" r="1.4" />
      </svg>
    </button>
  )
}
