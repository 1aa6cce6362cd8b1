/** Helpers that every package's tests share. */
export * from './bytes.js'
export * from './connections.js'
export * from './errors.js'
export * from './hashes.js'
export * from './limits.js'
export * from './memory.js'
export * from './model.js'
export * from './walk.js'
