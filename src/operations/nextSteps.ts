import { Messages } from '@salesforce/core/messages';
import type { ApiName } from '../settings/apiNames.js';
import { fillSteps } from '../templates/fill.js';
import type { AppReference } from '../templates/references.js';
import { describeDestination, type Destination } from './handOver.js';
import type { AppPlan } from './plan.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What the steps for people are made of. */
export type Asked = Pick<AppPlan, 'request' | 'org' | 'definition'>;

/** The template's steps for people; one that is about the app falls away where there is none. */
export const stepsOf = ({ request, org, definition }: Asked, known: Partial<Record<AppReference, string>>): string[] =>
  request.template
    ? fillSteps(request.template.after, request.template, request.parameters, org, definition, known).map(
        ({ step, page }) => [step.trim(), page].filter(Boolean).join('\n')
      )
    : [];

/** How whoever goes on from here comes to the credentials: by a command, or where they were handed over to. */
export const whereCredentialsAre = ({ org }: Asked, name: ApiName, destination: Destination | undefined): string => {
  if (destination === undefined) return messages.getMessage('credentials.command', [name, org.username ?? '']);
  const where = describeDestination(destination);
  return 'outputFile' in where
    ? messages.getMessage('credentials.file', [where.outputFile])
    : messages.getMessage('credentials.taken', [where.command]);
};

export const credentialsStep = (
  { definition }: Asked,
  where: string,
  destination: Destination | undefined
): string[] =>
  definition.oauth === undefined || destination ? [] : [messages.getMessage('nextStep.credentials', [where])];
