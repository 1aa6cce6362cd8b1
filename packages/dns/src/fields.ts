/**
 * `@mailwire/dns/fields`: the fields that record types are described with, for types of your own. A field decodes and encodes a value on the wire and
 * in zone text; the keys of `fields` in a description are in wire order.
 */
export type { CodeTable } from './iana/codes.js'
export { ipv4, ipv6 } from './rdata/fields/addresses.js'
export { base32Hex, base64, counted, hex, type Notation, rest } from './rdata/fields/binary.js'
export { code, recordType } from './rdata/fields/code.js'
export { eui48Address, eui64Address } from './rdata/fields/groups.js'
export { name } from './rdata/fields/names.js'
export { seconds, u8, u16, u32, u48, u64 } from './rdata/fields/numbers.js'
export { optional } from './rdata/fields/optional.js'
export { characterString, characterStrings } from './rdata/fields/strings.js'
export { typeBitmap } from './rdata/fields/type-bitmap.js'
export type { Field, Multiline, RecordType } from './rdata/record-type.js'
export type { RdataTokens } from './text/rdata-tokens.js'
export type { Token } from './text/token.js'
export type { MessageReader } from './wire/reader.js'
export type { MessageWriter } from './wire/writer.js'
