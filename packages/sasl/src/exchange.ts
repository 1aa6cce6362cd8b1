/** The order of an exchange, for all mechanisms: a mechanism is a list of steps, and a message out of order never reaches one. */
import { fail, SaslError } from './error.js'
import type { ClientMechanism, ServerMechanism, ServerStep } from './mechanism.js'
import { bytesOf } from './values.js'

type MaybePromise<Value> = Value | Promise<Value>

/** Answers one challenge. */
export type ClientStep = (challenge: Uint8Array) => MaybePromise<Uint8Array>

/** What a client mechanism is made from. */
export interface ClientScript {
  readonly name: string
  /** The client speaks first: its first step answers an empty challenge, and no other. */
  readonly clientFirst: boolean
  readonly steps: readonly ClientStep[]
  /** The number of steps after which a success may be believed; all of them by default. */
  readonly needed?: number | undefined
  /** The reason of the server's refusal, once it has sent one. */
  readonly rejected?: (() => SaslError | undefined) | undefined
}

/** Runs the steps in order, one at a time. A step that throws is the last. */
export function clientMechanism({ name, clientFirst, steps, needed = steps.length, rejected }: ClientScript): ClientMechanism {
  const order = new Order(name, steps.length, 'challenge')
  return {
    name,
    clientFirst,
    get done() {
      return order.finished >= needed && rejected?.() === undefined
    },
    get rejected() {
      return rejected?.()
    },
    respond: challenge => {
      const step = order.begin(challenge)
      return order.run(
        () => {
          if (clientFirst && step === 0 && challenge.length > 0)
            fail('bad-message', 0, `respond ${name}: the first challenge must be empty, because the client sends first`)
          return steps[step]!(challenge)
        },
        () => false,
      )
    },
  }
}

/** Judges one response. A {@link SaslError} that the peer's bytes cause is a failure. */
export type JudgingStep = (response: Uint8Array) => MaybePromise<ServerStep>

/** What a server mechanism is made from. */
export interface ServerScript {
  readonly name: string
  /** The first challenge, where no initial response came: empty for mechanisms in which the client speaks first. */
  readonly challenge: () => MaybePromise<Uint8Array>
  /** False for a mechanism whose first response answers a challenge that has to be read. */
  readonly takesInitialResponse: boolean
  readonly steps: readonly JudgingStep[]
}

/** Runs the steps in order, one at a time. The exchange ends with the first result that is not a challenge, and when a step throws. */
export function serverMechanism({ name, challenge, takesInitialResponse, steps }: ServerScript): ServerMechanism {
  const order = new Order(name, steps.length, 'response')
  let started = false
  const respond = (response: Uint8Array): MaybePromise<ServerStep> => {
    const step = order.begin(response)
    started = true
    return order.run(
      () => settled(() => steps[step]!(response)),
      ({ type }) => type !== 'challenge',
    )
  }
  return {
    name,
    start: initialResponse => {
      if (started) fail('unexpected', 0, `start ${name}: the exchange has already started`, 'local')
      if (initialResponse !== undefined && takesInitialResponse) return respond(initialResponse)
      if (initialResponse !== undefined) bytesOf(initialResponse, `start ${name}`)
      started = true
      if (initialResponse === undefined) return chain(challenge(), data => ({ type: 'challenge', data }))
      order.end()
      return failure('bad-message', `decode ${name}: an initial response is not allowed, because the server sends first`)
    },
    respond,
  }
}

/** The step that rejects a client. */
export const failure = (code: SaslError['code'], message: string): ServerStep => ({
  type: 'failure',
  error: new SaslError(code, 0, message, 'remote'),
})

/** Applies `next` to a value, at once or when its promise is fulfilled. */
export const chain = <Value, Next>(value: MaybePromise<Value>, next: (value: Value) => Next): MaybePromise<Next> =>
  isThenable(value) ? Promise.resolve(value).then(next) : next(value)

/** Accepts any thenable, since a promise may come from another realm. A pending promise that was taken for a value would count as a success. */
const isThenable = <Value>(value: MaybePromise<Value>): value is Promise<Value> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** Keeps track of which step comes next, and whether it may. */
class Order {
  /** The number of steps that succeeded. */
  finished = 0
  readonly #name: string
  readonly #steps: number
  readonly #what: string
  #isBusy = false
  #isOver = false

  constructor(name: string, steps: number, what: string) {
    this.#name = name
    this.#steps = steps
    this.#what = what
  }

  /** The step that takes these bytes. @throws {@link SaslError} `unexpected`, `bad-value` */
  begin(bytes: Uint8Array): number {
    const action = `respond ${this.#name}`
    if (this.#isBusy)
      fail('unexpected', 0, `${action}: a ${this.#what} came while the previous one is still being processed`, 'local')
    if (this.#isOver || this.finished === this.#steps)
      fail('unexpected', 0, `${action}: a ${this.#what} came after the end of the exchange`)
    bytesOf(bytes, action)
    return this.finished
  }

  /** Runs a step. The exchange is over when it throws, or gives a value that `isLast`. */
  run<Value>(work: () => MaybePromise<Value>, isLast: (value: Value) => boolean): MaybePromise<Value> {
    this.#isBusy = true
    const finish = (value: Value): Value => {
      this.#isBusy = false
      this.#isOver = isLast(value)
      this.finished++
      return value
    }
    try {
      const made = work()
      if (!isThenable(made)) return finish(made)
      return Promise.resolve(made).then(finish, error => this.#gaveUp(error))
    } catch (error) {
      return this.#gaveUp(error)
    }
  }

  end(): void {
    this.#isOver = true
  }

  #gaveUp(error: unknown): never {
    this.#isBusy = false
    this.#isOver = true
    throw error
  }
}

/** Runs a judging step; an error that the client's bytes caused becomes a failure. */
function settled(judge: () => MaybePromise<ServerStep>): MaybePromise<ServerStep> {
  const asFailure = (error: unknown): ServerStep => {
    if (error instanceof SaslError && error.fault === 'remote') return { type: 'failure', error }
    throw error
  }
  try {
    const step = judge()
    return isThenable(step) ? Promise.resolve(step).catch(asFailure) : step
  } catch (error) {
    return asFailure(error)
  }
}
