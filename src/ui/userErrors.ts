import { Messages } from '@salesforce/core/messages';
import { SfError } from '@salesforce/core/sfError';
import { UnreadableAnswer } from '../org/answers.js';
import { isPassing } from '../org/retry.js';
import { mapTexts } from '../operations/withoutSecrets.js';
import { visible } from '../settings/visible.js';
import { exitCodeOfError } from './exitCodes.js';
import { redactSaid } from './redact.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'errors');

const codeOf = (error: Error): string => {
  const { errorCode } = error as Error & { errorCode?: unknown };
  return typeof errorCode === 'string' ? errorCode : error.name;
};

/** sf has no login that the org takes, nor can it get one. */
const isLoginOver = ({ message }: Error, code: string): boolean =>
  /INVALID_SESSION_ID|INVALID_AUTH_HEADER|RefreshTokenAuthError/.test(code) ||
  message.startsWith('Unable to refresh session');

/** An error that the user can do something about, made of whatever was thrown on the way. */
const explain = (error: Error, org: string): SfError => {
  const code = codeOf(error);
  if (isLoginOver(error, code)) {
    return messages.createError('error.sessionExpired', [error.message], [org]);
  }
  if (error instanceof UnreadableAnswer) return messages.createError('error.unreadableAnswer', [error.message]);
  if (isPassing(error)) return messages.createError('error.orgUnavailable', [error.message]);
  if (code.includes('INVALID_TYPE')) return messages.createError('error.notSupported', [error.message]);
  return SfError.wrap(error);
};

/** What sf takes for a fault of Salesforce's, with an exit code of its own: an error number with its checksum. */
const GACK = /(\d{9,}-\d{3,}) \((-?\d{7,})\)/g;

/** Exit codes that sf gives errors it takes for faults, and that nobody is promised here. */
const SF_OWN_EXIT_CODES = [10, 20];

const exitCodeFor = (error: SfError): number =>
  exitCodeOfError(error) ?? (error.exitCode < 1 || SF_OWN_EXIT_CODES.includes(error.exitCode) ? 1 : error.exitCode);

/** Text that neither holds a token nor looks like something that sf gives an exit code of its own. */
const clean = (text: string): string =>
  visible(redactSaid(text)).replace(GACK, '$1 / $2').replaceAll('TypeError', 'Error');

/**
 * What a command fails with: never with a token in it, and without a cause, since sf prints causes whole and takes some
 * of them for a fault of Salesforce's.
 *
 * @param org what the user calls the org
 */
export const toUserError = (error: Error, org: string): SfError => {
  const explained = explain(error, org);
  const { name, message, actions, data, stack } = explained;
  const isTypeError = name === 'TypeError' || stack?.includes('TypeError');
  const told = SfError.create({
    name: isTypeError ? 'UnexpectedError' : clean(name),
    message: clean(message),
    actions: actions?.map(clean),
    exitCode: exitCodeFor(explained),
    ...(data === undefined ? {} : { data: mapTexts(data, clean) }),
  });
  told.stack = stack && clean(stack);
  return told;
};
