import type { z } from 'zod';
import { narrow, toProblems, valueIn, type Locate, type Problem } from '../definition/problems.js';
import { definitionSchema } from '../definition/schema.js';
import type { ParameterValues } from './parameterValue.js';
import {
  fillGroup,
  ORG_FACTS,
  pathInTemplate,
  referencesIn,
  referenceTo,
  type Known,
  type OrgFact,
} from './references.js';
import { holds, joinValues, whenSchema } from './when.js';
import type { Parameter } from './schema.js';

/** What an org tells of itself, for judging settings before there is one. */
const ANY_ORG: Readonly<Record<OrgFact, string>> = {
  loginUrl: 'https://login.salesforce.com',
  instanceUrl: 'https://example.my.salesforce.com',
  username: 'user@example.com',
  usernameSuffix: '.uat',
  setupUrl: 'https://example.my.salesforce-setup.com',
};

/** More combinations of choices than anybody means are not all tried: each choice then comes up at least once. */
const MOST_CASES = 500;

type Choice = Parameter & { choices: string[] };

const combine = (choices: Choice[]): ParameterValues[] =>
  choices.reduce<ParameterValues[]>(
    (cases, { name, choices: words }) => cases.flatMap((one) => words.map((word) => ({ ...one, [name]: word }))),
    [{}]
  );

const oneByOne = (choices: Choice[]): ParameterValues[] =>
  Array.from({ length: Math.max(...choices.map(({ choices: words }) => words.length)) }, (_none, index) =>
    Object.fromEntries(choices.map(({ name, choices: words }) => [name, words[index % words.length]]))
  );

/** What is left of the choices once those that nobody is asked for have their defaults, or nothing. */
const asAsked = (choices: Choice[], values: ParameterValues): ParameterValues =>
  Object.fromEntries(
    choices.flatMap(({ name, when, default: preset }) => {
      const value = holds(when, values) ? values[name] : preset;
      return value === undefined ? [] : [[name, value]];
    })
  );

/** The cases that a template tells apart: its choices are known from the start, all other values are not. */
const casesOf = (parameters: Parameter[]): ParameterValues[] => {
  const choices = parameters
    .filter((parameter): parameter is Choice => (parameter.choices ?? []).length > 0)
    // Of those that may be given together, all together are one more case.
    .map((one) => (one.several ? { ...one, choices: [...one.choices, joinValues(one.choices)] } : one));
  const count = choices.reduce((product, { choices: words }) => product * words.length, 1);
  return (count > MOST_CASES ? oneByOne : combine)(choices).map((values) => asAsked(choices, values));
};

/** Whether another value of what a setting refers to could put it right: then only that value can be judged. */
const mayBeRight = (issue: z.core.$ZodIssue, settings: unknown): boolean => {
  if (issue.code === 'invalid_type' || issue.code === 'unrecognized_keys') return false;
  if (issue.code === 'custom' && issue.params?.isWrongWithAnyValue === true) return false;
  return referencesIn(valueIn(settings, issue.path)).length > 0;
};

interface SplitTemplate {
  head: Record<string, unknown>;
  body: Record<string, unknown>;
}

const checkCase = (
  { head, body }: SplitTemplate,
  parameters: Parameter[],
  values: ParameterValues,
  locate: Locate
): Problem[] => {
  const hasApp = holds(whenSchema.safeParse(head.appWhen).data, values);
  const asked = hasApp ? body : { related: body.related };
  // What is not known yet stands for itself; a choice that this case does not have is absent.
  const open = referencesIn(asked).map(({ name }): [string, string] => [name, referenceTo(name)]);
  const choices = parameters
    .filter(({ choices: words }) => words)
    .map(({ name }): [string, string | undefined] => [name, values[name]]);
  const shown: Known = new Map([...open, ...choices]);
  const judged: Known = new Map([
    ...shown,
    ...ORG_FACTS.map((fact): [string, string] => [`org.${fact}`, ANY_ORG[fact]]),
  ]);
  const settings = fillGroup(asked, judged);
  const issues = definitionSchema.safeParse(settings).error?.issues ?? [];
  return issues
    .flatMap((issue) => narrow(issue, settings))
    .filter((issue) => !mayBeRight(issue, settings))
    .flatMap((issue) =>
      toProblems(issue, fillGroup(asked, shown), definitionSchema, (path) =>
        locate(pathInTemplate(asked, judged, path))
      )
    );
};

/** What is wrong with a template's settings and with what stands beside the app, whichever values people give it. */
export const checkSettings = (template: SplitTemplate, parameters: Parameter[], locate: Locate): Problem[] =>
  casesOf(parameters).flatMap((values) => checkCase(template, parameters, values, locate));
