import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type ESTree, type Plugin, transformWithOxc } from 'vite'

/** The development server injects an inline script for hot reloading, which the page's own policy rightly refuses. Built pages keep it. */
const policyOnlyWhenBuilt: Plugin = {
  name: 'policy-only-when-built',
  apply: 'serve',
  transformIndexHtml: {
    order: 'pre',
    handler: (html, context) =>
      context.server === undefined ? html : html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
  },
}

/**
 * The examples of matches and targets are documentation, tests and conformance cases; nothing that runs reads them. The built page
 * does without: a quarter of its simulation would be examples.
 */
const withoutExamples: Plugin = {
  name: 'without-examples',
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: /\/src\/extensions\/(matches|targets)\/[^/]+\.ts$/ },
    handler(code) {
      const cut = this.parse(code, { lang: 'ts' }).body.flatMap((statement) => examplesIn(statement))
      let rest = code
      for (const { start, end } of cut.toReversed()) rest = `${rest.slice(0, start)}examples: []${rest.slice(end)}`
      return { code: rest, map: null }
    },
  },
}

interface Place {
  readonly start: number
  readonly end: number
}

/** `examples: [...]` where a declaration reads `export const name = defineMatch({ ... })`. */
function examplesIn(statement: ESTree.Directive | ESTree.Statement): readonly Place[] {
  if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration') return []
  return statement.declaration.declarations.flatMap(({ init }) => {
    if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier' || !/^define(Match|Target)$/.test(init.callee.name)) return []
    const [definition] = init.arguments
    if (definition?.type !== 'ObjectExpression') return []
    return definition.properties.filter(
      (property) => property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'examples',
    )
  })
}

/** What comes together in one file, and not in as many as there are ways to share it: it is smaller so, and asked for at once. */
function together(files: { readonly [name: string]: RegExp }) {
  return { codeSplitting: { groups: Object.entries(files).map(([name, test]) => ({ name, test })) } }
}

/** The page from its start, and what is shown beside it while it tells a story. */
const PAGE = together({
  page: /\/src\/main\.tsx$/,
  story: /\/src\/(ui\/stories\/(open-story\.ts|StoryNotes\.tsx)|ui\/recordings\/ShownSwitch\.tsx|stories\/(story|lesson)\.ts)$/,
})

/** The simulation from its start. */
const SIMULATION = together({ simulation: /\/src\/worker\/server\.ts$/ })

/** Nobody's getters do anything: what is only read and never used can be left out. */
const READING_IS_QUIET = { treeshake: { propertyReadSideEffects: false } } as const

const SOURCE = 'src/ui/offline/service-worker.ts'
const WORKER = 'service-worker.js'

/**
 * Writes the service worker beside the built page, with the names of all files that were built: whatever is in the folder is what works
 * offline, and any change to any of it is another deployment.
 */
function servedOffline(): Plugin {
  let root = '.'
  return {
    name: 'served-offline',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir = 'dist' }) {
        const files = readdirSync(dir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((path) => path.slice(join(dir, sep).length).split(sep).join('/'))
          .filter((file) => file !== WORKER)
          .sort()
        const deployment = createHash('sha256')
        for (const file of files)
          deployment
            .update(file)
            .update('\0')
            .update(readFileSync(join(dir, file)))
        const { code } = await transformWithOxc(readFileSync(join(root, SOURCE), 'utf8'), WORKER.replace('.js', '.ts'))
        const besidePage = files.filter((file) => file !== 'index.html')
        const names = `const FILES = ${JSON.stringify(besidePage)}\nconst DEPLOYMENT = '${deployment.digest('hex').slice(0, 16)}'\n`
        writeFileSync(join(dir, WORKER), `${names}${code}`)
      },
    },
  }
}

// `base: './'` makes the build work from any sub-path.
export default defineConfig({
  base: './',
  plugins: [react(), policyOnlyWhenBuilt, servedOffline()],
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 4000,
    // Where a browser does not know the hint, the file comes when it is asked for.
    modulePreload: { polyfill: false },
    rolldownOptions: { ...READING_IS_QUIET, output: PAGE },
  },
  worker: {
    format: 'es',
    plugins: () => [withoutExamples],
    rolldownOptions: { ...READING_IS_QUIET, output: SIMULATION },
  },
})
