import { type OpenedDocument, readDocumentV1 } from './document'

/** The version that is written today. */
const CURRENT_VERSION = 1

/**
 * What turns a document of one version into the next one's, by the version it starts from. A released version's entry is
 * never changed again: old links and files must open for ever.
 */
const MIGRATIONS: { readonly [version: number]: (document: unknown) => unknown } = {}

/** Opens a document of any version, the JSON value of a scenario file or a link. */
export function openDocument(value: unknown): OpenedDocument {
  if (typeof value !== 'object' || value === null || !('version' in value))
    return { ok: false, message: 'this is not a Five Chains scenario: it has no version' }
  const { version } = value
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    return { ok: false, message: 'this scenario has no version that could be read' }
  if (version > CURRENT_VERSION) {
    return {
      ok: false,
      message: `this scenario has version ${version}, newer than this program knows (${CURRENT_VERSION}): reload the page to get a newer one`,
    }
  }
  let document: unknown = value
  for (let from = version; from < CURRENT_VERSION; from++) document = MIGRATIONS[from]?.(document)
  return readDocumentV1(document)
}
