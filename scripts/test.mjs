/**
 * `npm test`: everything that must hold, in one go. Types, unit tests, the build, and what a person does in a real browser; the
 * last line sums up every test that ran. Installs a Chromium when there is none.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './find-chromium.mjs'
import { installChromium } from './install-chromium.mjs'

const require = createRequire(import.meta.url)
const reports = mkdtempSync(join(tmpdir(), 'fivechains-test-'))
let passed = 0
let failed = 0

/** Runs a command with its output shown; answers its exit status. */
function run(name, command, args, env = {}) {
  process.stdout.write(`\n== ${name}\n`)
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', (error) => {
      process.stdout.write(`${command}: ${error.message}\n`)
      resolve(127)
    })
    child.on('close', (status) => resolve(status ?? 1))
  })
}

/** A step that passes or fails as a whole: it is not counted when it passes, and once when it does not. */
async function mustHold(name, args) {
  const status = await run(name, process.execPath, args)
  if (status !== 0) failed += 1
  return status === 0
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

function countUnit(status, report) {
  if (report === null) {
    failed += 1
    return
  }
  passed += report.numPassedTests
  // A file that cannot even be loaded has no failing test of its own.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status === 'passed'),
  ).length
  const bad = report.numFailedTests + brokenFiles
  failed += bad === 0 && status !== 0 ? 1 : bad
}

function countBrowser(status, report) {
  if (report === null) {
    failed += 1
    return
  }
  const { expected, unexpected, flaky, skipped } = report.stats
  passed += expected
  // What passes only now and then, or was not run, does not hold.
  const bad = unexpected + flaky + skipped + (unexpected === 0 ? report.errors.length : 0)
  failed += bad === 0 && status !== 0 ? 1 : bad
}

/** A package's own program, run by this very node. */
function program(name, path) {
  return join(require.resolve(`${name}/package.json`), '..', path)
}

const tsc = program('typescript', 'bin/tsc')
for (const project of ['core', 'ui', 'node']) await mustHold(`types: ${project}`, [tsc, '-p', `tsconfig.${project}.json`])

const unitReport = join(reports, 'unit.json')
const vitest = program('vitest', 'vitest.mjs')
countUnit(
  await run('unit tests', process.execPath, [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`]),
  readReport(unitReport),
)

const isBuilt = await mustHold('build', [program('vite', 'bin/vite.js'), 'build'])
if (isBuilt) {
  if ((await findChromium()) === null) installChromium()
  const chromium = await findChromium()
  if (chromium === null) {
    process.stdout.write('\nNo Chromium could be found or installed; set CHROMIUM_PATH to one.\n')
    failed += 1
  } else {
    const browserReport = join(reports, 'browser.json')
    const playwright = program('@playwright/test', 'cli.js')
    const status = await run('browser tests', process.execPath, [playwright, 'test', '--reporter=list,json'], {
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport,
    })
    countBrowser(status, readReport(browserReport))
  }
}

rmSync(reports, { recursive: true, force: true })
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
