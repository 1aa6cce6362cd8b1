/** `@mailwire/sasl`: SASL mechanisms as challenge and response objects, both sides, with no I/O. */
export { decodeInitialResponse, encodeInitialResponse } from './base64.js'
export { isSaslError, SaslError, type SaslErrorCode } from './error.js'
export {
  type ClientMechanism,
  chooseMechanism,
  type Identity,
  isMechanismName,
  parseMechanismName,
  type ServerMechanism,
  type ServerStep,
} from './mechanism.js'
export {
  decodePlain,
  encodePlain,
  type PlainCredentials,
  type PlainMessage,
  plainClient,
  plainServer,
  type VerifyPlain,
} from './plain.js'
