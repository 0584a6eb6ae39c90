import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

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

// `base: './'` makes the build work from any sub-path.
export default defineConfig({
  base: './',
  plugins: [react(), policyOnlyWhenBuilt],
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  worker: { format: 'es' },
})
