/**
 * What is kept of what was read: the bytes that a value holds on to, on the heap and in buffers, after everything else was collected. The input is made
 * together with the values and dropped, so that a value that still refers to it is charged for it.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface MemoryTopic {
  /** `protocol/value/reader`; `--only` takes any beginning of it. */
  readonly name: string
  /** How many values are kept. */
  readonly count: number
  /** Bytes that one may hold; more is over. */
  readonly most?: number | undefined
  /** Makes so many values, and nothing that outlives them; `length` is how many they are. */
  readonly keep: (count: number) => Kept | Promise<Kept>
}

/** Values, in an array or in something else that holds them. */
export interface Kept {
  readonly length: number
}

export interface Memory {
  readonly name: string
  readonly count: number
  /** Bytes for each value. */
  readonly bytes: number
  readonly isOver: boolean
}

export async function measureMemory({ name, count, most, keep }: MemoryTopic): Promise<Memory> {
  // Tables that are made once, and compiled code, belong to no value.
  await keep(Math.ceil(count / 10))
  const before = await inUse()
  const kept = await keep(count)
  const bytes = ((await inUse()) - before) / kept.length
  return { name, count: kept.length, bytes, isOver: most !== undefined && bytes > most }
}

/** Bytes of all that can still be reached. */
async function inUse(): Promise<number> {
  // What is put off keeps what it needs.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(resolve => setImmediate(resolve))
    collect()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

const line = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(36)}${cells.map(cell => cell.padStart(12)).join('')}`.trimEnd()

export const memoryHeadings: string = line('topic', 'values', 'bytes each')

/** A topic's line under the headings. */
export const memoryLine = ({ name, count, bytes, isOver }: Memory): string =>
  line(name, String(count), String(Math.max(0, Math.round(bytes))), isOver ? 'over' : '')
