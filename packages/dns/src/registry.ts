/**
 * The record types that messages and zone text know: one line each. A type that is not here, and a type of class IN in another class, is
 * opaque (RFC 3597), never an error.
 */

import type { MessageWriter } from './compress.js'
import { located } from './error.js'
import { recordClasses } from './iana/classes.js'
import { a } from './rdata/a.js'
import { aaaa } from './rdata/aaaa.js'
import { cdnskey } from './rdata/cdnskey.js'
import { cds } from './rdata/cds.js'
import { cname } from './rdata/cname.js'
import { dlv } from './rdata/dlv.js'
import { dnskey } from './rdata/dnskey.js'
import { ds } from './rdata/ds.js'
import { key } from './rdata/key.js'
import { mx } from './rdata/mx.js'
import { ns } from './rdata/ns.js'
import { nsec } from './rdata/nsec.js'
import { ptr } from './rdata/ptr.js'
import { rrsig } from './rdata/rrsig.js'
import { sig } from './rdata/sig.js'
import { soa } from './rdata/soa.js'
import { srv } from './rdata/srv.js'
import { ta } from './rdata/ta.js'
import { txt } from './rdata/txt.js'
import type { MessageReader } from './reader.js'
import type { AnyRecordType, Field } from './record.js'
import type { RdataTokens } from './zone/tokenizer.js'

/** Every type that has a codec, by number. */
export const allRecordTypes: readonly AnyRecordType[] = [
  a,
  ns,
  cname,
  soa,
  ptr,
  mx,
  txt,
  sig,
  key,
  aaaa,
  srv,
  ds,
  rrsig,
  nsec,
  dnskey,
  cds,
  cdnskey,
  ta,
  dlv,
]

/** A description made ready for use. */
export interface RdataCodec {
  readonly name: string
  readonly code: number
  decode(reader: MessageReader): object
  encode(writer: MessageWriter, data: object): void
  parse(tokens: RdataTokens): object
  format(data: object): string
}

/** Finds codecs by number and by mnemonic. */
export class RdataRegistry {
  readonly #byCode = new Map<number, { type: AnyRecordType; codec: RdataCodec }>()

  constructor(types: readonly AnyRecordType[]) {
    for (const type of types) this.#byCode.set(type.code, { type, codec: rdataCodec(type) })
  }

  /** The codec of a type in a class; `undefined` where RDATA is opaque. */
  find(code: number, recordClass: number): RdataCodec | undefined {
    const entry = this.#byCode.get(code)
    return entry !== undefined && (entry.type.anyClass === true || isInternet(recordClass)) ? entry.codec : undefined
  }
}

/** What class IN defines holds in UPDATE's NONE and ANY too, which stand for "of the zone's class" (RFC 2136 2.4). */
const isInternet = (recordClass: number): boolean =>
  recordClass === recordClasses.IN || recordClass === recordClasses.NONE || recordClass === recordClasses.ANY

/** The loop over a description's fields, four times. */
function rdataCodec(type: AnyRecordType): RdataCodec {
  const entries: readonly (readonly [key: string, field: Field<unknown>])[] = Object.entries(type.fields)
  return {
    name: type.name,
    code: type.code,
    decode:
      type.decode === undefined
        ? reader => {
            const data: Record<string, unknown> = {}
            for (const [key, field] of entries) data[key] = field.decode(reader)
            return data
          }
        : reader => type.decode!(reader),
    encode: (writer, data) => {
      if (type.encode !== undefined) return type.encode(writer, data)
      let at = 0
      try {
        for (; at < entries.length; at++) entries[at]![1].encode(writer, (data as Record<string, unknown>)[entries[at]![0]])
      } catch (error) {
        throw located(error, { field: entries[at]![0] })
      }
    },
    parse: tokens => type.parse?.(tokens) ?? Object.fromEntries(entries.map(([key, field]) => [key, field.parse(tokens)])),
    format: data =>
      type.format?.(data) ?? entries.map(([key, field]) => field.format((data as Record<string, unknown>)[key])).join(' '),
  }
}

let all: RdataRegistry | undefined

/** The registry of every type, made when it is first asked for. */
export const allTypes = (): RdataRegistry => (all ??= new RdataRegistry(allRecordTypes))
