/** DNS over TCP: each message is preceded by two bytes of length (RFC 1035 4.2.2, RFC 7766 8). TLS and QUIC use the same framing. */
import { copyOf, Input } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkBytes } from '../given.js'

/** The minimum size of a message: a header. */
const MIN_MESSAGE = 12

/**
 * A message with its length before it, in one array, so that both are sent in one segment (RFC 7766 8).
 *
 * @throws {@link DnsError} `bad-frame` below 12 bytes, `too-long` above 65,535
 */
export function encodeTcp(message: Uint8Array): Uint8Array {
  checkBytes(message, 'encode TCP frame')
  if (message.length < MIN_MESSAGE)
    fail('bad-frame', 0, `encode TCP frame: message of ${message.length} bytes, at least ${MIN_MESSAGE} expected`)
  if (message.length > 0xffff) fail('too-long', 0, `encode TCP frame: message of ${message.length} bytes, at most 65535 allowed`)
  const frame = new Uint8Array(message.length + 2)
  frame[0] = message.length >> 8
  frame[1] = message.length
  frame.set(message, 2)
  return frame
}

/**
 * Everything that one side sends on a stream of DNS over QUIC: the message with ID 0, after its length (RFC 9250 4.2, 4.2.1). The original ID in a
 * TSIG record is not changed.
 *
 * @throws {@link DnsError} as {@link encodeTcp}
 */
export function encodeDoq(message: Uint8Array): Uint8Array {
  const frame = encodeTcp(message)
  frame[2] = 0
  frame[3] = 0
  return frame
}

/**
 * The message in everything received on a stream of DNS over QUIC.
 *
 * @throws {@link DnsError} `bad-frame` for an ID other than 0, a frame that is truncated or too short, and extra bytes after it: all of them protocol
 * errors (RFC 9250 4.3.3)
 *
 * @example
 * decodeDoq(encodeDoq(query)) // the query, with ID 0
 */
export function decodeDoq(stream: Uint8Array): Uint8Array {
  checkBytes(stream, 'decode DoQ')
  const length = stream.length - 2
  if (length < MIN_MESSAGE || ((stream[0]! << 8) | stream[1]!) !== length)
    fail('bad-frame', 0, `decode DoQ: ${stream.length} bytes are not exactly one length-prefixed message`)
  if ((stream[2]! | stream[3]!) !== 0) fail('bad-frame', 2, 'decode DoQ: the ID is not 0')
  return copyOf(stream, 2)
}

/**
 * Splits a stream into messages: `push` what was received, call `next` until it gives `undefined`, and `end` when the stream ends. A frame too
 * short for a message is reported once and skipped; the following frames are not affected.
 *
 * @example
 * const decoder = new TcpDecoder()
 * decoder.push(encodeTcp(query))
 * const message = decoder.next()
 */
export class TcpDecoder {
  readonly #input = new Input()
  #message: Uint8Array | undefined
  #filled = 0
  #length = -1 // length of the current message; -1 before its second length byte
  #skip = 0 // bytes left of a refused frame

  push(chunk: Uint8Array): void {
    checkBytes(chunk, 'decode TCP frame')
    this.#input.push(chunk)
  }

  /** The next complete message, as a copy, or `undefined` when more input is needed. @throws {@link DnsError} `bad-frame` for a length below 12 */
  next(): Uint8Array | undefined {
    while (this.#skip > 0) {
      const part = this.#input.peek(this.#skip)
      if (part === undefined) return undefined
      this.#skip -= part.length
      this.#input.consume(part.length)
    }
    if (this.#message === undefined) {
      const start = this.#input.offset - this.#filled
      while (this.#filled < 2) {
        const part = this.#input.peek(1)
        if (part === undefined) return undefined
        this.#length = this.#filled++ === 0 ? part[0]! << 8 : this.#length | part[0]!
        this.#input.consume(1)
      }
      if (this.#length < MIN_MESSAGE) {
        this.#skip = this.#length
        this.#filled = 0
        fail('bad-frame', start, `decode TCP frame: length ${this.#skip}, at least ${MIN_MESSAGE} expected`)
      }
      // At most 64 KiB, and only after a frame announced its length.
      this.#message = new Uint8Array(this.#length)
      this.#filled = 0
    }
    while (this.#filled < this.#length) {
      const part = this.#input.peek(this.#length - this.#filled)
      if (part === undefined) return undefined
      this.#message.set(part, this.#filled)
      this.#filled += part.length
      this.#input.consume(part.length)
    }
    const message = this.#message
    this.#message = undefined
    this.#filled = 0
    this.#length = -1
    return message
  }

  /** Marks the end of the stream. @throws {@link DnsError} `truncated` in the middle of a frame */
  end(): void {
    if (this.#message !== undefined || this.#filled > 0 || this.#skip > 0 || this.#input.length > 0)
      fail('truncated', this.#input.offset, 'decode TCP frame: the stream ends inside a frame')
  }
}
