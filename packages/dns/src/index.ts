/** `@mailwire/dns`: DNS messages, names, records and zone text, both ways, with no I/O. */

export type { HashFunction, SubtleLike } from '@mailwire/bytes'
export { type AnnotateOptions, type Annotation, annotateMessage } from './annotate.js'
export { canonicalRdata, canonicalRecord, compareRdata } from './canonical.js'
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
export { type AnyTlvType, allDsoTlvs, type DsoDataByName } from './dso/tlvs.js'
export type { Edns, EdnsFlags, EdnsInit } from './edns/edns.js'
export type { AnyOptionType, EdnsOption, EdnsOptionInit, OpaqueOption, OptionText, OptionType } from './edns/option.js'
export { dau as dauOption, dhu as dhuOption, n3u as n3uOption } from './edns/options/algorithms.js'
export { chain as chainOption } from './edns/options/chain.js'
export { clientSubnet as clientSubnetOption } from './edns/options/client-subnet.js'
export { cookie as cookieOption } from './edns/options/cookie.js'
export { expire as expireOption } from './edns/options/expire.js'
export { extendedError as extendedErrorOption } from './edns/options/extended-error.js'
export { keepalive as keepaliveOption } from './edns/options/keepalive.js'
export { keyTags as keyTagOption } from './edns/options/key-tag.js'
export { llq as llqOption } from './edns/options/llq.js'
export { mqTypeQuery as mqTypeQueryOption, mqTypeResponse as mqTypeResponseOption } from './edns/options/mqtype.js'
export { nsid as nsidOption, padding as paddingOption } from './edns/options/octets.js'
export { reportChannel as reportChannelOption } from './edns/options/report-channel.js'
export { clientTag as clientTagOption, serverTag as serverTagOption } from './edns/options/tag.js'
export { updateLease as updateLeaseOption } from './edns/options/update-lease.js'
export { zoneVersion as zoneVersionOption } from './edns/options/zone-version.js'
export { allEdnsOptions, type OptionDataByName } from './edns/registry.js'
export {
  DnsError,
  type DnsErrorCode,
  type DnsErrorPlace,
  isDnsError,
  type SectionName,
} from './error.js'
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
export { type A, a } from './rdata/a.js'
export { type A6, a6 } from './rdata/a6.js'
export { type Aaaa, aaaa } from './rdata/aaaa.js'
export { type Afsdb, afsdb } from './rdata/afsdb.js'
export { type Amtrelay, amtrelay } from './rdata/amtrelay.js'
export { type Apl, type AplItem, apl } from './rdata/apl.js'
export { type AtmAddress, type Atma, atma } from './rdata/atma.js'
export { type Avc, avc } from './rdata/avc.js'
export { type Brid, brid } from './rdata/brid.js'
export { type Caa, caa } from './rdata/caa.js'
export { type Cdnskey, cdnskey } from './rdata/cdnskey.js'
export { type Cds, cds } from './rdata/cds.js'
export { type Cert, cert } from './rdata/cert.js'
export { type Cla, cla } from './rdata/cla.js'
export { type Cname, cname } from './rdata/cname.js'
export { type Csync, csync } from './rdata/csync.js'
export { type Dhcid, dhcid } from './rdata/dhcid.js'
export { type Dlv, dlv } from './rdata/dlv.js'
export { type Dname, dname } from './rdata/dname.js'
export { type Dnskey, dnskey } from './rdata/dnskey.js'
export { type Doa, doa } from './rdata/doa.js'
export { type Ds, ds } from './rdata/ds.js'
export { type Dsync, dsync } from './rdata/dsync.js'
export { type Eid, eid } from './rdata/eid.js'
export { type Eui48, eui48 } from './rdata/eui48.js'
export { type Eui64, eui64 } from './rdata/eui64.js'
export type { CertificateAssociation } from './rdata/fields/certificate.js'
export { type Gpos, gpos } from './rdata/gpos.js'
export { type Hhit, hhit } from './rdata/hhit.js'
export { type Hinfo, hinfo } from './rdata/hinfo.js'
export { type Hip, hip } from './rdata/hip.js'
export { type Https, https } from './rdata/https.js'
export { type Ipn, ipn } from './rdata/ipn.js'
export { type Ipseckey, ipseckey } from './rdata/ipseckey.js'
export { type Isdn, isdn } from './rdata/isdn.js'
export { type Key, key } from './rdata/key.js'
export { type Kx, kx } from './rdata/kx.js'
export { type L32, l32 } from './rdata/l32.js'
export { type L64, l64 } from './rdata/l64.js'
export { type Loc, loc } from './rdata/loc.js'
export { type Lp, lp } from './rdata/lp.js'
export { type Mb, mb } from './rdata/mb.js'
export { type Md, md } from './rdata/md.js'
export { type Mf, mf } from './rdata/mf.js'
export { type Mg, mg } from './rdata/mg.js'
export { type Minfo, minfo } from './rdata/minfo.js'
export { type Mr, mr } from './rdata/mr.js'
export { type Mx, mx } from './rdata/mx.js'
export { type Naptr, naptr } from './rdata/naptr.js'
export { type Nid, nid } from './rdata/nid.js'
export { type Nimloc, nimloc } from './rdata/nimloc.js'
export { type Ninfo, ninfo } from './rdata/ninfo.js'
export { type Ns, ns } from './rdata/ns.js'
export { type Nsap, nsap } from './rdata/nsap.js'
export { type NsapPtr, nsapPtr } from './rdata/nsap-ptr.js'
export { type Nsec, nsec } from './rdata/nsec.js'
export { type Nsec3, nsec3 } from './rdata/nsec3.js'
export { type Nsec3param, nsec3param } from './rdata/nsec3param.js'
export { type Null, nullType } from './rdata/null.js'
export { type Nxname, nxname } from './rdata/nxname.js'
export { type Nxt, nxt } from './rdata/nxt.js'
export { type Openpgpkey, openpgpkey } from './rdata/openpgpkey.js'
export { type Ptr, ptr } from './rdata/ptr.js'
export { type Px, px } from './rdata/px.js'
export { type Resinfo, resinfo } from './rdata/resinfo.js'
export { type Rkey, rkey } from './rdata/rkey.js'
export { type Rp, rp } from './rdata/rp.js'
export { type Rrsig, rrsig } from './rdata/rrsig.js'
export { type Rt, rt } from './rdata/rt.js'
export { type Sig, sig } from './rdata/sig.js'
export { type Sink, sink } from './rdata/sink.js'
export { type Smimea, smimea } from './rdata/smimea.js'
export { type Soa, soa } from './rdata/soa.js'
export { type Spf, spf } from './rdata/spf.js'
export { type Srv, srv } from './rdata/srv.js'
export { type Sshfp, sshfp } from './rdata/sshfp.js'
export type { SvcParam } from './rdata/svcb/values.js'
export { type Svcb, svcb } from './rdata/svcb.js'
export { type Ta, ta } from './rdata/ta.js'
export { type Talink, talink } from './rdata/talink.js'
export { type Tkey, tkey } from './rdata/tkey.js'
export { type Tlsa, tlsa } from './rdata/tlsa.js'
export { type Tsig, tsig } from './rdata/tsig.js'
export { type Txt, txt } from './rdata/txt.js'
export { type Uri, uri } from './rdata/uri.js'
export { type Wallet, wallet } from './rdata/wallet.js'
export { type Wks, wks } from './rdata/wks.js'
export { type X25, x25 } from './rdata/x25.js'
export { type Zonemd, zonemd } from './rdata/zonemd.js'
export { decodeName, MessageReader } from './reader.js'
export type {
  AnyRecordInit,
  AnyRecordType,
  DnsRecord,
  Field,
  OpaqueData,
  OwnRecord,
  RecordDataByType,
  RecordInit,
  RecordType,
} from './record.js'
export { allRecordTypes, type CodecOptions, type RdataCodec, type Registry } from './registry.js'
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
