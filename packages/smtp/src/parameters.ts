/**
 * Parameters of MAIL and RCPT (RFC 5321 4.1.2): a keyword, and for most a value. Those with a meaning here are typed; the others are
 * kept in their order. None may stand there twice (RFC 5321 4.1.1.11 leaves it open; two sizes are no size).
 */
import { isWellFormed, octetClass, upperAscii } from '@mailwire/bytes'
import { fail } from './error.js'
import { type Line, parseMailbox } from './path.js'

/** A parameter that is not typed; `value` is `undefined` where there is no `=`. */
export interface UnknownParameter {
  /** Upper case. */
  readonly keyword: string
  readonly value: string | undefined
}

/** Parameters of MAIL. */
export interface MailParameters {
  /** Octets that the message will have, about (RFC 1870 6). */
  readonly size?: number | undefined
  /** What the content is encoded in (RFC 6152 2, RFC 3030 3). */
  readonly body?: '7BIT' | '8BITMIME' | 'BINARYMIME' | undefined
  /** Who submitted it; `null` for `<>`, nobody known (RFC 4954 5). */
  readonly auth?: string | null | undefined
  /** Addresses or header may hold UTF-8 (RFC 6531 3.4). */
  readonly smtputf8?: true | undefined
  readonly unknown?: readonly UnknownParameter[] | undefined
}

/** Parameters of RCPT. */
export interface RcptParameters {
  readonly unknown?: readonly UnknownParameter[] | undefined
}

const KEYWORD: Uint8Array = /* @__PURE__ */ octetClass(octet => /[A-Za-z0-9-]/.test(String.fromCharCode(octet)))
/** `esmtp-value = 1*(%d33-60 / %d62-126)`, and UTF8-non-ascii (RFC 6531 3.3) */
const VALUE: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet !== 0x3d && octet !== 0x7f)

/** `*(SP esmtp-param)`, `esmtp-param = esmtp-keyword ["=" esmtp-value]` */
export function esmtpParams(line: Line, onExtraSpace: (() => void) | undefined): UnknownParameter[] {
  const found: UnknownParameter[] = []
  const seen = new Set<string>()
  while (!line.atEnd) {
    line.space('bad-parameter', 'decode parameter')
    if (line.peek() === 0x20 && onExtraSpace !== undefined) {
      onExtraSpace()
      while (line.skip(0x20));
    }
    const start = line.pos
    const keyword = upperAscii(line.run(KEYWORD))
    if (keyword === '' || keyword.startsWith('-'))
      line.fail('bad-parameter', `decode parameter: a keyword expected, ${line.shown()} found`, start)
    if (seen.has(keyword)) line.fail('bad-parameter', `decode parameter: ${keyword} stands there twice`, start)
    seen.add(keyword)
    let value: string | undefined
    if (line.skip(0x3d)) {
      value = line.text(VALUE)
      if (value === '' || !isWellFormed(value))
        line.fail('bad-parameter', `decode ${keyword}: a value expected, ${line.shown()} found`)
    }
    found.push({ keyword, value })
  }
  return found
}

/** The typed form of MAIL's parameters. @throws {@link SmtpError} `bad-parameter` for a value that is none */
export function mailParameters(list: readonly UnknownParameter[], offset: number): MailParameters {
  const unknown: UnknownParameter[] = []
  let size: number | undefined
  let body: MailParameters['body']
  let auth: string | null | undefined
  let smtputf8: true | undefined
  for (const parameter of list) {
    const { keyword, value } = parameter
    const bad = (): never => fail('bad-parameter', offset, `decode ${keyword}: a value that is none`)
    if (keyword === 'SIZE')
      size = value !== undefined && /^\d{1,20}$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : bad()
    else if (keyword === 'BODY')
      body = isBody(upperAscii(value ?? '')) ? (upperAscii(value ?? '') as MailParameters['body']) : bad()
    else if (keyword === 'AUTH') auth = value === undefined ? bad() : value === '<>' ? null : decodeAuth(value, offset)
    else if (keyword === 'SMTPUTF8') smtputf8 = value === undefined ? true : bad()
    else unknown.push(parameter)
  }
  return { size, body, auth, smtputf8, unknown }
}

/** The text behind `MAIL FROM:<...>`. @throws {@link SmtpError} `bad-parameter` */
export function formatMailParameters({ size, body, auth, smtputf8, unknown = [] }: MailParameters): string {
  const words: string[] = []
  if (size !== undefined) {
    if (!Number.isSafeInteger(size) || size < 0) fail('bad-parameter', 0, `encode SIZE: ${String(size)} is no size`)
    words.push(`SIZE=${size}`)
  }
  if (body !== undefined)
    words.push(isBody(body) ? `BODY=${body}` : fail('bad-parameter', 0, 'encode BODY: not one of the three'))
  if (auth !== undefined) words.push(`AUTH=${auth === null ? '<>' : encodeXtext(auth)}`)
  if (smtputf8 === true) words.push('SMTPUTF8')
  return [...words, ...formatUnknown(unknown, ['SIZE', 'BODY', 'AUTH', 'SMTPUTF8'])].map(word => ` ${word}`).join('')
}

/** The text behind `RCPT TO:<...>`. @throws {@link SmtpError} `bad-parameter` */
export const formatRcptParameters = ({ unknown = [] }: RcptParameters): string =>
  formatUnknown(unknown, [])
    .map(word => ` ${word}`)
    .join('')

function formatUnknown(list: readonly UnknownParameter[], typed: readonly string[]): string[] {
  const seen = new Set(typed)
  return list.map(({ keyword, value }) => {
    const name = upperAscii(keyword)
    if (!/^[A-Z0-9][A-Z0-9-]*$/.test(name) || seen.has(name))
      fail('bad-parameter', 0, 'encode parameter: not a keyword, or one that stands there twice')
    seen.add(name)
    if (value !== undefined && !/^[!-<>-~\x80-\uffff]+$/.test(value))
      fail('bad-parameter', 0, `encode ${name}: an empty value, a space, a control character or = in it`)
    return value === undefined ? name : `${name}=${value}`
  })
}

/**
 * Text to xtext: what does not print, `+` and `=` become `+` and two hex digits (RFC 3461 4).
 *
 * @throws {@link SmtpError} `bad-parameter` beyond ASCII
 */
export function encodeXtext(text: string): string {
  if (/[^\0-\x7f]/.test(text)) fail('bad-parameter', 0, 'encode xtext: a character beyond ASCII')
  return text.replace(/[^!-*,-<>-~]/g, char => `+${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

/** The inverse of {@link encodeXtext}. @throws {@link SmtpError} `bad-parameter` */
export function decodeXtext(text: string, offset = 0): string {
  if (!/^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/.test(text)) fail('bad-parameter', offset, 'decode xtext: not xtext')
  const plain = text.replace(/\+([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  // What comes out goes into logs and commands again.
  if (/[\0-\x1f\x7f-\uffff]/.test(plain))
    fail('bad-parameter', offset, 'decode xtext: it holds a control character, or more than ASCII')
  return plain
}

/** `AUTH=` holds a mailbox (RFC 4954 5). */
function decodeAuth(value: string, offset: number): string {
  const text = decodeXtext(value, offset)
  try {
    parseMailbox(text)
  } catch {
    fail('bad-parameter', offset, 'decode AUTH: not a mailbox')
  }
  return text
}

const isBody = (text: string): boolean => text === '7BIT' || text === '8BITMIME' || text === 'BINARYMIME'
