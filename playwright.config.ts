import { createServer } from 'node:net'
import { defineConfig, devices } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.mjs'

const executablePath = await findChromium()

/** The port is chosen once; the workers that read this file again find it in the environment. */
process.env.E2E_PORT ??= String(await freePort())
const address = `http://127.0.0.1:${process.env.E2E_PORT}/some/where/`

/** The built page, served from a sub-path as it may be anywhere on the web. `vite build` comes first. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Nobody waits this long for anything: figures are for performance.spec.ts, and a machine that others use may be ten times as slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A test that passes only now and then does not pass.
  retries: 0,
  reporter: 'list',
  // Figures are taken last and alone, when nothing else keeps the machine busy.
  projects: [
    { name: 'stories', testIgnore: 'performance.spec.ts' },
    { name: 'performance', testMatch: 'performance.spec.ts', dependencies: ['stories'], fullyParallel: false, workers: 1 },
  ],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    baseURL: address,
    contextOptions: { reducedMotion: 'reduce' },
    // What is kept for offline.spec.ts would answer in the place of the server in all others.
    serviceWorkers: 'block',
    launchOptions: { ...(executablePath !== null && { executablePath }), args: ['--no-sandbox'] },
  },
  webServer: { command: `node scripts/serve.mjs ${process.env.E2E_PORT} /some/where/`, url: address, reuseExistingServer: false },
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      server.close(() => (bound !== null && typeof bound === 'object' ? resolve(bound.port) : reject(new Error('no free port'))))
    })
  })
}
