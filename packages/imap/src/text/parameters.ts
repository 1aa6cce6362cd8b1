/**
 * The parameters of a part as their sender meant them: continuations, charsets and percent-encoding (RFC 2231 3, 4), and encoded words, which are not
 * allowed there and are common. Servers should join continuations (RFC 2231 6), and many do not.
 */
import { concat, equalsIgnoreCase, lowerAscii } from '@mailwire/bytes'
import type { BodyStructure, Parameters } from '../fetch/structure.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { charsetDecoder } from './charset.js'
import { decodeWords } from './encoded-word.js'
import { bytesOfText, withoutEscapes } from './escape.js'

/** One parameter, with its name split: `name*1*` is section 1 of `name`, extended. */
interface Piece {
  readonly asItCame: readonly [name: string, value: string]
  readonly name: string
  readonly section: number | undefined
  readonly isExtended: boolean
}

/**
 * Parameters with their values decoded (RFC 2231 3, 4), in the order of their first pieces. An extended or continued value replaces the plain one that is there for older
 * readers. What cannot be decoded is left unchanged, under its original name: an unknown charset, a value without its two quotes, sections without a
 * first one or after a gap. A language is left out.
 *
 * @param parameters as a part or a disposition has them
 * @throws {@link ImapError} `bad-value` for what is not a list of names and values
 *
 * @example
 * decodeParameters([['name*0*', "utf-8'en'%C3%A9t"], ['name*1', 'at.txt'], ['size', '3']]) // => [['name', 'état.txt'], ['size', '3']]
 */
export function decodeParameters(parameters: Parameters | null | undefined): Parameters {
  const pieces = new Map<string, Piece[]>()
  for (const parameter of listOf(parameters ?? [], 'decode parameters')) {
    const piece = pieceOf(parameter)
    const key = lowerAscii(piece.name)
    const others = pieces.get(key)
    if (others === undefined) pieces.set(key, [piece])
    else others.push(piece)
  }
  return [...pieces.values()].flatMap(whole)
}

/**
 * The decoded value of one parameter (RFC 2231), ignoring the case of its name; `undefined` without it.
 *
 * @throws {@link ImapError} `bad-value` for what is not a list of names and values
 *
 * @example
 * parameterOf([['CHARSET', 'utf-8']], 'charset') // => 'utf-8'
 */
export function parameterOf(parameters: Parameters | null | undefined, name: string): string | undefined {
  textOf(name, 'look up parameter')
  return decodeParameters(parameters).find(([found]) => equalsIgnoreCase(found, name))?.[1]
}

/**
 * The decoded file name of a part: that of its disposition, else the name of its content type (RFC 2183 2.3); `undefined` where there is none. It is the
 * sender's text, slashes and all: never use it as a path.
 *
 * @throws {@link ImapError} `bad-value` for what is not a structure
 *
 * @example
 * const part = decodeResponse(new TextEncoder().encode(
 *   '* 1 FETCH (BODYSTRUCTURE ("image" "png" ("name" "=?utf-8?Q?f=C3=A9e.png?=") NIL NIL "base64" 4 NIL ("attachment" NIL) NIL NIL))\r\n',
 * ))
 * part.type === 'fetch' && fileNameOf(part.items.bodyStructure!) // => 'fée.png'
 */
export function fileNameOf(part: BodyStructure): string | undefined {
  const fields = fieldsOf(part, 'read body structure')
  if (fields.kind === 'damaged') return undefined
  const { disposition, parameters } = fields
  const ofDisposition = disposition ? fieldsOf(disposition, 'read disposition').parameters : null
  return parameterOf(ofDisposition, 'filename') || parameterOf(parameters, 'name') || undefined
}

/** `regular-parameter-name = attribute ["*" section]`, `extended-initial-name = attribute ["*0"] "*"` (RFC 2231 7); any other name is plain. */
function pieceOf(parameter: Parameters[number]): Piece {
  const [whole, value] = listOf(parameter, 'decode parameters') as Parameters[number]
  textOf(value, 'decode parameters')
  const [, name = whole, section, star] = /^([^*]+)(?:\*(0|[1-9]\d*))?(\*?)$/.exec(textOf(whole, 'decode parameters')) ?? []
  return {
    asItCame: [whole, value],
    name,
    section: section === undefined ? undefined : Number(section),
    isExtended: star === '*',
  }
}

/** What the pieces of one name come to. */
function whole(pieces: readonly Piece[]): Parameters {
  const sections = inOrder(pieces)
  const extended = pieces.find(piece => piece.section === undefined && piece.isExtended)
  const joined = joinedValue(sections)
  const value = joined ?? (extended === undefined ? undefined : joinedValue([extended]))
  const isUsed = new Set<Piece | undefined>(value === undefined ? [] : joined === undefined ? [extended] : sections)
  const rest = pieces.filter(piece => !isUsed.has(piece))
  const isPlain = ({ section, isExtended }: Piece): boolean => section === undefined && !isExtended
  if (value === undefined)
    return rest.map(piece => (isPlain(piece) ? [piece.name, decodeWords(piece.asItCame[1])] : piece.asItCame))
  return [[pieces[0]!.name, value], ...rest.filter(piece => !isPlain(piece)).map(piece => piece.asItCame)]
}

/** The sections 0, 1, 2 ... up to a gap; of two with one number, the first. */
function inOrder(pieces: readonly Piece[]): Piece[] {
  const byNumber = new Map<number, Piece>()
  for (const piece of pieces) {
    const { section } = piece
    if (section !== undefined && !byNumber.has(section)) byNumber.set(section, piece)
  }
  const found: Piece[] = []
  for (let piece = byNumber.get(0); piece !== undefined; piece = byNumber.get(found.length)) found.push(piece)
  return found
}

/** The value of some sections; `undefined` where there are none, or where the first one's charset is not known. */
function joinedValue(sections: readonly Piece[]): string | undefined {
  const [first] = sections
  if (first === undefined) return undefined
  if (!sections.some(({ isExtended }) => isExtended)) return decodeWords(sections.map(({ asItCame }) => asItCame[1]).join(''))
  const values = sections.map(({ asItCame }) => asItCame[1])
  let charset = ''
  if (first.isExtended) {
    const quote = values[0]!.indexOf("'")
    const secondQuote = values[0]!.indexOf("'", quote + 1)
    if (quote < 0 || secondQuote < 0) return undefined
    charset = values[0]!.slice(0, quote)
    values[0] = values[0]!.slice(secondQuote + 1)
  }
  // A value without a charset (RFC 2231 4) is most often UTF-8.
  const decode = charsetDecoder(charset || 'utf-8')
  if (decode === undefined) return undefined
  let value = ''
  let run: Uint8Array[] = []
  for (const [at, { isExtended }] of sections.entries()) {
    const bytes = isExtended ? bytesOfText(values[at]!) : NO_BYTES
    if (bytes === undefined) return undefined
    if (isExtended) run.push(withoutEscapes(bytes, PERCENT))
    else {
      value += decode(concat(run)) + values[at]!
      run = []
    }
  }
  return value + decode(concat(run))
}

const PERCENT = 0x25
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
