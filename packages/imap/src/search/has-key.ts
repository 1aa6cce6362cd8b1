/** Walks the keys of a search and their nested keys (RFC 9051 6.4.4), without recursion, at any depth. */
import { fieldsOf, listOf } from '../values.js'
import type { SearchKey } from './search-key.js'

/**
 * True if a key passes the test, at any depth. Each object is visited once, even if it appears several times or contains itself.
 *
 * @throws {@link ImapError} `bad-value` for a key that is not an object, or that lacks its nested keys
 */
export function hasKey(keys: readonly SearchKey[], test: (key: SearchKey) => boolean): boolean {
  const open = [...keys]
  const seen = new Set<SearchKey>()
  const add = (key: SearchKey, inner: readonly SearchKey[]): void => {
    if (seen.has(key)) return
    seen.add(key)
    for (const one of listOf(inner, 'read search keys')) open.push(one)
  }
  while (open.length > 0) {
    const key = fieldsOf(open.pop()!, 'read search keys')
    if (test(key)) return true
    if (key.key === 'NOT' || key.key === 'FUZZY') add(key, [key.of])
    else if (key.key === 'OR' || key.key === 'AND') add(key, key.of)
  }
  return false
}
