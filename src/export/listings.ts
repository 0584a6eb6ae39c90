import type { ExportFormat } from '../model'
import type { ListingOptions } from '../syntax/print-listing'

type Listing = Extract<ExportFormat, `list-${string}`>

/** The listings' switches as they are typed, and what they mean. */
export const LISTINGS: { readonly [format in Listing]: { readonly switches: string; readonly options: ListingOptions } } = {
  'list-verbose': { switches: '-nvL', options: { verbose: true, numeric: true, exact: false, lineNumbers: false } },
  'list-numbers': { switches: '-nvL --line-numbers', options: { verbose: true, numeric: true, exact: false, lineNumbers: true } },
  'list-exact': { switches: '-nvxL --line-numbers', options: { verbose: true, numeric: true, exact: true, lineNumbers: true } },
  'list-plain': { switches: '-nL', options: { verbose: false, numeric: true, exact: false, lineNumbers: false } },
  'list-names': { switches: '-L', options: { verbose: false, numeric: false, exact: false, lineNumbers: false } },
}
