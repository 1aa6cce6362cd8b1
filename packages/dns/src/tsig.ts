/** `@mailwire/dns/tsig`: signatures of whole messages, with a shared secret (TSIG) or a key pair (SIG(0)). Needs Web Crypto. No I/O. */
export type { HashFunction, SubtleLike } from '@mailwire/bytes'
export type { CryptoOptions, HashesLike, WebCryptoLike } from './crypto.js'
export type { SignatureFailure, SigningKey, SignOptions, VerifyOptions } from './dnssec/rrset.js'
export type { TsigKey } from './tsig/key.js'
export { MAX_UNSIGNED, TsigSigner, TsigVerifier } from './tsig/sequence.js'
export { type Sig0Request, type Sig0Result, signSig0, verifySig0 } from './tsig/sig0.js'
export {
  signTsig,
  type TsigFailure,
  type TsigFields,
  type TsigResult,
  type TsigSigned,
  type TsigSignOptions,
  type TsigVerifyOptions,
  tsigTime,
  verifyTsig,
} from './tsig/tsig.js'
