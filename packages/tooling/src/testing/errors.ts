/** What a call throws, so that a test can look at its code and offset, and whose fault it says it is. */

/** The error that `run` throws; fails the test when it throws none. */
export function caught(run: () => unknown): Error & { code?: unknown; offset?: unknown; fault?: unknown } {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
    throw new Error(`threw what is no error: ${String(error)}`)
  }
  throw new Error('nothing was thrown')
}

/** Whose fault an error may be: the caller's, whose value or call it was, or the peer's, whose bytes it was. */
type Fault = 'local' | 'remote'

/**
 * Whatever is thrown for a peer's bytes, or is in an event, says `remote`; whatever is thrown for a caller's value or call says `local`, also
 * where a decoder is handed something of the wrong type.
 */
export function assertFault(error: unknown, fault: Fault): void {
  const found = typeof error === 'object' && error !== null && 'fault' in error ? error.fault : undefined
  if (found !== fault) throw new Error(`${fault} expected, ${String(found)} found: ${String(error)}`, { cause: error })
}

/** The errors in a connection's events, and in the commands that they hand out, are the peer's fault. Gives the events back. */
export function assertRemoteFaults<Event extends object>(events: readonly Event[]): readonly Event[] {
  for (const event of events as readonly { readonly error?: unknown; readonly command?: { readonly error?: unknown } }[])
    for (const error of [event.error, event.command?.error]) if (error !== undefined) assertFault(error, 'remote')
  return events
}

/**
 * What reading a peer's bytes or text gives; `undefined` where it is refused with an error of this class, which says `remote`. Any other error
 * comes through: nothing that encodes belongs in here, because what our own encoder throws for a value that a decoder gave is a fault.
 */
export function unlessRefused<Value>(errorName: string, read: () => Value): Value | undefined {
  return unless(errorName, 'remote', read)
}

/** What a caller's value is written as, or `undefined` where it is refused; not for what a decoder gave, which is always written. */
export function unlessRejected<Value>(errorName: string, write: () => Value): Value | undefined {
  return unless(errorName, 'local', write)
}

function unless<Value>(errorName: string, fault: Fault, run: () => Value): Value | undefined {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof Error && error.name === errorName)) throw error
    assertFault(error, fault)
    return undefined
  }
}
