/** `@mailwire/smtp/address`: mailboxes, paths and domains as text (RFC 5321 4.1.2). No I/O. */
export { parseDomain } from './grammar/domain.js'
export { type EncodeOptions, type GrammarLimits, type GrammarOptions, grammarLimits } from './grammar/line.js'
export {
  formatLocalPart,
  formatMailbox,
  formatPath,
  localPartText,
  type Mailbox,
  needsUtf8,
  type Path,
  parseMailbox,
} from './grammar/path.js'
