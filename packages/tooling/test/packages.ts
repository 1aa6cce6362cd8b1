/** What the workspace publishes, and where it stands. The checks read `dist/`, so they run after the build. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly engines?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly import: { readonly types: string; readonly default: string } }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export interface Package {
  /** The name of its directory. */
  readonly id: string
  /** Ends with a slash. */
  readonly directory: string
  readonly manifest: Manifest
}

export const root: string = fileURLToPath(new URL('../../../', import.meta.url))

export const packages: readonly Package[] = readdirSync(`${root}packages`)
  .filter(id => existsSync(`${root}packages/${id}/package.json`))
  .map(id => {
    const directory = `${root}packages/${id}/`
    return { id, directory, manifest: JSON.parse(readFileSync(`${directory}package.json`, 'utf8')) as Manifest }
  })

export const published: readonly Package[] = packages.filter(({ manifest }) => manifest.private !== true)
export const protocols: readonly string[] = ['dns', 'smtp', 'pop3', 'imap', 'sasl']

/** The TypeScript sources below a directory of a package. */
export const sourcesOf = ({ directory }: Package, below: string): string[] => filesBelow(`${directory}${below}`, /\.ts$/)

/** The files below a directory, sorted; none when it does not exist. */
export function filesBelow(directory: string, pattern: RegExp): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && pattern.test(entry.name))
    .map(entry => `${entry.parentPath}/${entry.name}`)
    .sort()
}
