/** The registry of commands: one line each. */
import { Words } from '../grammar/words.js'
import { deleteacl, getacl, listrights, myrights, setacl } from './acl.js'
import { append } from './append.js'
import { cancelupdate } from './cancelupdate.js'
import { compress } from './compress.js'
import { conversions, convert } from './convert.js'
import { esearch } from './esearch.js'
import { fetch } from './fetch.js'
import { id } from './id.js'
import { comparator, language } from './language.js'
import { list, lsub } from './list.js'
import { create, deleteMailbox, examine, rename, select, status, subscribe, unsubscribe } from './mailbox.js'
import { copy, expunge, move } from './message.js'
import { getmetadata, setmetadata } from './metadata.js'
import { notify } from './notify.js'
import { getquota, getquotaroot, setquota } from './quota.js'
import { replace } from './replace.js'
import { rlist, rlsub, xlist } from './rlist.js'
import type { CommandRule, KnownVerb } from './rule.js'
import { search } from './search.js'
import {
  authenticate,
  capability,
  check,
  close,
  enable,
  getjmapaccess,
  idle,
  login,
  logout,
  namespace,
  noop,
  starttls,
  unauthenticate,
  unselect,
} from './session.js'
import { sort, thread } from './sort.js'
import { store } from './store.js'
import { uidbatches } from './uidbatches.js'
import { genurlauth, resetkey, urlfetch } from './urlauth.js'

/** Every command that is known, by its verb: a verb without a line here is a type error. */
const byVerb: { readonly [Verb in KnownVerb]: CommandRule } = {
  capability,
  noop,
  logout,
  starttls,
  authenticate,
  login,
  enable,
  select,
  examine,
  create,
  delete: deleteMailbox,
  rename,
  subscribe,
  unsubscribe,
  list,
  lsub,
  namespace,
  status,
  append,
  replace,
  idle,
  close,
  unselect,
  expunge,
  search,
  esearch,
  sort,
  thread,
  fetch,
  store,
  copy,
  getquota,
  getquotaroot,
  setquota,
  setacl,
  deleteacl,
  listrights,
  getacl,
  myrights,
  getmetadata,
  setmetadata,
  language,
  comparator,
  compress,
  unauthenticate,
  getjmapaccess,
  cancelupdate,
  notify,
  genurlauth,
  urlfetch,
  resetkey,
  rlist,
  rlsub,
  xlist,
  convert,
  conversions,
  uidbatches,
  move,
  check,
  id,
}

/** The same in their order. */
export const commandRules: readonly CommandRule[] = /* @__PURE__ */ Object.values(byVerb)

/** By name, and those of them that may be behind UID. */
export const commandWords: Words<CommandRule> = /* @__PURE__ */ new Words(commandRules)
export const uidWords: Words<CommandRule> = /* @__PURE__ */ (() =>
  new Words(commandRules.filter(({ takesUid }) => takesUid === true)))()

/** The rule of a name in upper case, behind UID or not. */
export const ruleOf = (name: string, uid: boolean): CommandRule | undefined => (uid ? uidWords : commandWords).get(name)

/** The rule of a verb. */
export const ruleOfVerb = (verb: string): CommandRule | undefined =>
  Object.hasOwn(byVerb, verb) ? byVerb[verb as KnownVerb] : undefined
