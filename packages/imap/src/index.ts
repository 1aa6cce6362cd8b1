/** `@mailwire/imap`: IMAP responses and commands, and both sides of a session, with no I/O. */
export type { ClosedEvent, Connection, ProtocolErrorEvent, SessionFacts, Tap, UpgradeEvent, Waiting } from '@mailwire/bytes'
export type {
  AclIdentifierCommand,
  AclIdentifierCommandInit,
  AclMailboxCommand,
  AclMailboxCommandInit,
  RightsAction,
  SetAclCommand,
  SetAclCommandInit,
} from './command/acl.js'
export type { AskedAnnotations } from './command/annotation.js'
export type { AppendCommand, AppendCommandInit, AppendedMessage } from './command/append.js'
export type { AppendContent, CatenatePart, MessageContent, UnknownContent, Utf8Content } from './command/append-content.js'
export type { AppendExtension, AppendMessage, AppendMessageInit, MessageOptions } from './command/append-message.js'
export type { CancelUpdateCommand } from './command/cancelupdate.js'
export {
  type Command,
  type CommandBody,
  type CommandBodyInit,
  type CommandInit,
  type CommandOptions,
  decodeCommand,
  encodeCommand,
  encodeCommandWhole,
  type Verb,
} from './command/command.js'
export type { CompressCommand } from './command/compress.js'
export type { ConversionsCommand, ConvertCommand, ConvertCommandInit, ConvertItem } from './command/convert.js'
export type { EsearchCommand, EsearchCommandInit, SearchSource, SearchSourceInit } from './command/esearch.js'
export type { FetchCommand, FetchCommandInit, FetchMacro, FetchModifier } from './command/fetch.js'
export type { FetchItem, UnknownFetchItem } from './command/fetch-att.js'
export type { IdCommand } from './command/id.js'
export type { PreferenceCommand } from './command/language.js'
export type {
  ListCommand,
  ListCommandInit,
  ListReturnOption,
  ListSelectionOption,
  LsubCommand,
  LsubCommandInit,
} from './command/list.js'
export type {
  CreateCommand,
  CreateCommandInit,
  CreateParameter,
  MailboxCommand,
  MailboxCommandInit,
  RenameCommand,
  RenameCommandInit,
  SelectCommand,
  SelectCommandInit,
  StatusCommand,
  StatusCommandInit,
} from './command/mailbox.js'
export type {
  CopyCommand,
  CopyCommandInit,
  ExpungeCommand,
  ExpungeCommandInit,
} from './command/message.js'
export type {
  GetMetadataCommand,
  GetMetadataCommandInit,
  MetadataOption,
  SetMetadataCommand,
  SetMetadataCommandInit,
} from './command/metadata.js'
export type { EventGroup, NotifyCommand, NotifyEvent, NotifyFilter } from './command/notify.js'
export type { UnknownOption } from './command/option.js'
export type { PartialRange } from './command/partial.js'
export type {
  GetQuotaCommand,
  GetQuotaRootCommand,
  GetQuotaRootCommandInit,
  QuotaLimit,
  SetQuotaCommand,
} from './command/quota.js'
export type { ReplaceCommand, ReplaceCommandInit } from './command/replace.js'
export type { RlistCommand, RlistCommandInit } from './command/rlist.js'
export type { SearchCommand, SearchCommandInit } from './command/search.js'
export type { SearchReturnOption } from './command/search-program.js'
export type { KnownUids, QresyncParameter, SelectParameter } from './command/select-parameter.js'
export type { AuthenticateCommand, EnableCommand, LoginCommand, PlainCommand } from './command/session.js'
export type { SortCommand, SortCommandInit, ThreadCommand } from './command/sort.js'
export type {
  StoreAnnotationsCommand,
  StoreCommand,
  StoreCommandInit,
  StoreFlagsCommand,
  StoreLabelsCommand,
  StoreModifier,
  StoreUnknownCommand,
} from './command/store.js'
export type { UidBatchesCommand, UidBatchesCommandInit } from './command/uidbatches.js'
export type { UnknownCommand } from './command/unknown.js'
export type { GenUrlAuthCommand, ResetKeyCommand, ResetKeyCommandInit, UrlFetchCommand, UrlToFetch } from './command/urlauth.js'
export { ImapError, type ImapErrorCode, isImapError } from './error.js'
export type { Annotation, AnnotationAttribute, StoredAnnotation } from './fetch/annotation.js'
export type { Address, Envelope } from './fetch/envelope.js'
export type { BinarySize, BodySection, FetchItems } from './fetch/item.js'
export type { Section, SectionText } from './fetch/section.js'
export {
  type BasicStructure,
  type BodyStructure,
  type DamagedStructure,
  type Disposition,
  isMultipart,
  type MessageStructure,
  type MultipartStructure,
  type Parameters,
  type TextStructure,
} from './fetch/structure.js'
export { formatDateTime, parseDateTime } from './grammar/date-time.js'
export type { UnknownItem } from './grammar/raw.js'
export type { StreamedLiteral, Strictness } from './grammar/reader.js'
export type { WriterOptions } from './grammar/writer.js'
export { defaultLimits, defaultServerLimits, type ImapLimits } from './limits.js'
export { hasMailboxAttribute, type MailboxAttribute } from './mailbox/attributes.js'
export type { MailboxFilter, MailboxFilterInit } from './mailbox/filter-mailboxes.js'
export { decodeMailboxName, encodeMailboxName } from './mailbox/name.js'
export type { ResultRange } from './mailbox/partial-range.js'
export { matchesMailboxPattern } from './mailbox/pattern.js'
export type { NamedMailbox } from './mailbox/read-name.js'
export {
  formatSequenceSet,
  isInSequenceSet,
  type MessageSet,
  parseSequenceSet,
  type SequenceNumber,
  type SequenceRange,
  type SequenceSet,
  sequenceSetFilter,
  sequenceSetOf,
} from './mailbox/sequence-set.js'
export {
  countInSequenceSet,
  intersectSequenceSets,
  normalizeSequenceSet,
  numbersInSequenceSet,
  subtractSequenceSets,
  uniteSequenceSets,
} from './mailbox/set-algebra.js'
export { type Damage, type ImapQuirk, type ImapQuirkRow, type ImapWarning, quirks } from './quirks.js'
export type {
  AclEntry,
  AclResponse,
  AclResponseInit,
  ListRightsResponse,
  ListRightsResponseInit,
  MyRightsResponse,
  MyRightsResponseInit,
} from './response/acl.js'
export type { CapabilityResponse } from './response/capability.js'
export type { ResponseCode, UnknownCode } from './response/code/code.js'
export type { NumberCodeName } from './response/code/mailbox.js'
export type { PlainCodeName } from './response/code/plain.js'
export type { UrlMechanism } from './response/code/url.js'
export type { ComparatorResponse } from './response/comparator.js'
export type { ConversionParameter, ConversionResponse } from './response/conversion.js'
export type { ConversionError } from './response/conversion-error.js'
export type { ConvertedItem, ConvertedResponse } from './response/converted.js'
export type { EsearchResponse, EsearchResponseInit, SearchCorrelator } from './response/esearch.js'
export type { FetchResponse, FetchResponseInit, UidFetchResponse, UidFetchResponseInit } from './response/fetch.js'
export type { IdField, IdResponse } from './response/id.js'
export type { JmapAccessResponse } from './response/jmapaccess.js'
export type { LanguageResponse } from './response/language.js'
export type { ListResponse, ListResponseInit } from './response/list.js'
export type { ListExtension } from './response/list-extension.js'
export type { FlagsResponse, NumberResponse } from './response/mailbox.js'
export type { MailboxStatusResponse, MailboxStatusResponseInit } from './response/mailbox-status.js'
export type { MetadataEntry, MetadataResponse, MetadataResponseInit } from './response/metadata.js'
export type { Namespace, NamespaceResponse } from './response/namespace.js'
export type { QuotaResource, QuotaResponse, QuotaRootResponse, QuotaRootResponseInit } from './response/quota.js'
export {
  type AnyResponse,
  encodeResponse,
  type Response,
  type ResponseInit,
  type ResponseWriterOptions,
  type UnknownResponse,
} from './response/response.js'
export {
  type BodyChunk,
  type BodyEnd,
  type BodyStart,
  decodeResponse,
  type InvalidResponse,
  ResponseDecoder,
  type ResponseEvent,
  type ResponseOptions,
} from './response/response-decoder.js'
export type { Report } from './response/rule.js'
export type { SearchResponse, SearchResponseInit } from './response/search.js'
export type { PartialResults, ResultUpdate, SearchData } from './response/search-data.js'
export type { ContinuationResponse, StatusResponse, StatusResponseInit, StatusType } from './response/status.js'
export type { StatusItems } from './response/status-item.js'
export type { Thread, ThreadResponse } from './response/thread.js'
export type { UidBatchesResponse } from './response/uidbatches.js'
export type { FetchedUrl, GenUrlAuthResponse, UrlFetchResponse, UrlMetadata } from './response/urlauth.js'
export type { VanishedResponse } from './response/vanished.js'
export type {
  AnnotationAttributeName,
  DateKeyName,
  ModseqEntry,
  PlainKeyName,
  SearchKey,
  TextKeyName,
  UnknownSearchKey,
} from './search/search-key.js'
export type { PlainSortKeyName, SortCriterion, SortKey, UnknownSortKey } from './search/sort-key.js'
export { ClientConnection } from './session/client.js'
export type {
  ClientEvent,
  ClientOptions,
  ClientSend,
  ClientWord,
  CompletedEvent,
  ServerCommand,
  ServerEvent,
  ServerOptions,
  ServerOutput,
  ServerSend,
  Status,
  TaggedCommand,
} from './session/events.js'
export { ServerConnection } from './session/server.js'
export type { Mode, SessionVerb, State } from './session/state.js'
