/** DAU, DHU, N3U: the algorithms that a validator supports (RFC 6975 3), one byte each. */
import { checkList } from '../../given.js'
import type { OptionType } from '../option-type.js'

export interface Algorithms {
  /** Numbers of DNSSEC algorithms, DS digests or NSEC3 hashes. */
  readonly algorithms: readonly number[]
}

const algorithms = <Name extends string>(name: Name, code: number): OptionType<Algorithms, Name> => ({
  name,
  code,
  decode: reader => ({ algorithms: Array.from(reader.copy(reader.end - reader.pos)) }),
  encode: (writer, { algorithms: numbers }) => {
    checkList(numbers, `encode option ${name}`)
    for (const number of numbers) writer.u8(number)
  },
  // dig prints the name since 9.20, followed by the bytes.
  text: { aliases: [name], format: () => undefined, parse: () => undefined },
})

/** Signature algorithms. */
export const dauOption: OptionType<Algorithms, 'DAU'> = /* @__PURE__ */ algorithms('DAU', 5)
/** DS digest types. */
export const dhuOption: OptionType<Algorithms, 'DHU'> = /* @__PURE__ */ algorithms('DHU', 6)
/** NSEC3 hash algorithms. */
export const n3uOption: OptionType<Algorithms, 'N3U'> = /* @__PURE__ */ algorithms('N3U', 7)
