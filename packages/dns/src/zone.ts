/** `@mailwire/dns/zone`: zone text and single records of it, written and read. No I/O. */
export { defaultZoneLimits, type ZoneLimits } from './text/limits.js'
export { formatTtlUnits, parseTtl } from './text/ttl.js'
export { parseZone, type ZoneEvent, type ZoneInclude, type ZoneOptions, ZoneParser } from './zone/parser.js'
export { type FormatZoneOptions, formatRdata, formatRecord, formatZone } from './zone/printer.js'
export type { ZoneStyle } from './zone/style.js'
