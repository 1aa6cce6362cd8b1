/**
 * `@mailwire/dns/all`: the main entry and the subpaths in one, as the umbrella's namespace `dns` has them; without `@mailwire/dns/fields`, some of whose
 * names are also those of record types. No I/O.
 */
export * from './annotate.js'
export * from './dig.js'
export * from './dnssec.js'
export * from './dso.js'
export * from './edns.js'
export * from './iana.js'
export * from './index.js'
export * from './json.js'
export * from './mail.js'
export * from './quirks.js'
export * from './rdata.js'
export * from './transport.js'
export * from './tsig.js'
export * from './update.js'
export * from './zone.js'
