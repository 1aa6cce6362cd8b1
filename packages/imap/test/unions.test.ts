/** That the types tell apart what the values tell apart. The compiler checks the types (`tsc -p test`), the run the values. */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type AnyResponse,
  type AppendContent,
  type BodySection,
  type BodyStructure,
  type CatenatePart,
  type ClientEvent,
  type ClientWord,
  type Command,
  type CommandBody,
  type CommandBodyInit,
  type ConversionError,
  type ConvertedItem,
  type ConvertItem,
  type CreateParameter,
  decodeCommand,
  decodeResponse,
  type Envelope,
  type FetchItem,
  type FetchItems,
  type FetchModifier,
  type ListExtension,
  type ListReturnOption,
  type ListSelectionOption,
  type MailboxFilter,
  type MessageSet,
  type MetadataOption,
  type Namespace,
  type NotifyEvent,
  type NotifyFilter,
  type Response,
  type ResponseCode,
  type ResponseEvent,
  type ResponseInit,
  type ResultUpdate,
  type SearchKey,
  type SearchReturnOption,
  type Section,
  type SelectParameter,
  type SequenceSet,
  type ServerEvent,
  type SortKey,
  type StatusItems,
  type StatusType,
  type StoreCommand,
  type StoreModifier,
  type StreamedLiteral,
  type Thread,
  type UnknownItem,
  type UrlMetadata,
} from '../src/index.js'

/** The members of a union that any string would be one of: with one of them nothing narrows. */
type Open<Union, Key extends PropertyKey> = Union extends { readonly [Name in Key]: infer Value }
  ? string extends Value
    ? Union
    : never
  : never

/** The members without that key. */
type Without<Union, Key extends PropertyKey> = Union extends { readonly [Name in Key]: unknown } ? never : Union

/** The member that a string narrows to. */
type Of<Union, Key extends PropertyKey, Value> = Union extends { readonly [Name in Key]: infer Values }
  ? Value extends Values
    ? Union
    : never
  : never

const read = (line: string): Response => decodeResponse(asBytes(`${line}\r\n`))

describe('every union is closed', () => {
  it('no member takes any string, and each has the key', () => {
    expectTypeOf<Open<AnyResponse, 'type'> | Without<AnyResponse, 'type'>>().toBeNever()
    expectTypeOf<Open<Response, 'type'> | Without<Response, 'type'>>().toBeNever()
    expectTypeOf<Open<ResponseInit, 'type'> | Without<ResponseInit, 'type'>>().toBeNever()
    expectTypeOf<Open<ResponseEvent, 'type'> | Without<ResponseEvent, 'type'>>().toBeNever()
    expectTypeOf<Open<ResponseCode, 'name'> | Without<ResponseCode, 'name'>>().toBeNever()
    expectTypeOf<Open<ResultUpdate, 'name'> | Without<ResultUpdate, 'name'>>().toBeNever()
    expectTypeOf<Open<BodyStructure, 'kind'> | Without<BodyStructure, 'kind'>>().toBeNever()
    expectTypeOf<Open<BodySection, 'item'> | Without<BodySection, 'item'>>().toBeNever()
    expectTypeOf<Open<ListExtension, 'name'> | Without<ListExtension, 'name'>>().toBeNever()
    expectTypeOf<Open<Command, 'verb'> | Without<Command, 'verb'>>().toBeNever()
    expectTypeOf<Open<CommandBody, 'verb'> | Without<CommandBody, 'verb'>>().toBeNever()
    expectTypeOf<Open<CommandBodyInit, 'verb'> | Without<CommandBodyInit, 'verb'>>().toBeNever()
    expectTypeOf<Open<SearchKey, 'key'> | Without<SearchKey, 'key'>>().toBeNever()
    expectTypeOf<Open<FetchItem, 'item'> | Without<FetchItem, 'item'>>().toBeNever()
    expectTypeOf<Open<SortKey, 'key'> | Without<SortKey, 'key'>>().toBeNever()
    expectTypeOf<Open<AppendContent, 'type'> | Without<AppendContent, 'type'>>().toBeNever()
    expectTypeOf<Open<CatenatePart, 'type'> | Without<CatenatePart, 'type'>>().toBeNever()
    expectTypeOf<Open<MailboxFilter, 'filter'> | Without<MailboxFilter, 'filter'>>().toBeNever()
    expectTypeOf<Open<StoreCommand, 'item'> | Without<StoreCommand, 'item'>>().toBeNever()
    type Option =
      | ListSelectionOption
      | ListReturnOption
      | SelectParameter
      | CreateParameter
      | FetchModifier
      | StoreModifier
      | SearchReturnOption
      | MetadataOption
      | NotifyFilter
      | NotifyEvent
      | UrlMetadata
    expectTypeOf<Open<Option, 'name'> | Without<Option, 'name'>>().toBeNever()
    expectTypeOf<Open<ConvertedItem | ConvertItem, 'item'> | Without<ConvertedItem | ConvertItem, 'item'>>().toBeNever()
    expectTypeOf<Open<ConversionError, 'code'> | Without<ConversionError, 'code'>>().toBeNever()
    expectTypeOf<Open<ClientEvent, 'type'> | Without<ClientEvent, 'type'>>().toBeNever()
    expectTypeOf<Open<ServerEvent, 'type'> | Without<ServerEvent, 'type'>>().toBeNever()
    expectTypeOf<Open<ClientWord, 'type'> | Without<ClientWord, 'type'>>().toBeNever()
  })

  it('a union with an open member would be seen', () => {
    type Spoilt = { readonly name: 'UIDNEXT'; readonly value: number } | { readonly name: string }
    expectTypeOf<Open<Spoilt, 'name'>>().toEqualTypeOf<{ readonly name: string }>()
    expectTypeOf<Without<Spoilt | { readonly value: 1 }, 'name'>>().toEqualTypeOf<{ readonly value: 1 }>()
  })

  it('each has one member for what is not known, with its bytes', () => {
    expectTypeOf<Of<AnyResponse, 'type', 'unknown'>['bytes']>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<Of<ResponseCode, 'name', 'unknown'>['value']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Of<ListExtension, 'name', 'unknown'>['bytes']>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<Of<CommandBody, 'verb', 'unknown'>['bytes']>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<Of<SearchKey, 'key', 'unknown'>['bytes']>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<Of<FetchItem, 'item', 'unknown'>['bytes']>().toEqualTypeOf<Uint8Array | undefined>()
    expectTypeOf<Of<BodyStructure, 'kind', 'damaged'>['bytes']>().toEqualTypeOf<Uint8Array>()
  })
})

describe('what is decoded narrows', () => {
  it('a response by its type', () => {
    const response = read('* 3 EXISTS')
    if (response.type === 'exists') expectTypeOf(response.number).toEqualTypeOf<number>()
    if (response.type === 'search') expectTypeOf(response.numbers).toEqualTypeOf<Uint32Array>()
    if (response.type === 'sort') expectTypeOf(response.modseq).toEqualTypeOf<bigint | undefined>()
    if (response.type === 'thread') expectTypeOf(response.threads).toEqualTypeOf<readonly Thread[]>()
    if (response.type === 'vanished') expectTypeOf(response.uids).toEqualTypeOf<SequenceSet>()
    if (response.type === 'uidfetch') expectTypeOf(response.items).toEqualTypeOf<FetchItems>()
    if (response.type === 'esearch') expectTypeOf(response.updates).toEqualTypeOf<readonly ResultUpdate[]>()
    if (response.type === 'esearch') expectTypeOf(response.all).toEqualTypeOf<SequenceSet | undefined>()
    if (response.type === 'list' || response.type === 'lsub')
      expectTypeOf(response.extended).toEqualTypeOf<readonly ListExtension[]>()
    if (response.type === 'status') expectTypeOf(response.items).toEqualTypeOf<StatusItems>()
    if (response.type === 'namespace') expectTypeOf(response.shared).toEqualTypeOf<readonly Namespace[] | null>()
    if (response.type === 'capability') expectTypeOf(response.capabilities).toEqualTypeOf<readonly string[]>()
    if (response.type === 'flags') expectTypeOf(response.flags).toEqualTypeOf<readonly string[]>()
    if (response.type === 'fetch') expectTypeOf(response.items).toEqualTypeOf<FetchItems>()
    if (response.type === 'ok') expectTypeOf(response.code).toEqualTypeOf<ResponseCode | undefined>()
    if ('tag' in response && response.type !== 'esearch' && response.type !== 'converted' && response.type !== 'uidbatches')
      expectTypeOf(response.type).toEqualTypeOf<StatusType>()
    // @ts-expect-error: not every response has a number
    expect(response.number).toBe(3)
  })

  it('a response code by its name', () => {
    const response = read('* OK [UIDNEXT 4392] next')
    if (response.type !== 'ok' || response.code === undefined) throw new Error('no code')
    const { code } = response
    if (code.name === 'UIDNEXT') expectTypeOf(code.value).toEqualTypeOf<number>()
    if (code.name === 'HIGHESTMODSEQ') expectTypeOf(code.modseq).toEqualTypeOf<bigint>()
    if (code.name === 'APPENDUID') expectTypeOf(code.uids).toEqualTypeOf<SequenceSet>()
    if (code.name === 'COPYUID') expectTypeOf(code.destination).toEqualTypeOf<SequenceSet>()
    if (code.name === 'PERMANENTFLAGS') expectTypeOf(code.flags).toEqualTypeOf<readonly string[]>()
    if (code.name === 'BADCHARSET') expectTypeOf(code.charsets).toEqualTypeOf<readonly string[]>()
    if (code.name === 'MODIFIED') expectTypeOf(code.set).toEqualTypeOf<SequenceSet>()
    if (code.name === 'ALERT') expectTypeOf<keyof typeof code>().toEqualTypeOf<'name'>()
    // @ts-expect-error: not a code, and comparing with it would never be true
    expect(code.name === 'UIDNEXTT').toBe(false)
    expect(code.name === 'UIDNEXT' && code.value + 1).toBe(4393)
  })

  it('a body structure by its kind', () => {
    const response = read('* 1 FETCH (BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 5 1))')
    if (response.type !== 'fetch' || response.items.bodyStructure === undefined) throw new Error('no structure')
    const structure = response.items.bodyStructure
    if (structure.kind === 'multipart') expectTypeOf(structure.parts).toEqualTypeOf<readonly BodyStructure[]>()
    if (structure.kind === 'text') expectTypeOf(structure.lines).toEqualTypeOf<number>()
    if (structure.kind === 'message') expectTypeOf(structure.envelope).toEqualTypeOf<Envelope>()
    if (structure.kind === 'basic') expectTypeOf<Extract<keyof typeof structure, 'lines'>>().toBeNever()
    if (structure.kind === 'damaged') expectTypeOf<keyof typeof structure>().toEqualTypeOf<'kind' | 'bytes'>()
    expect(structure.kind === 'text' && structure.lines).toBe(1)
  })

  it('the bytes of a section, and items that are not known', () => {
    expectTypeOf<BodySection['data']>().toEqualTypeOf<Uint8Array | StreamedLiteral | null>()
    expectTypeOf<BodySection['section']>().toEqualTypeOf<Section>()
    expectTypeOf<FetchItems['modseq'] | StatusItems['highestModseq']>().toEqualTypeOf<bigint | undefined>()
    expectTypeOf<FetchItems['unknown']>().toEqualTypeOf<readonly UnknownItem[]>()
  })

  it('extended data of LIST by its name', () => {
    const response = read('* LIST () "/" a (OLDNAME (b))')
    const [extension] = response.type === 'list' ? response.extended : []
    if (extension?.name === 'CHILDINFO') expectTypeOf(extension.options).toEqualTypeOf<readonly string[]>()
    if (extension?.name !== 'OLDNAME') throw new Error('no OLDNAME')
    expectTypeOf(extension.wireName).toEqualTypeOf<string>()
    expect(extension.mailbox).toBe('b')
  })

  it('a command by its verb, its items, keys and options by theirs', () => {
    const command = decodeCommand(asBytes('a UID FETCH 1:3 (BODY[1] BINARY.SIZE[2])\r\n'))
    if (command.verb === 'login') expectTypeOf(command.password).toEqualTypeOf<string>()
    if (command.verb === 'store' && command.item === 'FLAGS')
      expectTypeOf(command.action).toEqualTypeOf<'add' | 'remove' | 'replace'>()
    if (command.verb === 'list') expectTypeOf(command.wirePatterns).toEqualTypeOf<readonly string[]>()
    // @ts-expect-error: not every STORE has an action
    if (command.verb === 'store') expect(command.action).toBe('add')
    // @ts-expect-error: not every command has a set
    expect(command.set).toHaveLength(1)
    if (command.verb !== 'fetch' || typeof command.items === 'string') throw new Error('no FETCH of items')
    expectTypeOf(command.set).toEqualTypeOf<MessageSet>()
    const [body, size] = command.items
    if (body?.item === 'BODY[]') expectTypeOf(body.section).toEqualTypeOf<Section>()
    if (size?.item === 'BINARY.SIZE') expectTypeOf(size.part).toEqualTypeOf<readonly number[]>()
    expect(size?.item === 'BINARY.SIZE' && size.part).toEqual([2])
    expectTypeOf<Of<SearchKey, 'key', 'LARGER'>['size']>().toEqualTypeOf<number>()
    expectTypeOf<Of<SearchKey, 'key', 'MODSEQ'>['modseq']>().toEqualTypeOf<bigint>()
    expectTypeOf<Of<StoreModifier, 'name', 'UNCHANGEDSINCE'>['modseq']>().toEqualTypeOf<bigint>()
    expectTypeOf<Of<CreateParameter, 'name', 'USE'>['attributes']>().toEqualTypeOf<readonly string[]>()
    expectTypeOf<Of<ListReturnOption, 'name', 'STATUS'>['items']>().toEqualTypeOf<readonly string[]>()
  })
})

describe('what decode gives, encode takes', () => {
  it('responses and commands', () => {
    expectTypeOf<Response>().toExtend<ResponseInit>()
    expectTypeOf<CommandBody>().toExtend<CommandBodyInit>()
    expectTypeOf<{ readonly type: 'exists' }>().not.toExtend<ResponseInit>()
    expectTypeOf<{ readonly type: 'exists'; readonly number: string }>().not.toExtend<ResponseInit>()
    expectTypeOf<{ readonly verb: 'select' }>().not.toExtend<CommandBodyInit>()
  })
})
