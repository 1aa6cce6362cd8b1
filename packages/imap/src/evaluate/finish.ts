/** Runs an evaluation to its end, if all that it asks for is available synchronously. */
import { functionOf } from '../values.js'

/** SEARCH, SORT or THREAD, as far as they are run. */
interface Evaluation {
  next(): { readonly type: string }
  answer(value: never): void
}

/** What an evaluation asks. */
export type QuestionOf<One extends Evaluation> = Extract<ReturnType<One['next']>, { readonly type: 'fields' | 'text' }>
/** Its result or its refusal. */
export type EndOf<One extends Evaluation> = Exclude<ReturnType<One['next']>, { readonly type: 'fields' | 'text' | 'pause' }>

/**
 * The end of an evaluation, a result or a refusal (RFC 9051 6.4.4, RFC 5256 3). `answer` gives what each question asks for: fields of a header, or the
 * next piece of a text. A server whose messages have to be waited for, or that gives others their turn at each pause, calls `next` and `answer` itself.
 *
 * @throws {@link ImapError} `bad-value` for an answer of another type
 *
 * @example
 * const messages = ['Zoo', 'Re: ape'].map((subject, at) => ({ uid: at + 1, sequence: at + 1, flags: [], size: 0, internalDate: 0, subject }))
 * const criteria = [{ key: 'SUBJECT', reverse: false }] as const
 * const command = { verb: 'sort', tag: 'a', uid: false, criteria, charset: 'UTF-8', keys: [], returnOptions: undefined } as const
 * const end = finishEvaluation(new SortEvaluation({ command, messages }), ({ message }) => [{ name: 'Subject', value: message.subject }])
 * end.type === 'result' && Array.from(end.numbers, number => messages[number - 1].subject) // => ['Re: ape', 'Zoo']
 */
export function finishEvaluation<One extends Evaluation>(
  evaluation: One,
  answer: (question: QuestionOf<One>) => Parameters<One['answer']>[0],
): EndOf<One> {
  functionOf(answer, 'finish evaluation: answer')
  for (;;) {
    const step = evaluation.next()
    if (step.type === 'fields' || step.type === 'text') evaluation.answer(answer(step as QuestionOf<One>) as never)
    else if (step.type !== 'pause') return step as EndOf<One>
  }
}
