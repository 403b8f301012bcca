import { Messages } from '@salesforce/core/messages';
import { SfError } from '@salesforce/core/sfError';
import { isPassing } from '../org/retry.js';
import { redact } from './redact.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'errors');

const codeOf = (error: Error): string => {
  const { errorCode } = error as Error & { errorCode?: unknown };
  return typeof errorCode === 'string' ? errorCode : error.name;
};

/** An error that the user can do something about, made of whatever was thrown on the way. */
const explain = (error: Error, org: string): SfError => {
  const code = codeOf(error);
  if (/INVALID_SESSION_ID|INVALID_AUTH_HEADER/.test(code)) {
    return messages.createError('error.sessionExpired', [error.message], [org]);
  }
  if (isPassing(error)) return messages.createError('error.orgUnavailable', [error.message]);
  if (code.includes('INVALID_TYPE')) return messages.createError('error.notSupported', [error.message]);
  return SfError.wrap(error);
};

/**
 * What a command fails with: never with a token in it, and without a cause, since sf prints causes whole and takes some
 * of them for a fault of Salesforce's.
 *
 * @param org what the user calls the org
 */
export const toUserError = (error: Error, org: string): SfError => {
  const { name, message, actions, exitCode, data, stack } = explain(error, org);
  // sf tells a TypeError by name and stack, and gives it an exit code of its own.
  const isTypeError = name === 'TypeError' || stack?.includes('TypeError');
  const clean = SfError.create({
    name: isTypeError ? 'UnexpectedError' : name,
    message: redact(message.replace(/TypeError/g, 'Error')),
    actions: actions?.map(redact),
    exitCode: exitCode > 1 && exitCode !== 10 && exitCode !== 20 ? exitCode : 1,
    ...(data === undefined ? {} : { data }),
  });
  clean.stack = isTypeError ? undefined : stack && redact(stack);
  return clean;
};
