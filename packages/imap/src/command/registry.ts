/** The registry of commands: one line each. */
import { Words } from '../grammar/words.js'
import {
  type AclIdentifierCommand,
  type AclIdentifierCommandInit,
  type AclMailboxCommand,
  type AclMailboxCommandInit,
  deleteacl,
  getacl,
  listrights,
  myrights,
  type SetAclCommand,
  type SetAclCommandInit,
  setacl,
} from './acl.js'
import { type AppendCommand, type AppendCommandInit, append } from './append.js'
import { type CancelUpdateCommand, cancelupdate } from './cancelupdate.js'
import { type CompressCommand, compress } from './compress.js'
import { type ConversionsCommand, type ConvertCommand, type ConvertCommandInit, conversions, convert } from './convert.js'
import { type EsearchCommand, type EsearchCommandInit, esearch } from './esearch.js'
import { type FetchCommand, type FetchCommandInit, fetch } from './fetch.js'
import { type IdCommand, id } from './id.js'
import { comparator, language, type PreferenceCommand } from './language.js'
import { type ListCommand, type ListCommandInit, type LsubCommand, type LsubCommandInit, list, lsub } from './list.js'
import {
  type CreateCommand,
  type CreateCommandInit,
  create,
  deleteMailbox,
  examine,
  type MailboxCommand,
  type MailboxCommandInit,
  type RenameCommand,
  type RenameCommandInit,
  rename,
  type SelectCommand,
  type SelectCommandInit,
  type StatusCommand,
  type StatusCommandInit,
  select,
  status,
  subscribe,
  unsubscribe,
} from './mailbox.js'
import {
  type CopyCommand,
  type CopyCommandInit,
  copy,
  type ExpungeCommand,
  type ExpungeCommandInit,
  expunge,
  move,
} from './message.js'
import {
  type GetMetadataCommand,
  type GetMetadataCommandInit,
  getmetadata,
  type SetMetadataCommand,
  type SetMetadataCommandInit,
  setmetadata,
} from './metadata.js'
import { type NotifyCommand, notify } from './notify.js'
import {
  type GetQuotaCommand,
  type GetQuotaRootCommand,
  type GetQuotaRootCommandInit,
  getquota,
  getquotaroot,
  type SetQuotaCommand,
  setquota,
} from './quota.js'
import { type ReplaceCommand, type ReplaceCommandInit, replace } from './replace.js'
import { type RlistCommand, type RlistCommandInit, rlist, rlsub, xlist } from './rlist.js'
import type { CommandRule } from './rule.js'
import { type SearchCommand, type SearchCommandInit, search } from './search.js'
import {
  type AuthenticateCommand,
  authenticate,
  capability,
  check,
  close,
  type EnableCommand,
  enable,
  getjmapaccess,
  idle,
  type LoginCommand,
  login,
  logout,
  namespace,
  noop,
  type PlainCommand,
  starttls,
  unauthenticate,
  unselect,
} from './session.js'
import { type SortCommand, type SortCommandInit, sort, type ThreadCommand, thread } from './sort.js'
import { type StoreCommand, type StoreCommandInit, store } from './store.js'
import { type UidBatchesCommand, type UidBatchesCommandInit, uidbatches } from './uidbatches.js'
import {
  type GenUrlAuthCommand,
  genurlauth,
  type ResetKeyCommand,
  type ResetKeyCommandInit,
  resetkey,
  type UrlFetchCommand,
  urlfetch,
} from './urlauth.js'

/** What the rules below decode. */
export type KnownCommand =
  | PlainCommand
  | LoginCommand
  | AuthenticateCommand
  | EnableCommand
  | SelectCommand
  | CreateCommand
  | MailboxCommand
  | RenameCommand
  | ListCommand
  | LsubCommand
  | StatusCommand
  | AppendCommand
  | ReplaceCommand
  | ExpungeCommand
  | SearchCommand
  | EsearchCommand
  | SortCommand
  | ThreadCommand
  | FetchCommand
  | StoreCommand
  | GetQuotaCommand
  | GetQuotaRootCommand
  | SetQuotaCommand
  | SetAclCommand
  | AclIdentifierCommand
  | AclMailboxCommand
  | GetMetadataCommand
  | SetMetadataCommand
  | PreferenceCommand
  | CompressCommand
  | CancelUpdateCommand
  | NotifyCommand
  | GenUrlAuthCommand
  | UrlFetchCommand
  | ResetKeyCommand
  | RlistCommand
  | ConvertCommand
  | ConversionsCommand
  | CopyCommand
  | IdCommand
  | UidBatchesCommand

/** What they encode. */
export type KnownCommandInit =
  | PlainCommand
  | LoginCommand
  | AuthenticateCommand
  | EnableCommand
  | SelectCommandInit
  | CreateCommandInit
  | MailboxCommandInit
  | RenameCommandInit
  | ListCommandInit
  | LsubCommandInit
  | StatusCommandInit
  | AppendCommandInit
  | ReplaceCommandInit
  | ExpungeCommandInit
  | SearchCommandInit
  | EsearchCommandInit
  | SortCommandInit
  | ThreadCommand
  | FetchCommandInit
  | StoreCommandInit
  | GetQuotaCommand
  | GetQuotaRootCommandInit
  | SetQuotaCommand
  | SetAclCommandInit
  | AclIdentifierCommandInit
  | AclMailboxCommandInit
  | GetMetadataCommandInit
  | SetMetadataCommandInit
  | PreferenceCommand
  | CompressCommand
  | CancelUpdateCommand
  | NotifyCommand
  | GenUrlAuthCommand
  | UrlFetchCommand
  | ResetKeyCommandInit
  | RlistCommandInit
  | ConvertCommandInit
  | ConversionsCommand
  | CopyCommandInit
  | IdCommand
  | UidBatchesCommandInit

type Rule = CommandRule<KnownCommand, KnownCommandInit>

/** Every command that is known, by its verb: a verb without a line here is a type error. */
const byVerb: { readonly [Verb in KnownCommand['verb']]: Rule } = {
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
export const commandRules: readonly Rule[] = /* @__PURE__ */ Object.values(byVerb)

/** The rules by name, and those that may follow UID. */
export const commandWords: Words<Rule> = /* @__PURE__ */ new Words(commandRules)
export const uidWords: Words<Rule> = /* @__PURE__ */ (() => new Words(commandRules.filter(({ takesUid }) => takesUid === true)))()

/** The rule of a name in upper case, after UID or not. */
export const ruleOf = (name: string, uid: boolean): Rule | undefined => (uid ? uidWords : commandWords).get(name)

/** The rule of a verb. */
export const ruleOfVerb = (verb: string): Rule | undefined =>
  Object.hasOwn(byVerb, verb) ? byVerb[verb as KnownCommand['verb']] : undefined
