/** `@mailwire/dns`: DNS messages, names, records and zone text, both ways, with no I/O. */

export { type Annotation, annotateMessage } from './annotate.js'
export { canonicalRdata, canonicalRecord, compareRdata } from './canonical.js'
export { MessageWriter } from './compress.js'
export type { CryptoOptions, HashesLike, HashFunction, SubtleLike, WebCryptoLike } from './crypto.js'
export { type FormatMessageOptions, formatMessage, type MessageFooter } from './dig.js'
export { parseMessage } from './dig-parse.js'
export { makeDs, matchesDs } from './dnssec/ds.js'
export { dnskeyFromJwk, dnskeyToJwk, type JwkLike, keyTag } from './dnssec/keys.js'
export { nsecCovers } from './dnssec/nsec.js'
export {
  type ClosestEncloser,
  closestEncloser,
  MAX_NSEC3_ITERATIONS,
  type Nsec3Options,
  nsec3Hash,
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
export { zoneDigest } from './dnssec/zonemd.js'
export type { Edns, EdnsFlags, EdnsInit, EdnsOption } from './edns/edns.js'
export {
  DnsError,
  type DnsErrorCode,
  type DnsErrorPlace,
  type DnsWarning,
  type DnsWarningCode,
  isDnsError,
  type SectionName,
} from './error.js'
export { DNS_MESSAGE_TYPE, decodeDohParameter, encodeDohParameter } from './http.js'
export { classCode, className, recordClasses } from './iana/classes.js'
export { ednsOptionName, ednsOptions } from './iana/edns-options.js'
export { extendedErrors } from './iana/extended-errors.js'
export { opcodeCode, opcodeName, opcodes, rcodeCode, rcodeName, rcodes } from './iana/header.js'
export { type RecordTypeName, recordTypes, typeCode, typeName } from './iana/types.js'
export { type CertificateAssociation, matchesTlsa, openpgpkeyName, smimeaName, tlsaName } from './mail/dane.js'
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
} from './mail/records.js'
export {
  type DecodeOptions,
  decodeMessage,
  type EncodeOptions,
  effectiveTtl,
  encodeMessage,
  type Flags,
  MAX_MESSAGE,
  type Message,
  type MessageCodec,
  type MessageInit,
  messageCodec,
  type Question,
} from './message.js'
export { canonicalName, compareNames, encodeName, equalNames, isSubdomain, parentName, splitLabels } from './name.js'
export { type A, a } from './rdata/a.js'
export { type A6, a6 } from './rdata/a6.js'
export { type Aaaa, aaaa } from './rdata/aaaa.js'
export { type Afsdb, afsdb } from './rdata/afsdb.js'
export { type Amtrelay, amtrelay } from './rdata/amtrelay.js'
export { type Apl, type AplItem, apl } from './rdata/apl.js'
export { type AtmAddress, type Atma, atma } from './rdata/atma.js'
export { type Avc, avc } from './rdata/avc.js'
export { type Caa, caa } from './rdata/caa.js'
export { type Cdnskey, cdnskey } from './rdata/cdnskey.js'
export { type Cds, cds } from './rdata/cds.js'
export { type Cla, cla } from './rdata/cla.js'
export { type Cname, cname } from './rdata/cname.js'
export { type Dlv, dlv } from './rdata/dlv.js'
export { type Dname, dname } from './rdata/dname.js'
export { type Dnskey, dnskey } from './rdata/dnskey.js'
export { type Doa, doa } from './rdata/doa.js'
export { type Ds, ds } from './rdata/ds.js'
export { type Eid, eid } from './rdata/eid.js'
export { type Eui48, eui48 } from './rdata/eui48.js'
export { type Eui64, eui64 } from './rdata/eui64.js'
export { type Gpos, gpos } from './rdata/gpos.js'
export { type Hinfo, hinfo } from './rdata/hinfo.js'
export { type Ipn, ipn } from './rdata/ipn.js'
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
export { type Null, nullType } from './rdata/null.js'
export { type Nxt, nxt } from './rdata/nxt.js'
export { type Ptr, ptr } from './rdata/ptr.js'
export { type Px, px } from './rdata/px.js'
export { type Resinfo, resinfo } from './rdata/resinfo.js'
export { type Rkey, rkey } from './rdata/rkey.js'
export { type Rp, rp } from './rdata/rp.js'
export { type Rrsig, rrsig } from './rdata/rrsig.js'
export { type Rt, rt } from './rdata/rt.js'
export { type Sig, sig } from './rdata/sig.js'
export { type Sink, sink } from './rdata/sink.js'
export { type Soa, soa } from './rdata/soa.js'
export { type Spf, spf } from './rdata/spf.js'
export { type Srv, srv } from './rdata/srv.js'
export { type Ta, ta } from './rdata/ta.js'
export { type Talink, talink } from './rdata/talink.js'
export { type Txt, txt } from './rdata/txt.js'
export { type Uri, uri } from './rdata/uri.js'
export { type Wallet, wallet } from './rdata/wallet.js'
export { type Wks, wks } from './rdata/wks.js'
export { type X25, x25 } from './rdata/x25.js'
export { decodeName, MessageReader } from './reader.js'
export type { AnyRecordType, DnsRecord, Field, OpaqueData, RecordDataByType, RecordInit, RecordType } from './record.js'
export { allRecordTypes } from './registry.js'
export { reverseName } from './reverse.js'
export { type Sig0Request, type Sig0Result, signSig0, verifySig0 } from './sig0.js'
export { encodeTcp, TcpDecoder } from './tcp.js'
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
export { defaultZoneLimits, type ZoneLimits } from './zone/limits.js'
export { parseZone, type ZoneOptions, ZoneParser } from './zone/parser.js'
export { formatRdata, formatRecord, formatZone } from './zone/printer.js'
export { RdataTokens, type Token } from './zone/tokenizer.js'
export { formatTtlUnits, parseTtl } from './zone/ttl.js'
