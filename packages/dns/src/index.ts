/** `@mailwire/dns`: DNS messages, names, records and zone text, both ways, with no I/O. */

export { MessageWriter } from './compress.js'
export { type FormatMessageOptions, formatMessage, type MessageFooter } from './dig.js'
export { parseMessage } from './dig-parse.js'
export type { DsoInit, DsoMessage, DsoTlv, DsoTlvInit, OpaqueTlv } from './dso/dso.js'
export type { DsoDataByName } from './dso/tlvs.js'
export type { Edns, EdnsFlags, EdnsInit } from './edns/edns.js'
export type { EdnsOption, EdnsOptionInit, OpaqueOption } from './edns/option.js'
export type { OptionDataByName } from './edns/registry.js'
export { DnsError, type DnsErrorCode, type DnsErrorPlace, isDnsError, type SectionName } from './error.js'
export { classCode, className, recordClasses } from './iana/classes.js'
export { ednsOptionCode, ednsOptionName, ednsOptions } from './iana/edns-options.js'
export { extendedErrors } from './iana/extended-errors.js'
export { opcodeCode, opcodeName, opcodes, rcodeCode, rcodeName, rcodes } from './iana/header.js'
export { type RecordTypeName, recordTypes, typeCode, typeName } from './iana/types.js'
export {
  type DecodeOptions,
  type DnsWarning,
  decodeMessage,
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
} from './message.js'
export { canonicalName, compareNames, encodeName, equalNames, isSubdomain, parentName, splitLabels } from './name.js'
export { type A, a } from './rdata/a.js'
export { type Aaaa, aaaa } from './rdata/aaaa.js'
export { type Cname, cname } from './rdata/cname.js'
export { type Mx, mx } from './rdata/mx.js'
export { type Ns, ns } from './rdata/ns.js'
export { type Ptr, ptr } from './rdata/ptr.js'
export { type Soa, soa } from './rdata/soa.js'
export { type Srv, srv } from './rdata/srv.js'
export { type Txt, txt } from './rdata/txt.js'
export { decodeName, MessageReader } from './reader.js'
export type { AnyRecordType, DnsRecord, Field, OpaqueData, RecordDataByType, RecordInit, RecordType } from './record.js'
export { allRecordTypes } from './registry.js'
export { reverseName } from './reverse.js'
export { encodeTcp, TcpDecoder } from './tcp.js'
export { encodeTransfer, TransferDecoder, type TransferEvent, type TransferKind, type TransferQuery } from './transfer.js'
export {
  addRecord,
  deleteName,
  deleteRecord,
  deleteRrset,
  nameInUse,
  nameNotInUse,
  rrsetDoesNotExist,
  rrsetExists,
  rrsetExistsWithData,
  type UpdateInit,
  type UpdateRecord,
  updateMessage,
} from './update.js'
export { MessageView, QuestionView, RecordView } from './view.js'
export { defaultZoneLimits, type ZoneLimits } from './zone/limits.js'
export { parseZone, type ZoneOptions, ZoneParser } from './zone/parser.js'
export { formatRdata, formatRecord, formatZone } from './zone/printer.js'
export { RdataTokens, type Token } from './zone/tokenizer.js'
export { formatTtlUnits, parseTtl } from './zone/ttl.js'
