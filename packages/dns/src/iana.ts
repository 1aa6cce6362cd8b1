/** `@mailwire/dns/iana`: the registries of numbers, by name, and what numbers and names are called. No I/O. */
export {
  certificateTypes,
  dsyncSchemes,
  sshAlgorithms,
  tkeyModes,
  tlsaMatchingTypes,
  tlsaSelectors,
  tlsaUsages,
} from './iana/certificates.js'
export { classCode, className, recordClasses } from './iana/classes.js'
export { dnssecAlgorithms } from './iana/dnssec-algorithms.js'
export { ednsOptionCode, ednsOptionName, ednsOptions } from './iana/edns-options.js'
export { extendedErrors } from './iana/extended-errors.js'
export { opcodeCode, opcodeName, opcodes, rcodeCode, rcodeName, rcodes } from './iana/header.js'
export { svcParamCode, svcParamName, svcParams } from './iana/svc-params.js'
export { type RecordTypeName, recordTypes, typeCode, typeName } from './iana/types.js'
