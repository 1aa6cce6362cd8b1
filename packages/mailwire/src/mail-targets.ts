/**
 * Which hosts take a domain's mail, and in which order to try them (RFC 5321 5.1, RFC 7505). Pure: the answer of the name server
 * goes in, the order comes out.
 */

/** One host to try. */
export interface MailTarget {
  readonly host: string
  readonly preference: number
}

/** What a domain's MX records say. */
export type MailRoute =
  /** Hosts to try, in this order. */
  | { readonly type: 'targets'; readonly targets: readonly MailTarget[] }
  /** The domain says that it takes no mail (a null MX, RFC 7505). */
  | { readonly type: 'null-mx' }

/**
 * The hosts of a domain in the order to try them: lowest preference first, hosts of equal preference shuffled. A domain without
 * MX records is its own host.
 *
 * `random` gives numbers from 0 to below 1; pass your own to make the order repeatable.
 *
 * @example
 * mailTargets('some.domain', [{ preference: 10, exchange: 'mx' }]) // => { type: 'targets', targets: [{ host: 'mx', preference: 10 }] }
 */
export function mailTargets(
  domain: string,
  records: readonly { readonly preference: number; readonly exchange: string }[],
  random: () => number = Math.random,
): MailRoute {
  if (records.length === 0) return { type: 'targets', targets: [{ host: domain, preference: 0 }] }
  if (records.every(record => record.exchange === '.')) return { type: 'null-mx' }
  const targets = records
    .filter(record => record.exchange !== '.')
    .map(({ preference, exchange }) => ({ host: exchange, preference, lot: random() }))
    .sort((a, b) => a.preference - b.preference || a.lot - b.lot)
    .map(({ host, preference }) => ({ host, preference }))
  return { type: 'targets', targets }
}
