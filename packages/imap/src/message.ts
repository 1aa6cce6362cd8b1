/** `@mailwire/imap/message`: what ENVELOPE, BODYSTRUCTURE and INTERNALDATE mean to people: decoded text, addresses, dates, parts. */
export type { Address } from './fetch/envelope.js'
export type { BodyStructure, Parameters } from './fetch/structure.js'
export { attachmentsOf, type MessagePart, partsOf, textPartOf } from './fetch/walk.js'
export { parseInternalDate, type ZonedTime } from './grammar/date-time.js'
export { type AddressEntry, addressEntries, flattenAddresses, formatAddress, formatAddresses } from './text/address.js'
export { parseEnvelopeDate } from './text/date.js'
export { decodeWords } from './text/encoded-word.js'
export { decodeParameters, fileNameOf, parameterOf } from './text/parameters.js'
