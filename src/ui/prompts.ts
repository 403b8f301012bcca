import { confirm, input as textInput, password, search, select } from '@inquirer/prompts';
import { Messages } from '@salesforce/core/messages';
import { visible } from '../settings/visible.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'asking');

/** Says what is wrong with a text; undefined where nothing is. */
export type Judge = (text: string) => string | undefined | Promise<string | undefined>;

export interface Choice {
  name: string;
  value: string;
  description?: string;
}

/** What is asked at a terminal. Tests answer in its place. */
export interface Prompter {
  /** Picks one of many by typing a part of its name. */
  pick: (message: string, choices: Choice[]) => Promise<string>;
  /** Picks some of many, each by typing a part of its name. */
  pickSeveral: (message: string, choices: Choice[], isOptional: boolean) => Promise<string[]>;
  /** Picks one of a few. */
  choose: (message: string, choices: ReadonlyArray<string | Choice>, preset?: string) => Promise<string>;
  /** Asks for a text. */
  ask: (message: string, judge: Judge, preset?: string) => Promise<string>;
  /** Asks for a text that nobody sees while it is typed. */
  secret: (message: string, judge: Judge) => Promise<string>;
  confirm: (message: string) => Promise<boolean>;
}

const matching = (choices: Choice[], term = ''): Choice[] =>
  choices
    .filter(({ name, description = '' }) => `${name} ${description}`.toLowerCase().includes(term.toLowerCase()))
    .map(({ description, ...choice }) => ({
      ...choice,
      name: visible(choice.name),
      ...(description !== undefined && { description: visible(description) }),
    }));

/** No value of a choice, so it can stand for none. */
const NO_MORE = '';

const pickSeveral: Prompter['pickSeveral'] = async (message, choices, isOptional) => {
  const picked: string[] = [];
  for (;;) {
    const left = choices.filter(({ value }) => !picked.includes(value));
    const end = { name: messages.getMessage(picked.length === 0 ? 'none' : 'noMore'), value: NO_MORE };
    const offered = picked.length > 0 || isOptional ? [end, ...left] : left;
    const value = await search({
      message: picked.length === 0 ? message : messages.getMessage('another', [message]),
      source: (term) => matching(offered, term),
    });
    if (value === NO_MORE) return picked;
    picked.push(value);
    if (picked.length === choices.length) return picked;
  }
};

/** The prompts of a real terminal, without time limits. */
export const terminalPrompter: Prompter = {
  pick: (message, choices) => search({ message, source: (term) => matching(choices, term) }),
  pickSeveral,
  choose: (message, choices, preset) => select<string>({ message, choices: [...choices], default: preset }),
  ask: (message, judge, preset) =>
    textInput({ message, default: preset, validate: async (text) => (await judge(text.trim())) ?? true }).then((text) =>
      text.trim()
    ),
  secret: (message, judge) => password({ message, validate: async (text) => (await judge(text)) ?? true }),
  confirm: (message) => confirm({ message, default: false }),
};
