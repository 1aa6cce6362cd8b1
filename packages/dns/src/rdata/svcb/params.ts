/**
 * The parameters of SVCB and HTTPS (RFC 9460 2.2, 7 and 8): typed by their keys, in ascending order of the keys' numbers, each key once.
 *
 *     | key (2) | length (2) | value |
 */

import { fail } from '../../error.js'
import { checkList, checkObject, shown } from '../../given.js'
import { isGenericSvcParam, svcParamCode, svcParamName } from '../../iana/svc-params.js'
import type { RdataTokens } from '../../text/rdata-tokens.js'
import { attempt, type Token, tokenBytes } from '../../text/token.js'
import { MessageReader } from '../../wire/reader.js'
import { MessageWriter } from '../../wire/writer.js'
import { name } from '../fields/names.js'
import { u16 } from '../fields/numbers.js'
import type { Field, RecordType } from '../record-type.js'
import { type SvcParam, valueCodec } from './values.js'

/** The number of `mandatory`. */
const MANDATORY = 0
/** Reserved (RFC 9460 14.3.2). It is read like every unknown key, because a forwarder must keep it. */
const INVALID_KEY = 65_535

/** All parameters up to the end of RDATA. */
export const svcParamList: Field<readonly SvcParam[]> = {
  kind: 'svc-params',
  greedy: true,
  decode: reader => {
    const params: SvcParam[] = []
    const start = reader.pos
    let last = -1
    while (reader.pos < reader.end) {
      const at = reader.pos
      const code = reader.u16('parameter key')
      const length = reader.u16('parameter length')
      if (code <= last) fail('bad-value', at, `decode SVCB: keys out of order: ${svcParamName(code)} after ${svcParamName(last)}`)
      if (code === INVALID_KEY) reader.warn('invalid-key', at, 'decode SVCB: key65535 is reserved as an invalid key')
      const from = reader.take(length, 'parameter value')
      params.push({ key: svcParamName(code), value: decodeValue(reader, code, from, from + length) } as SvcParam)
      last = code
    }
    checkTogether(params, start)
    return params
  },
  encode: (writer, params) => {
    for (const [code, value] of ordered(params)) {
      writer.u16(code)
      const start = writer.openLength()
      valueCodec(code).encode(writer, value)
      writer.closeLength(start, svcParamName(code))
    }
  },
  parse: tokens => {
    const params: SvcParam[] = []
    const seen = new Set<number>()
    const first = tokens.peek()
    while (!tokens.atEnd) {
      const { token, code, generic, bytes } = nextParam(tokens)
      if (seen.has(code)) tokens.refuse('bad-value', `${svcParamName(code)} appears twice`, token)
      seen.add(code)
      params.push({ key: svcParamName(code), value: parseValue(tokens, token, code, generic, bytes) } as SvcParam)
    }
    params.sort((a, b) => svcParamCode(a.key)! - svcParamCode(b.key)!)
    if (first !== undefined) attempt(first, () => checkTogether(params, 0))
    return params
  },
  format: params =>
    ordered(params)
      .map(([code, value]) => {
        // A value that does not encode is not printed either.
        valueCodec(code).encode(new MessageWriter(), value)
        const text = valueCodec(code).format(value)
        return text === undefined ? svcParamName(code) : `${svcParamName(code)}=${text}`
      })
      .join(' '),
}

/** How to reach a service. */
export interface ServiceBinding {
  /** 0 is an alias; otherwise the lowest is tried first. */
  readonly priority: number
  /** "." stands for the owner itself, or for no service where it is an alias. */
  readonly target: string
  /** In ascending order of the keys' numbers. */
  readonly params: readonly SvcParam[]
}

/** What SVCB and HTTPS share. A client that follows an alias ignores its parameters (RFC 9460 2.4.2); the record keeps them. */
export const bindingType = <Name extends string>(typeName: Name, code: number): RecordType<ServiceBinding, Name> => ({
  name: typeName,
  code,
  fields: { priority: u16, target: name, params: svcParamList },
  decode(reader: MessageReader): ServiceBinding {
    const priority = u16.decode(reader)
    const target = name.decode(reader)
    if (priority === 0 && reader.pos < reader.end)
      reader.warn('alias-params', reader.pos, 'decode SVCB: an alias (priority 0) has parameters')
    return { priority, target, params: svcParamList.decode(reader) }
  },
})

/** Parameters with their numbers, in order, each once. */
function ordered(params: readonly SvcParam[]): [code: number, value: unknown][] {
  if (!Array.isArray(params)) fail('bad-value', 0, 'encode SVCB: an array of parameters expected')
  const list = params.map((param): [number, unknown] => [keyOf(param), param.value])
  list.sort(([a], [b]) => a - b)
  for (let at = 1; at < list.length; at++)
    if (list[at]![0] === list[at - 1]![0]) fail('bad-value', 0, `encode SVCB: ${svcParamName(list[at]![0])} appears twice`)
  checkTogether(params, 0)
  return list
}

function keyOf(param: SvcParam): number {
  checkObject(param, 'encode SVCB parameter')
  const { key } = param
  return (
    (typeof key === 'string' ? svcParamCode(key) : undefined) ?? fail('bad-value', 0, `encode SVCB: unknown key ${shown(key)}`)
  )
}

/** The rules between parameters (RFC 9460 7.1.1 and 8). */
function checkTogether(params: readonly SvcParam[], offset: number): void {
  const keys = new Set<string>(params.map(({ key }) => svcParamName(svcParamCode(key) ?? 65_535)))
  for (const param of params) {
    if (param.key === 'mandatory')
      for (const key of checkedNames(param.value))
        if (!keys.has(svcParamName(svcParamCode(key) ?? MANDATORY)))
          fail('bad-value', offset, `read SVCB: mandatory key ${key} is missing`)
    if (param.key === 'no-default-alpn' && !keys.has('alpn')) fail('bad-value', offset, 'read SVCB: no-default-alpn without alpn')
  }
}

function checkedNames(names: unknown): readonly string[] {
  checkList(names, 'encode SVCB mandatory')
  return (names as readonly unknown[]).map(name =>
    typeof name === 'string' ? name : fail('bad-value', 0, `encode SVCB: mandatory contains an unknown key: ${shown(name)}`),
  )
}

/** The value on the wire from `start` to `end`, where the reader is left. */
function decodeValue(reader: MessageReader, code: number, start: number, end: number): unknown {
  const behind = reader.end
  reader.pos = start
  reader.end = end
  const value = valueCodec(code).decode(reader)
  if (reader.pos !== end) fail('bad-value', reader.pos, `decode SVCB: ${end - reader.pos} extra bytes in ${svcParamName(code)}`)
  reader.end = behind
  return value
}

interface ParamText {
  readonly token: Token
  readonly code: number
  /** The key is written `keyN`. */
  readonly generic: boolean
  /** The value's bytes with the escapes of zone text resolved; `undefined` without `=`. */
  readonly bytes: Uint8Array | undefined
}

/** `key`, `key=value` or `key="value"`. */
function nextParam(tokens: RdataTokens): ParamText {
  const token = tokens.next('a parameter')
  const equals = token.text.indexOf('=')
  const name = equals < 0 ? token.text : token.text.slice(0, equals)
  const code = token.quoted ? undefined : svcParamCode(name)
  if (code === undefined) return tokens.refuse('bad-value', `unknown parameter ${JSON.stringify(name.slice(0, 40))}`, token)
  const generic = isGenericSvcParam(name)
  if (equals < 0) return { token, code, generic, bytes: undefined }
  const quoted = tokens.peek()
  if (equals === token.text.length - 1 && quoted?.quoted === true && quoted.offset === token.offset + token.text.length)
    return { token, code, generic, bytes: tokenBytes(tokens.next('a value')) }
  return { token, code, generic, bytes: tokenBytes({ ...token, text: token.text.slice(equals + 1) }) }
}

function parseValue(
  tokens: RdataTokens,
  token: Token,
  code: number,
  generic: boolean,
  bytes: Uint8Array = new Uint8Array(0),
): unknown {
  try {
    if (generic) return decodeValue(new MessageReader(bytes), code, 0, bytes.length)
    const value = valueCodec(code).parse(bytes)
    valueCodec(code).encode(new MessageWriter(), value)
    return value
  } catch {
    const form = generic ? ` (${svcParamName(code)}) in the bytes of the wire` : ''
    return tokens.refuse('bad-value', `a valid value of ${token.text.split('=', 1)[0]}${form} expected`, token)
  }
}
