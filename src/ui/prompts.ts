import { confirm, input as textInput, password, search, select } from '@inquirer/prompts';

/** What is asked at a terminal. Tests answer in its place. */
export interface Prompter {
  /** Picks one of many by typing a part of its name. */
  pick: (message: string, choices: Array<{ name: string; value: string; description: string }>) => Promise<string>;
  /** Picks one of a few. */
  choose: (message: string, choices: readonly string[], preset?: string) => Promise<string>;
  /** Asks for a text; `judge` says what is wrong with it while it is typed. */
  ask: (message: string, judge: (text: string) => string | undefined, preset?: string) => Promise<string>;
  /** Asks for a text that nobody sees while it is typed. */
  secret: (message: string, judge: (text: string) => string | undefined) => Promise<string>;
  confirm: (message: string) => Promise<boolean>;
}

/** The prompts of a real terminal, without time limits. */
export const terminalPrompter: Prompter = {
  pick: (message, choices) =>
    search({
      message,
      source: (term = '') =>
        choices.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(term.toLowerCase())),
    }),
  choose: (message, choices, preset) => select({ message, choices: [...choices], default: preset }),
  ask: (message, judge, preset) =>
    textInput({ message, default: preset, validate: (text) => judge(text.trim()) ?? true }).then((text) => text.trim()),
  secret: (message, judge) => password({ message, validate: (text) => judge(text) ?? true }),
  confirm: (message) => confirm({ message, default: false }),
};
