import { readForm, redirect, type ApiAnswer, type ApiRequest } from '../http/api.js';
import { PASSWORD } from '../org/people.js';
import { LOGIN_PATH } from './browser.js';
import type { OauthOrg } from './oauth-org.js';
import { showPage } from './pages.js';

const loginPage = (startURL: string, problem?: string): ApiAnswer =>
  showPage({
    title: 'Login',
    paragraphs: problem === undefined ? [] : [problem],
    form: {
      action: LOGIN_PATH,
      fields: [
        { label: 'Username', name: 'username' },
        { label: 'Password', name: 'pw', type: 'password' },
      ],
      hidden: { startURL },
      buttons: [{ label: 'Log In' }],
    },
  });

/** A page of this org, and of no other. */
const isOwnPath = (path: string): boolean => /^\/(?![/\\])/.test(path);

const logIn = (request: ApiRequest, org: OauthOrg): ApiAnswer => {
  const form = readForm(request);
  const startURL = form.get('startURL') ?? '';
  const user = org.people.users.find(({ Username, IsActive }) => Username === form.get('username') && IsActive);
  if (!user || form.get('pw') !== PASSWORD) {
    return loginPage(startURL, 'Please check your username and password.');
  }
  const answer = isOwnPath(startURL)
    ? redirect(request.baseUrl + startURL)
    : showPage({ title: 'Logged In', paragraphs: [user.Username] });
  const cookie = `sid=${org.sessions.start(user.Id)}; Path=/; HttpOnly; SameSite=Lax`;
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
};

/** The login page, at the root of the org: docs/platform.md#oauth */
export const login = (request: ApiRequest, org: OauthOrg): ApiAnswer =>
  request.method === 'POST' ? logIn(request, org) : loginPage(request.query.get('startURL') ?? '');
