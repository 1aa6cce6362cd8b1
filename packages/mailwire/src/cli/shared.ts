/** What the commands share: how they are described, where they write, and how an error reads to a person. */
import { systemCode } from '../node/errors.js'

/** Where a command reads its surroundings and writes; tests give their own. */
export interface Io {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** True when `out` is a terminal. */
  readonly terminal: boolean
}

export interface Command {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** Gives the exit status. */
  readonly run: (args: readonly string[], io: Io) => Promise<number>
}

/** Invalid arguments; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Colours on a terminal, unless NO_COLOR turns them off (no-color.org), or where FORCE_COLOR turns them on. */
export const wantsColor = (io: Io): boolean =>
  (io.env['NO_COLOR'] ?? '') === '' && ((io.env['FORCE_COLOR'] ?? '') !== '' || (io.terminal && io.env['TERM'] !== 'dumb'))

/** A port number given as text. @throws {@link UsageError} */
export function parsePort(text: string, option: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new UsageError(`${option} takes a port from 0 to 65535, not ${JSON.stringify(text)}`)
  return port
}

/** What went wrong and what to do about it, in one line, without a stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = systemCode(error)
  const where = 'port' in error ? ` (port ${String(error.port)})` : ''
  switch (code) {
    case 'EADDRINUSE':
      return `the port is in use${where}; choose another, or leave the option out to use a free one`
    case 'EACCES':
      return `permission denied${where}; ports below 1024 need root, choose a higher one`
    case 'EADDRNOTAVAIL':
      return 'this machine does not have that address; choose one of its own, such as 127.0.0.1'
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
      return 'no network reaches that address; check the connection, or give another server as @address'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name cannot be resolved: ${error.message}`
    default:
      return error.message
  }
}
