/** `@mailwire/sasl`: SASL mechanisms as challenge and response objects, both sides, with no I/O. */
export { decodeInitialResponse, encodeInitialResponse } from './base64.js'
export { chooseMechanism, isMechanismName, parseMechanismName } from './choose.js'
export type {
  AnonymousCredentials,
  Credentials,
  ExternalCredentials,
  PasswordCredentials,
  TokenCredentials,
} from './credentials.js'
export { isSaslError, type Rejection, SaslError, type SaslErrorCode } from './error.js'
export { defaultLimits, type SaslLimits } from './limits.js'
export type { ClientMechanism, Identity, ServerMechanism, ServerStep } from './mechanism.js'
export { type LoginCredentials, loginClient, loginServer } from './mechanisms/login.js'
export { decodePlain, encodePlain, plainClient, plainServer } from './mechanisms/plain.js'
export { type SaslprepOptions, saslprep } from './prepare.js'
export type { PasswordMessage, PasswordOptions, Verify, VerifyPassword } from './verify.js'
