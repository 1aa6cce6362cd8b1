/**
 * EDNS options as dig writes them, a line each, and read back: those that their description has words for by their meaning, all others as
 * `OPT=n` with octets in hex.
 *
 * Always: what is written reads back as the same octets. An option that its words would not tell exactly is written as `OPT=n`.
 */
import { equalBytes } from '@mailwire/bytes'
import { DnsError } from '../error.js'
import { MessageReader } from '../reader.js'
import { allTypes } from '../registry.js'
import { type AnyOptionType, decodeOption, type EdnsOption, type EdnsOptionInit, optionCode, optionOctets } from './option.js'
import { formatOctets, parseOctets } from './options/text.js'
import { allEdnsOptions } from './registry.js'

/**
 * The line of an option: `; COOKIE: 0011223344556677`.
 *
 * @throws {@link DnsError} `bad-value` for a code above 16 bits, `bad-edns` for an option that cannot be encoded
 */
export function formatOption(init: EdnsOptionInit): string {
  const code = optionCode(init)
  const data = optionOctets(allTypes(), init)
  const type = allTypes().option(code)
  const option = type?.text === undefined ? undefined : describedOption(code, data)
  const shown = option === undefined ? undefined : type!.text!.format(option)
  const back = shown === undefined ? undefined : parsed(type!, shown)
  return back !== undefined && equalBytes(optionOctets(allTypes(), back), data)
    ? line(type!.text!.label, shown!)
    : line(`OPT=${code}`, formatOctets(data))
}

/** The option of a line, or `undefined` for a line that is none. Old versions of dig leave out the colon that nothing follows. */
export function parseOption(text: string): EdnsOption | undefined {
  const match = /^; ([A-Z][A-Z -]*|OPT=\d{1,5})(?::(?: (.*))?)?$/.exec(text.trimEnd())
  if (match === null) return undefined
  const label = match[1]!
  const rest = match[2] ?? ''
  const opaque = /^OPT=(\d+)$/.exec(label)?.[1]
  if (opaque === undefined) return byLabel.has(label) ? parsed(byLabel.get(label)!, rest) : undefined
  const data = parseOctets(rest)
  return data === undefined || Number(opaque) > 0xffff ? undefined : octetsOption(Number(opaque), data)
}

/** What a description makes of its text; `undefined` also for a value that could not be encoded. */
function parsed(type: AnyOptionType, shown: string): EdnsOption | undefined {
  const data = type.text!.parse(shown)
  if (data === undefined) return undefined
  const option = { code: type.code, name: type.name, ...data } as EdnsOption
  try {
    optionOctets(allTypes(), option)
    return option
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

/** Octets that are what their code says become that; in text nothing may be lost, so all others stay as they are. */
const octetsOption = (code: number, data: Uint8Array): EdnsOption =>
  describedOption(code, data) ?? { code, name: `OPT${code}`, data }

/** The option of a code and octets; `undefined` where its code has no description, and where the octets are not what it says. */
function describedOption(code: number, data: Uint8Array): EdnsOption | undefined {
  if (allTypes().option(code) === undefined) return undefined
  try {
    return decodeOption(new MessageReader(data), allTypes(), code)
  } catch (error) {
    if (error instanceof DnsError) return undefined
    throw error
  }
}

const line = (label: string, text: string): string => `; ${label}:${text === '' ? '' : ` ${text}`}`

const byLabel: ReadonlyMap<string, AnyOptionType> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ allEdnsOptions.flatMap(type =>
    [type.text?.label ?? [], type.text?.aliases ?? []].flat().map(label => [label, type] as const),
  ),
)
