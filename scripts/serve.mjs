/** `node scripts/serve.mjs PORT /sub/path/`: the built page under a sub-path, by Vite's own preview server. */
import { preview } from 'vite'

const [port = '4173', base = '/'] = process.argv.slice(2)
const server = await preview({ base, logLevel: 'warn', preview: { port: Number(port), strictPort: true, host: '127.0.0.1' } })
server.printUrls()
