/** The registry of untagged responses that carry data: one line each. */
import { Words } from '../grammar/words.js'
import { acl, listrights, myrights } from './acl.js'
import { capability, enabled } from './capability.js'
import { comparator } from './comparator.js'
import { conversion } from './conversion.js'
import { converted } from './converted.js'
import { esearch } from './esearch.js'
import { fetch, uidFetch } from './fetch.js'
import { id } from './id.js'
import { jmapaccess } from './jmapaccess.js'
import { language } from './language.js'
import { list, lsub, xlist } from './list.js'
import { exists, expunge, flags, recent } from './mailbox.js'
import { mailboxStatus } from './mailbox-status.js'
import { metadata } from './metadata.js'
import { namespace } from './namespace.js'
import { quota, quotaroot } from './quota.js'
import type { ResponseRule } from './rule.js'
import { search, sort } from './search.js'
import { thread } from './thread.js'
import { uidbatches } from './uidbatches.js'
import { genurlauth, urlfetch } from './urlauth.js'
import { vanished } from './vanished.js'

/** Every response that is known. */
export const responseRules: readonly ResponseRule[] = /* @__PURE__ */ (() => [
  capability,
  enabled,
  list,
  lsub,
  xlist,
  namespace,
  mailboxStatus,
  flags,
  search,
  sort,
  esearch,
  thread,
  exists,
  recent,
  expunge,
  vanished,
  uidbatches,
  id,
  quota,
  quotaroot,
  acl,
  listrights,
  myrights,
  metadata,
  language,
  comparator,
  jmapaccess,
  genurlauth,
  urlfetch,
  converted,
  conversion,
  fetch,
  uidFetch,
])()

/** Those that begin with their name. */
export const namedWords: Words<ResponseRule> = /* @__PURE__ */ (() =>
  new Words(responseRules.filter(rule => rule.isNumbered !== true)))()

/** Those that begin with a number. */
export const numberedWords: Words<ResponseRule> = /* @__PURE__ */ (() =>
  new Words(responseRules.filter(rule => rule.isNumbered === true)))()

/** All of them by the `type` of their value. */
export const ruleOfType: ReadonlyMap<string, ResponseRule> = /* @__PURE__ */ (() =>
  new Map(responseRules.map(rule => [rule.type, rule])))()
