import type { HttpRequest, HttpResponse } from '@jsforce/jsforce-node/lib/types/common.js';
import { Messages } from '@salesforce/core/messages';
import type { z } from 'zod';
import { isSoap, nameOf } from './requests.js';
import { PassingFailure } from './retry.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

/** What came is no answer of an org to what was asked: a proxy's page, or a part of an answer. */
export class UnreadableAnswer extends PassingFailure {
  public override readonly name = 'UnreadableAnswer';
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const isReadable = (request: HttpRequest, body: string): boolean =>
  isSoap(request) ? /<\/(\w+:)?Envelope>\s*$/.test(body) : isJson(body);

/** Of an answer, what may be repeated: nobody knows what else it holds. */
const describe = ({ headers, body }: HttpResponse): string => {
  const title = /<title>\s*([^<]{1,80}?)\s*<\/title>/i.exec(body)?.[1];
  const type = headers['content-type'] ?? messages.getMessage('answer.untyped');
  const size = Buffer.byteLength(body);
  return title === undefined
    ? messages.getMessage('answer', [type, size])
    : messages.getMessage('answer.titled', [type, size, title]);
};

/**
 * Whether a successful answer can be what an org says at all.
 *
 * @throws UnreadableAnswer
 */
export const checkReadable = (request: HttpRequest, response: HttpResponse): void => {
  const { statusCode, body } = response;
  if (statusCode >= 300 || statusCode === 204 || isReadable(request, body)) return;
  throw new UnreadableAnswer(messages.getMessage('unreadable', [nameOf(request), describe(response)]));
};

/**
 * An answer as what it must be.
 *
 * @param asked what the request is called
 * @throws UnreadableAnswer which repeats nothing of the answer
 */
export const parseAnswer = <T>(schema: z.ZodType<T>, answer: unknown, asked: string): T => {
  const { data, error } = schema.safeParse(answer);
  if (error === undefined) return data;
  const places = [...new Set(error.issues.map(({ path }) => path.join('.') || messages.getMessage('answer.whole')))];
  throw new UnreadableAnswer(messages.getMessage('unreadable.shape', [asked, places.join(', ')]));
};

/** That a retrieve does not have what is in every org, or has only a part of it. */
export const nothingIn = (what: string): UnreadableAnswer =>
  new UnreadableAnswer(messages.getMessage('unreadable.shape', ['retrieve', what]));
