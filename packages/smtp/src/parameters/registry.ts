/**
 * Parameters of MAIL and RCPT (RFC 5321 4.1.2): a keyword, and for most a value. Those with a meaning here are typed, one line each in two
 * tables; the others are kept in their order. None may stand there twice (RFC 3461 4.5; two sizes are no size).
 */
import { isWellFormed, latin1, octetClass, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Line, Rules } from '../grammar/line.js'
import { assertArray, assertObject, assertString } from '../values.js'
import { auth, type BodyType, body, requiretls, size, smtputf8 } from './content.js'
import {
  by,
  conneg,
  conperm,
  type DeliverBy,
  holdFor,
  holdUntil,
  mtPriority,
  type RecipientValidSince,
  rrvs,
  solicit,
  transid,
} from './delivery.js'
import { envid, mtrk, type NotifyCondition, notify, type OriginalRecipient, orcpt, ret, type Tracking } from './notification.js'
import type { Parameter, ParameterExtension, UnknownParameter } from './parameter.js'

/** Parameters of MAIL. */
export interface MailParameters {
  /** Octets that the message will have, about (RFC 1870 6). */
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

type Table<Parameters> = {
  readonly [Key in Exclude<keyof Parameters, 'unknown'>]-?: Parameter<Exclude<Parameters[Key], undefined>>
}

/** The parameters of MAIL that are typed, in the order in which they are written. */
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

/** The parameters of RCPT that are typed. */
const rcptTable: Table<RcptParameters> = { notify, orcpt, rrvs, conneg }

type Entry = readonly [key: string, parameter: Parameter<unknown>, bit: number]

/** A table made ready for use: its parameters by the length and the first letter of their keywords. */
class Registry<Parameters extends object> {
  readonly entries: readonly Entry[]
  readonly #byShape: Entry[][] = Array.from({ length: 256 }, () => [])

  constructor(table: Table<Parameters>) {
    this.entries = Object.entries<Parameter<unknown>>(table).map(([key, parameter], at) => [key, parameter, 1 << at])
    for (const entry of this.entries) this.#byShape[shape(entry[1].keyword.charCodeAt(0), entry[1].keyword.length)]!.push(entry)
  }

  /** The parameter whose keyword stands in the octets from `start` to the cursor, in either case: no text is made of it. */
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

const mailRegistry: Registry<MailParameters> = /* @__PURE__ */ new Registry(mailTable)
const rcptRegistry: Registry<RcptParameters> = /* @__PURE__ */ new Registry(rcptTable)

const KEYWORD: Uint8Array = /* @__PURE__ */ octetClass(octet => /[A-Za-z0-9-]/.test(String.fromCharCode(octet)))
/** `esmtp-value = 1*(%d33-60 / %d62-126)`, and UTF8-non-ascii (RFC 6531 3.3) */
const VALUE: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet !== 0x3d && octet !== 0x7f)

/** Values that are being filled in, every key there. */
type Found<Parameters> = { -readonly [Key in keyof Parameters]-?: Parameters[Key] } & { unknown: UnknownParameter[] }

/** What is behind the path of MAIL. */
export function mailParameters(line: Line): MailParameters {
  const found: Found<MailParameters> = {
    size: undefined,
    body: undefined,
    smtputf8: undefined,
    requiretls: undefined,
    auth: undefined,
    ret: undefined,
    envid: undefined,
    by: undefined,
    holdFor: undefined,
    holdUntil: undefined,
    mtPriority: undefined,
    transid: undefined,
    solicit: undefined,
    conperm: undefined,
    mtrk: undefined,
    unknown: [],
  }
  if (line.atEnd) return found
  const start = line.pos
  esmtpParams(line, mailRegistry, found)
  if (found.holdFor !== undefined && found.holdUntil !== undefined) bothHolds(line.origin + start)
  return found
}

/** What is behind the path of RCPT. */
export function rcptParameters(line: Line): RcptParameters {
  const found: Found<RcptParameters> = { notify: undefined, orcpt: undefined, rrvs: undefined, conneg: undefined, unknown: [] }
  if (!line.atEnd) esmtpParams(line, rcptRegistry, found)
  return found
}

const bothHolds = (offset: number): never =>
  fail('bad-parameter', offset, 'HOLDFOR and HOLDUNTIL exclude each other (RFC 4865 4)')

/** What is being filled in, by key. */
type Values = Record<string, unknown> & { unknown: UnknownParameter[] }

/** `*(SP esmtp-param)`, `esmtp-param = esmtp-keyword ["=" esmtp-value]` */
function esmtpParams(line: Line, registry: Registry<never>, found: Values): void {
  let seen = 0 // the bits of those that were there
  let others: Set<string> | undefined // the keywords of unknown ones
  const { bytes, end } = line
  while (!line.atEnd) {
    line.space('bad-parameter', 'decode parameter')
    line.extraSpaces()
    const start = line.pos
    line.pos = line.runEnd(KEYWORD)
    if (line.pos === start || line.bytes[start] === 0x2d)
      line.fail('bad-parameter', `decode parameter: a keyword expected, ${line.shown()} found`, start)
    const entry = registry.find(line, start)
    const keyword = entry === undefined ? upperAscii(latin1(line.bytes, start, line.pos)) : entry[1].keyword
    if (entry === undefined ? others?.has(keyword) : (seen & entry[2]) !== 0)
      line.fail('bad-parameter', `decode parameter: ${keyword} stands there twice`, start)
    let value: string | undefined
    const equals = line.pos
    if (line.skip(0x3d)) {
      let at = equals + 1
      let bits = 0
      for (; at < end && VALUE[bytes[at]!] === 1; at++) bits |= bytes[at]!
      line.pos = at
      if (line.pos === equals + 1) line.fail('bad-parameter', `decode ${keyword}: a value expected, ${line.shown()} found`)
      value = line.since(equals + 1, 'bad-parameter', 'decode parameter', bits)
    }
    if (entry !== undefined) {
      found[entry[0]] = entry[1].decode(value, line.origin + equals, line)
      seen |= entry[2]
    } else {
      found.unknown.push({ keyword, value })
      others ??= new Set()
      others.add(keyword)
    }
  }
}

/** The text behind `MAIL FROM:<...>`. @throws {@link SmtpError} `bad-parameter` */
export function formatMailParameters(parameters: MailParameters, rules: Rules): string {
  const text = formatParameters(mailRegistry, parameters, rules)
  return text.includes(' HOLDFOR=') && text.includes(' HOLDUNTIL=') ? bothHolds(0) : text
}

/** The text behind `RCPT TO:<...>`. @throws {@link SmtpError} `bad-parameter` */
export const formatRcptParameters = (parameters: RcptParameters, rules: Rules): string =>
  formatParameters(rcptRegistry, parameters, rules)

function formatParameters(registry: Registry<never>, parameters: MailParameters | RcptParameters, rules: Rules): string {
  assertObject(parameters, 'encode parameters')
  let words = ''
  for (const [key, { keyword, encode }] of registry.entries) {
    const value = (parameters as Readonly<Record<string, unknown>>)[key]
    if (value === undefined) continue
    const text = encode(value, rules)
    words += text === undefined ? ` ${keyword}` : ` ${keyword}=${text}`
  }
  const seen = new Set<string>()
  const { unknown = [] } = parameters
  assertArray(unknown, 'encode unknown parameters')
  for (const parameter of unknown as readonly UnknownParameter[]) {
    assertObject(parameter, 'encode parameter')
    const { keyword, value } = parameter
    assertString(keyword, 'encode parameter')
    if (value !== undefined) assertString(value, 'encode parameter')
    const name = upperAscii(keyword)
    if (!/^[A-Z0-9][A-Z0-9-]*$/.test(name) || seen.has(name) || registry.has(name))
      fail('bad-parameter', 0, 'encode parameter: not a keyword of an unknown one, or one that stands there twice')
    seen.add(name)
    if (value !== undefined && (!/^[!-<>-~\x80-\uffff]+$/.test(value) || !isWellFormed(value)))
      fail('bad-parameter', 0, `encode ${name}: an empty value, a space, a control character or = in it`)
    words += value === undefined ? ` ${name}` : ` ${name}=${value}`
  }
  return words
}

/** A parameter, and the EHLO keyword without which it must not be used. */
export interface NeededExtension {
  /** Of the parameter. */
  readonly keyword: string
  readonly extension: ParameterExtension
}

/**
 * The extensions that parameters of MAIL or RCPT come with: what a server must have offered (RFC 5321 4.1.1.11). `BODY=BINARYMIME` needs
 * BINARYMIME and not 8BITMIME; `BODY=7BIT` needs nothing, for it says what is so without it. Unknown parameters are not among them.
 *
 * @example
 * neededExtensions({ ret: 'HDRS' }) // => [{ keyword: 'RET', extension: 'dsn' }]
 */
export function neededExtensions(parameters: MailParameters | RcptParameters): NeededExtension[] {
  assertObject(parameters, 'neededExtensions')
  const needed: NeededExtension[] = []
  for (const registry of [mailRegistry, rcptRegistry])
    for (const [key, { keyword, extension }] of registry.entries) {
      const value = (parameters as Readonly<Record<string, unknown>>)[key]
      if (value !== undefined && value !== '7BIT')
        needed.push({ keyword, extension: value === 'BINARYMIME' ? 'binarymime' : extension })
    }
  return needed
}
