/** Manifests agree, and what packing makes of them (.pnpmfile.cjs): no private package, and one address of the repository. */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Manifest, packages, published, root } from './packages.js'

interface Fields {
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string }
  readonly homepage?: string
  readonly bugs?: string
}

const require = createRequire(import.meta.url)
const { address, manifestFields } = require('../repository.cjs') as {
  readonly address: string
  readonly manifestFields: (id: string, base?: string) => Fields
}
const { hooks } = require('../../../.pnpmfile.cjs') as {
  readonly hooks: { readonly beforePacking: (manifest: Manifest, directory: string) => Manifest }
}
const workspace = require('../../../package.json') as Manifest

describe('engines', () => {
  test.each(published)('$manifest.name asks for the Node that the workspace is tested with', ({ manifest }) => {
    expect(manifest.engines).toEqual(workspace.engines)
  })

  test('a private package asks for no other', () => {
    for (const { manifest } of packages) expect(manifest.engines ?? workspace.engines).toEqual(workspace.engines)
  })
})

describe('the address of the repository', () => {
  test('is empty, or an address over https that links can be made of', () => {
    expect(address).toMatch(/^(?:https:\/\/[^/\s]+(?:\/[^/\s]+)+)?$/)
    expect(address).not.toMatch(/\.git$/)
  })

  test('gives all fields, or none', () => {
    expect(manifestFields('dns', '')).toEqual({})
    expect(manifestFields('dns', 'https://git.example/owner/name')).toEqual({
      repository: { type: 'git', url: 'git+https://git.example/owner/name.git', directory: 'packages/dns' },
      homepage: 'https://git.example/owner/name/tree/main/packages/dns#readme',
      bugs: 'https://git.example/owner/name/issues',
    })
  })

  test('no manifest has an address of its own', () => {
    for (const { manifest } of [...packages, { manifest: workspace }])
      for (const field of ['repository', 'homepage', 'bugs']) expect(manifest, manifest.name).not.toHaveProperty(field)
  })
})

test.each(published)('$manifest.name is packed with the address, and without what only the repository can use', one => {
  const { devDependencies, scripts, ...rest } = one.manifest
  expect(devDependencies).toHaveProperty('@mailwire/tooling')
  expect(scripts).toHaveProperty('build')
  expect(hooks.beforePacking(one.manifest, one.directory)).toEqual({ ...rest, ...manifestFields(one.id) })
})

describe('what must not go out is refused', () => {
  const run = promisify(execFile)
  const script = `${root}packages/tooling/before-packing.cjs`
  const refusal = async (npm_lifecycle_event: string): Promise<string> => {
    const env = { ...process.env, npm_config_user_agent: 'pnpm/10.34.9 node/v20', npm_lifecycle_event, npm_package_name: 'x' }
    return run(process.execPath, [script], { env }).then(
      () => '',
      ({ stderr }: { readonly stderr: string }) => stderr,
    )
  }

  test.each(published)('$manifest.name asks before it is packed and before it is published', ({ manifest }) => {
    const asks = 'node ../tooling/before-packing.cjs'
    expect(manifest.scripts).toMatchObject({ prepack: asks, prepublishOnly: asks })
  })

  test('a package that npm packs, which knows neither workspace: nor the hook', async () => {
    // As a person calls it: pnpm, which runs the tests, leaves its name in the environment.
    const { npm_config_user_agent: _, ...env } = process.env
    const packing = run('npm', ['pack', '--dry-run'], { cwd: published[0]!.directory, env, shell: process.platform === 'win32' })
    await expect(packing).rejects.toThrow('cannot pack with npm')
  })

  test('a release without an address', async () => {
    expect(await refusal('prepack')).toBe('')
    if (address === '') expect(await refusal('prepublishOnly')).toMatch(/^x: cannot publish without the address/)
    else expect(await refusal('prepublishOnly')).toBe('')
  })
})
