/** A client and a server that talk to each other with nothing between them, as each of the protocols lets them. */
import type { ClientMechanism, ServerMechanism, ServerStep } from '../src/index.js'

/** How an exchange ends, with all that was said. */
export interface Meeting {
  readonly step: ServerStep
  /** The client's responses, one char a byte. */
  readonly responses: readonly string[]
}

/** Runs an exchange to its end; `initial` has the client's first response go with the command. */
export async function meet(client: ClientMechanism, server: ServerMechanism, initial: boolean): Promise<Meeting> {
  const responses: string[] = []
  const respond = async (challenge: Uint8Array): Promise<Uint8Array> => {
    const response = await client.respond(challenge)
    responses.push(String.fromCharCode(...response))
    return response
  }
  let step = await server.start(initial && client.clientFirst ? await respond(new Uint8Array(0)) : undefined)
  for (let round = 0; round < 9 && step.type === 'challenge'; round++) step = await server.respond(await respond(step.data))
  return { step, responses }
}
