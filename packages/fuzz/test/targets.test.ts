/** Every target takes its seeds and a few thousand changes of them, always the same ones; a long run is `npm run fuzz`. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { cutsOf } from '../src/cuts.js'
import { dictionaryOf, seedsOf, targets } from '../src/inputs.js'
import { mutate, randomFrom } from '../src/mutate.js'

const root = new URL('../', import.meta.url)
const RUNS = 500

describe.each(targets(root))('%s', target => {
  const file = fileURLToPath(new URL(`targets/${target}.ts`, root))
  const load = async (): Promise<(bytes: Uint8Array) => void> => (await import(file)).fuzz
  const seeds = seedsOf(root, target)

  test('has seeds, and takes each, the empty input and each cut short', async () => {
    const fuzz = await load()
    expect(seeds.size).toBeGreaterThan(0)
    for (const seed of [new Uint8Array(0), ...seeds.values()])
      for (const length of [seed.length, seed.length - 1, seed.length >> 1, 1]) holds(fuzz, seed.slice(0, Math.max(0, length)))
  })

  test('takes changed seeds', async () => {
    const fuzz = await load()
    const random = randomFrom(1)
    const corpus = [...seeds.values()]
    const dictionary = dictionaryOf(root, target)
    for (let run = 0; run < RUNS; run++) holds(fuzz, mutate(corpus, dictionary, random))
  })
})

/** Says which input it was. */
function holds(fuzz: (bytes: Uint8Array) => void, input: Uint8Array): void {
  try {
    fuzz(input.slice())
  } catch (error) {
    throw new Error(`for ${Buffer.from(input).toString('hex')}`, { cause: error })
  }
}

describe('the engine', () => {
  test('the same numbers give the same inputs, none too long', () => {
    const inputs = (seed: number): string[] => {
      const random = randomFrom(seed)
      const corpus = [Uint8Array.from({ length: 4000 }, (_, at) => at), new Uint8Array(0)]
      return Array.from({ length: 500 }, () => Buffer.from(mutate(corpus, [Uint8Array.of(1, 2, 3)], random)).toString('hex'))
    }
    expect(inputs(7)).toEqual(inputs(7))
    expect(inputs(7)).not.toEqual(inputs(8))
    expect(Math.max(...inputs(7).map(input => input.length / 2))).toBeLessThanOrEqual(4096)
    expect(new Set(inputs(7)).size).toBeGreaterThan(400)
  })

  test('dictionaries are read in the notation of libFuzzer', () => {
    expect(dictionaryOf(root, 'sasl/plain').slice(0, 4)).toEqual([
      Uint8Array.of(0),
      Uint8Array.of(0, 0),
      Uint8Array.of(0x74, 0x69, 0x6d),
      Uint8Array.of(0xc3, 0xa9),
    ])
  })

  test('cuts depend on nothing but the bytes', () => {
    expect(cutsOf(Uint8Array.of(1, 2, 3))).toEqual(cutsOf(Uint8Array.of(1, 2, 3)))
    const counts = new Set(Array.from({ length: 64 }, (_, byte) => cutsOf(Uint8Array.of(byte)).length))
    expect([...counts].sort()).toEqual([0, 1, 2, 3])
  })
})
