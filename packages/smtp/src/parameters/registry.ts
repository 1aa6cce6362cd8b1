/**
 * The parameters of MAIL and RCPT that have a meaning here, each with a file of its own: its field in what a command has, and its line in a
 * table. Others are kept in their order as `unknown`.
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
  /** Bytes that the message will have, about (RFC 1870 6). */
  readonly size?: number | undefined
  /** What the content is encoded in (RFC 6152 2, RFC 3030 3). */
  readonly body?: BodyType | undefined
  /** Addresses or header may hold UTF-8 (RFC 6531 3.4). */
  readonly smtputf8?: true | undefined
  /** Only over TLS, all the way (RFC 8689 2). */
  readonly requiretls?: true | undefined
  /** Who submitted it; `null` for `<>`, nobody known (RFC 4954 5). */
  readonly auth?: string | null | undefined
  /** What a report of failure returns: the message, or its header (RFC 3461 4.3). */
  readonly ret?: 'FULL' | 'HDRS' | undefined
  /** What the sender calls this envelope; plain, not xtext (RFC 3461 4.4). */
  readonly envid?: string | undefined
  /** By when it is to be delivered (RFC 2852 4). */
  readonly by?: DeliverBy | undefined
  /** Seconds to hold it back (RFC 4865 5); not together with `holdUntil`. */
  readonly holdFor?: number | undefined
  /** Until when to hold it back, as RFC 3339 has it (RFC 4865 5). */
  readonly holdUntil?: string | undefined
  /** -9 to 9 (RFC 6710 3). */
  readonly mtPriority?: number | undefined
  /** Which interrupted transaction this is (RFC 1845 3). */
  readonly transid?: string | undefined
  /** What kinds of solicitation it holds (RFC 3865 3). */
  readonly solicit?: readonly string[] | undefined
  /** Its content may be converted (RFC 4141 4). */
  readonly conperm?: true | undefined
  /** It may be tracked (RFC 3885 3.1). */
  readonly mtrk?: Tracking | undefined
  readonly unknown?: readonly UnknownParameter[] | undefined
}

/** Parameters of RCPT. */
export interface RcptParameters {
  /** When to report; `NEVER` stands alone (RFC 3461 4.1). */
  readonly notify?: readonly NotifyCondition[] | undefined
  /** Whom the sender had written to (RFC 3461 4.2, RFC 6533 3). */
  readonly orcpt?: OriginalRecipient | undefined
  /** Since when the recipient is meant to have been who it is (RFC 7293 3.1). */
  readonly rrvs?: RecipientValidSince | undefined
  /** What the recipient can read is asked for (RFC 4141 5). */
  readonly conneg?: true | undefined
  readonly unknown?: readonly UnknownParameter[] | undefined
}

/** One line for each key of the parameters: one that is left out is a type error, and so is one too many. */
type Table<Parameters> = {
  readonly [Key in Exclude<keyof Parameters, 'unknown'>]-?: Parameter<Exclude<Parameters[Key], undefined>>
}

/** The parameters of MAIL that are typed, one line each, in the order in which they are written. */
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

/** The parameters of RCPT that are typed, in the same way. */
const rcptTable: Table<RcptParameters> = { notify, orcpt, rrvs, conneg }

/** A parameter by its key; its bit tells it from the others of its table. */
type Entry = readonly [key: string, parameter: Parameter<unknown>, bit: number]

/** A table made ready for use: its parameters by the length and the first letter of their keywords. */
export class Registry<Parameters extends object> {
  readonly entries: readonly Entry[]
  readonly #byShape: Entry[][] = Array.from({ length: 256 }, () => [])

  constructor(table: Table<Parameters>) {
    this.entries = Object.entries<Parameter<unknown>>(table).map(([key, parameter], at) => [key, parameter, 1 << at])
    for (const entry of this.entries) this.#byShape[shape(entry[1].keyword.charCodeAt(0), entry[1].keyword.length)]!.push(entry)
  }

  /** The parameter whose keyword stands in the bytes from `start` to the cursor, in either case: no text is made of it. */
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

/** Which of 256 lists the keywords of a first letter and a length are in. */
const shape = (letter: number, length: number): number => (letter * 8 + length) & 255

export const mailRegistry: Registry<MailParameters> = /* @__PURE__ */ new Registry(mailTable)
export const rcptRegistry: Registry<RcptParameters> = /* @__PURE__ */ new Registry(rcptTable)
