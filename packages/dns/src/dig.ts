/** `@mailwire/dns/dig`: messages as the text that dig prints, written and read. No I/O. */
export { type FormatMessageOptions, formatMessage, type MessageFooter } from './dig/dig.js'
export { type ParseMessageOptions, parseMessage } from './dig/dig-parse.js'
