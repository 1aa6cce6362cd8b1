/**
 * The address of the public repository, said once. Manifests get `repository`, `homepage` and `bugs` from it when they are packed (.pnpmfile.cjs),
 * and the READMEs of the packages get the links to the pages of `docs`.
 *
 * What a release does: fill in `address`, over https and without `.git` or a slash at its end (https://host/owner/name), and run
 * `npx vitest run packages/tooling/test/readmes.test.ts -u`, which makes links of the pages that the READMEs name. While it is empty, what is
 * packed has none of the three fields, and the READMEs name pages in plain text: no address rather than a wrong one. Nothing is published
 * before it is filled in (before-packing.cjs).
 */
const address = ''

/** The fields of a package's manifest; none without an address. `id` is its directory below `packages`. */
function manifestFields(id, base = address) {
  if (base === '') return {}
  const directory = `packages/${id}`
  return {
    repository: { type: 'git', url: `git+${base}.git`, directory },
    homepage: `${base}/tree/main/${directory}#readme`,
    bugs: `${base}/issues`,
  }
}

/** A page of the repository, as Markdown: a link, or its name in plain text without an address. */
function pageLink(path, base = address) {
  return base === '' ? `\`${path}\`` : `[${path}](${base}/blob/main/${path})`
}

module.exports = { address, manifestFields, pageLink }
