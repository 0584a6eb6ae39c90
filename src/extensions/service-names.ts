import { absent } from './fetched-later'

/**
 * Service names as getservbyname(3) knows them. iptables takes a name wherever it takes a port. Most rule texts write numbers: the list
 * (`service-list.ts`) comes with the rest of the extensions, and is taken apart when the first name is met.
 */
let services: { readonly list: string; readonly aliases: string } | null = null

/** Makes the names of services known. */
export function knowServices(list: string, aliases: string): void {
  services = { list, aliases }
  table = null
  namesByPort = null
}

/** The port of a service name, or null. `protocol` is a number (6, 17, 132, 33); null takes the first of any. */
export function servicePort(name: string, protocol: number | null): number | null {
  let first: number | null = null
  for (const service of servicesByName().get(name) ?? []) {
    if (protocol !== null && service.protocols.includes(LETTERS[protocol] ?? '?')) return service.port
    first ??= service.port
  }
  return protocol === null ? first : null
}

/** The name of a port, or null. */
export function serviceName(port: number, protocol: number): string | null {
  const letter = LETTERS[protocol] ?? '?'
  if (namesByPort === null) {
    const byName = servicesByName()
    const further = new Set(services?.aliases.split(' '))
    namesByPort = new Map()
    for (const [name, those] of byName) {
      if (further.has(name)) continue
      for (const service of those)
        for (const one of service.protocols) {
          const key = `${service.port} ${one}`
          if (!namesByPort.has(key)) namesByPort.set(key, name)
        }
    }
  }
  return namesByPort.get(`${port} ${letter}`) ?? null
}

let namesByPort: Map<string, string> | null = null

interface Service {
  readonly port: number
  readonly protocols: string
}

const LETTERS: { readonly [protocol: number]: string } = { 6: 't', 17: 'u', 33: 'd', 132: 's' }

let table: Map<string, Service[]> | null = null

function servicesByName(): ReadonlyMap<string, readonly Service[]> {
  if (services === null) absent('extensions', 'services')
  if (table === null) {
    table = new Map()
    for (const entry of services.list.split(',')) {
      const [name = '', port = '', protocols = ''] = entry.split(' ')
      const service = { port: Number(port), protocols }
      const there = table.get(name)
      if (there === undefined) table.set(name, [service])
      else there.push(service)
    }
  }
  return table
}

/** Every service of a protocol with its port; of any where it is null. For completion. */
export function allServices(protocol: number | null): readonly { readonly name: string; readonly port: number }[] {
  const letter = protocol === null ? null : (LETTERS[protocol] ?? '?')
  return [...servicesByName()].flatMap(([name, those]) => {
    const service = those.find(({ protocols }) => letter === null || protocols.includes(letter))
    return service === undefined ? [] : [{ name, port: service.port }]
  })
}
