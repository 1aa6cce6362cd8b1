/** A run of its own: it needs BIND's tools, which not every machine has. */
import base from '../../../vitest.config.js'

export default { ...base, test: { ...base.test, include: ['packages/interop/bind/*.check.ts'], coverage: { enabled: false } } }
