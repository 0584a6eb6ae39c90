import { expect, test } from 'vitest'
import { absent, placeFor, type Rest, wholly } from './fetched-later'

/** Works things out that need these, in this order; what was fetched, and how often it was begun. */
async function workedOut(needed: readonly Rest[], arrives = true) {
  const there = new Set<Rest>()
  const fetched: Rest[] = []
  let begun = 0
  const fetch = (rest: Rest) => async () => {
    fetched.push(rest)
    if (arrives) there.add(rest)
  }
  const work = () => {
    begun++
    for (const rest of needed) if (!there.has(rest)) absent(rest, 'something')
    return 'whole'
  }
  const answer = await wholly(work, {
    extensions: fetch('extensions'),
    syntax: fetch('syntax'),
    engine: fetch('engine'),
  }).catch((thrown: Error) => thrown.message)
  return { answer, fetched, begun }
}

test('what needs nothing more is worked out at once', async () => {
  expect(await workedOut([])).toEqual({ answer: 'whole', fetched: [], begun: 1 })
})

test('whatever is met is fetched, and all is begun again', async () => {
  expect(await workedOut(['engine', 'extensions', 'engine'])).toEqual({ answer: 'whole', fetched: ['engine', 'extensions'], begun: 3 })
})

test('what is still not there when it was fetched is a bug', async () => {
  const { answer, begun } = await workedOut(['engine'], false)
  expect(answer).toMatch(/^something is not there/)
  expect(begun).toBe(2)
})

test('a place holds what was brought', async () => {
  const place = placeFor<string>('engine')
  const bringing = async () => place.bring('a part')
  expect(await wholly(place.get, { extensions: bringing, syntax: bringing, engine: bringing })).toBe('a part')
})

test('any other failure is nobody’s absence', async () => {
  const work = () => {
    throw new Error('a bug')
  }
  await expect(wholly(work, { extensions: async () => {}, syntax: async () => {}, engine: async () => {} })).rejects.toThrow('a bug')
})
