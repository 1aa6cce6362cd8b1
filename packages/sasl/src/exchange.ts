/** The order of an exchange, once for all mechanisms: a mechanism is the list of its steps, and what is out of order never reaches one. */
import { fail, SaslError } from './error.js'
import type { ClientMechanism, ServerMechanism, ServerStep } from './mechanism.js'
import { bytesOf } from './values.js'

type MaybePromise<Value> = Value | Promise<Value>

/** Answers one challenge. */
export type ClientStep = (challenge: Uint8Array) => MaybePromise<Uint8Array>

/** A client mechanism by its steps. */
export interface ClientScript {
  readonly name: string
  /** The client speaks first: its first step answers an empty challenge, and no other. */
  readonly clientFirst: boolean
  readonly steps: readonly ClientStep[]
  /** The steps after which a success may be believed; all of them unless given. */
  readonly needed?: number | undefined
  /** What the server said of its refusal. */
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
            fail('bad-message', 0, `respond ${name}: the challenge is not empty, and the client has not spoken yet`)
          return steps[step]!(challenge)
        },
        () => false,
      )
    },
  }
}

/** Judges one response. A {@link SaslError} that the peer's bytes cause is a failure. */
export type JudgingStep = (response: Uint8Array) => MaybePromise<ServerStep>

/** A server mechanism by its steps. */
export interface ServerScript {
  readonly name: string
  /** What is sent where no initial response came: empty for mechanisms in which the client speaks first. */
  readonly challenge: () => MaybePromise<Uint8Array>
  /** False for a mechanism whose first response answers a challenge that has to be read. */
  readonly takesInitialResponse: boolean
  readonly steps: readonly JudgingStep[]
}

/** Runs the steps in order, one at a time. What is not a challenge ends the exchange, and so does what throws. */
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
      if (started) fail('unexpected', 0, `start ${name}: the exchange was begun before`)
      if (initialResponse !== undefined && takesInitialResponse) return respond(initialResponse)
      if (initialResponse !== undefined) bytesOf(initialResponse, `start ${name}`)
      started = true
      if (initialResponse === undefined) return chain(challenge(), data => ({ type: 'challenge', data }))
      order.end()
      return failure('bad-message', `decode ${name}: an initial response, and the server speaks first`)
    },
    respond,
  }
}

/** The step of a client that is not accepted. */
export const failure = (code: SaslError['code'], message: string): ServerStep => ({
  type: 'failure',
  error: new SaslError(code, 0, message, 'remote'),
})

/** Goes on with a value, now or once it is there. */
export const chain = <Value, Next>(value: MaybePromise<Value>, next: (value: Value) => Next): MaybePromise<Next> =>
  isThenable(value) ? Promise.resolve(value).then(next) : next(value)

/** Any thenable, not this realm's Promise alone: taken for a value, one that is pending would be a success. */
const isThenable = <Value>(value: MaybePromise<Value>): value is Promise<Value> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** Which step comes next, and whether one may come. */
class Order {
  /** Steps that went through. */
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
    if (this.#isBusy) fail('unexpected', 0, `${action}: a ${this.#what} while the one before is being answered`)
    if (this.#isOver || this.finished === this.#steps)
      fail('unexpected', 0, `${action}: a ${this.#what} after the exchange is over`)
    bytesOf(bytes, action)
    return this.finished
  }

  /** Runs a step; one that throws, or gives a last value, is the last. */
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

/** A step, with the error of a client's bytes as its failure. */
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
