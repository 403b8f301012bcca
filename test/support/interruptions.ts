import { expect } from 'chai';
import type { Connection } from '@salesforce/core';
import { escapeXml } from '../../src/metadata/entities.js';
import { readApps } from '../../src/org/apps.js';
import { readConsumer } from './consumer.js';
import { expectedRelated, readRelated, sentFiles, TOKEN } from './peeklogic.js';
import type { Interference, RecordedRequest, Recorder } from './recorder.js';

const isDeploy = ({ operation }: RecordedRequest): boolean => operation === 'deploy';
const isCredentials = ({ path }: RecordedRequest): boolean => path.includes('/apps/oauth/credentials/');

/** A step of setting up Peeklogic in an org that has nothing of it, known by the nth request of its kind. */
type Step = [isMeant: (request: RecordedRequest) => boolean, nth: number];

const STEPS = {
  'the app is deployed': [isDeploy, 1],
  'the secret is refused': [isCredentials, 1],
  'the access to secrets is turned on': [isDeploy, 2],
  'the key is listed': [isCredentials, 2],
  'the secret is read': [isCredentials, 3],
  'the access to secrets is turned off': [isDeploy, 3],
  'the Auth. Provider is deployed': [isDeploy, 4],
  'the named credentials are deployed': [isDeploy, 5],
} satisfies Record<string, Step>;

export type StepName = keyof typeof STEPS;

/** Does something once, when the step's request comes by; after that, the request itself arrives. */
export const atStep = (name: StepName, act: () => void | Promise<void>): Interference => {
  const [isMeant, nth] = STEPS[name];
  let seen = 0;
  return async (request) => {
    if (isMeant(request) && ++seen === nth) await act();
    return undefined;
  };
};

/** The org is as one run leaves it that nothing disturbed, and whatever was sent held the right secrets. */
export const expectWhole = async (recorder: Recorder, connection: Connection): Promise<void> => {
  const apps = await readApps(connection);
  expect(apps).to.have.length(1);
  const [{ id, consumerKey }] = apps;
  expect(await readRelated(connection)).to.deep.equal(expectedRelated(recorder.url, String(consumerKey)));
  const { consumerSecret } = await readConsumer(connection, String(id));
  const files = await sentFiles(recorder);
  const providers = files.filter((file) => file.includes('<AuthProvider'));
  const jira = files.filter((file) => file.includes('<NamedCredential') && file.includes('atlassian'));
  expect(providers).to.not.deep.equal([]);
  expect(jira).to.not.deep.equal([]);
  providers.forEach((file) => expect(file).to.include(`<consumerSecret>${consumerSecret}<`));
  jira.forEach((file) => expect(file).to.include(`<password>${escapeXml(TOKEN)}<`));
};
