/** `@mailwire/sasl`: SASL mechanisms as challenge and response objects, both sides, with no I/O. */
export { decodeInitialResponse, encodeInitialResponse } from './base64.js'
export type { ChannelBinding } from './channel-binding.js'
export { type ChooseOptions, chooseMechanism, type MechanismChoice, mechanismChoices, withdrawnMechanisms } from './choose.js'
export type {
  AnonymousCredentials,
  Credentials,
  ExternalCredentials,
  PasswordCredentials,
  TokenCredentials,
} from './credentials.js'
export type { CryptoOptions, ScramHash, WebCryptoLike } from './crypto.js'
export { isSaslError, type Rejection, SaslError, type SaslErrorCode } from './error.js'
export { defaultLimits, type SaslLimits } from './limits.js'
export type { ClientMechanism, Identity, ServerMechanism, ServerStep } from './mechanism.js'
export { isMechanismName, parseMechanismName } from './mechanism-name.js'
export { type AnonymousMessage, anonymousClient, anonymousServer } from './mechanisms/anonymous.js'
export { type CramMd5ClientOptions, type CramMd5ServerOptions, cramMd5Client, cramMd5Server } from './mechanisms/cram-md5.js'
export { type DigestMd5ClientOptions, digestMd5Client } from './mechanisms/digest-md5.js'
export { type ExternalMessage, externalClient, externalServer } from './mechanisms/external.js'
export { loginClient, loginServer } from './mechanisms/login.js'
export {
  type OAuthBearerClientOptions,
  type OAuthBearerServerOptions,
  oauthBearerClient,
  oauthBearerServer,
} from './mechanisms/oauthbearer.js'
export { decodePlain, encodePlain, plainClient, plainServer } from './mechanisms/plain.js'
export { type ScramClientOptions, scramClient } from './mechanisms/scram-client.js'
export type { DecoyOptions } from './mechanisms/scram-decoy.js'
export { type FindScramCredentials, type ScramServerOptions, scramServer } from './mechanisms/scram-server.js'
export { type XOAuth2ClientOptions, type XOAuth2ServerOptions, xoauth2Client, xoauth2Server } from './mechanisms/xoauth2.js'
export type { TokenMessage } from './oauth.js'
export { type SaslprepOptions, saslprep } from './prepare.js'
export {
  formatScramCredentials,
  parseScramCredentials,
  type ScramCredentials,
  type ScramCredentialsInit,
  type ScramOptions,
  scramCredentials,
  verifyScramPassword,
} from './scram-credentials.js'
export type { PasswordMessage, PasswordOptions, Verify, VerifyPassword } from './verify.js'
