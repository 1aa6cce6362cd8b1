/**
 * Search keys of extensions: WITHIN (RFC 5032), ANNOTATE (RFC 5257), FILTERS (RFC 5466), OBJECTID (RFC 8474),
 * MESSAGELIMIT (RFC 9738), and of Gmail.
 */
import { lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { annotationValue, writeAnnotationValue } from '../fetch/annotation.js'
import { label, MAX_GMAIL_ID, writeLabel } from '../fetch/gmail.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { objectId, objectIdOf } from '../grammar/object-id.js'
import { listMailbox } from '../mailbox/read-name.js'
import { textOf } from '../values.js'
import { type AnnotationAttributeName, type SearchKeyRule, searchKeyRule } from './search-key.js'

/** `( "OLDER" / "YOUNGER" ) SP nz-number` */
export const withinKey = (name: 'OLDER' | 'YOUNGER'): SearchKeyRule =>
  searchKeyRule(name, {
    section: 'RFC 5032 3',
    decode(reader, key) {
      reader.space()
      return { key, seconds: reader.nzNumber() }
    },
    encode(writer, { key, seconds }) {
      writer.raw(' ').number(seconds, key, 0xffff_ffff)
    },
  })

/** `( "UIDAFTER" / "UIDBEFORE" ) SP uniqueid`: the RFC defines it in prose only. */
export const uidBoundKey = (name: 'UIDAFTER' | 'UIDBEFORE'): SearchKeyRule =>
  searchKeyRule(name, {
    section: 'RFC 9738 3.2',
    decode(reader, key) {
      reader.space()
      return { key, uid: reader.nzNumber() }
    },
    encode(writer, { key, uid }) {
      writer.raw(' ').number(uid, key, 0xffff_ffff)
    },
  })

/** `"EMAILID" SP objectid / "THREADID" SP objectid` */
export const objectIdKey = (name: 'EMAILID' | 'THREADID'): SearchKeyRule =>
  searchKeyRule(name, {
    section: 'RFC 8474 5.3',
    decode(reader, key) {
      reader.space()
      return { key, id: objectId(reader) }
    },
    encode(writer, { key, id }) {
      writer.raw(` ${objectIdOf(id, `encode ${key}`)}`)
    },
  })

const ATTRIBUTES: readonly AnnotationAttributeName[] = ['value', 'value.priv', 'value.shared']

/** `"ANNOTATION" SP entry-match SP att-search SP value` */
export const annotationKey: SearchKeyRule = /* @__PURE__ */ searchKeyRule('ANNOTATION', {
  section: 'RFC 5257 4.6',
  decode(reader, key) {
    reader.space()
    const entry = listMailbox(reader)
    reader.space()
    const { pos } = reader
    const name = lowerAscii(reader.atom('an attribute'))
    const attribute = ATTRIBUTES.find(one => one === name)
    if (attribute === undefined)
      return reader.fail('bad-syntax', 'parse: value, value.priv or value.shared expected, another word found', pos)
    reader.space()
    return { key, entry, attribute, value: annotationValue(reader) }
  },
  encode(writer, { entry, attribute, value }) {
    if (!ATTRIBUTES.includes(attribute))
      fail('bad-value', 0, 'encode ANNOTATION: attribute must be value, value.priv or value.shared')
    writeAnnotationValue(writer.raw(' ').listMailbox(textOf(entry, 'encode ANNOTATION')).raw(` ${attribute} `), value)
  },
})

/** `"FILTER" SP filter-name`, `filter-name = 1*<any ATOM-CHAR except "/">` */
export const filter: SearchKeyRule = /* @__PURE__ */ searchKeyRule('FILTER', {
  section: 'RFC 5466 3.1',
  decode(reader, key) {
    reader.space()
    const { pos } = reader
    const name = reader.atom('the name of a filter')
    return name.includes('/') ? reader.fail('bad-syntax', 'parse: the name of a filter contains "/"', pos) : { key, name }
  },
  encode(writer, { name }) {
    if (textOf(name, 'encode FILTER').includes('/') || !isRun(name, ATOM))
      fail('bad-value', 0, 'encode FILTER: invalid filter name')
    writer.raw(` ${name}`)
  },
})

const GMAIL = 'Gmail IMAP Extensions'

/** `"X-GM-RAW" SP astring`: a query in Gmail's search syntax. */
export const gmailRaw: SearchKeyRule = /* @__PURE__ */ searchKeyRule('X-GM-RAW', {
  section: GMAIL,
  decode(reader, key) {
    reader.warn('gmail-extension', reader.pos - key.length)
    reader.space()
    return { key, text: reader.astring() }
  },
  encode(writer, { text }) {
    writer.raw(' ').astring(text, 'encode X-GM-RAW: text')
  },
})

/** `"X-GM-MSGID" SP number`, and X-GM-THRID */
export const gmailIdKey = (name: 'X-GM-MSGID' | 'X-GM-THRID'): SearchKeyRule =>
  searchKeyRule(name, {
    section: GMAIL,
    decode(reader, key) {
      reader.warn('gmail-extension', reader.pos - key.length)
      reader.space()
      return { key, id: reader.bigint(MAX_GMAIL_ID) }
    },
    encode(writer, { key, id }) {
      writer.raw(' ').bigint(id, key, MAX_GMAIL_ID)
    },
  })

/** `"X-GM-LABELS" SP label` */
export const gmailLabelKey: SearchKeyRule = /* @__PURE__ */ searchKeyRule('X-GM-LABELS', {
  section: GMAIL,
  decode(reader, key) {
    reader.warn('gmail-extension', reader.pos - key.length)
    reader.space()
    return { key, label: label(reader) }
  },
  encode(writer, { label: one }) {
    writeLabel(writer.raw(' '), one)
  },
})
