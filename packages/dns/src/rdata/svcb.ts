/** SVCB: how to reach a service, or where else to look (RFC 9460 2). */
import type { RdataLayout, RecordType } from '../record.js'
import { name } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import { row } from './row.js'
import { checkMode, svcParamList } from './svcb/params.js'
import type { SvcParam } from './svcb/values.js'

export interface Svcb {
  /** 0 is an alias; otherwise the lowest is tried first. */
  readonly priority: number
  /** "." stands for the owner itself, or for no service where it is an alias. */
  readonly target: string
  /** In ascending order of the keys' numbers. */
  readonly params: readonly SvcParam[]
}

/** The layout that SVCB and HTTPS share. */
export function bindingLayout(): RdataLayout<Svcb> {
  const plain = row<Svcb>({ priority: u16, target: name, params: svcParamList })
  const checked = (data: Svcb): Svcb => {
    checkMode(data.priority, data.params, 0)
    return data
  }
  return {
    decode: reader => {
      const start = reader.pos
      const data = plain.decode(reader)
      checkMode(data.priority, data.params, start)
      return data
    },
    encode: (writer, data) => plain.encode(writer, checked(data)),
    parse: tokens => {
      const data = plain.parse(tokens)
      return tokens.attempt(() => checked(data))
    },
    format: data => plain.format(checked(data)),
  }
}

export const svcb: RecordType<Svcb> = { name: 'SVCB', code: 64, layout: /* @__PURE__ */ bindingLayout() }
