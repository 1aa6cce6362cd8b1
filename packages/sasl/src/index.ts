/** `@mailwire/sasl`: SASL mechanisms as challenge and response objects, both sides, with no I/O. */
export { decodeInitialResponse, encodeInitialResponse } from './base64.js'
export { chooseMechanism, isMechanismName, parseMechanismName } from './choose.js'
export { isSaslError, SaslError, type SaslErrorCode } from './error.js'
export type { ClientMechanism, Identity, ServerMechanism, ServerStep } from './mechanism.js'
export { type LoginCredentials, loginClient, loginServer } from './mechanisms/login.js'
export { decodePlain, encodePlain, type PlainCredentials, plainClient, plainServer } from './mechanisms/plain.js'
export { type SaslprepOptions, saslprep } from './prepare.js'
export type { PasswordMessage, VerifyPassword } from './verify.js'
