import { parseTemplate } from '../../support/parsedTemplate.js';

const HEAD = [
  'title: Acme',
  'summary: x',
  'parameters:',
  '  - { name: host, help: The host. }',
  '  - { name: kind, help: x, type: choice, choices: [big, small] }',
  '  - { name: identity, help: x, type: choice, choices: [namedPrincipal, everybody] }',
  '  - { name: token, help: x, type: secret }',
];

/** What is wrong with a template that goes on after these seven lines. */
export const problemsOf = (...more: string[]): string[] =>
  parseTemplate([...HEAD, ...more].join('\n'), 'acme.yaml').problems.map(({ where, what }) => `${where}: ${what}`);

/** Credentials, as far as both protocols have them in common. */
export const PASSWORD = 'name: A, label: A, endpoint: "https://a", identityType: namedPrincipal, protocol: password';
export const OAUTH = 'name: A, label: A, endpoint: "https://a", identityType: perUser, protocol: oauth';
