/** What a message is, decoded and as it is given to encode (RFC 1035 4.1). Plain values; what they mean on the wire stands next door. */

import type { DnsError } from '../error.js'
import type { DnsWarning } from '../quirks.js'
import type { AnyRecordInit, DnsRecord, RecordInit } from '../rdata/record.js'
import type { DsoInit, DsoMessage } from './dso/dso.js'
import type { Edns, EdnsInit } from './edns/edns.js'
import type { EdnsOptionInit } from './edns/option.js'

/** What is asked (RFC 1035 4.1.2). */
export interface Question {
  readonly name: string
  /** A mnemonic or `TYPEn`. */
  readonly type: string
  readonly class: string
  /** Multicast DNS: answer to me alone (RFC 6762 5.4). */
  readonly unicastResponse?: true | undefined
}

/** A question as it is given to encode: class `IN` unless given. */
export interface QuestionInit {
  readonly name: string
  readonly type: string | number
  readonly class?: string | undefined
  readonly unicastResponse?: boolean | undefined
}

/** The bits of the header. `z` is the one that nobody uses. */
export interface Flags {
  readonly qr: boolean
  readonly aa: boolean
  readonly tc: boolean
  readonly rd: boolean
  readonly ra: boolean
  readonly z: boolean
  readonly ad: boolean
  readonly cd: boolean
}

/** A decoded message; `Own` are records of types that are not this package's. */
export interface Message<Own = never> {
  readonly id: number
  /** A mnemonic or `OPCODEn`. */
  readonly opcode: string
  /** A mnemonic or `RCODEn`, with the upper bits from `edns` (RFC 6891 6.1.3). */
  readonly rcode: string
  readonly flags: Flags
  readonly questions: readonly Question[]
  readonly answers: readonly (DnsRecord | Own)[]
  readonly authorities: readonly (DnsRecord | Own)[]
  /** Without the OPT, TSIG and SIG(0) records, which are `edns`, `tsig` and `sig0`. */
  readonly additionals: readonly (DnsRecord | Own)[]
  readonly edns: Edns | undefined
  /** The transaction signature (RFC 8945), the last record of its message. */
  readonly tsig: DnsRecord | undefined
  /** The public-key transaction signature (RFC 2931), the last record of its message; a SIG record that covers no type. */
  readonly sig0: DnsRecord | undefined
  /** What a message of DNS Stateful Operations holds in place of the four sections (RFC 8490). */
  readonly dso: DsoMessage | undefined
  readonly warnings: readonly DnsWarning[]
}

/** What could be read of a message, and why the rest could not. */
export interface PartialMessage<Own = never> extends Message<Own> {
  /** Each with section, index, field and offset, in the order of the message. */
  readonly errors: readonly DnsError[]
}

/** A message as `encodeMessage` takes it: what is left out is 0, `QUERY`, `NOERROR`, not set, or empty. */
export interface MessageInit {
  readonly id?: number | undefined
  /** `DSO` without it when `dso` is given. */
  readonly opcode?: string | undefined
  readonly rcode?: string | undefined
  readonly flags?: { readonly [Flag in keyof Flags]?: boolean | undefined } | undefined
  readonly questions?: readonly QuestionInit[] | undefined
  readonly answers?: readonly RecordInit[] | undefined
  readonly authorities?: readonly RecordInit[] | undefined
  readonly additionals?: readonly RecordInit[] | undefined
  readonly edns?: EdnsInit | undefined
  /** Class `ANY` and time to live 0, given or not. Never together with `sig0`. */
  readonly tsig?: RecordInit | undefined
  readonly sig0?: RecordInit | undefined
  readonly dso?: DsoInit | undefined
}

/** The same for a codec, which knows what the data of its records and options is. */
export interface AnyMessageInit extends Omit<MessageInit, 'answers' | 'authorities' | 'additionals' | 'edns'> {
  readonly answers?: readonly AnyRecordInit[] | undefined
  readonly authorities?: readonly AnyRecordInit[] | undefined
  readonly additionals?: readonly AnyRecordInit[] | undefined
  readonly edns?:
    | (Omit<EdnsInit, 'options'> & {
        readonly options?:
          | readonly (EdnsOptionInit | ({ readonly name: string } & Readonly<Record<string, unknown>>))[]
          | undefined
      })
    | undefined
}

export interface DecodeOptions {
  /** Refuses bytes after the last record instead of reporting them in `warnings`. */
  readonly strict?: boolean | undefined
  /**
   * Keeps a record or EDNS option that is malformed inside as opaque bytes, with its `error`, instead of throwing that: for forwarders and analyzers.
   * It is named by its number, `TYPE1`.
   */
  readonly keepDamaged?: boolean | undefined
  /**
   * Gives what is good and a list of errors instead of throwing the first. What is malformed inside is kept as with `keepDamaged`, a question or record
   * whose name cannot be read is left out, and reading goes on behind them; behind one whose end is unknown there is nothing more to read.
   */
  readonly partial?: boolean | undefined
}

export interface EncodeOptions {
  /** Writes what decode kept with an `error` as it came, which is refused otherwise: pointers in it may mean something else in this message. */
  readonly allowDamaged?: boolean | undefined
  /** The most bytes; what does not fit is left out by whole RRsets, see `encodeMessage`. 65,535 by default. */
  readonly maxSize?: number | undefined
  /** Bytes of `maxSize` that stay free, for a TSIG record that is appended later. 0 by default. */
  readonly reserve?: number | undefined
  /** Fills the OPT record with padding, to a multiple of so many bytes: 128 for a query, 468 for a response (RFC 8467 4.1). Needs `edns`. */
  readonly padTo?: number | undefined
}

/** The most bytes of a message: what TCP's length field holds (RFC 1035 4.2.2). */
export const MAX_MESSAGE = 65_535
/** Bytes of a header. */
export const HEADER = 12
