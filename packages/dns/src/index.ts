/** `@mailwire/dns`: DNS messages, names, records and zone text, both ways, with no I/O. */

export type { HashFunction, SubtleLike } from '@mailwire/bytes'
export type { AnyTlvType, CodecLike, RdataCodec, Registry } from './codec.js'
export type { CryptoOptions, HashesLike, WebCryptoLike } from './crypto.js'
export { type FormatMessageOptions, formatMessage, type MessageFooter } from './dig/dig.js'
export { type ParseMessageOptions, parseMessage } from './dig/dig-parse.js'
export { type Denial, proveDenial, proveWildcard } from './dnssec/denial.js'
export { makeDs, matchesDs } from './dnssec/ds.js'
export { dnskeyFromJwk, dnskeyToJwk, type JwkLike } from './dnssec/keys.js'
export { nsecCovers } from './dnssec/nsec.js'
export {
  type ClosestEncloser,
  closestEncloser,
  MAX_NSEC3_ITERATIONS,
  type Nsec3Options,
  nsec3Covers,
  nsec3Hash,
  nsec3Matches,
  nsec3Owner,
} from './dnssec/nsec3.js'
export {
  type SignatureFailure,
  type SignatureResult,
  type SigningKey,
  type SignOptions,
  signRrset,
  type VerifyOptions,
  verifyRrset,
} from './dnssec/rrset.js'
export { verifyZonemd, type ZonemdFailure, type ZonemdResult, zoneDigest } from './dnssec/zonemd.js'
export type { AnyOptionType, OptionText, OptionType } from './edns/option-type.js'
export * from './edns/options/index.js'
export {
  DnsError,
  type DnsErrorCode,
  type DnsErrorPlace,
  isDnsError,
  type SectionName,
} from './error.js'
export {
  certificateTypes,
  dsyncSchemes,
  sshAlgorithms,
  tkeyModes,
  tlsaMatchingTypes,
  tlsaSelectors,
  tlsaUsages,
} from './iana/certificates.js'
export { classCode, className, recordClasses } from './iana/classes.js'
export { ednsOptionCode, ednsOptionName, ednsOptions } from './iana/edns-options.js'
export { extendedErrors } from './iana/extended-errors.js'
export { opcodeCode, opcodeName, opcodes, rcodeCode, rcodeName, rcodes } from './iana/header.js'
export { svcParamCode, svcParamName, svcParams } from './iana/svc-params.js'
export { type RecordTypeName, recordTypes, type TypeNames, typeCode, typeName } from './iana/types.js'
export { DNS_JSON_TYPE, type DohJson, type DohJsonRecord, messageFromDohJson, messageToDohJson } from './json/doh.js'
export type { JsonOptions } from './json/fields.js'
export { type JsonMessage, type JsonRecord, messageFromJson, messageToJson } from './json/message.js'
export { matchesTlsa, openpgpkeyName, smimeaName, tlsaName } from './mail/dane.js'
export {
  bimiName,
  dkimName,
  isNullMx,
  type MailPolicy,
  type MailService,
  mailServiceName,
  policyName,
  selectPolicy,
} from './mail/records.js'
export { type AnnotateOptions, type Annotation, annotateMessage } from './message/annotate.js'
export { canonicalRdata, canonicalRecord, compareRdata } from './message/canonical.js'
export type { DsoInit, DsoMessage, DsoTlv, DsoTlvInit, OpaqueTlv } from './message/dso/dso.js'
export { allDsoTlvs, type DsoDataByName } from './message/dso/tlvs.js'
export type { Edns, EdnsFlags, EdnsInit } from './message/edns/edns.js'
export type { EdnsOption, EdnsOptionInit, OpaqueOption, OptionDataByName } from './message/edns/option.js'
export { allEdnsOptions, allRecordTypes, type CodecOptions } from './message/everything.js'
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
} from './message/update.js'
export { MessageView, QuestionView, RecordView, type ViewCodec } from './message/view.js'
export { formatLabel, parseLabel } from './names/label.js'
export { canonicalName, compareNames, encodeName, equalNames, isSubdomain, parentName, splitLabels } from './names/name.js'
export { reverseName } from './names/reverse.js'
export { type DnsQuirk, type DnsWarning, quirks } from './quirks.js'
export type { CertificateAssociation } from './rdata/fields/certificate.js'
export * from './rdata/index.js'
export { keyTag } from './rdata/key-tag.js'
export type { AnyRecordInit, DnsRecord, OpaqueData, OwnRecord, RecordDataByType, RecordInit } from './rdata/record.js'
export type { AnyRecordType, Field, RecordType } from './rdata/record-type.js'
export type { SvcParam } from './rdata/svcb/values.js'
export { defaultZoneLimits, type ZoneLimits } from './text/limits.js'
export { joinTxt, splitTxt } from './text/strings.js'
export { RdataTokens, type Token } from './text/tokenizer.js'
export { formatTtlUnits, parseTtl } from './text/ttl.js'
export { DNS_MESSAGE_TYPE, decodeDohParameter, encodeDohParameter } from './transport/http.js'
export { decodeDoq, encodeDoq, encodeTcp, TcpDecoder } from './transport/tcp.js'
export {
  encodeTransfer,
  TransferDecoder,
  type TransferEvent,
  type TransferKind,
  type TransferQuery,
} from './transport/transfer.js'
export { type Sig0Request, type Sig0Result, signSig0, verifySig0 } from './tsig/sig0.js'
export {
  MAX_UNSIGNED,
  signTsig,
  type TsigFailure,
  type TsigFields,
  type TsigKey,
  type TsigResult,
  type TsigSigned,
  TsigSigner,
  type TsigSignOptions,
  TsigVerifier,
  type TsigVerifyOptions,
  tsigTime,
  verifyTsig,
} from './tsig/tsig.js'
export { decodeName, MessageReader } from './wire/reader.js'
export { MessageWriter } from './wire/writer.js'
export { parseZone, type ZoneEvent, type ZoneInclude, type ZoneOptions, ZoneParser } from './zone/parser.js'
export { type FormatZoneOptions, formatRdata, formatRecord, formatZone } from './zone/printer.js'
export type { ZoneStyle } from './zone/style.js'
