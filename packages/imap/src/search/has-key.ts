/** Keys of a search with those that are in them (RFC 9051 6.4.4), walked without recursion, whatever their depth. */
import { fieldsOf, listOf } from '../values.js'
import type { SearchKey } from './search-key.js'

/**
 * True where a key passes the test, however deep it is. The keys in a key are walked once, also where it is in several places, or in itself.
 *
 * @throws {@link ImapError} `bad-value` for a key that is not an object, or without those that belong in it
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
