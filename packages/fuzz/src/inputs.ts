/** The targets, and what belongs to each: its seeds, one a file, and the dictionary of its protocol, in libFuzzer's notation. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Names of the targets, `<package>/<name>`, each a file in `targets/`. `root` is the URL of this package. */
export const targets = (root: URL): string[] =>
  readdirSync(new URL('targets/', root))
    .flatMap(one => readdirSync(new URL(`targets/${one}/`, root)).map(file => `${one}/${file.replace(/\.ts$/, '')}`))
    .sort()

/** By the name of the file. */
export function seedsOf(root: URL, target: string): Map<string, Uint8Array> {
  const directory = new URL(`seeds/${target}/`, root)
  const files = existsSync(directory) ? readdirSync(directory).sort() : []
  return new Map(files.map(file => [file, Uint8Array.from(readFileSync(new URL(file, directory)))]))
}

/** The words of `dictionaries/<package>.dict`: `"text"` or `name="text"` a line, with `\\`, `\"` and `\xNN`. */
export function dictionaryOf(root: URL, target: string): Uint8Array[] {
  const text = readFileSync(new URL(`dictionaries/${target.split('/')[0]}.dict`, root), 'utf8')
  return [...text.matchAll(/^(?:[\w-]+=)?"((?:[^"\\\n]|\\.)+)"$/gm)].map(([, word]) =>
    Uint8Array.from(
      word!.replace(/\\(?:x([0-9A-Fa-f]{2})|(.))/g, (_, hex: string | undefined, char: string) =>
        hex === undefined ? char : String.fromCharCode(Number.parseInt(hex, 16)),
      ),
      char => char.charCodeAt(0),
    ),
  )
}
