/**
 * What messages and zone text know: the record types, one line each, and with them the EDNS options and DSO TLVs. A type that is not here, and
 * a type of class IN in another class, is opaque (RFC 3597), never an error; so are the other two.
 */
import type { MessageWriter } from './compress.js'
import { type AnyTlvType, allDsoTlvs } from './dso/tlvs.js'
import type { AnyOptionType } from './edns/option.js'
import { allEdnsOptions } from './edns/registry.js'
import { fail, located } from './error.js'
import { checkObject, checkObjects, checkWhole } from './given.js'
import { recordClasses } from './iana/classes.js'
import { a } from './rdata/a.js'
import { a6 } from './rdata/a6.js'
import { aaaa } from './rdata/aaaa.js'
import { afsdb } from './rdata/afsdb.js'
import { amtrelay } from './rdata/amtrelay.js'
import { apl } from './rdata/apl.js'
import { atma } from './rdata/atma.js'
import { avc } from './rdata/avc.js'
import { brid } from './rdata/brid.js'
import { caa } from './rdata/caa.js'
import { cdnskey } from './rdata/cdnskey.js'
import { cds } from './rdata/cds.js'
import { cert } from './rdata/cert.js'
import { cla } from './rdata/cla.js'
import { cname } from './rdata/cname.js'
import { csync } from './rdata/csync.js'
import { dhcid } from './rdata/dhcid.js'
import { dlv } from './rdata/dlv.js'
import { dname } from './rdata/dname.js'
import { dnskey } from './rdata/dnskey.js'
import { doa } from './rdata/doa.js'
import { ds } from './rdata/ds.js'
import { dsync } from './rdata/dsync.js'
import { eid } from './rdata/eid.js'
import { eui48 } from './rdata/eui48.js'
import { eui64 } from './rdata/eui64.js'
import { gpos } from './rdata/gpos.js'
import { hhit } from './rdata/hhit.js'
import { hinfo } from './rdata/hinfo.js'
import { hip } from './rdata/hip.js'
import { https } from './rdata/https.js'
import { ipn } from './rdata/ipn.js'
import { ipseckey } from './rdata/ipseckey.js'
import { isdn } from './rdata/isdn.js'
import { key } from './rdata/key.js'
import { kx } from './rdata/kx.js'
import { l32 } from './rdata/l32.js'
import { l64 } from './rdata/l64.js'
import { loc } from './rdata/loc.js'
import { lp } from './rdata/lp.js'
import { mb } from './rdata/mb.js'
import { md } from './rdata/md.js'
import { mf } from './rdata/mf.js'
import { mg } from './rdata/mg.js'
import { minfo } from './rdata/minfo.js'
import { mr } from './rdata/mr.js'
import { mx } from './rdata/mx.js'
import { naptr } from './rdata/naptr.js'
import { nid } from './rdata/nid.js'
import { nimloc } from './rdata/nimloc.js'
import { ninfo } from './rdata/ninfo.js'
import { ns } from './rdata/ns.js'
import { nsap } from './rdata/nsap.js'
import { nsapPtr } from './rdata/nsap-ptr.js'
import { nsec } from './rdata/nsec.js'
import { nsec3 } from './rdata/nsec3.js'
import { nsec3param } from './rdata/nsec3param.js'
import { nullType } from './rdata/null.js'
import { nxname } from './rdata/nxname.js'
import { nxt } from './rdata/nxt.js'
import { openpgpkey } from './rdata/openpgpkey.js'
import { ptr } from './rdata/ptr.js'
import { px } from './rdata/px.js'
import { resinfo } from './rdata/resinfo.js'
import { rkey } from './rdata/rkey.js'
import { rp } from './rdata/rp.js'
import { rrsig } from './rdata/rrsig.js'
import { rt } from './rdata/rt.js'
import { sig } from './rdata/sig.js'
import { sink } from './rdata/sink.js'
import { smimea } from './rdata/smimea.js'
import { soa } from './rdata/soa.js'
import { spf } from './rdata/spf.js'
import { srv } from './rdata/srv.js'
import { sshfp } from './rdata/sshfp.js'
import { svcb } from './rdata/svcb.js'
import { ta } from './rdata/ta.js'
import { talink } from './rdata/talink.js'
import { tkey } from './rdata/tkey.js'
import { tlsa } from './rdata/tlsa.js'
import { tsig } from './rdata/tsig.js'
import { txt } from './rdata/txt.js'
import { uri } from './rdata/uri.js'
import { wallet } from './rdata/wallet.js'
import { wks } from './rdata/wks.js'
import { x25 } from './rdata/x25.js'
import { zonemd } from './rdata/zonemd.js'
import type { MessageReader } from './reader.js'
import type { AnyRecordType, Field } from './record.js'
import type { RdataTokens } from './zone/tokenizer.js'

/** Every type that has a codec, by number. */
export const allRecordTypes: readonly AnyRecordType[] = [
  a,
  ns,
  md,
  mf,
  cname,
  soa,
  mb,
  mg,
  mr,
  nullType,
  wks,
  ptr,
  hinfo,
  minfo,
  mx,
  txt,
  rp,
  afsdb,
  x25,
  isdn,
  rt,
  nsap,
  nsapPtr,
  sig,
  key,
  px,
  gpos,
  aaaa,
  loc,
  nxt,
  eid,
  nimloc,
  srv,
  atma,
  naptr,
  kx,
  cert,
  a6,
  dname,
  sink,
  apl,
  ds,
  sshfp,
  ipseckey,
  rrsig,
  nsec,
  dnskey,
  dhcid,
  nsec3,
  nsec3param,
  tlsa,
  smimea,
  hip,
  ninfo,
  rkey,
  talink,
  cds,
  cdnskey,
  openpgpkey,
  csync,
  zonemd,
  svcb,
  https,
  dsync,
  hhit,
  brid,
  spf,
  nid,
  l32,
  l64,
  lp,
  eui48,
  eui64,
  nxname,
  tkey,
  tsig,
  uri,
  caa,
  avc,
  doa,
  amtrelay,
  resinfo,
  wallet,
  cla,
  ipn,
  ta,
  dlv,
]

/** A description made ready for use. */
export interface RdataCodec {
  readonly name: string
  readonly code: number
  readonly anyClass: boolean
  /** In the order of the wire; `undefined` for a layout that is no plain row of them. */
  readonly fields: readonly (readonly [key: string, field: Field<unknown>])[] | undefined
  decode(reader: MessageReader): object
  encode(writer: MessageWriter, data: object): void
  parse(tokens: RdataTokens): object
  format(data: object): string
}

/** What a set of codecs knows, by number. */
export class Registry {
  /** The types below 256, which are nearly all that messages hold: an array is quicker than a map. */
  readonly #low: (RdataCodec | undefined)[] = new Array(256).fill(undefined)
  readonly #high = new Map<number, RdataCodec>()

  readonly #options: ReadonlyMap<number, AnyOptionType>
  readonly tlvs: readonly AnyTlvType[]

  constructor(types: readonly AnyRecordType[], options: readonly AnyOptionType[] = [], tlvs: readonly AnyTlvType[] = []) {
    checkObjects(types, 'make message codec: record types')
    checkObjects(options, 'make message codec: EDNS options')
    checkObjects(tlvs, 'make message codec: DSO TLVs')
    for (const { code } of [...options, ...tlvs]) checkWhole(code, 0xffff, 'make message codec: code of an option or TLV')
    this.#options = new Map(options.map(option => [option.code, option]))
    this.tlvs = tlvs
    for (const type of types) {
      checkWhole(type.code, 0xffff, 'make message codec: code of a record type')
      checkObject(type.fields, 'make message codec: fields of a record type')
      if (type.code < 256) this.#low[type.code] = rdataCodec(type)
      else this.#high.set(type.code, rdataCodec(type))
    }
  }

  /** The description of an EDNS option; `undefined` where it is opaque. */
  option(code: number): AnyOptionType | undefined {
    return this.#options.get(code)
  }

  /** The codec of a type in a class; `undefined` where RDATA is opaque. */
  find(code: number, recordClass: number): RdataCodec | undefined {
    const codec = code < 256 ? this.#low[code] : this.#high.get(code)
    return codec !== undefined && (codec.anyClass || isInternet(recordClass)) ? codec : undefined
  }
}

/** What class IN defines holds in UPDATE's NONE and ANY too, which stand for "of the zone's class" (RFC 2136 2.4). */
const isInternet = (recordClass: number): boolean =>
  recordClass === recordClasses.IN || recordClass === recordClasses.NONE || recordClass === recordClasses.ANY

/** The loop over a description's fields, four times. */
function rdataCodec(type: AnyRecordType): RdataCodec {
  const entries: readonly (readonly [key: string, field: Field<unknown>])[] = Object.entries(type.fields)
  const decodeFields = (reader: MessageReader): object => {
    const data: Record<string, unknown> = {}
    let at = 0
    try {
      for (; at < entries.length; at++) data[entries[at]![0]] = entries[at]![1].decode(reader)
    } catch (error) {
      throw located(error, { field: entries[at]![0] })
    }
    return data
  }
  const encodeFields = (writer: MessageWriter, data: object): void => {
    let at = 0
    try {
      for (; at < entries.length; at++) entries[at]![1].encode(writer, (data as Record<string, unknown>)[entries[at]![0]])
    } catch (error) {
      throw located(error, { field: entries[at]![0] })
    }
  }
  // Where a hand-written encode gives up, the loop finds the same fault once more, and the field that it lies in.
  const encodeByHand = (writer: MessageWriter, data: object): void => {
    const start = writer.pos
    try {
      type.encode!(writer, data)
    } catch (error) {
      writer.pos = start
      encodeFields(writer, data)
      throw error
    }
  }
  return checkedCodec(type, {
    name: type.name,
    code: type.code,
    anyClass: type.anyClass === true,
    fields: type.parse === undefined ? entries : undefined,
    decode: type.decode ?? decodeFields,
    encode: type.encode === undefined ? encodeFields : type.parse === undefined ? encodeByHand : type.encode,
    parse: tokens => type.parse?.(tokens) ?? Object.fromEntries(entries.map(([key, field]) => [key, field.parse(tokens)])),
    format: data =>
      type.format?.(data) ??
      entries
        .map(([key, field]) => field.format((data as Record<string, unknown>)[key]))
        .filter(text => text !== '')
        .join(' '),
  })
}

/** A codec that refuses data whose fields do not fit each other. */
function checkedCodec(type: AnyRecordType, codec: RdataCodec): RdataCodec {
  const check = type.check
  if (check === undefined) return codec
  const checked = (what: string, data: object, offset: number): object => {
    const reason = check(data)
    return reason === undefined ? data : fail('bad-value', offset, `${what} ${type.name}: ${reason}`)
  }
  return {
    ...codec,
    decode: reader => {
      const { pos } = reader
      return checked('decode', codec.decode(reader), pos)
    },
    encode: (writer, data) => {
      codec.encode(writer, data)
      checked('encode', data, 0)
    },
    parse: tokens => checked('parse', codec.parse(tokens), 0),
    format: data => {
      const text = codec.format(data)
      checked('format', data, 0)
      return text
    },
  }
}

let all: Registry | undefined

/** The registry of everything, made when it is first asked for. */
export const allTypes = (): Registry => (all ??= new Registry(allRecordTypes, allEdnsOptions, allDsoTlvs))
