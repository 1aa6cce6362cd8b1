/** What the tests of SCRAM share. */
import { asBytes } from '@mailwire/tooling/testing'
import type { ClientMechanism, SaslError, ServerMechanism, ServerStep } from '../src/index.js'

export const EMPTY = new Uint8Array(0)

/** What a promise, or a call, is rejected with; fails the test when it is not. */
export async function rejectedWith(run: () => unknown): Promise<SaslError> {
  try {
    await run()
  } catch (error) {
    return error as SaslError
  }
  throw new Error('nothing was thrown')
}

/** Where an exchange ended. */
export interface Outcome {
  readonly step: ServerStep | undefined
  /** What the client threw. */
  readonly error: SaslError | undefined
  readonly isDone: boolean
  /** Each message, in turns. */
  readonly messages: readonly Uint8Array[]
}

/** Runs an exchange; `change` is a man in the middle. */
export async function meet(
  client: ClientMechanism,
  server: ServerMechanism,
  change: (message: Uint8Array, index: number) => Uint8Array = message => message,
): Promise<Outcome> {
  const messages: Uint8Array[] = []
  const pass = (message: Uint8Array): Uint8Array => {
    messages.push(message)
    return change(message, messages.length - 1)
  }
  let step: ServerStep | undefined
  try {
    step = await server.start(pass(await client.respond(EMPTY)))
    while (step.type === 'challenge') step = await server.respond(pass(await client.respond(pass(step.data))))
    if (step.type === 'success') await client.respond(pass(step.data!))
    return { step, error: undefined, isDone: client.done, messages }
  } catch (error) {
    return { step, error: error as SaslError, isDone: client.done, messages }
  }
}

/** A message with an attribute replaced. */
export const replaced = (message: Uint8Array, from: string | RegExp, to: string): Uint8Array =>
  asBytes(Buffer.from(message).toString('latin1').replace(from, to))
