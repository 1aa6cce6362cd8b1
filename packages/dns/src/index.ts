/**
 * `@mailwire/dns`: DNS messages, records and names, decoded and encoded, with no I/O. What most programs need; descriptions of record types and options, zone text,
 * DNSSEC, dig's text, JSON and the rest are in `@mailwire/dns/<name>`.
 */
export type { AnyTlvType, CodecLike, Registry } from './codec.js'
export type { AnyOptionType } from './edns/option-type.js'
export { DnsError, type DnsErrorCode, type DnsErrorPlace, isDnsError, type SectionName } from './error.js'
export type { RecordTypeName } from './iana/types.js'
export type { DsoInit, DsoMessage, DsoTlv, DsoTlvInit, OpaqueTlv } from './message/dso/dso.js'
export type { OwnTlv } from './message/dso/tlv-type.js'
export type { Edns, EdnsFlags, EdnsInit } from './message/edns/edns.js'
export type { EdnsOption, EdnsOptionInit, OpaqueOption, OptionDataByName, OwnOption } from './message/edns/option.js'
export type { CodecOptions } from './message/everything.js'
export {
  type AnyMessageInit,
  type DecodeOptions,
  decodeMessage,
  defaultCodec,
  type EncodeOptions,
  effectiveTtl,
  encodeInto,
  encodeMessage,
  type Flags,
  MAX_MESSAGE,
  type Message,
  type MessageCodec,
  type MessageInit,
  messageCodec,
  type PartialMessage,
  type Question,
  type QuestionInit,
  udpLimit,
} from './message/message.js'
export type { MessageParts } from './message/parts.js'
export { MessageView, type OwnOf, type OwnOptionOf, QuestionView, RecordView, type ViewCodec } from './message/view.js'
export { formatLabel, parseLabel } from './names/label.js'
export { canonicalName, compareNames, encodeName, equalNames, isSubdomain, parentName, splitLabels } from './names/name.js'
export { reverseName } from './names/reverse.js'
export type { DnsQuirk, DnsWarning } from './quirks.js'
export type {
  A,
  Aaaa,
  Caa,
  Cname,
  Dname,
  Dnskey,
  Ds,
  Https,
  Mx,
  Naptr,
  Ns,
  Nsec,
  Nsec3,
  Nsec3param,
  Ptr,
  Rrsig,
  Smimea,
  Soa,
  Srv,
  Sshfp,
  Svcb,
  Tlsa,
  Tsig,
  Txt,
  Uri,
} from './rdata/index.js'
export type { AnyRecordInit, DnsRecord, OpaqueData, OwnRecord, RecordDataByType, RecordInit } from './rdata/record.js'
export type { AnyRecordType, RecordType } from './rdata/record-type.js'
export { decodeName } from './wire/reader.js'
