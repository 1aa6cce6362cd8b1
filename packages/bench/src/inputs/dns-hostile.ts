/** Messages of 64 KiB: a plain one, and some that are built to be slow. Decoding and encoding are to cost the same for all, nearly. */
import { encodeMessage, isDnsError, type MessageInit, type RecordInit } from '@mailwire/dns'

const MAX = 65_535
const HEADER = 12
/** The last byte that a pointer reaches. */
const REACH = 0x3fff

type Bytes = readonly number[] | Uint8Array

const label = (text: string): Bytes => [text.length, ...Buffer.from(text, 'latin1')]
const pointer = (target: number): Bytes => [0xc0 | (target >> 8), target & 0xff]
const record = (owner: Bytes, type: number, data: Bytes): Bytes => [
  ...owner,
  0,
  type,
  0,
  1,
  0,
  0,
  0,
  60,
  data.length >> 8,
  data.length & 0xff,
  ...data,
]

/** As many answers as fit; `make` is told which one it makes, and where that begins. */
function filled(make: (index: number, at: number) => Bytes): Uint8Array {
  const bytes = new Uint8Array(MAX)
  let at = HEADER
  let count = 0
  for (let next = make(0, at); at + next.length <= MAX; next = make(++count, at)) {
    bytes.set(next, at)
    at += next.length
  }
  bytes.set([count >> 8, count & 0xff], 6)
  return bytes.subarray(0, at)
}

const A = 1
const NS = 2
const NULL = 10
const TXT = 16
const labels126 = [...Array.from({ length: 126 }, () => label('a')).flatMap(bytes => [...bytes]), 0]

/** Names of every second record are new, below one that is known. */
export const plain = (): Uint8Array =>
  filled((index, at) => {
    if (index === 0) return record([...label('host'), ...label('some'), ...label('domain'), 0], A, [192, 0, 2, 1])
    return index % 2 === 0
      ? record(pointer(HEADER), A, [192, 0, 2, at & 0xff])
      : record([...label(`h${index}`), ...pointer(HEADER + 5)], A, [192, 0, 2, at & 0xff])
  })

/** Bytes to decode, by what makes them slow. */
export const slowToDecode = (): Readonly<Record<string, Uint8Array>> => {
  let last = 0
  // From anywhere in it, four labels of 62 bytes at most lead to a zero.
  const data = Array.from({ length: 315 * 50 }, (_, at) => (at % 315 < 252 ? 62 : 0))
  const far = filled((index, at) => {
    if (index === 0) return record([0], NULL, data)
    return record([0], NS, pointer(HEADER + 11 + ((index * 3 + at) % data.length)))
  })
  return {
    'pointer-chains': filled((index, at) => {
      const owner = index % 127 === 0 ? [...label('a'), 0] : [...label('a'), ...pointer(last)]
      if (at <= REACH) last = at
      return record(owner, TXT, [0])
    }),
    'many-labels': filled(() => record(labels126, TXT, [0])),
    'into-labels': filled(index =>
      index === 0
        ? record(labels126, TXT, [0])
        : record(pointer(HEADER + ((index * 2) % 252)), NS, pointer(HEADER + ((index * 6) % 252))),
    ),
    'into-data': far,
  }
}

/** As many records as fit a message. */
function fitting(name: (index: number) => string): MessageInit {
  const all = Array.from({ length: 5000 }, (_, index): RecordInit => {
    return { name: name(index), type: 'A', data: { address: '192.0.2.1' } }
  })
  let count = 0
  for (let step = 4096; step >= 1; step /= 2) if (fits(all.slice(0, count + step))) count += step
  return { answers: all.slice(0, count) }
}

function fits(answers: readonly RecordInit[]): boolean {
  try {
    return encodeMessage({ answers }).length <= MAX
  } catch (error) {
    if (isDnsError(error) && error.code === 'too-long') return false
    throw error
  }
}

export const plainToEncode = (): MessageInit => fitting(index => `host${index}.some.domain`)

/** Values to encode, by what makes them slow. */
export const slowToEncode = (): Readonly<Record<string, MessageInit>> => ({
  'long-ends': fitting(index => `x${index}.${'w'.repeat(60)}.${'v'.repeat(60)}.${'u'.repeat(60)}.${'t'.repeat(40)}`),
  'many-labels': fitting(index => `${'a.'.repeat(115)}x${index % 7}`),
  'many-suffixes': fitting(index => Array.from({ length: 40 }, (_, at) => `q${(index * 31 + at * 7) % 97}`).join('.')),
  'nothing-shared': fitting(index => `a${index}.b${index * 7}.c${index * 13}`),
})
