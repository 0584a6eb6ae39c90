const RINGS = ['raw', 'mangle', 'nat', 'filter', 'conntrack'] as const

/** Five rings, five chains. */
export function Logo() {
  return (
    <svg className="logo" width="62" height="18" viewBox="0 0 62 18" aria-hidden="true" focusable="false">
      {RINGS.map((table, index) => (
        <circle key={table} data-table={table} cx={9 + index * 11} cy={9} r={6.6} fill="none" stroke="var(--table)" strokeWidth={2.2} />
      ))}
    </svg>
  )
}
