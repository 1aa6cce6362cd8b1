/**
 * The typed parameters of MAIL and RCPT, each in its own file: its field in `MailParameters` or `RcptParameters`, and its line in a table.
 * Others are kept in order as `unknown`.
 */
import type { Line } from '../grammar/line.js'
import { auth } from './auth.js'
import { type BodyType, body } from './body.js'
import { by, type DeliverBy } from './by.js'
import { conneg } from './conneg.js'
import { conperm } from './conperm.js'
import { envid } from './envid.js'
import { holdFor } from './hold-for.js'
import { holdUntil } from './hold-until.js'
import { mtPriority } from './mt-priority.js'
import { mtrk, type Tracking } from './mtrk.js'
import { type NotifyCondition, notify } from './notify.js'
import { type OriginalRecipient, orcpt } from './orcpt.js'
import type { Parameter, UnknownParameter } from './parameter.js'
import { requiretls } from './requiretls.js'
import { ret } from './ret.js'
import { type RecipientValidSince, rrvs } from './rrvs.js'
import { size } from './size.js'
import { smtputf8 } from './smtputf8.js'
import { solicit } from './solicit.js'
import { transid } from './transid.js'

/** Parameters of MAIL. */
export interface MailParameters {
  /** The approximate size of the message, in bytes (RFC 1870 6). */
  readonly size?: number | undefined
  /** The encoding of the content (RFC 6152 2, RFC 3030 3). */
  readonly body?: BodyType | undefined
  /** The addresses or the header may contain UTF-8 (RFC 6531 3.4). */
  readonly smtputf8?: true | undefined
  /** The message may only be relayed over TLS (RFC 8689 2). */
  readonly requiretls?: true | undefined
  /** The submitter of the message; `null` for `<>`, not known (RFC 4954 5). */
  readonly auth?: string | null | undefined
  /** What a failure report returns: the full message, or its header (RFC 3461 4.3). */
  readonly ret?: 'FULL' | 'HDRS' | undefined
  /** The sender's identifier of the envelope; decoded, not xtext (RFC 3461 4.4). */
  readonly envid?: string | undefined
  /** The time within which to deliver the message (RFC 2852 4). */
  readonly by?: DeliverBy | undefined
  /** How many seconds to hold the message (RFC 4865 5); not together with `holdUntil`. */
  readonly holdFor?: number | undefined
  /** When to release the message, in RFC 3339 format (RFC 4865 5). */
  readonly holdUntil?: string | undefined
  /** The priority, -9 to 9 (RFC 6710 3). */
  readonly mtPriority?: number | undefined
  /** The identifier of a transaction that can be resumed (RFC 1845 3). */
  readonly transid?: string | undefined
  /** The kinds of solicitation in the message (RFC 3865 3). */
  readonly solicit?: readonly string[] | undefined
  /** The content may be converted (RFC 4141 4). */
  readonly conperm?: true | undefined
  /** The message may be tracked (RFC 3885 3.1). */
  readonly mtrk?: Tracking | undefined
  readonly unknown?: readonly UnknownParameter[] | undefined
}

/** Parameters of RCPT. */
export interface RcptParameters {
  /** When to report; `NEVER` only alone (RFC 3461 4.1). */
  readonly notify?: readonly NotifyCondition[] | undefined
  /** The original recipient (RFC 3461 4.2, RFC 6533 3). */
  readonly orcpt?: OriginalRecipient | undefined
  /** The date since which the mailbox must have had the same owner (RFC 7293 3.1). */
  readonly rrvs?: RecipientValidSince | undefined
  /** Asks for the capabilities of the recipient (RFC 4141 5). */
  readonly conneg?: true | undefined
  readonly unknown?: readonly UnknownParameter[] | undefined
}

/** One line for each key of the parameters: a missing or an extra one is a type error. */
type Table<Parameters> = {
  readonly [Key in Exclude<keyof Parameters, 'unknown'>]-?: Parameter<Exclude<Parameters[Key], undefined>>
}

/** The typed parameters of MAIL, one line each, in the order in which they are encoded. */
const mailTable: Table<MailParameters> = {
  size,
  body,
  smtputf8,
  requiretls,
  auth,
  ret,
  envid,
  by,
  holdFor,
  holdUntil,
  mtPriority,
  transid,
  solicit,
  conperm,
  mtrk,
}

/** The typed parameters of RCPT, in the same way. */
const rcptTable: Table<RcptParameters> = { notify, orcpt, rrvs, conneg }

/** A parameter with its key, and its bit in the table. */
type Entry = readonly [key: string, parameter: Parameter<unknown>, bit: number]

/** A lookup table of parameters by the length and the first letter of their keywords. */
export class Registry<Parameters extends object> {
  readonly entries: readonly Entry[]
  readonly #byShape: Entry[][] = Array.from({ length: 256 }, () => [])

  constructor(table: Table<Parameters>) {
    this.entries = Object.entries<Parameter<unknown>>(table).map(([key, parameter], at) => [key, parameter, 1 << at])
    for (const entry of this.entries) this.#byShape[shape(entry[1].keyword.charCodeAt(0), entry[1].keyword.length)]!.push(entry)
  }

  /** The parameter whose keyword is in the bytes from `start` to the cursor, ignoring case, without making a string. */
  find(line: Line, start: number): Entry | undefined {
    const length = line.pos - start
    if (length === 0) return undefined
    for (const entry of this.#byShape[shape(line.bytes[start]! & 0xdf, length)]!)
      if (entry[1].keyword.length === length && line.isWord(entry[1].keyword, start)) return entry
    return undefined
  }

  has(keyword: string): boolean {
    return this.entries.some(([, parameter]) => parameter.keyword === keyword)
  }
}

/** The list, of 256, for keywords with this first letter and length. */
const shape = (letter: number, length: number): number => (letter * 8 + length) & 255

export const mailRegistry: Registry<MailParameters> = /* @__PURE__ */ new Registry(mailTable)
export const rcptRegistry: Registry<RcptParameters> = /* @__PURE__ */ new Registry(rcptTable)
