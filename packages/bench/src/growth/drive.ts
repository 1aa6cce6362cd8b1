/** Drives connections as fast as they go: the work that growth topics measure, and nothing around it. */

interface Connection<Event> {
  receive(chunk: Uint8Array): void
  nextEvent(): Event | undefined
  takeOutput(): Uint8Array[]
}

/** Feeds chunks, and answers each event; gives how many events there were. */
export function feed<Event>(
  connection: Connection<Event>,
  chunks: Iterable<Uint8Array>,
  answer: (event: Event) => void = () => {},
): number {
  let count = 0
  const drain = (): void => {
    for (let event = connection.nextEvent(); event !== undefined; event = connection.nextEvent()) {
      count++
      answer(event)
    }
    connection.takeOutput()
  }
  drain()
  for (const chunk of chunks) {
    connection.receive(chunk)
    drain()
  }
  return count
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** Pieces of a length, views on the bytes. */
export function* cut(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

/** A text repeated, as bytes. */
export const repeated = (size: number, text: string | ((at: number) => string)): Uint8Array =>
  bytesOf(Array.from({ length: size }, (_, at) => (typeof text === 'string' ? text : text(at))).join(''))

/** Pushes everything into a decoder, and counts what it gives. */
export function drain<Input>(decoder: { push(input: Input): void; next(): unknown }, inputs: Iterable<Input>): number {
  let count = 0
  for (const input of inputs) {
    decoder.push(input)
    while (decoder.next() !== undefined) count++
  }
  return count
}
