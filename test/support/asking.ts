import { compose } from '../../src/operations/compose.js';
import { NO_QUESTIONS, type OrgAnswers, type OrgQuestions } from '../../src/org/questions.js';
import type { Asker } from '../../src/ui/askForApp.js';
import type { Prompter } from '../../src/ui/prompts.js';
import { apiNameFromOrg } from '../../src/settings/apiNames.js';

/** What templates refer to of an org. */
export const ORG = {
  loginUrl: 'https://test.salesforce.com',
  instanceUrl: 'https://acme.my.salesforce.com',
  username: 'ada@acme.example',
};

/** An org with a few people in it. */
export const ANSWERS: OrgAnswers = {
  asked: NO_QUESTIONS,
  isSandbox: true,
  own: null,
  runningUserEmail: 'ada@acme.example',
  apps: [{ name: apiNameFromOrg('Taken'), id: '0xI1', createdDate: '2026-08-01T00:00:00.000Z', isWholeName: true }],
  users: [
    { username: 'robot@acme.example', isActive: true, hasApiAccess: true },
    { username: 'no-api@acme.example', isActive: true, hasApiAccess: false },
  ],
  profiles: ['System Administrator', 'Standard User'],
  permissionSets: ['Shop_User'],
  members: undefined,
  lacked: [],
};

/** A person who answers in order, and tries each wrong answer before the right one. */
export interface Person extends Prompter {
  asked: string[];
  /** What each question offered to choose from. */
  offered: string[][];
  complaints: string[];
}

/** @param answers a list answers a question that takes several */
export const personWith = (answers: Array<string | string[]>, wrong: string[] = []): Person => {
  const person: Person = {
    asked: [],
    offered: [],
    complaints: [],
    pick: (message, choices) => next(message, choices),
    choose: (message, choices) => next(message, choices),
    pickSeveral: async (message, choices) => {
      const answer = await next(message, choices);
      return Array.isArray(answer) ? answer : [answer].filter(Boolean);
    },
    ask: async (message, judge) => {
      for (const text of wrong) person.complaints.push((await judge(text)) ?? '');
      return next(message);
    },
    secret: (message) => next(message),
    confirm: async (message) => (await next(message)) === 'yes',
  };
  const next = <T extends string>(
    message: string,
    choices: ReadonlyArray<string | { value: string }> = []
  ): Promise<T> => {
    person.asked.push(message);
    person.offered.push(choices.map((choice) => (typeof choice === 'string' ? choice : choice.value)));
    return Promise.resolve((answers.shift() ?? '') as T);
  };
  return person;
};

/** Somebody at a terminal, with an org that answers. */
export interface Terminal extends Asker {
  prompter: Person;
  shown: string[];
  /** What the org was asked. */
  questions: OrgQuestions[];
}

export const terminalOf = (
  prompter: Person,
  more: Partial<Omit<Asker, 'prompter'>> & { givesNoSecrets?: boolean } = {}
): Terminal => {
  const { givesNoSecrets = false, ...rest } = more;
  const terminal: Terminal = {
    prompter,
    shown: [],
    questions: [],
    show: (lines) => terminal.shown.push(...lines),
    onAnswer: () => undefined,
    compose: (request) => compose(request, ORG),
    references: ORG,
    org: {
      ask: (questions) => {
        terminal.questions.push(questions);
        return Promise.resolve({ ...ANSWERS, asked: questions });
      },
      lacksAccess: () => Promise.resolve(givesNoSecrets),
    },
    updateExisting: false,
    enableAccess: false,
    needsSecret: false,
    ...rest,
  };
  return terminal;
};
