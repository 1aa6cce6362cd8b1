/**
 * The JSON responses of public resolvers over HTTP, `application/dns-json`. No RFC defines it; this is what the resolvers have in common. It
 * contains less than a message: no ID, no AA, no class and no OPT record.
 */
import { fail } from '../error.js'
import { checkObject, checkObjects, shown, unknownType } from '../given.js'
import { recordClasses } from '../iana/classes.js'
import { rcodeCode, rcodeName } from '../iana/header.js'
import { recordTypes } from '../iana/types.js'
import { type AnyMessageCodec, codecOf, type Message } from '../message/message.js'
import { dottedName, fromText, normalizeName } from '../names/name.js'
import { characterStrings, formatCharacterString } from '../rdata/fields/strings.js'
import type { AnyRecordInit, RecordInit } from '../rdata/record.js'
import { splitTxt } from '../text/strings.js'
import { rdataText } from '../zone/printer.js'
import { bitOf, type JsonObject, type JsonOptions, listOf, numberOf, objectOf, placed, recordOfText, textOf } from './fields.js'

/** The media type. */
export const DNS_JSON_TYPE = 'application/dns-json'

/** A record in a resolver's JSON. */
export interface DohJsonRecord {
  /** With a final dot. */
  readonly name: string
  readonly type: number
  readonly TTL: number
  /** Zone text. */
  readonly data: string
}

/** A response in a resolver's JSON; a section without records is omitted. */
export interface DohJson {
  /** The response code, 12 bits. */
  readonly Status: number
  readonly TC: boolean
  readonly RD: boolean
  readonly RA: boolean
  readonly AD: boolean
  readonly CD: boolean
  readonly Question: readonly { readonly name: string; readonly type: number }[]
  readonly Answer?: readonly DohJsonRecord[]
  readonly Authority?: readonly DohJsonRecord[]
  readonly Additional?: readonly DohJsonRecord[]
}

const SECTIONS = [
  ['Answer', 'answers', 'answer'],
  ['Authority', 'authorities', 'authority'],
  ['Additional', 'additionals', 'additional'],
] as const

/**
 * A message as the JSON of public resolvers.
 *
 * @throws {@link DnsError} as `formatRecord`
 *
 * @example
 * messageToDohJson(reply).Answer // => [{ name: 'gmail.com.', type: 15, TTL: 262, data: '5 gmail-smtp-in.l.google.com.' }]
 */
export function messageToDohJson(
  message: Message<AnyRecordInit, unknown, unknown>,
  options: JsonOptions<unknown, unknown, unknown> = {},
): DohJson {
  checkObject(message, 'format JSON: message')
  checkObject(message.flags, 'format JSON: flags')
  for (const key of ['questions', 'answers', 'authorities', 'additionals'] as const)
    checkObjects(message[key], `format JSON: ${key}`)
  const codec = codecOf(options, 'format JSON')
  const { tc, rd, ra, ad, cd } = message.flags
  return {
    Status: rcodeCode(message.rcode) ?? fail('bad-value', 0, `format JSON: unknown response code ${shown(message.rcode)}`),
    TC: tc,
    RD: rd,
    RA: ra,
    AD: ad,
    CD: cd,
    Question: message.questions.map(({ name, type }) => ({ name: dottedName(name), type: numberOfType(codec, type) })),
    ...Object.fromEntries(
      SECTIONS.filter(([, key]) => message[key].length > 0).map(([section, key]) => [
        section,
        message[key].map(record => recordToJson(codec, record)),
      ]),
    ),
  }
}

/**
 * The response in a resolver's JSON, with ID 0 and class `IN`. TXT without quotes is one string, as some resolvers write it. Unknown members, such as
 * `Comment` and `edns_client_subnet`, are ignored.
 *
 * @throws {@link DnsError} `bad-value` for invalid members, and as `parseZone` for the data of records, with section and index
 *
 * @example
 * const json = { Status: 0, Question: [{ name: 'example.com', type: 1 }], Answer: [{ name: 'example.com', type: 1, TTL: 60, data: '192.0.2.1' }] }
 * messageFromDohJson(json).answers[0].data // => { address: '192.0.2.1' }
 */
export function messageFromDohJson<Own = never, OwnOption = never, OwnTlv = never>(
  json: unknown,
  options: JsonOptions<Own, OwnOption, OwnTlv> = {},
): Message<Own, OwnOption, OwnTlv> {
  const codec = codecOf(options, 'parse JSON')
  const object = objectOf(json, 'an answer')
  const status = numberOf(object, 'Status', 0xfff, 0)
  const flags = {
    tc: bitOf(object, 'TC'),
    rd: bitOf(object, 'RD'),
    ra: bitOf(object, 'RA'),
    ad: bitOf(object, 'AD'),
    cd: bitOf(object, 'CD'),
  }
  const [answers, authorities, additionals] = SECTIONS.map(([key, , section]) =>
    placed(section, listOf(object, key), record => recordOf(codec, objectOf(record, 'a record'))),
  )
  const questions = placed('question', questionList(object), value => {
    const question = objectOf(value, 'a question')
    return { name: nameOf(question), type: typeOf(codec, question) }
  })
  // More than four bits of response code need an OPT record on the wire.
  const header = { flags: { qr: true, ...flags }, rcode: rcodeName(status), ...(status > 15 ? { edns: {} } : {}) }
  return fromText(() => codec.decode(codec.encode({ ...header, questions, answers, authorities, additionals })))
}

const recordToJson = (codec: AnyMessageCodec, record: AnyRecordInit): DohJsonRecord => ({
  name: dottedName(record.name),
  type: numberOfType(codec, record.type),
  TTL: record.ttl ?? 0,
  data: rdataText(codec.registry, record, {}),
})

const numberOfType = (codec: AnyMessageCodec, type: string | number): number =>
  codec.registry.typeCode(type) ?? fail('bad-type', 0, `format JSON: ${unknownType(type)}`)

/** Some resolvers give a single question without an array. */
const questionList = (object: JsonObject): readonly unknown[] => {
  const asked = object['Question']
  return typeof asked === 'object' && asked !== null && !Array.isArray(asked) ? [asked] : listOf(object, 'Question')
}

function recordOf(codec: AnyMessageCodec, object: JsonObject): RecordInit {
  const type = typeOf(codec, object)
  const data = textOf(object, 'data') ?? fail('bad-value', 0, 'parse JSON: record without data')
  return {
    ...recordOfText(type, 'IN', zoneText(codec, type, data), codec, false),
    name: nameOf(object),
    ttl: numberOf(object, 'TTL', 0xffffffff, 0),
  }
}

/** Text without quotes may contain blanks and semicolons, which would split or end it in zone text. */
function zoneText({ registry }: AnyMessageCodec, type: string, data: string): string {
  if ((type !== 'TXT' && type !== 'SPF') || /^\s*["\\]/.test(data)) return data
  // A description of one's own may have other fields.
  const fields = registry.find(recordTypes[type], recordClasses.IN)?.fields
  if (fields?.length !== 1 || fields[0]![1] !== characterStrings) return data
  return splitTxt(data).map(formatCharacterString).join(' ')
}

const nameOf = (object: JsonObject): string =>
  fromText(() => normalizeName(textOf(object, 'name') ?? fail('bad-value', 0, 'parse JSON: name missing')))

const typeOf = (codec: AnyMessageCodec, object: JsonObject): string =>
  object['type'] === undefined
    ? fail('bad-type', 0, 'parse JSON: type missing')
    : codec.registry.typeName(numberOf(object, 'type', 0xffff, 0))
