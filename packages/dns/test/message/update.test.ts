/** Updates with records of types of one's own; the forms of RFC 2136 themselves are in `dso/dso.test.ts`. */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type AnyMessageInit,
  type AnyRecordInit,
  addRecord,
  allRecordTypes,
  deleteName,
  deleteRecord,
  deleteRrset,
  encodeMessage,
  type MessageInit,
  messageCodec,
  nameInUse,
  nameNotInUse,
  type RecordInit,
  type RecordType,
  rrsetDoesNotExist,
  rrsetExists,
  rrsetExistsWithData,
  type UpdateInit,
  updateMessage,
} from '../../src/all.js'
import { u16 } from '../../src/fields.js'

const widget: RecordType<{ readonly size: number }, 'WIDGET'> = { name: 'WIDGET', code: 65_280, fields: { size: u16 } }
const codec = messageCodec([...allRecordTypes, widget])
const record = { name: 'w.some.domain', type: 'WIDGET', data: { size: 7 } } as const
const mx = { name: 'some.domain', type: 'MX', data: { preference: 1, exchange: 'a' } } as const

describe("records of one's own types (RFC 2136 2.4, 2.5)", () => {
  const update: UpdateInit<AnyRecordInit> = {
    zone: 'some.domain',
    prerequisites: [nameInUse('some.domain'), ...rrsetExistsWithData([record])],
    updates: [addRecord(record, 60), deleteRecord(record), addRecord(mx, 60), deleteName('old.some.domain')],
  }

  it('are given without a cast, and are for the codec that has them', () => {
    const message = updateMessage(update)
    expectTypeOf(message).toEqualTypeOf<AnyMessageInit>()
    expectTypeOf(message).not.toExtend<MessageInit>()
    const { answers, authorities } = codec.decode(codec.encode(message))
    expect(answers[1]).toMatchObject({ ...record, class: 'IN', ttl: 0 })
    expect(authorities).toMatchObject([
      { ...record, class: 'IN', ttl: 60 },
      { ...record, class: 'NONE', ttl: 0 },
      { ...mx, ttl: 60 },
      { name: 'old.some.domain', type: 'ANY', class: 'ANY' },
    ])
  })

  it('as decoded by the codec go in again', () => {
    const [decoded] = codec.decode(codec.encode({ answers: [record] })).answers
    if (decoded?.type !== 'WIDGET') throw new Error('no WIDGET')
    const { data } = decoded
    if (data === undefined) throw new Error('no data')
    const message = updateMessage({ zone: 'some.domain', updates: [addRecord({ ...decoded, data }, 60)] })
    expect(codec.decode(codec.encode(message)).authorities).toMatchObject([{ ...record, ttl: 60 }])
  })

  it('are unknown to the default codec, by type and in the run', () => {
    const message = updateMessage(update)
    // @ts-expect-error: a record of a type of one's own
    expect(caught(() => encodeMessage(message))).toMatchObject({ code: 'bad-type', section: 'answer', index: 1 })
  })
})

describe('records of the types of this package', () => {
  it('stay typed by their type', () => {
    expectTypeOf(addRecord(mx, 60)).toEqualTypeOf<RecordInit>()
    expectTypeOf(deleteRecord(mx)).toEqualTypeOf<RecordInit>()
    expectTypeOf(rrsetExistsWithData([mx])).toEqualTypeOf<RecordInit[]>()
    const message = updateMessage({ zone: 'some.domain', prerequisites: rrsetExistsWithData([mx]), updates: [addRecord(mx, 60)] })
    expectTypeOf(message).toEqualTypeOf<MessageInit>()
    expectTypeOf(addRecord({ ...mx, data: { prio: 1 } }, 60)).not.toExtend<RecordInit>()
    expect(encodeMessage(message)).toEqual(codec.encode(message))
  })
})

describe('an update (RFC 2136 2.3)', () => {
  it('has empty sections and class IN by default', () => {
    expect(updateMessage({ zone: 'some.domain' })).toEqual({
      id: 0,
      opcode: 'UPDATE',
      questions: [{ name: 'some.domain', type: 'SOA', class: 'IN' }],
      answers: [],
      authorities: [],
      additionals: [],
    })
  })

  it('has what it is given in its sections', () => {
    const [answers, authorities, additionals] = [[nameInUse('a')], [deleteName('b')], [{ ...mx, name: 'c' }]] as const
    expect(updateMessage({ id: 7, zone: 'd', class: 'CH', prerequisites: answers, updates: authorities, additionals })).toEqual({
      id: 7,
      opcode: 'UPDATE',
      questions: [{ name: 'd', type: 'SOA', class: 'CH' }],
      answers,
      authorities,
      additionals,
    })
  })

  const bare = { name: 'a', ttl: 0, data: undefined }
  const held = { ...mx, cacheFlush: undefined }
  it.each<[section: string, make: () => unknown, expected: unknown]>([
    ['2.4.1', () => rrsetExists('a', 'MX'), { ...bare, type: 'MX', class: 'ANY' }],
    ['2.4.2', () => rrsetExistsWithData([mx]), [{ ...held, class: 'IN', ttl: 0 }]],
    ['2.4.2 in another class', () => rrsetExistsWithData([mx], 'CH'), [{ ...held, class: 'CH', ttl: 0 }]],
    ['2.4.3', () => rrsetDoesNotExist('a', 'MX'), { ...bare, type: 'MX', class: 'NONE' }],
    ['2.4.4', () => nameInUse('a'), { ...bare, type: 'ANY', class: 'ANY' }],
    ['2.4.5', () => nameNotInUse('a'), { ...bare, type: 'ANY', class: 'NONE' }],
    ['2.5.1', () => addRecord({ ...mx, cacheFlush: true }, 60), { ...held, class: 'IN', ttl: 60 }],
    ['2.5.1 in another class', () => addRecord(mx, 60, 'CH'), { ...held, class: 'CH', ttl: 60 }],
    ['2.5.2', () => deleteRrset('a', 'MX'), { ...bare, type: 'MX', class: 'ANY' }],
    ['2.5.3', () => deleteName('a'), { ...bare, type: 'ANY', class: 'ANY' }],
    ['2.5.4', () => deleteRecord(mx), { ...held, class: 'NONE', ttl: 0 }],
  ])('RFC 2136 %s', (_section, make, expected) => expect(make()).toEqual(expected))

  it.each<[what: string, run: () => unknown]>([
    ['adding no data', () => addRecord({ ...mx, data: undefined } as never, 60)],
    ['deleting no data', () => deleteRecord({ ...mx, data: undefined } as never)],
    ['a prerequisite of no data', () => rrsetExistsWithData([{ ...mx, data: undefined } as never])],
    ['no list', () => rrsetExistsWithData(mx as never)],
    ['no record', () => addRecord(undefined as never, 60)],
    ['no update', () => updateMessage(undefined as never)],
    ['no zone', () => updateMessage({} as never)],
  ])('refuses %s', (_what, run) => expect(caught(run)).toMatchObject({ name: 'DnsError', code: 'bad-value' }))
})
