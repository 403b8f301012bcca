import { Messages } from '@salesforce/core/messages';
import { withTemplate, type AppRequest } from '../operations/request.js';
import { templateSummaries, type TemplateSummary } from '../templates/places.js';
import type { Choice, Prompter } from './prompts.js';
import { byCategory } from './templateList.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'asking');

/** What connects, where that decides the template: one of the plain patterns. */
const PATTERNS: Readonly<Record<string, string>> = {
  pipeline: 'ci-jwt',
  server: 'client-credentials',
  webApp: 'web-server',
  device: 'device',
  aiClient: 'mcp-client',
};

const VENDOR = 'vendor';
const OWN_TEMPLATE = 'ownTemplate';
const NONE = 'none';

/** No name of a template. */
const NO_TEMPLATE = '';

const choiceOf = (kind: string): Choice => ({
  name: messages.getMessage(`connects.${kind}`),
  value: kind,
  description: messages.getMessage(`connects.${kind}.description`),
});

/** One of these templates, found by a part of its name or of what it is for. */
const pickFrom = async (request: AppRequest, templates: TemplateSummary[], prompter: Prompter): Promise<AppRequest> => {
  const listed = byCategory(templates).flatMap((group) => group.templates);
  const offered = listed.map(({ name, title, summary }) => ({
    name: `${title} (${name})`,
    value: name,
    description: summary,
  }));
  const none = {
    name: messages.getMessage('own'),
    value: NO_TEMPLATE,
    description: messages.getMessage('own.description'),
  };
  const chosen = await prompter.pick(messages.getMessage('template'), [...offered, none]);
  return chosen === NO_TEMPLATE ? request : withTemplate(request, chosen);
};

/** Asks what it is that connects, which leads to the template, or to an app of one's own without any. */
export const chooseTemplate = async (request: AppRequest, prompter: Prompter): Promise<AppRequest> => {
  const templates = await templateSummaries();
  const own = templates.filter(({ origin }) => origin !== 'builtIn');
  const kinds = [VENDOR, ...Object.keys(PATTERNS), ...(own.length > 0 ? [OWN_TEMPLATE] : []), NONE];
  const kind = await prompter.choose(messages.getMessage('connects'), kinds.map(choiceOf));
  if (Object.hasOwn(PATTERNS, kind)) return withTemplate(request, PATTERNS[kind]);
  if (kind === NONE) return request;
  const ofVendors = templates.filter(({ origin, category }) => origin === 'builtIn' && category !== 'pattern');
  return pickFrom(request, kind === VENDOR ? ofVendors : own, prompter);
};
