/** The parameters of RCPT, one line each: their fields in `RcptParameters`, and what decode and encode know, come from here. */

export * from './conneg.js'
export * from './notify.js'
export * from './orcpt.js'
export * from './rrvs.js'
