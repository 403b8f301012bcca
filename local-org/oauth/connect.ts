/** The page on which a person lets a device in: docs/platform.md#oauth */
import { readForm, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { DeviceRequest } from '../org/device-codes.js';
import type { User } from '../org/people.js';
import { browserUser, sendToLogin } from './browser.js';
import { VERIFICATION_PATH } from './flows/device.js';
import type { OauthOrg } from './oauth-org.js';
import { askForConsent, showPage } from './pages.js';

const codePage = (userCode: string, problem?: string): ApiAnswer =>
  showPage({
    title: 'Connect Your Device',
    paragraphs: problem === undefined ? [] : [problem],
    form: {
      action: VERIFICATION_PATH,
      fields: [{ label: 'Code', name: 'user_code', value: userCode }],
      buttons: [{ label: 'Connect' }],
    },
  });

const labelOf = ({ appId }: DeviceRequest, org: OauthOrg): string => {
  const app = org.components.list('ExternalClientApplication').find(({ id }) => id === appId);
  return typeof app?.fields.label === 'string' ? app.fields.label : '';
};

const decide = (device: DeviceRequest, decision: string, user: User): ApiAnswer => {
  const isAllowed = decision === 'allow';
  device.decision = isAllowed ? { userId: user.Id } : 'denied';
  return showPage({ title: isAllowed ? "You're Connected" : 'Access Denied' });
};

const takeForm = (request: ApiRequest, user: User, org: OauthOrg): ApiAnswer => {
  const form = readForm(request);
  const userCode = form.get('user_code') ?? '';
  const device = org.deviceCodes.findByUserCode(userCode);
  if (!device) return codePage(userCode, 'Enter a valid code.');
  const decision = form.get('decision');
  if (decision !== null) return decide(device, decision, user);
  const hidden = { user_code: userCode };
  return askForConsent(labelOf(device, org), device.scopes, { action: VERIFICATION_PATH, hidden });
};

export const connect = (request: ApiRequest, org: OauthOrg): ApiAnswer => {
  const user = browserUser(request, org);
  if (!user) return sendToLogin(request, request.query);
  return request.method === 'POST' ? takeForm(request, user, org) : codePage(request.query.get('user_code') ?? '');
};
