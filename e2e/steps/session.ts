import { test as base, expect } from '@playwright/test'

/**
 * Every test is a whole session of a person, and in every session the page keeps its promises: nothing throws, nothing is complained
 * of in the console (a breach of the page's own policy would be), and no other host is asked for anything.
 */
export const test = base.extend<{ promises: undefined }>({
  promises: [
    async ({ context, baseURL }, use) => {
      const home = new URL(baseURL ?? '').origin
      const broken: string[] = []
      context.on('request', (request) => {
        const url = request.url()
        if (!url.startsWith(home) && !/^(data|blob|about):/.test(url)) broken.push(`asked another host: ${url}`)
      })
      context.on('weberror', (error) => broken.push(`threw: ${error.error().message}`))
      context.on('console', (message) => {
        if (message.type() === 'error') broken.push(`complained: ${message.text()}`)
      })
      await use(undefined)
      expect(broken).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }
