/**
 * Walks BODYSTRUCTURE: each part with the section that fetches it (RFC 9051 6.4.5.1), the text to show, and the attachments. No recursion, so that the
 * depth of a structure costs no stack.
 */
import { equalsIgnoreCase } from '@mailwire/bytes'
import { fileNameOf, parameterOf } from '../text/parameters.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import type { Section } from './section.js'
import type { BodyStructure, DamagedStructure, MultipartStructure } from './structure.js'

/** A part and its place in the message. */
export interface MessagePart {
  /**
   * `1`, `2.1`: its number. A multipart that is the whole body of a message has no number: it is `TEXT`, or `3.TEXT` in the message that is part 3
   * (RFC 9051 6.4.5.1).
   */
  readonly specifier: string
  /** The same for a FETCH item: BODY with this section gives the content of the part, encoded. */
  readonly section: Section
  readonly structure: BodyStructure
  /** The multipart or the message around it; `undefined` for the message itself. */
  readonly parent: MessagePart | undefined
}

/**
 * Every part of a message from the outside in, in the order of their numbers (RFC 9051 6.4.5.1): the multiparts, and what is inside of messages, too.
 *
 * @throws {@link ImapError} `bad-value` for what is not a structure
 *
 * @example
 * const response = decodeResponse(new TextEncoder().encode(
 *   '* 1 FETCH (BODY (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1)("IMAGE" "PNG" NIL NIL NIL "BASE64" 99) "MIXED"))\r\n',
 * ))
 * const { body } = (response as FetchResponse).items
 * Array.from(partsOf(body!), part => part.specifier) // => ['TEXT', '1', '2']
 */
export function* partsOf(structure: BodyStructure): IterableIterator<MessagePart> {
  const waiting = [wholeOf(structure)]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    yield part
    const { structure: found } = part
    if (found.kind === 'message') waiting.push(partAt(found.body, part, part.section.part, undefined))
    else if (found.kind === 'multipart') pushAll(waiting, childrenOf(part, found))
  }
}

/**
 * The part that says in plain text, or in HTML, what the message says; `undefined` where there is none, as for one of HTML alone when plain text is asked for.
 *
 * It is the first text of that kind that is not an attachment ({@link attachmentsOf}). Of alternatives the last one is tried first, because the sender
 * prefers it (RFC 2046 5.1.4). Of related parts only the root counts (RFC 2387 3.2), of a signed message only what was signed. Messages inside the message are
 * not searched.
 *
 * @throws {@link ImapError} `bad-value` for what is not a structure
 *
 * @example
 * const response = decodeResponse(new TextEncoder().encode(
 *   '* 1 FETCH (BODY (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1)("TEXT" "HTML" NIL NIL NIL "7BIT" 9 1) "ALTERNATIVE"))\r\n',
 * ))
 * textPartOf((response as FetchResponse).items.body!, 'html')?.section.part // => [2]
 */
export function textPartOf(structure: BodyStructure, subtype: 'plain' | 'html'): MessagePart | undefined {
  textOf(subtype, 'find text part')
  const waiting = [wholeOf(structure)]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const { structure: found } = part
    if (found.kind === 'multipart') pushAll(waiting, textsFirst(found, childrenOf(part, found)))
    else if (found.kind !== 'damaged' && found.type === 'text' && found.subtype === subtype && !isAttachment(found)) return part
  }
  return undefined
}

/**
 * The attachments of a message, in order. A part is one
 *
 * - when its disposition says so (RFC 2183 2.2),
 * - or when it is a message,
 * - or when it has a file name, unless it is one of the related parts beside their root: pictures that the text shows.
 *
 * A multipart is not one, only what is inside it; and what is inside a message belongs to that message. Damaged parts are skipped.
 *
 * @throws {@link ImapError} `bad-value` for what is not a structure
 *
 * @example
 * const response = decodeResponse(new TextEncoder().encode(
 *   '* 1 FETCH (BODY (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1)("IMAGE" "PNG" ("NAME" "a.png") NIL NIL "BASE64" 99) "MIXED"))\r\n',
 * ))
 * attachmentsOf((response as FetchResponse).items.body!).map(part => [part.specifier, fileNameOf(part.structure)]) // => [['2', 'a.png']]
 */
export function attachmentsOf(structure: BodyStructure): MessagePart[] {
  const found: MessagePart[] = []
  const pictures = new Set<MessagePart>()
  const waiting = [wholeOf(structure)]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const { structure: one } = part
    if (one.kind !== 'multipart') {
      if (one.kind !== 'damaged' && (pictures.has(part) ? isDisposedAs(one, 'attachment') : isAttachment(one))) found.push(part)
      continue
    }
    const children = childrenOf(part, one)
    if (one.subtype === 'related') {
      const root = rootOf(one, children)
      for (const child of children) if (child !== root) pictures.add(child)
    }
    pushAll(waiting, children)
  }
  return found
}

/** So that the first of them is taken next. */
function pushAll(waiting: MessagePart[], parts: readonly MessagePart[]): void {
  for (let at = parts.length - 1; at >= 0; at--) waiting.push(parts[at]!)
}

const NO_PART: readonly number[] = /* @__PURE__ */ Object.freeze([])
const NO_FIELDS: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** The body of the message itself. */
const wholeOf = (structure: BodyStructure): MessagePart => partAt(structure, undefined, NO_PART, undefined)

/** The part `index` inside another one, or all of a message: then a multipart has no number of its own, and any other part is 1. */
function partAt(
  structure: BodyStructure,
  parent: MessagePart | undefined,
  around: readonly number[],
  index: number | undefined,
): MessagePart {
  const isText = index === undefined && fieldsOf(structure, 'read body structure').kind === 'multipart'
  const part = isText ? around : [...around, index ?? 1]
  return {
    specifier: (isText ? [...part, 'TEXT'] : part).join('.'),
    section: { part, text: isText ? 'TEXT' : undefined, fields: NO_FIELDS },
    structure: fieldsOf(structure, 'read body structure'),
    parent,
  }
}

const childrenOf = (part: MessagePart, { parts }: MultipartStructure): MessagePart[] =>
  listOf(parts, 'read body structure').map((child, at) => partAt(child, part, part.section.part, at + 1))

/** The parts of a multipart that may hold the text, the best one first. */
function textsFirst(structure: MultipartStructure, parts: MessagePart[]): MessagePart[] {
  switch (structure.subtype) {
    case 'alternative':
      return parts.reverse()
    case 'related': {
      const root = rootOf(structure, parts)
      return root === undefined ? [] : [root]
    }
    case 'signed':
      return parts.slice(0, 1)
    default:
      return parts
  }
}

/** The root of related parts: the one whose Content-ID is in `start`, or the first (RFC 2387 3.2). */
function rootOf({ parameters }: MultipartStructure, parts: readonly MessagePart[]): MessagePart | undefined {
  const start = parameterOf(parameters, 'start')
  const named = start === undefined ? undefined : parts.find(({ structure: one }) => 'id' in one && one.id === start)
  return named ?? parts[0]
}

type LeafStructure = Exclude<BodyStructure, MultipartStructure | DamagedStructure>

const isAttachment = (leaf: LeafStructure): boolean =>
  isDisposedAs(leaf, 'attachment') ||
  leaf.kind === 'message' ||
  (leaf.type === 'message' && (leaf.subtype === 'rfc822' || leaf.subtype === 'global')) ||
  fileNameOf(leaf) !== undefined

/** Ignores case (RFC 2183 2). */
const isDisposedAs = ({ disposition }: LeafStructure, type: string): boolean =>
  disposition !== null &&
  disposition !== undefined &&
  equalsIgnoreCase(textOf(fieldsOf(disposition, 'read disposition').type, 'read disposition'), type)
