/**
 * What a record is, and what a record type is. Each type is one description (`RecordType`): its name, its number and its fields in the
 * order of the wire. Wire decode and encode, zone text parse and format, the canonical form and the tests' arbitrary follow from it.
 */
import type { MessageWriter } from './compress.js'
import type { DnsError } from './error.js'
import type { RecordTypeName, TypeNames } from './iana/types.js'
import type { A } from './rdata/a.js'
import type { A6 } from './rdata/a6.js'
import type { Aaaa } from './rdata/aaaa.js'
import type { Afsdb } from './rdata/afsdb.js'
import type { Amtrelay } from './rdata/amtrelay.js'
import type { Apl } from './rdata/apl.js'
import type { Atma } from './rdata/atma.js'
import type { Avc } from './rdata/avc.js'
import type { Brid } from './rdata/brid.js'
import type { Caa } from './rdata/caa.js'
import type { Cdnskey } from './rdata/cdnskey.js'
import type { Cds } from './rdata/cds.js'
import type { Cert } from './rdata/cert.js'
import type { Cla } from './rdata/cla.js'
import type { Cname } from './rdata/cname.js'
import type { Csync } from './rdata/csync.js'
import type { Dhcid } from './rdata/dhcid.js'
import type { Dlv } from './rdata/dlv.js'
import type { Dname } from './rdata/dname.js'
import type { Dnskey } from './rdata/dnskey.js'
import type { Doa } from './rdata/doa.js'
import type { Ds } from './rdata/ds.js'
import type { Dsync } from './rdata/dsync.js'
import type { Eid } from './rdata/eid.js'
import type { Eui48 } from './rdata/eui48.js'
import type { Eui64 } from './rdata/eui64.js'
import type { Gpos } from './rdata/gpos.js'
import type { Hhit } from './rdata/hhit.js'
import type { Hinfo } from './rdata/hinfo.js'
import type { Hip } from './rdata/hip.js'
import type { Https } from './rdata/https.js'
import type { Ipn } from './rdata/ipn.js'
import type { Ipseckey } from './rdata/ipseckey.js'
import type { Isdn } from './rdata/isdn.js'
import type { Key } from './rdata/key.js'
import type { Kx } from './rdata/kx.js'
import type { L32 } from './rdata/l32.js'
import type { L64 } from './rdata/l64.js'
import type { Loc } from './rdata/loc.js'
import type { Lp } from './rdata/lp.js'
import type { Mb } from './rdata/mb.js'
import type { Md } from './rdata/md.js'
import type { Mf } from './rdata/mf.js'
import type { Mg } from './rdata/mg.js'
import type { Minfo } from './rdata/minfo.js'
import type { Mr } from './rdata/mr.js'
import type { Mx } from './rdata/mx.js'
import type { Naptr } from './rdata/naptr.js'
import type { Nid } from './rdata/nid.js'
import type { Nimloc } from './rdata/nimloc.js'
import type { Ninfo } from './rdata/ninfo.js'
import type { Ns } from './rdata/ns.js'
import type { Nsap } from './rdata/nsap.js'
import type { NsapPtr } from './rdata/nsap-ptr.js'
import type { Nsec } from './rdata/nsec.js'
import type { Nsec3 } from './rdata/nsec3.js'
import type { Nsec3param } from './rdata/nsec3param.js'
import type { Null } from './rdata/null.js'
import type { Nxname } from './rdata/nxname.js'
import type { Nxt } from './rdata/nxt.js'
import type { Openpgpkey } from './rdata/openpgpkey.js'
import type { Ptr } from './rdata/ptr.js'
import type { Px } from './rdata/px.js'
import type { Resinfo } from './rdata/resinfo.js'
import type { Rkey } from './rdata/rkey.js'
import type { Rp } from './rdata/rp.js'
import type { Rrsig } from './rdata/rrsig.js'
import type { Rt } from './rdata/rt.js'
import type { Sig } from './rdata/sig.js'
import type { Sink } from './rdata/sink.js'
import type { Smimea } from './rdata/smimea.js'
import type { Soa } from './rdata/soa.js'
import type { Spf } from './rdata/spf.js'
import type { Srv } from './rdata/srv.js'
import type { Sshfp } from './rdata/sshfp.js'
import type { Svcb } from './rdata/svcb.js'
import type { Ta } from './rdata/ta.js'
import type { Talink } from './rdata/talink.js'
import type { Tkey } from './rdata/tkey.js'
import type { Tlsa } from './rdata/tlsa.js'
import type { Tsig } from './rdata/tsig.js'
import type { Txt } from './rdata/txt.js'
import type { Uri } from './rdata/uri.js'
import type { Wallet } from './rdata/wallet.js'
import type { Wks } from './rdata/wks.js'
import type { X25 } from './rdata/x25.js'
import type { Zonemd } from './rdata/zonemd.js'
import type { MessageReader } from './reader.js'
import type { RdataTokens } from './zone/tokenizer.js'

/** The data of each type that has a codec, by mnemonic. */
export interface RecordDataByType {
  A: A
  NS: Ns
  MD: Md
  MF: Mf
  CNAME: Cname
  SOA: Soa
  MB: Mb
  MG: Mg
  MR: Mr
  NULL: Null
  WKS: Wks
  PTR: Ptr
  HINFO: Hinfo
  MINFO: Minfo
  MX: Mx
  TXT: Txt
  RP: Rp
  AFSDB: Afsdb
  X25: X25
  ISDN: Isdn
  RT: Rt
  NSAP: Nsap
  'NSAP-PTR': NsapPtr
  SIG: Sig
  KEY: Key
  PX: Px
  GPOS: Gpos
  AAAA: Aaaa
  LOC: Loc
  NXT: Nxt
  EID: Eid
  NIMLOC: Nimloc
  SRV: Srv
  ATMA: Atma
  NAPTR: Naptr
  KX: Kx
  CERT: Cert
  A6: A6
  DNAME: Dname
  SINK: Sink
  APL: Apl
  DS: Ds
  SSHFP: Sshfp
  IPSECKEY: Ipseckey
  RRSIG: Rrsig
  NSEC: Nsec
  DNSKEY: Dnskey
  DHCID: Dhcid
  NSEC3: Nsec3
  NSEC3PARAM: Nsec3param
  TLSA: Tlsa
  SMIMEA: Smimea
  HIP: Hip
  NINFO: Ninfo
  RKEY: Rkey
  TALINK: Talink
  CDS: Cds
  CDNSKEY: Cdnskey
  OPENPGPKEY: Openpgpkey
  CSYNC: Csync
  ZONEMD: Zonemd
  SVCB: Svcb
  HTTPS: Https
  DSYNC: Dsync
  HHIT: Hhit
  BRID: Brid
  SPF: Spf
  NID: Nid
  L32: L32
  L64: L64
  LP: Lp
  EUI48: Eui48
  EUI64: Eui64
  NXNAME: Nxname
  TKEY: Tkey
  TSIG: Tsig
  URI: Uri
  CAA: Caa
  AVC: Avc
  DOA: Doa
  AMTRELAY: Amtrelay
  RESINFO: Resinfo
  WALLET: Wallet
  CLA: Cla
  IPN: Ipn
  TA: Ta
  DLV: Dlv
}

/** What every record has. */
interface RecordBase<Type extends string, Data> {
  /** The owner name. */
  readonly name: string
  readonly type: Type
  /** `IN`, another mnemonic, or `CLASSn`. */
  readonly class: string
  /** Seconds; as it stands on the wire, see `effectiveTtl`. */
  readonly ttl: number
  readonly data: Data
  /** Multicast DNS: replace what is cached (RFC 6762 10.2). */
  readonly cacheFlush?: true | undefined
}

/** RDATA that is taken as it is (RFC 3597): a type without codec, or a type of IN in another class. */
export interface OpaqueData {
  readonly bytes: Uint8Array
}

/**
 * A resource record. `type` tells the data: `record.type === 'MX'` narrows it. A type without codec is `TYPEn` with opaque data.
 * `data` is `undefined` where RDATA is empty and may be: in UPDATE messages (RFC 2136 2.4 and 2.5).
 */
export type DnsRecord =
  | { [Type in keyof RecordDataByType]: RecordBase<Type, RecordDataByType[Type] | undefined> }[keyof RecordDataByType]
  | (RecordBase<`TYPE${number}`, OpaqueData | undefined> & {
      /** Why RDATA could not be read, where it was kept as it came: `decodeMessage` with `keepDamaged` or `partial`. */
      readonly error?: DnsError | undefined
    })
  | RecordBase<Exclude<RecordTypeName, keyof RecordDataByType>, undefined>

/** What every record that is given has. */
interface InitBase<Type extends string | number, Data> {
  readonly name: string
  readonly type: Type
  readonly class?: string | undefined
  readonly ttl?: number | undefined
  readonly data?: Data | undefined
  readonly cacheFlush?: boolean | undefined
  /** Of a record that was kept in spite of its damaged RDATA: it is written only with `allowDamaged`. */
  readonly error?: DnsError | undefined
}

/**
 * A record as `encodeMessage` takes it: class `IN` and time to live 0 unless given. `type` tells the data: a mnemonic has its own or opaque data, a
 * number either, any other string opaque data. A record without data is one of UPDATE.
 *
 * @example
 * const record: RecordInit = { name: 'example.com', type: 'MX', data: { preference: 10, exchange: 'mx.example.com' } }
 */
export type RecordInit =
  | { [Type in keyof RecordDataByType]: InitBase<Type, RecordDataByType[Type]> }[keyof RecordDataByType]
  | InitBase<string, OpaqueData>
  | InitBase<number, object>

/** The records of types of one's own: those whose description has a literal name, `RecordType<Widget, 'WIDGET'>`. */
export type OwnRecord<Type> =
  Type extends RecordType<infer Data, infer Name> ? (string extends Name ? never : RecordBase<Name, Data | undefined>) : never

/** A record as it is given to what has a codec, which knows what its data is. */
export type AnyRecordInit = RecordInit | InitBase<string, object>

/** One field of RDATA: how it stands on the wire and in text. Methods, so that fields of every type fit one list. */
export interface Field<Value> {
  /** What kind it is; the tests make values by it. */
  readonly kind: string
  /** From `reader.pos`, not past `reader.end`. */
  decode(reader: MessageReader): Value
  /** Checks the value, then writes it. */
  encode(writer: MessageWriter, value: Value): void
  /** From the tokens of zone text. */
  parse(tokens: RdataTokens): Value
  /** `types`: what types are called; as IANA calls them unless given. */
  format(value: Value, types?: TypeNames): string
}

/** The description of a record type. */
export interface RecordType<Data extends object, Name extends string = string> {
  /** Mnemonic. A literal type tells types of your own: `RecordType<Widget, 'WIDGET'>`. */
  readonly name: Name
  readonly code: number
  /** True for the types that RFC 1035 and its heirs define for every class; the others are opaque outside IN. */
  readonly anyClass?: boolean
  /** In the order of the wire, which is the order of the keys of a value too. */
  readonly fields: { readonly [Key in keyof Data]-?: Field<Data[Key]> }
  /**
   * In place of the loop over `fields`, each where it is needed: hand-written decode and encode for the types that most messages are made
   * of, and all four for a layout that is no plain row of fields.
   */
  decode?(reader: MessageReader): Data
  encode?(writer: MessageWriter, data: Data): void
  parse?(tokens: RdataTokens): Data
  format?(data: Data, types?: TypeNames): string
  /** Why fields that are well each by itself do not fit each other; nothing where they do. Wire and text, both ways, refuse such data. */
  check?(data: Data): string | undefined
}

/** Any description, where its data does not matter. */
export interface AnyRecordType {
  readonly name: string
  readonly code: number
  readonly anyClass?: boolean
  readonly fields: Readonly<Record<string, Field<unknown>>>
  decode?(reader: MessageReader): object
  encode?(writer: MessageWriter, data: object): void
  parse?(tokens: RdataTokens): object
  format?(data: object, types?: TypeNames): string
  check?(data: object): string | undefined
}
