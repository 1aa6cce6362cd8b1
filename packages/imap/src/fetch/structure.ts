/** The tree of a message's parts, as BODYSTRUCTURE and BODY tell it (RFC 9051 2.3.6, 7.5.2). What BODY leaves out is `undefined`. */
import { fieldsOf } from '../values.js'
import type { Envelope } from './envelope.js'

/**
 * Names and values in their order, unchanged: `decodeParameters` of `@mailwire/imap/message` decodes them (RFC 2231); the case of names is ignored.
 */
export type Parameters = readonly (readonly [name: string, value: string])[]

/** Content-Disposition (RFC 2183). */
export interface Disposition {
  /** `inline`, `attachment`, ..., in the case in which it was received. */
  readonly type: string
  readonly parameters: Parameters | null
}

/** What BODYSTRUCTURE says beyond BODY; servers may stop anywhere. */
export interface Extension {
  readonly disposition: Disposition | null | undefined
  readonly language: readonly string[] | null | undefined
  /** Content-Location. */
  readonly location: string | null | undefined
  /** Fields that later RFCs may add, each unchanged (RFC 9051 9, `body-extension`). */
  readonly extensions: readonly Uint8Array[]
}

/** A multipart, and its parts (RFC 2046 5.1). */
export interface MultipartStructure extends Extension {
  readonly kind: 'multipart'
  readonly type: 'multipart'
  /** Lower case, like every type and subtype here. */
  readonly subtype: string
  readonly parts: readonly BodyStructure[]
  readonly parameters: Parameters | null | undefined
}

/** The same of a part that is not a multipart. */
export interface PartExtension extends Extension {
  readonly md5: string | null | undefined
}

/** What every part has that is not a multipart. */
interface PartFields extends PartExtension {
  readonly type: string
  readonly subtype: string
  readonly parameters: Parameters | null
  readonly id: string | null
  readonly description: string | null
  /** Content-Transfer-Encoding. */
  readonly encoding: string | null
  /** In bytes, encoded. */
  readonly size: number
}

/** A text, with the number of its lines. */
export interface TextStructure extends PartFields {
  readonly kind: 'text'
  readonly lines: number
}

/** A message/rfc822 or message/global that the server looked into. */
export interface MessageStructure extends PartFields {
  readonly kind: 'message'
  readonly envelope: Envelope
  readonly body: BodyStructure
  readonly lines: number
}

/** Any other part; also a text or a message of which the server says no more than of these. */
export interface BasicStructure extends PartFields {
  readonly kind: 'basic'
}

/** A part that could not be read: why is in the `damaged` of the response. */
export interface DamagedStructure {
  readonly kind: 'damaged'
  readonly bytes: Uint8Array
}

/** A part by its `kind` (RFC 9051 7.5.2, BODYSTRUCTURE). */
export type BodyStructure = MultipartStructure | TextStructure | MessageStructure | BasicStructure | DamagedStructure

/**
 * True for a multipart.
 *
 * @throws {@link ImapError} `bad-value` for what is not an object
 *
 * @example
 * const response = decodeResponse(new TextEncoder().encode('* 1 FETCH (BODY ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1))\r\n'))
 * response.type === 'fetch' && isMultipart(response.items.body!) // => false
 */
export const isMultipart = (body: BodyStructure): body is MultipartStructure =>
  fieldsOf(body, 'read body structure').kind === 'multipart'
