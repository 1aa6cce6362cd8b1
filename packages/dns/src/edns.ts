/** `@mailwire/dns/edns`: the EDNS options, their data and their descriptions, for a codec of your own (RFC 6891). No I/O. */
export type { AnyOptionType, OptionText, OptionType } from './edns/option-type.js'
export * from './edns/options/index.js'
// In one file with the options, as in `rdata.ts`.
export type { EdnsOption, EdnsOptionInit, OpaqueOption, OptionDataByName, OwnOption } from './message/edns/option.js'
export { allEdnsOptions } from './message/everything.js'
export type { MessageReader } from './wire/reader.js'
export type { MessageWriter } from './wire/writer.js'
