/**
 * The four messages of SCRAM (RFC 5802 7), decoded and encoded; functions are named after their ABNF rules. All are UTF-8 text, a list of
 * attributes separated by commas. A value contains no comma, so a message is split first, and each part is read by its rule.
 *
 *     C: gs2-header client-first-message-bare        n,,n=user,r=nonce
 *     S: server-first-message                        r=nonce+more,s=salt,i=4096
 *     C: client-final-message                        c=biws,r=nonce+more,p=proof
 *     S: server-final-message                        v=signature
 */
import { decodeBase64, encodeBase64 } from '@mailwire/bytes'
import { decodedText } from '../credentials.js'
import { MAX_ITERATIONS } from '../crypto.js'
import { fail } from '../error.js'
import { decodeSaslname, encodeSaslname } from '../saslname.js'

const ACTION = 'decode SCRAM'

/** What a client states about channel binding: it has none (`n`), it has but believes that the server has none (`y`), or its type. */
export type CbindFlag = 'n' | 'y' | `p=${string}`

/** `client-first-message = gs2-header client-first-message-bare`; an authorization identity that is not asked for is empty. */
export interface ClientFirst {
  readonly flag: CbindFlag
  readonly authorizationId: string
  readonly authenticationId: string
  readonly nonce: string
}

/** With its two parts as they were sent: they go into hashes. */
export interface ReceivedClientFirst extends ClientFirst {
  readonly header: string
  readonly bare: string
}

/** `server-first-message` */
export interface ServerFirst {
  readonly nonce: string
  readonly salt: Uint8Array
  readonly iterations: number
}

/** `client-final-message-without-proof` */
export interface ClientFinal {
  /** `cbind-input` */
  readonly binding: Uint8Array
  readonly nonce: string
}

/** `client-final-message` */
export interface ReceivedClientFinal extends ClientFinal {
  readonly withoutProof: string
  readonly proof: Uint8Array
}

/** `server-final-message = (server-error / verifier) ["," extensions]` */
export type ServerFinal = { readonly error: string } | { readonly signature: Uint8Array }

/** `gs2-header = gs2-cbind-flag "," [ authzid ] ","` */
export const encodeGs2Header = (flag: CbindFlag, authorizationId: string): string =>
  `${flag},${authorizationId === '' ? '' : `a=${encodeSaslname(authorizationId)}`},`

/** `client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]` */
export const encodeClientFirstBare = (authenticationId: string, nonce: string): string =>
  `n=${encodeSaslname(authenticationId)},r=${nonce}`

/** `server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]` */
export const encodeServerFirst = ({ nonce, salt, iterations }: ServerFirst): string =>
  `r=${nonce},s=${encodeBase64(salt)},i=${iterations}`

/** `client-final-message-without-proof = channel-binding "," nonce ["," extensions]` */
export const encodeClientFinalWithoutProof = ({ binding, nonce }: ClientFinal): string => `c=${encodeBase64(binding)},r=${nonce}`

/** `client-final-message = client-final-message-without-proof "," proof` */
export const encodeClientFinal = (withoutProof: string, proof: Uint8Array): string => `${withoutProof},p=${encodeBase64(proof)}`

/** `verifier = "v=" base64` */
export const encodeServerFinal = (signature: Uint8Array): string => `v=${encodeBase64(signature)}`

/** `client-first-message = gs2-header client-first-message-bare` @throws {@link SaslError} `bad-message`, as all below */
export function decodeClientFirst(bytes: Uint8Array): ReceivedClientFirst {
  const text = decodedText(bytes, ACTION)
  const [flag, authzid, ...rest] = text.split(',') as [string, string, ...string[]]
  if (rest.length === 0) malformed('the message has no gs2-header')
  const header = `${flag},${authzid},`
  const attributes = new Attributes(rest)
  return {
    flag: gs2CbindFlag(flag),
    authorizationId: authzid === '' ? '' : decodeSaslname(new Attributes([authzid]).next('a'), ACTION),
    authenticationId: decodeSaslname(attributes.next('n'), ACTION),
    nonce: attributes.extensions(printable(attributes.next('r'))),
    header,
    bare: text.slice(header.length),
  }
}

/** `server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]` */
export function decodeServerFirst(bytes: Uint8Array): ServerFirst {
  const attributes = attributesOf(bytes)
  return {
    nonce: printable(attributes.next('r')),
    salt: base64(attributes.next('s')),
    iterations: attributes.extensions(positNumber(attributes.next('i'))),
  }
}

/** `client-final-message = client-final-message-without-proof "," proof`: the proof is last, after extensions. */
export function decodeClientFinal(bytes: Uint8Array): ReceivedClientFinal {
  const text = decodedText(bytes, ACTION)
  const end = text.lastIndexOf(',')
  const withoutProof = text.slice(0, Math.max(0, end))
  const attributes = new Attributes(withoutProof.split(','))
  const binding = base64(attributes.next('c'))
  const nonce = attributes.extensions(printable(attributes.next('r')))
  return { binding, nonce, withoutProof, proof: base64(new Attributes([text.slice(end + 1)]).next('p')) }
}

/** `server-final-message = (server-error / verifier) ["," extensions]` */
export function decodeServerFinal(bytes: Uint8Array): ServerFinal {
  const attributes = attributesOf(bytes)
  const final = attributes.has('e') ? { error: attributes.next('e') } : { signature: base64(attributes.next('v')) }
  return attributes.extensions(final)
}

const attributesOf = (bytes: Uint8Array): Attributes => new Attributes(decodedText(bytes, ACTION).split(','))

/** The attributes that RFC 5802 5.1 defines. Each is valid in its own position only, never as an extension; `m` is valid nowhere. */
const DEFINED = 'anrcsipve'

/** The attributes of a message in their order. */
class Attributes {
  readonly #parts: readonly string[]
  #at = 0

  constructor(parts: readonly string[]) {
    this.#parts = parts
  }

  /** True when the next one, which there has to be, has this name. */
  has(name: string): boolean {
    return this.#parts[this.#at]!.startsWith(`${name}=`)
  }

  /** The value of the next one, which has to have this name. */
  next(name: string): string {
    const part = this.#parts[this.#at++]
    if (part === undefined) malformed(`${name}= is missing`)
    const [found, value] = attrVal(part)
    return found === name ? value : malformed(`${name}= expected, ${found}= found`)
  }

  /** `extensions = attr-val *("," attr-val)` to the end, which are ignored. Returns the value that was read before them. */
  extensions<Value>(value: Value): Value {
    for (; this.#at < this.#parts.length; this.#at++) {
      const [name] = attrVal(this.#parts[this.#at]!)
      if (DEFINED.includes(name)) malformed(`${name}= is not allowed as an extension`)
    }
    return value
  }
}

/** `attr-val = ALPHA "=" value`, `value = 1*value-char`. `m` asks for an extension, and none is defined (RFC 5802 5.1). */
function attrVal(text: string): [name: string, value: string] {
  if (!/^[A-Za-z]=[^\0]+$/.test(text)) malformed('an attribute of a letter, = and a value expected')
  if (text.startsWith('m=')) malformed('mandatory extensions (m=) are not supported')
  return [text[0]!, text.slice(2)]
}

/** `gs2-cbind-flag = ("p=" cb-name) / "n" / "y"`, `cb-name = 1*(ALPHA / DIGIT / "." / "-")` */
const gs2CbindFlag = (text: string): CbindFlag =>
  /^(?:n|y|p=[A-Za-z0-9.-]+)$/.test(text) ? (text as CbindFlag) : malformed('the message must begin with n, y or p=')

/** `printable = %x21-2B / %x2D-7E`, the characters of a nonce. */
const printable = (text: string): string => (isNonce(text) ? text : malformed('the nonce is not printable ASCII'))

/** True for one or more `printable`. */
export const isNonce = (text: string): boolean => /^[\x21-\x2b\x2d-\x7e]+$/.test(text)

/** `base64`, in the canonical form alone (RFC 5802 2.1). */
const base64 = (text: string): Uint8Array => decodeBase64(text, () => malformed('an attribute is not canonical base64'))

/** `posit-number = %x31-39 *DIGIT` @throws also {@link SaslError} `limit` */
function positNumber(text: string): number {
  if (!/^[1-9][0-9]*$/.test(text)) malformed('the iteration count is not a positive number')
  const count = Number(text)
  return count <= MAX_ITERATIONS ? count : fail('limit', 0, `${ACTION}: more than ${MAX_ITERATIONS} iterations`)
}

function malformed(reason: string): never {
  return fail('bad-message', 0, `${ACTION}: ${reason}`)
}
