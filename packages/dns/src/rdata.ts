/** `@mailwire/dns/rdata`: the record types, their data and their descriptions, for a codec of your own. What fields are made of is in `@mailwire/dns/fields`. No I/O. */
export type { TypeNames } from './iana/types.js'
export { allRecordTypes } from './message/everything.js'
export type { CertificateAssociation } from './rdata/fields/certificate.js'
export * from './rdata/index.js'
// Also so that the declarations of both are in one file: in two, rollup-plugin-dts takes interfaces for values.
export type { AnyRecordInit, DnsRecord, OpaqueData, OwnRecord, RecordDataByType, RecordInit } from './rdata/record.js'
export type { AnyRecordType, Field, RecordType } from './rdata/record-type.js'
export type { SvcParam } from './rdata/svcb/values.js'
export type { RdataTokens } from './text/rdata-tokens.js'
export { joinTxt, splitTxt } from './text/strings.js'
export type { Token } from './text/token.js'
export type { MessageReader } from './wire/reader.js'
export type { MessageWriter } from './wire/writer.js'
