/**
 * What pnpm makes of a manifest when it packs or publishes a package: what only this repository can use is taken out (the private packages
 * that a build inlines, the scripts that need them), and the address of the repository comes in. pnpm-lock.yaml has a checksum of this file: after
 * a change run `npx -y pnpm@10.34.9 install --lockfile-only`.
 */
const { basename } = require('node:path')
const { manifestFields } = require('./packages/tooling/repository.cjs')

function beforePacking({ devDependencies, scripts, ...manifest }, directory) {
  return { ...manifest, ...manifestFields(basename(directory)) }
}

module.exports = { hooks: { beforePacking } }
