/**
 * TSIG over a sequence of messages: one response over TCP, such as a zone transfer (RFC 8945 5.3.1). Each MAC covers the one before.
 */
import type { TsigKey } from './key.js'
import { layoutOf } from './signed.js'
import { counted, sign, TSIG_TYPE, type TsigResult, type TsigSignOptions, type TsigVerifyOptions, verify } from './tsig.js'

/** The maximum number of unsigned messages between two signed ones (RFC 8945 5.3.1). */
export const MAX_UNSIGNED = 99

/**
 * Signs the messages of one response over TCP, a zone transfer (RFC 8945 5.3.1): the first with all fields and the request's MAC, each later
 * one with the previous MAC and the time only. Every message is signed, which every receiver accepts.
 *
 * @example
 * const signer = new TsigSigner(tsigKey, requestMac)
 * for (const message of messages) socket.write(await signer.sign(message, { now }))
 */
export class TsigSigner {
  readonly #key: TsigKey
  #mac: Uint8Array | undefined
  #first = true

  constructor(key: TsigKey, requestMac?: Uint8Array) {
    this.#key = key
    this.#mac = requestMac
  }

  /** Signs the next message. Await each call before the next, as it needs the previous MAC. @throws as {@link signTsig} */
  async sign(message: Uint8Array, options: Omit<TsigSignOptions, 'requestMac'>): Promise<Uint8Array> {
    const signed = await sign(message, this.#key, options, this.#mac === undefined ? [] : [counted(this.#mac)], !this.#first)
    this.#mac = signed.mac
    this.#first = false
    return signed.message
  }
}

/**
 * Verifies the messages of one response over TCP. The first is signed; up to 99 unsigned ones may be between two signed ones, and are `pending`
 * until the next signature covers them; `end` tells whether the last was signed.
 *
 * @example
 * const verifier = new TsigVerifier(tsigKey, requestMac)
 * const result = await verifier.verify(bytes, { now })
 */
export class TsigVerifier {
  readonly #keys: TsigKey | readonly TsigKey[]
  #mac: Uint8Array | undefined
  #key: TsigKey | undefined
  #pending: Uint8Array[] = []
  #failed = false

  constructor(keys: TsigKey | readonly TsigKey[], requestMac?: Uint8Array) {
    this.#keys = keys
    this.#mac = requestMac
  }

  /** Verifies the next message; `pending` if it is unsigned. After a failure every further message fails. */
  async verify(
    message: Uint8Array,
    options: Omit<TsigVerifyOptions, 'requestMac'>,
  ): Promise<TsigResult | { readonly ok: 'pending' }> {
    if (this.#failed) return { ok: false, error: 'BADSIG' }
    const first = this.#key === undefined
    const { last, misplaced } = layoutOf(message, TSIG_TYPE)
    if (last?.type !== TSIG_TYPE && !misplaced && !first && this.#pending.length < MAX_UNSIGNED) {
      this.#pending.push(message.slice())
      return { ok: 'pending' }
    }
    const before = this.#mac === undefined ? this.#pending : [counted(this.#mac), ...this.#pending]
    const result = await verify(message, this.#key ?? this.#keys, options, before, !first)
    this.#failed = !result.ok
    this.#pending = []
    if (result.ok) {
      this.#mac = result.tsig.mac
      this.#key = result.key
    }
    return result
  }

  /** True if the sequence may end here: there was a message, and the last one was signed and verified. */
  end(): boolean {
    return !this.#failed && this.#key !== undefined && this.#pending.length === 0
  }
}
