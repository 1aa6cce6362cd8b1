/** Codes about a mailbox (RFC 9051 7.1): PERMANENTFLAGS, UIDNEXT, UIDVALIDITY, UNSEEN; and BADCHARSET. */
import { flagList } from '../../grammar/flag.js'
import type { Reader } from '../../grammar/reader.js'
import { REV1 } from '../../grammar/words.js'
import type { ImapWriter } from '../../grammar/writer.js'
import { listOf, textOf } from '../../values.js'
import { wideNumber } from '../status-item.js'
import { type CodeType, codeRule } from './rule.js'

/** PERMANENTFLAGS (RFC 9051 7.1). */
export interface PermanentFlagsCode {
  readonly name: 'PERMANENTFLAGS'
  readonly flags: readonly string[]
}

/** `"PERMANENTFLAGS" SP "(" [flag-perm *(SP flag-perm)] ")"` */
export const permanentFlags: CodeType<PermanentFlagsCode> = /* @__PURE__ */ codeRule<PermanentFlagsCode>(
  'PERMANENTFLAGS',
  'RFC 9051 7.1',
  (reader, name) => {
    reader.space()
    return { name, flags: flagList(reader, 'permanent') }
  },
  (writer, { flags }) => writer.raw(' ').flags(flags),
)

/** BADCHARSET (RFC 9051 7.1). */
export interface BadCharsetCode {
  readonly name: 'BADCHARSET'
  readonly charsets: readonly string[]
}

/** `"BADCHARSET" [SP "(" charset *(SP charset) ")"]` */
export const badCharset: CodeType<BadCharsetCode> = /* @__PURE__ */ codeRule<BadCharsetCode>(
  'BADCHARSET',
  'RFC 9051 7.1',
  (reader, name) => {
    const charsets: string[] = []
    if (reader.skip(0x20)) {
      if (!reader.beginList()) reader.refuse('a charset')
      do charsets.push(charset(reader))
      while (reader.nextMember())
    }
    return { name, charsets }
  },
  (writer, { charsets }) => {
    if (listOf(charsets, 'encode BADCHARSET').length > 0) writer.raw(' ').list(charsets, charset => writeCharset(writer, charset))
  },
  { hasStrings: true },
)

/** `charset = atom / quoted`; RFC 3501 9 has an astring. */
function charset(reader: Reader): string {
  if (reader.has(REV1)) return reader.astring()
  return reader.peek() === 0x22 ? reader.string() : reader.atom('a charset')
}

/** A bracket outside quotes would end the code for a reader that looks for its literals. */
function writeCharset(writer: ImapWriter, charset: string): void {
  if (textOf(charset, 'encode BADCHARSET').includes(']')) writer.string(charset)
  else writer.astring(charset)
}

/** Codes whose value is a number from 1. */
export type NumberCodeName = 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN' | 'MAXCONVERTMESSAGES' | 'MAXCONVERTPARTS'

/** A code whose value is a number. */
export interface NumberCode {
  readonly name: NumberCodeName
  readonly value: number
}

/** `"UIDNEXT" SP nz-number`, and the like. */
export const numberCode = (
  name: NumberCodeName,
  section: string,
  read: (reader: Reader) => number = codeNumber,
  max: number = 0xffff_ffff,
): CodeType<NumberCode> =>
  codeRule(
    name,
    section,
    reader => {
      reader.space()
      return { name, value: read(reader) }
    },
    (writer, { value }) => writer.raw(' ').number(value, name, max),
  )

/** A number that the prose wants to be from 1; the grammar has it as the value of any code. */
export function codeNumber(reader: Reader): number {
  warnOfZero(reader)
  return reader.number()
}

/** The same for a UIDVALIDITY, which is exact where it has more than 32 bits, as in STATUS. */
export function codeUidValidity(reader: Reader): number {
  warnOfZero(reader)
  return wideNumber(reader)
}

function warnOfZero(reader: Reader): void {
  if (reader.peek() === 0x30) reader.warn('code-value', reader.pos)
}

export const uidNext: CodeType<NumberCode> = /* @__PURE__ */ numberCode('UIDNEXT', 'RFC 9051 7.1')
export const uidValidity: CodeType<NumberCode> = /* @__PURE__ */ numberCode(
  'UIDVALIDITY',
  'RFC 9051 7.1',
  codeUidValidity,
  Number.MAX_SAFE_INTEGER,
)
export const unseen: CodeType<NumberCode> = /* @__PURE__ */ numberCode('UNSEEN', 'RFC 3501 7.1')
