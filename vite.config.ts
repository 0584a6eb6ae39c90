import react from '@vitejs/plugin-react'
import { defineConfig, type ESTree, type Plugin } from 'vite'

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

/** What is there from the start in one file, and not in as many as there are ways to share it: it is smaller so, and asked for at once. */
function together(name: string, start: RegExp) {
  return { codeSplitting: { groups: [{ name, test: start }] } }
}

// `base: './'` makes the build work from any sub-path.
export default defineConfig({
  base: './',
  plugins: [react(), policyOnlyWhenBuilt],
  build: { target: 'es2023', chunkSizeWarningLimit: 4000, rolldownOptions: { output: together('page', /\/src\/main\.tsx$/) } },
  worker: {
    format: 'es',
    plugins: () => [withoutExamples],
    rolldownOptions: { output: together('simulation', /\/src\/worker\/server\.ts$/) },
  },
})
