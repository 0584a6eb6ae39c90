import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * Installs a Chromium for the browser tests where there is none: the distribution's own on Debian as root, else (or when
 * that fails) Playwright's. Whether there is one afterwards is for findChromium to say.
 */
export function installChromium() {
  process.stdout.write('\nNo Chromium here: installing one for the browser tests.\n')
  if (isDebian() && process.getuid?.() === 0) {
    // A stale list names packages that are gone; one that cannot be fetched anew may still do.
    run('apt-get', ['update', '-qq'])
    if (run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])) return
  }
  run(process.execPath, [require.resolve('@playwright/test/cli'), 'install', 'chromium'])
}

/** Others that use apt, like Ubuntu, have a package of that name which is none. */
function isDebian() {
  return existsSync('/etc/os-release') && /^ID=["']?debian["']?$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** Whether the command succeeded. */
function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  return status === 0
}
