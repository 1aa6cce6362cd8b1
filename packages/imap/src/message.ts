/** `@mailwire/imap/message`: what ENVELOPE, BODYSTRUCTURE and INTERNALDATE mean to people: decoded text, addresses, dates, parts. */
export { decodeWords } from './text/encoded-word.js'
export { decodeParameters, fileNameOf, parameterOf } from './text/parameters.js'
