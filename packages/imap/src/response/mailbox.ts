/** FLAGS, EXISTS, RECENT and EXPUNGE (RFC 9051 7.3.5, 7.4, 7.5): what a mailbox has. */
import { upperAscii } from '@mailwire/bytes'
import { flagList } from '../grammar/flag.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { type Report, type ResponseRule, report } from './rule.js'

/** FLAGS that the mailbox has. */
export interface FlagsResponse {
  readonly type: 'flags'
  readonly flags: readonly string[]
}

/** How many messages there are, or the number of one that is gone. */
export interface NumberResponse {
  readonly type: 'exists' | 'recent' | 'expunge'
  readonly number: number
}

/** `"FLAGS" SP flag-list` */
export const flags: ResponseRule<FlagsResponse> = {
  name: 'FLAGS',
  type: 'flags',
  section: 'RFC 9051 7.3.5',
  decode: reader => {
    reader.space()
    return { type: 'flags', flags: flagList(reader, 'mailbox'), ...report(reader) }
  },
  encode: (writer, response) => writer.raw('FLAGS ').flags(response.flags),
}

const numbered = (reader: Reader, type: NumberResponse['type'], number: number): NumberResponse & Report => {
  reader.finish()
  return { type, number, warnings: reader.warnings, damaged: reader.damaged }
}

const encodeNumber = (writer: ImapWriter, { type, number }: NumberResponse): void => {
  writer.number(number, type, 0xffff_ffff).raw(` ${upperAscii(type)}`)
}

/** `number SP "EXISTS"` */
export const exists: ResponseRule<NumberResponse> = {
  name: 'EXISTS',
  type: 'exists',
  section: 'RFC 9051 7.4.1',
  isNumbered: true,
  decode: (reader, number) => numbered(reader, 'exists', number),
  encode: encodeNumber,
}

/** `number SP "RECENT"` */
export const recent: ResponseRule<NumberResponse> = {
  name: 'RECENT',
  type: 'recent',
  section: 'RFC 3501 7.3.2',
  isNumbered: true,
  decode: (reader, number) => numbered(reader, 'recent', number),
  encode: encodeNumber,
}

/** `nz-number SP "EXPUNGE"` */
export const expunge: ResponseRule<NumberResponse> = {
  name: 'EXPUNGE',
  type: 'expunge',
  section: 'RFC 9051 7.5.1',
  isNumbered: true,
  decode: (reader, number) => numbered(reader, 'expunge', number),
  encode: encodeNumber,
}
