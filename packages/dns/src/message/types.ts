/** The types of messages, decoded and to encode (RFC 1035 4.1). They are plain values; their wire form is in the files beside this one. */

import type { DnsError } from '../error.js'
import type { DnsWarning } from '../quirks.js'
import type { AnyRecordInit, DnsRecord, RecordInit } from '../rdata/record.js'
import type { DsoInit, DsoMessage, DsoTlvInit } from './dso/dso.js'
import type { Edns, EdnsInit } from './edns/edns.js'
import type { EdnsOptionInit } from './edns/option.js'

/** A question (RFC 1035 4.1.2). */
export interface Question {
  readonly name: string
  /** A mnemonic or `TYPEn`. */
  readonly type: string
  readonly class: string
  /** Multicast DNS: a unicast response is preferred (RFC 6762 5.4). */
  readonly unicastResponse?: true | undefined
}

/** A question to encode: class `IN` by default. */
export interface QuestionInit {
  readonly name: string
  readonly type: string | number
  readonly class?: string | undefined
  readonly unicastResponse?: boolean | undefined
}

/** The bits of the header. `z` is the reserved one. */
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

/** A decoded message; `Own` is the type of records with your own types, `OwnOption` that of your own options, `OwnTlv` that of your own TLVs. */
export interface Message<Own = never, OwnOption = never, OwnTlv = never> {
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
  readonly edns: Edns<OwnOption> | undefined
  /** The transaction signature (RFC 8945), the last record of its message. */
  readonly tsig: DnsRecord | undefined
  /** The public-key transaction signature (RFC 2931), the last record of its message; a SIG record that covers no type. */
  readonly sig0: DnsRecord | undefined
  /** The contents of a message of DNS Stateful Operations, in place of the four sections (RFC 8490). */
  readonly dso: DsoMessage<Own, OwnTlv> | undefined
  readonly warnings: readonly DnsWarning[]
}

/** The valid part of a message, and the errors in the rest. */
export interface PartialMessage<Own = never, OwnOption = never, OwnTlv = never> extends Message<Own, OwnOption, OwnTlv> {
  /** Each with section, index, field and offset, in the order of the message. */
  readonly errors: readonly DnsError[]
}

/** A message as `encodeMessage` accepts it: missing fields are 0, `QUERY`, `NOERROR`, not set, or empty. */
export interface MessageInit {
  readonly id?: number | undefined
  /** Defaults to `DSO` if `dso` is given. */
  readonly opcode?: string | undefined
  readonly rcode?: string | undefined
  readonly flags?: { readonly [Flag in keyof Flags]?: boolean | undefined } | undefined
  readonly questions?: readonly QuestionInit[] | undefined
  readonly answers?: readonly RecordInit[] | undefined
  readonly authorities?: readonly RecordInit[] | undefined
  readonly additionals?: readonly RecordInit[] | undefined
  readonly edns?: EdnsInit | undefined
  /** Always with class `ANY` and TTL 0. Not together with `sig0`. */
  readonly tsig?: RecordInit | undefined
  readonly sig0?: RecordInit | undefined
  readonly dso?: DsoInit | undefined
}

/** What a codec finds the description of by its name. */
// biome-ignore lint/suspicious/noExplicitAny: data whose type is an interface does not fit a record of `unknown`
type Named = { readonly name: string } & Readonly<Record<string, any>>

/** The same for a codec with its own types of records, options and TLVs, whose data and keys the compiler does not check. */
export interface AnyMessageInit extends Omit<MessageInit, 'answers' | 'authorities' | 'additionals' | 'edns' | 'dso'> {
  readonly answers?: readonly AnyRecordInit[] | undefined
  readonly authorities?: readonly AnyRecordInit[] | undefined
  readonly additionals?: readonly AnyRecordInit[] | undefined
  readonly edns?:
    | (Omit<EdnsInit, 'options'> & {
        readonly options?: readonly (EdnsOptionInit | Named)[] | undefined
      })
    | undefined
  readonly dso?: { readonly tlvs: readonly (DsoTlvInit<AnyRecordInit> | Named)[] } | undefined
}

export interface DecodeOptions {
  /** Refuses bytes after the last record instead of reporting them in `warnings`. */
  readonly strict?: boolean | undefined
  /**
   * Keeps a malformed record or EDNS option as opaque bytes with its `error`, instead of throwing the error: for forwarders and analyzers. Its type is
   * shown by number, `TYPE1`.
   */
  readonly keepDamaged?: boolean | undefined
  /**
   * Returns the valid part and a list of errors instead of throwing the first error. Malformed records are kept as with `keepDamaged`, a question or
   * record with an invalid name is omitted, and decoding continues after them; it stops at one whose end is unknown.
   */
  readonly partial?: boolean | undefined
  /**
   * Opaque bytes (keys, digests, signatures, RDATA of unknown types) are views of the message instead of copies: for a program that is done with
   * them, or copies what it keeps, before the memory of the message is used again. A view keeps all of that memory alive.
   */
  readonly borrow?: boolean | undefined
}

export interface EncodeOptions {
  /** Writes data that decode kept with an `error`, which is refused otherwise, as pointers in it may mean something else in this message. */
  readonly allowDamaged?: boolean | undefined
  /** The maximum size in bytes; whole RRsets that do not fit are omitted, see `encodeMessage`. 65,535 by default. */
  readonly maxSize?: number | undefined
  /** Bytes of `maxSize` to keep free for a TSIG record that is appended later. 0 by default. */
  readonly reserve?: number | undefined
  /**
   * Pads the message by an OPT option to a multiple of this many bytes: 128 for a query, 468 for a response (RFC 8467 4.1). Needs `edns`; a description
   * of your own for option 12 must accept zeros.
   */
  readonly padTo?: number | undefined
}

/** The maximum size of a message in bytes, given by TCP's length field (RFC 1035 4.2.2). */
export const MAX_MESSAGE = 65_535
/** The size of a header in bytes. */
export const HEADER = 12
