import { existsSync } from 'node:fs'

/**
 * The Chromium that the browser tests use: the one that CHROMIUM_PATH names (and no other, when it names one), else Playwright's
 * own, else the system's. Null when there is none.
 *
 * @returns {Promise<string | null>}
 */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file`)
    return named
  }
  const { chromium } = await import('@playwright/test')
  return (
    [chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
      existsSync(path),
    ) ?? null
  )
}
