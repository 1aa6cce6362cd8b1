/** Changes inputs: a few random steps, each one of the usual ones. The same numbers give the same inputs. */

/** From 0 up to, and not, `limit`. */
export type Random = (limit: number) => number

/** A sequence of numbers that follows from `seed` (a 32-bit mixing generator; nothing here is a secret). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit
  }
}

/** Long enough for every limit of a line, a name and a message of ordinary size. */
const MAX_INPUT = 4096

/** Where lengths, signs and classes change. */
const CORNERS = [0x00, 0x01, 0x0a, 0x0d, 0x20, 0x2e, 0x30, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xfe, 0xff]

/** A new input from one of the corpus. */
export function mutate(corpus: readonly Uint8Array[], dictionary: readonly Uint8Array[], random: Random): Uint8Array {
  // Short inputs run faster, and say as much: the shorter of two.
  const [one, two] = [pick(corpus, random), pick(corpus, random)]
  let input = one.length < two.length ? one : two
  for (let steps = 1 + random(4); steps > 0; steps--) {
    const at = random(input.length + 1)
    const until = Math.min(input.length, at + 1 + random(8))
    switch (random(9)) {
      case 0:
        input = replaced(input, at, at + 1, Uint8Array.of((input[at] ?? 0) ^ (1 << random(8))))
        break
      case 1:
        input = replaced(input, at, at + 1, Uint8Array.of(pick(CORNERS, random)))
        break
      case 2:
        input = replaced(input, at, at + 1, Uint8Array.of(random(256)))
        break
      case 3:
        input = replaced(
          input,
          at,
          at,
          Uint8Array.from({ length: 1 + random(4) }, () => random(256)),
        )
        break
      case 4:
        input = replaced(input, at, until, new Uint8Array(0))
        break
      case 5: // once more, or many times: what is nested or repeated
        input = replaced(input, at, at, repeated(input.subarray(at, until), 1 + random(random(8) === 0 ? 64 : 2)))
        break
      case 6:
        if (dictionary.length > 0) input = replaced(input, at, random(2) === 0 ? at : until, pick(dictionary, random))
        break
      case 7: // one length or count for another
        input = replaced(input, at, at + 2, Uint8Array.of(random(4) === 0 ? random(256) : 0, random(256)))
        break
      default: {
        const other = pick(corpus, random)
        const from = random(other.length + 1)
        input = replaced(
          input,
          at,
          random(2) === 0 ? input.length : at,
          other.subarray(from, from + 1 + random(other.length + 1)),
        )
      }
    }
  }
  return input
}

const pick = <Value>(values: readonly Value[], random: Random): Value => values[random(values.length)]!

/** With the bytes from `from` to `to` replaced, and never too long. */
function replaced(input: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
  const behind = input.subarray(Math.min(to, input.length))
  const result = new Uint8Array(from + by.length + behind.length)
  result.set(input.subarray(0, from))
  result.set(by, from)
  result.set(behind, from + by.length)
  return result.length > MAX_INPUT ? result.subarray(0, MAX_INPUT) : result
}

function repeated(piece: Uint8Array, times: number): Uint8Array {
  const result = new Uint8Array(piece.length * times)
  for (let at = 0; at < times; at++) result.set(piece, at * piece.length)
  return result
}
