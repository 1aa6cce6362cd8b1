/** Limits are tested where they bite: every key of a package's limits at one below, at, and at one above its value. */

/** A row of `test.each`: which limit, at which size, whether what has that size is accepted, and how to find out. */
export type LimitRow = readonly [key: string, size: number, isAccepted: boolean, accepts: (size: number) => boolean]

/**
 * Three rows for each limit. `probes` has one function for each key, which says whether something of a size is accepted: a key without
 * one is a type error.
 *
 * `test.each(limitRows(defaultLimits, { line: size => accepts('x'.repeat(size)) }))('%s at %i: %s', (_, size, isAccepted, accepts) => ...)`
 */
export function limitRows<Limits extends { readonly [Key in keyof Limits]: number }>(
  limits: Limits,
  probes: { readonly [Key in keyof Limits]: (size: number) => boolean },
): LimitRow[] {
  return (Object.keys(limits) as (keyof Limits & string)[]).flatMap(key => {
    const limit = limits[key]
    return [-1, 0, 1].map(more => [key, limit + more, more < 1, probes[key]] as const)
  })
}

/** The processor time of this process in milliseconds: a bound on it holds on a machine that is busy with other things. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
