/** Reads a stream of responses whole and in pieces: its events are the same in any cut. */
import { asBytes, byteByByte, everySplit, joined } from '@mailwire/tooling/testing'
import { expect } from 'vitest'
import { isImapError, ResponseDecoder, type ResponseEvent, type ResponseOptions } from '../src/index.js'

/** What ended a stream. */
interface Fatal {
  readonly type: 'fatal'
  readonly error: { readonly code: string; readonly offset: number }
}

export type Read = ResponseEvent | Fatal

/** Every event of a stream that is cut in this way, pieces of a literal joined, and the error that ended it. */
export function read(chunks: readonly Uint8Array[], options: ResponseOptions = {}): Read[] {
  const decoder = new ResponseDecoder(options)
  const found: Read[] = []
  try {
    for (const chunk of chunks) {
      decoder.push(chunk)
      for (let event = decoder.next(); event !== undefined; event = decoder.next())
        found.push(event.type === 'body-chunk' ? { ...event, bytes: event.bytes.slice() } : event)
      chunk.fill(0xaa)
    }
    decoder.end()
  } catch (error) {
    if (!isImapError(error)) throw error
    found.push({ type: 'fatal', error })
  }
  return joined(found)
}

/** The same for a text, which is also cut at every place, and byte by byte. */
export function readAnyCut(text: string, options: ResponseOptions = {}): Read[] {
  const bytes = asBytes(text)
  const whole = read([bytes.slice()], options)
  const expected = shown(whole)
  const ways = bytes.length < 400 ? everySplit(bytes) : [byteByByte(bytes)]
  for (const chunks of ways) {
    const cut = chunks.map(({ length }) => length)
    expect({ cut, found: shown(read(chunks, options)) }).toEqual({ cut, found: expected })
  }
  return whole
}

/** All of it as text, the code and the offset of an error included, which equality does not look at. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part instanceof Uint8Array || part instanceof Uint32Array
      ? Array.from(part)
      : typeof part === 'bigint'
        ? `${part}n`
        : part instanceof Error
          ? { ...part, message: part.message }
          : part,
  )
