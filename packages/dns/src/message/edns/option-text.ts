/**
 * EDNS options as dig 9.18 prints them, one per line, and parsed back, also from versions 9.9 to 9.20: in text form if it identifies the option
 * exactly, else as bytes.
 *
 * Always: printed options parse to the same bytes, even malformed ones.
 */
import { equalBytes } from '@mailwire/bytes'
import type { Registry } from '../../codec.js'
import type { AnyOptionType } from '../../edns/option-type.js'
import { formatPairsAndText, parsePairs, withoutError } from '../../edns/options/text.js'
import { DnsError, ofDescription } from '../../error.js'
import { MessageReader } from '../../wire/reader.js'
import { decodeCoded } from '../coded.js'
import { type EdnsOption, type EdnsOptionInit, optionBytes, optionCode } from './option.js'

/**
 * The line of an option: `; COOKIE: 0011223344556677`.
 *
 * @throws {@link DnsError} `bad-value` for a code above 16 bits, `bad-edns` for an option that cannot be encoded
 */
export function formatOption(init: EdnsOptionInit, registry: Registry): string {
  const code = optionCode(registry, init)
  const data = optionBytes(registry, init)
  const text = registry.option(code)?.text
  const label = text?.label ?? registry.ownOptionName(code)
  if (label === undefined) return line(`OPT=${code}`, formatPairsAndText(data))
  const option = bytesOption(code, data, registry)
  const shown = option.name === `OPT${code}` ? undefined : described('format', code, registry, () => text?.format(option))
  const exact = shown !== undefined && isSame(parseOption(line(label, shown), registry), data, registry)
  return line(label, exact ? shown : described('format', code, registry, () => (text?.formatBytes ?? formatPairsAndText)(data)))
}

/** What the text of a description gives; an error of its own has a type. */
function described<Value>(action: 'format' | 'parse', code: number, registry: Registry, run: () => Value): Value {
  try {
    return run()
  } catch (error) {
    throw ofDescription(error, `${action} option ${registry.optionName(code)}`)
  }
}

const isSame = (option: EdnsOption | undefined, data: Uint8Array, registry: Registry): boolean =>
  option !== undefined && equalBytes(optionBytes(registry, option), data)

/** The option of a line, or `undefined` for any other line. Versions before 9.18 leave out a colon that nothing follows. */
export function parseOption(text: string, registry: Registry): EdnsOption | undefined {
  const match = /^; ([A-Za-z][A-Za-z\d -]*|OPT=(\d{1,5}))(?::(?: (.*))?)?$/s.exec(text.trimEnd())
  if (match === null) return undefined
  const label = match[1]!
  const rest = match[3] ?? ''
  const type = registry.optionLabelled(label)
  const option = type === undefined ? undefined : parsed(type, rest, registry)
  if (option !== undefined) return option
  const code = type?.code ?? bareLabels.get(label) ?? Number(match[2])
  const data = described('parse', code, registry, () => type?.text?.parseBytes?.(rest)) ?? parsePairs(rest)
  return data === undefined || !(code <= 0xffff) ? undefined : bytesOption(code, data, registry)
}

/** The option that a description parses from text; `undefined` also for a value that could not be encoded. */
function parsed(type: AnyOptionType, shown: string, registry: Registry): EdnsOption | undefined {
  const data = described('parse', type.code, registry, () => type.text?.parse(shown))
  if (data === undefined) return undefined
  const option = { code: type.code, name: type.name, ...data } as EdnsOption
  return withoutError(() => optionBytes(registry, option)) === undefined ? undefined : option
}

/** The option with a code and bytes. A malformed one is kept with its error, as by `decodeMessage` with `keepDamaged`. */
const bytesOption = (code: number, data: Uint8Array, registry: Registry): EdnsOption =>
  decodeCoded(new MessageReader(data, 0, undefined, registry), registry, code, 'option', {}) as EdnsOption

const line = (label: string, text: string): string => `; ${label}:${text === '' ? '' : ` ${text}`}`

/** Labels of options that have no description: the cookies of BIND 9.10.0 to 9.10.2, under an experimental code. */
const bareLabels: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([['SIT', 65_001]])
