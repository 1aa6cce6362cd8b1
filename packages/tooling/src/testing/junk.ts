/** What JavaScript callers pass in spite of the types: each argument, and each part of it, replaced by values of every kind. */
import { assertFault } from './errors.js'

/** Bytes whose buffer was transferred, as to a worker: their length reads as 0, and native methods throw. */
export function detachedBytes(): Uint8Array {
  const bytes = new Uint8Array(12)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

/** Values of every kind. */
export const junk: readonly unknown[] = [
  undefined,
  null,
  0,
  1.5,
  Number.NaN,
  7n,
  '',
  'a b',
  'constructor',
  // A message that shows them as they are has another line, or no end.
  'a\r\nb\0',
  'y'.repeat(70_000),
  true,
  Symbol('x'),
  {},
  [],
  [undefined],
  [null],
  [{}],
  // A hole, which `map` and `some` pass over.
  new Array(1),
  new Uint8Array(0),
  new Uint8Array(12),
  new ArrayBuffer(3),
  // Looks like bytes to `instanceof`, and is none to a native method.
  new Proxy(new Uint8Array(12), {}),
  detachedBytes(),
  // Has no text at all.
  Object.create(null),
  () => 1,
]

export interface TakesAnything {
  /** The name of the package's error class. */
  readonly errorName: string
  /** Arguments that are right, the optional ones too. */
  readonly args: readonly unknown[]
  readonly call: (...args: readonly unknown[]) => unknown
  /** Also the parts of each argument are replaced. */
  readonly deep: boolean
  /**
   * Whose fault an error is: `local` where nothing but the caller's values is looked at; `kind` where it is local for an argument of another
   * kind, as of a decoder that is handed no bytes; `any` where values of every kind may come from a peer, as parsed JSON does.
   */
  readonly fault: 'local' | 'kind' | 'any'
}

/** The call gives a result, and never one in which something else shows through, or throws the package's error, which says whose fault it is. */
export async function takesAnything({ errorName, args, call, deep, fault }: TakesAnything): Promise<void> {
  for (const [at, arg] of args.entries())
    for (const other of deep ? damaged(arg) : junk) {
      const list = args.map((one, place) => (place === at ? other : one))
      try {
        if (isNonsense(await outcome(() => call(...list)))) throw new Error('a result that makes no sense')
      } catch (error) {
        const where = `(${list.map(shown).join(', ')})`
        if (!(error instanceof Error && error.name === errorName)) throw new Error(`${where}: ${String(error)}`, { cause: error })
        checkMessage(error.message)
        const isOtherKind = other !== undefined && kindOf(other) !== kindOf(arg)
        if (fault === 'local' || (fault === 'kind' && isOtherKind)) assertFault(error, 'local')
      }
    }
}

/** A message is one line, whatever the value at fault. */
function checkMessage(message: string): void {
  if (message.length > 1000 || /[\0\r\n]/.test(message))
    throw new Error(`no message to print: ${JSON.stringify(message.slice(0, 200))}`)
}

/** The value and each of its parts replaced in turn. */
function* damaged(value: unknown): Generator<unknown> {
  yield* junk
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [key, part] of Object.entries(value))
    for (const other of damaged(part)) {
      const copy = Array.isArray(value) ? [...value] : { ...value }
      ;(copy as Record<string, unknown>)[key] = other
      yield copy
    }
}

/** What a call gives in the end: of a generator all that it yields. */
async function outcome(call: () => unknown): Promise<unknown> {
  const result = await call()
  return typeof result === 'object' && result !== null && 'next' in result && Symbol.iterator in result
    ? [...(result as Iterable<unknown>)]
    : result
}

/** Texts and numbers in which something else shows through, and records without a name. */
const isNonsense = (value: unknown): boolean =>
  Number.isNaN(value) ||
  (typeof value === 'object' && value !== null && 'name' in value && value.name === undefined) ||
  (typeof value === 'string' && /undefined|null|NaN|\[object|Symbol|=>|native/.test(value))

const kindOf = (value: unknown): string => Object.prototype.toString.call(value)

const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `{${Object.entries(value)
        .slice(0, 8)
        .map(([key, part]) => `${key}: ${typeof part === 'object' ? '...' : String(part)}`)}}`
    : String(value)
