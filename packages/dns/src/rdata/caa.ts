/** CAA: which authorities may issue certificates for the owner (RFC 8659 4). */
import { latin1 } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Field, RecordType } from '../record.js'
import { u8 } from './fields/numbers.js'
import { textRest } from './fields/strings.js'

export interface Caa {
  /** 128 is critical: whoever does not know the tag issues nothing. */
  readonly flags: number
  /** Letters and digits: `issue`, `issuewild`, `iodef`, `issuemail`, ... */
  readonly tag: string
  readonly value: string
}

const tag: Field<string> = {
  kind: 'caa-tag',
  decode: reader => {
    const length = reader.u8('tag')
    const at = reader.take(length, 'tag')
    return checkTag(latin1(reader.bytes, at, at + length), at)
  },
  encode: (writer, value) => {
    const text = checkTag(value, 0)
    writer.u8(text.length)
    for (let at = 0; at < text.length; at++) writer.u8(text.charCodeAt(at))
  },
  parse: tokens => {
    const token = tokens.next('a tag')
    return /^[A-Za-z0-9]{1,255}$/.test(token.text)
      ? token.text
      : tokens.refuse('bad-value', 'a tag of letters and digits expected', token)
  },
  format: value => checkTag(value, 0),
}

const checkTag = (text: string, offset: number): string =>
  typeof text === 'string' && /^[A-Za-z0-9]{1,255}$/.test(text)
    ? text
    : fail('bad-value', offset, 'read CAA: a tag of letters and digits expected')

export const caa: RecordType<Caa> = { name: 'CAA', code: 257, anyClass: true, fields: { flags: u8, tag, value: textRest } }
