/** GETMETADATA and SETMETADATA (RFC 5464 4.2, 4.3): entries of a mailbox, or of the server where the name of the mailbox is empty. */
import { isBytes, SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { entryName, writeEntry } from '../response/metadata.js'
import { fieldsOf, listOf } from '../values.js'
import { type OptionRule, Options, type UnknownOption } from './option.js'
import type { CommandRule, Loose } from './rule.js'

/** An option of GETMETADATA (RFC 5464 4.2.1, 4.2.2). */
export type MetadataOption =
  /** Larger values are left out, and a response code tells of them. */
  | { readonly name: 'MAXSIZE'; readonly size: number }
  /** How many levels of entries below each named entry are returned, too. */
  | { readonly name: 'DEPTH'; readonly depth: 0 | 1 | 'infinity' }
  | UnknownOption

/** GETMETADATA (RFC 5464 4.2). */
export interface GetMetadataCommand {
  readonly verb: 'getmetadata'
  readonly mailbox: string
  readonly wireName: string
  readonly options: readonly MetadataOption[]
  /** The names of entries. */
  readonly entries: readonly string[]
}

/** SETMETADATA (RFC 5464 4.3): a value of `null` removes the entry. */
export interface SetMetadataCommand {
  readonly verb: 'setmetadata'
  readonly mailbox: string
  readonly wireName: string
  readonly entries: readonly { readonly name: string; readonly value: Uint8Array | null }[]
}

/** The same as `encodeCommand` takes it. */
export type GetMetadataCommandInit = Loose<GetMetadataCommand, 'wireName' | 'options'>
/** The same as `encodeCommand` takes it. */
export type SetMetadataCommandInit = Loose<SetMetadataCommand, 'wireName'>

type Known = Exclude<MetadataOption, UnknownOption>
type OptionOf<Name> = Extract<Known, { readonly name: Name }>

const LPAREN = 0x28
const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** `maxsize-opt = "MAXSIZE" SP number` */
const maxSize: OptionRule<Known> = {
  name: 'MAXSIZE',
  section: 'RFC 5464 4.2.1',
  decode(reader) {
    reader.space()
    return { name: 'MAXSIZE', size: reader.number() }
  },
  encode(writer, { size }: OptionOf<'MAXSIZE'>) {
    writer.raw(' ').number(size, 'MAXSIZE', 0xffff_ffff)
  },
}

const DEPTHS: readonly OptionOf<'DEPTH'>['depth'][] = [0, 1, 'infinity']

/** `scope-opt = "DEPTH" SP ("0" / "1" / "infinity")` */
const depthOption: OptionRule<Known> = {
  name: 'DEPTH',
  section: 'RFC 5464 4.2.2',
  decode(reader) {
    reader.space()
    const { pos } = reader
    const text = upperAscii(reader.run(ATOM))
    const depth = DEPTHS.find(one => upperAscii(String(one)) === text)
    if (depth !== undefined) return { name: 'DEPTH', depth }
    reader.pos = pos
    return reader.refuse('0, 1 or infinity')
  },
  encode(writer, { depth }: OptionOf<'DEPTH'>) {
    writer.raw(DEPTHS.includes(depth) ? ` ${depth}` : fail('bad-value', 0, 'encode GETMETADATA: depth must be 0, 1 or infinity'))
  },
}

export const optionsOfGet: Options<Known> = /* @__PURE__ */ (() => new Options<Known>([maxSize, depthOption], 'label', false))()

/** `getmetadata = "GETMETADATA" [SP getmetadata-options] SP mailbox SP entries` */
export const getmetadata: CommandRule<GetMetadataCommand, GetMetadataCommandInit> = {
  name: 'GETMETADATA',
  verb: 'getmetadata',
  section: 'RFC 5464 4.2',
  decode(reader) {
    reader.space()
    let options: readonly MetadataOption[] = NONE
    const areFirst = reader.peek() === LPAREN
    if (areFirst) {
      options = optionsOfGet.read(reader)
      reader.space()
    }
    const mailbox = namedMailbox(reader)
    reader.space()
    if (!areFirst && areBehind(reader)) {
      reader.warn('options-behind')
      options = optionsOfGet.read(reader)
      reader.space()
    }
    // `entries = entry / "(" entry *(SP entry) ")"`
    const entries = reader.peek() === LPAREN ? reader.members(entryName, 'an entry') : [entryName(reader)]
    return { verb: 'getmetadata', ...mailbox, options, entries }
  },
  encode(writer, command) {
    const { options = NONE, entries } = command
    writer.raw('GETMETADATA ')
    if (listOf(options, 'encode GETMETADATA').length > 0) {
      optionsOfGet.write(writer, options, 'encode GETMETADATA')
      writer.raw(' ')
    }
    writeMailbox(writer, command).raw(' ')
    const [first, ...more] = listOf(entries, 'encode GETMETADATA')
    if (first === undefined) fail('bad-value', 0, 'encode GETMETADATA: entries is empty')
    if (more.length === 0) writer.astring(first, 'encode GETMETADATA: entry')
    else writer.list([first, ...more], entry => writer.astring(entry, 'encode GETMETADATA: entry'))
  },
}

/** True before a list that is not the last argument: then it is the options, which an example of RFC 5464 4.2.1 has after the mailbox, though its grammar has them before it. */
function areBehind(reader: Reader): boolean {
  const { pos } = reader
  if (reader.peek() !== LPAREN) return false
  const isFollowed = skipValue(reader) && reader.peek() === SP && reader.peekNext() > SP
  reader.pos = pos
  return isFollowed
}

/** `setmetadata = "SETMETADATA" SP mailbox SP entry-values` */
export const setmetadata: CommandRule<SetMetadataCommand, SetMetadataCommandInit> = {
  name: 'SETMETADATA',
  verb: 'setmetadata',
  section: 'RFC 5464 4.3',
  decode(reader) {
    reader.space()
    const mailbox = namedMailbox(reader)
    reader.space()
    return { verb: 'setmetadata', ...mailbox, entries: reader.members(entryToSet, 'an entry') }
  },
  encode(writer, command) {
    writeMailbox(writer.raw('SETMETADATA '), command).raw(' ')
    if (listOf(command.entries, 'encode SETMETADATA').length === 0) fail('bad-value', 0, 'encode SETMETADATA: entries is empty')
    writer.list(command.entries, entry => {
      const { name, value } = fieldsOf(entry, 'encode SETMETADATA')
      writeEntry(writer, name, value, 'encode SETMETADATA')
    })
  },
}

/** `entry-value = entry SP value` */
function entryToSet(reader: Reader): SetMetadataCommand['entries'][number] {
  const name = entryName(reader)
  reader.space()
  const { pos } = reader
  const value = reader.nstringBytes(true)
  if (value !== null && !isBytes(value))
    reader.fail('literal-too-large', 'parse: the value of an entry expected, a literal larger than limits.literal found', pos)
  return { name, value }
}
