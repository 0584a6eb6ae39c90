import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUILT = fileURLToPath(new URL('../../dist/', import.meta.url))
const SUB_PATH = '/any/where/'
const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
}

/** A web server of a test's own: it can be gone, and what it serves can become another deployment. */
export interface OwnServer {
  readonly address: string
  /** Every path that was asked for while it was there, within the page's folder. */
  readonly asked: readonly string[]
  /** From now on nobody answers; or somebody does again. */
  gone(gone: boolean): void
  /** The same page built anew: every file that is named by its content has another name, and the page another title. */
  deployAnew(title: string): void
  close(): Promise<void>
}

export async function startOwnServer(): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fivechains-served-'))
  cpSync(BUILT, folder, { recursive: true })
  const asked: string[] = []
  let isGone = false
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/[?#].*$/, '')
    if (isGone || !path.startsWith(SUB_PATH)) {
      request.socket.destroy()
      return
    }
    const file = path.slice(SUB_PATH.length)
    asked.push(file)
    const found = join(folder, file === '' ? 'index.html' : file)
    const isThere = existsSync(found) && statSync(found).isFile()
    response.writeHead(isThere ? 200 : 404, {
      'content-type': isThere ? (TYPES[extname(found)] ?? 'application/octet-stream') : 'text/plain',
    })
    response.end(isThere ? readFileSync(found) : 'not here')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}${SUB_PATH}`,
    asked,
    gone: (gone) => {
      isGone = gone
      if (gone) server.closeAllConnections()
    },
    deployAnew: (title) => renameAll(folder, title),
    close: async () => {
      await stop(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function renameAll(folder: string, title: string): void {
  const assets = readdirSync(join(folder, 'assets'))
  const renamed = (name: string) => name.replace(/-([\w-]{5})[\w-]{3}(\.\w+)$/, `-$1_v${title.at(-1)}$2`)
  const texts = ['index.html', 'service-worker.js', ...assets.filter((name) => /\.(js|css)$/.test(name)).map((name) => `assets/${name}`)]
  const names = new RegExp(assets.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g')
  for (const text of texts) {
    const path = join(folder, text)
    writeFileSync(path, readFileSync(path, 'utf8').replace(names, renamed).replace('<title>Five Chains', `<title>${title}`))
  }
  for (const name of assets) renameSync(join(folder, 'assets', name), join(folder, 'assets', renamed(name)))
  const worker = join(folder, 'service-worker.js')
  writeFileSync(worker, readFileSync(worker, 'utf8').replace(/DEPLOYMENT = '[^']*/, `DEPLOYMENT = '${title}`))
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
