/** `@mailwire/dns`: DNS messages, names, records and zone text, both ways, with no I/O. */

export type { HashFunction, SubtleLike } from '@mailwire/bytes'
export { type AnnotateOptions, type Annotation, annotateMessage } from './annotate.js'
export { canonicalRdata, canonicalRecord, compareRdata } from './canonical.js'
export type { RdataCodec, Registry } from './codec.js'
export { MessageWriter } from './compress.js'
export type { CryptoOptions, HashesLike, WebCryptoLike } from './crypto.js'
export { type FormatMessageOptions, formatMessage, type MessageFooter } from './dig.js'
export { type ParseMessageOptions, parseMessage } from './dig-parse.js'
export { type Denial, proveDenial, proveWildcard } from './dnssec/denial.js'
export { makeDs, matchesDs } from './dnssec/ds.js'
export { dnskeyFromJwk, dnskeyToJwk, type JwkLike, keyTag } from './dnssec/keys.js'
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
export type { DsoInit, DsoMessage, DsoTlv, DsoTlvInit, OpaqueTlv } from './dso/dso.js'
export type { AnyTlvType } from './dso/tlv-type.js'
export { allDsoTlvs, type DsoDataByName } from './dso/tlvs.js'
export type { Edns, EdnsFlags, EdnsInit } from './edns/edns.js'
export type { EdnsOption, EdnsOptionInit, OpaqueOption, OptionDataByName } from './edns/option.js'
export type { AnyOptionType, OptionText, OptionType } from './edns/option-type.js'
export * from './edns/options/index.js'
export {
  DnsError,
  type DnsErrorCode,
  type DnsErrorPlace,
  isDnsError,
  type SectionName,
} from './error.js'
export { allEdnsOptions, allRecordTypes, type CodecOptions } from './everything.js'
export { DNS_MESSAGE_TYPE, decodeDohParameter, encodeDohParameter } from './http.js'
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
export { formatLabel, parseLabel } from './label.js'
export { matchesTlsa, openpgpkeyName, smimeaName, tlsaName } from './mail/dane.js'
export {
  bimiName,
  dkimName,
  isNullMx,
  joinTxt,
  type MailPolicy,
  type MailService,
  mailServiceName,
  policyName,
  selectPolicy,
  splitTxt,
} from './mail/records.js'
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
} from './message.js'
export { canonicalName, compareNames, encodeName, equalNames, isSubdomain, parentName, splitLabels } from './name.js'
export { type DnsQuirk, type DnsWarning, quirks } from './quirks.js'
export type { CertificateAssociation } from './rdata/fields/certificate.js'
export * from './rdata/index.js'
export type { AnyRecordType, Field, RecordType } from './rdata/record-type.js'
export type { SvcParam } from './rdata/svcb/values.js'
export { decodeName, MessageReader } from './reader.js'
export type { AnyRecordInit, DnsRecord, OpaqueData, OwnRecord, RecordDataByType, RecordInit } from './record.js'
export { reverseName } from './reverse.js'
export { type Sig0Request, type Sig0Result, signSig0, verifySig0 } from './sig0.js'
export { decodeDoq, encodeDoq, encodeTcp, TcpDecoder } from './tcp.js'
export { encodeTransfer, TransferDecoder, type TransferEvent, type TransferKind, type TransferQuery } from './transfer.js'
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
} from './tsig.js'
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
export { parseZone, type ZoneEvent, type ZoneInclude, type ZoneOptions, ZoneParser } from './zone/parser.js'
export { type FormatZoneOptions, formatRdata, formatRecord, formatZone } from './zone/printer.js'
export type { ZoneStyle } from './zone/style.js'
export { RdataTokens, type Token } from './zone/tokenizer.js'
export { formatTtlUnits, parseTtl } from './zone/ttl.js'
