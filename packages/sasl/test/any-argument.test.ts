/** Every function of the index with every kind of wrong argument: a result of the kind that it gives, or a SaslError. */
import { expect, it } from 'vitest'
import * as sasl from '../src/index.js'

const junk: readonly unknown[] = [
  undefined,
  null,
  0,
  1.5,
  Number.NaN,
  7n,
  '',
  'a b',
  true,
  Symbol('x'),
  {},
  [],
  [undefined],
  [null],
  [{}],
  new Uint8Array(0),
  new ArrayBuffer(3),
  () => 1,
]

type Call = (...args: readonly unknown[]) => unknown

const tim = { authenticationId: 'tim', password: 'x', authorizationId: '' }
const message = sasl.encodePlain(tim)

/** Arguments that each function accepts, the optional ones too. */
const functions: Readonly<Record<string, readonly unknown[]>> = {
  chooseMechanism: [['PLAIN'], [sasl.plainClient(tim)]],
  decodeInitialResponse: ['='],
  decodePlain: [message],
  encodeInitialResponse: [message],
  encodePlain: [tim],
  isMechanismName: ['PLAIN'],
  isSaslError: [1],
  loginClient: [tim],
  loginServer: [() => true],
  parseMechanismName: ['PLAIN'],
  plainClient: [tim],
  plainServer: [() => true],
}

/** What the mechanisms take. */
const methods: Readonly<Record<string, readonly [args: readonly unknown[], call: Call]>> = {
  'plainClient().respond': [[new Uint8Array(0)], challenge => sasl.plainClient(tim).respond(challenge as Uint8Array)],
  'plainServer().respond': [[message], response => sasl.plainServer(() => true).respond(response as Uint8Array)],
  'plainServer().start': [[message], response => sasl.plainServer(() => true).start(response as Uint8Array)],
  'loginClient().respond': [[message], challenge => sasl.loginClient(tim).respond(challenge as Uint8Array)],
  'loginServer().start': [[message], response => sasl.loginServer(() => true).start(response as Uint8Array)],
  'loginServer().respond': [[message], response => sasl.loginServer(() => true).respond(response as Uint8Array)],
  'the verifier of plainServer': [[() => true], verify => sasl.plainServer(verify as () => boolean).respond(message)],
  'the verifier of loginServer': [[() => true], verify => sasl.loginServer(verify as () => boolean).start(message)],
  'the verdict of plainServer': [[true], verdict => sasl.plainServer(() => verdict as boolean).respond(message)],
}

/** The arguments with each of them, and each of their parts, replaced in turn. */
function* damaged(value: unknown, depth: number): Generator<unknown> {
  if (depth > 0) yield* junk
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [key, part] of Object.entries(value))
    for (const other of damaged(part, depth + 1)) {
      const copy = Array.isArray(value) ? [...value] : { ...value }
      ;(copy as Record<string, unknown>)[key] = other
      yield copy
    }
}

async function allowsAny(args: readonly unknown[], call: Call): Promise<void> {
  await call(...args)
  for (const list of damaged(args, 0)) {
    try {
      await call(...(list as readonly unknown[]))
    } catch (error) {
      if (!sasl.isSaslError(error))
        throw new Error(`${String(error)}: ${(list as unknown[]).map(each => typeof each).join(', ')}`)
    }
  }
}

it('each function of the index has a row', () => {
  const exported = Object.entries(sasl as unknown as Readonly<Record<string, unknown>>)
  const called = exported.filter(([name, value]) => typeof value === 'function' && name !== 'SaslError').map(([name]) => name)
  expect(Object.keys(functions).sort()).toEqual(called.sort())
})

it.each(Object.entries(functions))('%s', async (name, args) => {
  await allowsAny(args, (sasl as unknown as Readonly<Record<string, Call>>)[name]!)
})

it.each(Object.entries(methods))('%s', async (_name, [args, call]) => {
  await allowsAny(args, call)
})
