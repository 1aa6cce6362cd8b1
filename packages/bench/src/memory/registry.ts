/** Every memory topic. */
import { dns } from './dns.js'
import { imap } from './imap.js'
import type { MemoryTopic } from './memory.js'

const registry: readonly MemoryTopic[] = [...dns, ...imap]

/** The topics whose names begin with one of these. */
export const memoryTopics = (beginnings: readonly string[] = ['']): readonly MemoryTopic[] =>
  registry.filter(({ name }) => beginnings.some(beginning => name.startsWith(beginning)))
