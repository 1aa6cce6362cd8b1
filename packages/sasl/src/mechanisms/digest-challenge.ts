/**
 * The challenge of DIGEST-MD5 (RFC 2831 2.1.1, 7.1, 7.2): directives with commas between them, in strings of one character a byte, because
 * what is hashed and sent back are bytes. Control characters in quoted strings are not accepted, although the grammar has folding there.
 */
import { latin1, lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'

/** What a client uses of a challenge. */
export interface DigestChallenge {
  /** Those that the server offers, in its order. */
  readonly realms: readonly string[]
  readonly nonce: string
  /** True when the server takes UTF-8; ISO 8859-1 otherwise. */
  readonly isUtf8: boolean
}

/** "The size of a digest-challenge MUST be less than 2048 bytes." */
const MAX_CHALLENGE = 2047

const only =
  (word: string): ((value: string) => boolean) =>
  value =>
    lowerAscii(value) === word

/** `1#qop-value`, which are tokens; null elements do not count. */
const QOP_LIST = /^[\t ]*(?:[!#$%&'*+.0-9A-Z^_`a-z|~-]+[\t ]*)?(?:,[\t ]*(?:[!#$%&'*+.0-9A-Z^_`a-z|~-]+[\t ]*)?)*$/

/**
 * What each directive may be. Everything else, `opaque` and `domain` too, is ignored. The grammar has quotes around some values and not around
 * others; Dovecot 2.3 quotes `charset` and `algorithm`, and what a value means does not depend on them.
 */
const RULES: Readonly<Record<string, (value: string) => boolean>> = {
  realm: () => true,
  nonce: value => value !== '',
  qop: value => QOP_LIST.test(value),
  stale: /* @__PURE__ */ only('true'),
  maxbuf: value => /^[0-9]+$/.test(value),
  charset: /* @__PURE__ */ only('utf-8'),
  algorithm: /* @__PURE__ */ only('md5-sess'),
  cipher: () => true,
}

/** @throws {@link SaslError} `bad-message`, `too-long` */
export function decodeDigestChallenge(challenge: Uint8Array): DigestChallenge {
  if (challenge.length > MAX_CHALLENGE)
    fail('too-long', 0, `${ACTION}: challenge of ${challenge.length} bytes, at most ${MAX_CHALLENGE} allowed`)
  const realms: string[] = []
  const once = new Map<string, string>()
  for (const { name, value } of directives(latin1(challenge, 0, challenge.length))) {
    if (!Object.hasOwn(RULES, name)) continue
    if (!RULES[name]!(value)) malformed(`invalid value of ${name}`)
    if (name === 'realm') realms.push(value)
    else if (once.has(name)) malformed(`${name} twice`)
    else once.set(name, value)
  }
  if (!once.has('algorithm')) malformed('the challenge has no algorithm')
  if (
    !lowerAscii(once.get('qop') ?? 'auth')
      .split(/[\t ,]/)
      .includes('auth')
  )
    malformed('the challenge does not offer qop "auth"; security layers are not supported')
  return { realms, nonce: once.get('nonce') ?? malformed('the challenge has no nonce'), isUtf8: once.has('charset') }
}

interface Directive {
  readonly name: string
  /** Without quotes, and with the escapes undone. */
  readonly value: string
}

/** `[ token "=" ( token / quoted-string ) ] ","`, with linear white space between the words. */
const ELEMENT =
  /(?:[\t ]|\r\n[\t ])*(?:([!#$%&'*+.0-9A-Z^_`a-z|~-]+)(?:[\t ]|\r\n[\t ])*=(?:[\t ]|\r\n[\t ])*(?:([!#$%&'*+.0-9A-Z^_`a-z|~-]+)|"((?:[\t !#-[\]-~\x80-\xff]|\\[\t -~])*)")(?:[\t ]|\r\n[\t ])*)?(?:,|$)/y

/** `1#( directive )`: null elements do not count (RFC 2831 7.1). */
function* directives(text: string): Generator<Directive> {
  let at = 0
  for (let hasNext = true; hasNext; ) {
    ELEMENT.lastIndex = at
    const [element, name, token, quoted] = ELEMENT.exec(text) ?? malformed(`a directive expected at offset ${at}`, at)
    at += element.length
    hasNext = element.endsWith(',')
    if (name !== undefined) yield { name: lowerAscii(name), value: token ?? quoted!.replace(/\\(.)/g, '$1') }
  }
}

const ACTION = 'respond DIGEST-MD5'
const malformed = (reason: string, offset = 0): never => fail('bad-message', offset, `${ACTION}: ${reason}`)
