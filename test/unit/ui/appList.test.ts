import { expect } from 'chai';
import type { AppSummary } from '../../../src/operations/readApps.js';
import { listOfApps, type AppColumn } from '../../../src/ui/appList.js';
import { BORDER_STYLES } from '../../../src/ui/table/styles.js';
import { formatTable } from '../../../src/ui/table/table.js';

const APPS: AppSummary[] = [
  {
    name: 'SendSafely_Dropzone_Connector',
    installedFrom: null,
    id: null,
    label: 'SendSafely Dropzone Connector',
    enabled: true,
    flows: ['authorizationCode', 'device'],
    scopes: ['full', 'api', 'refresh_token'],
    permittedUsers: 'adminApproved',
    security: {
      requirePkce: true,
      rotateRefreshTokens: true,
      limitIdleRefreshTokens: true,
      refreshTokenIpRanges: 3,
      requireSecretForWebServerFlow: true,
      requireSecretForRefreshTokenFlow: false,
    },
  },
  {
    name: 'Jira',
    installedFrom: null,
    id: null,
    label: null,
    enabled: false,
    flows: ['clientCredentials'],
    scopes: ['api'],
    permittedUsers: 'allSelfAuthorized',
    security: {
      requirePkce: false,
      rotateRefreshTokens: false,
      limitIdleRefreshTokens: false,
      refreshTokenIpRanges: 0,
      requireSecretForWebServerFlow: true,
      requireSecretForRefreshTokenFlow: false,
    },
  },
];

const show = (width: number | undefined, columns?: AppColumn[]): { lines: string[]; notes: string[] } => {
  const { table, notes } = listOfApps(APPS, columns, width);
  const style = BORDER_STYLES['vertical-with-outline'];
  const look = { width, style, overflow: 'wrap', paintHeading: (text: string) => text } as const;
  return { lines: formatTable(table, look).split('\n'), notes };
};

describe('the list of apps', () => {
  it('shows name and label in 50 columns, and says how to see the rest', () => {
    const { lines, notes } = show(50);
    expect(lines).to.deep.equal([
      '┌───────────────────────────────┬────────────────┐',
      '│ Name                          │ Label          │',
      '├───────────────────────────────┼────────────────┤',
      '│ SendSafely_Dropzone_Connector │ SendSafely     │',
      '│                               │ Dropzone       │',
      '│                               │ Connector      │',
      '│ Jira (off)                    │                │',
      '└───────────────────────────────┴────────────────┘',
    ]);
    expect(notes).to.deep.equal([
      'Left out for lack of room: Flows, Scopes, Permitted users, Security controls. ' +
        'To see them: --columns name,flows,scopes,permitted-users,controls, or --json.',
    ]);
  });

  it('shows flows and controls in 80 columns', () => {
    const { lines, notes } = show(80);
    expect(lines).to.deep.equal([
      '┌───────────────────────────────┬─────────────────────────┬────────────────────┐',
      '│ Name                          │ Flows                   │ Security controls  │',
      '├───────────────────────────────┼─────────────────────────┼────────────────────┤',
      '│ SendSafely_Dropzone_Connector │ authorizationCode,      │ PKCE, rotation,    │',
      '│                               │ device                  │ 30-day idle limit, │',
      '│                               │                         │ secret (web        │',
      '│                               │                         │ server), IP        │',
      '│                               │                         │ allowlist (3)      │',
      '│ Jira (off)                    │ clientCredentials       │ secret (web        │',
      '│                               │                         │ server)            │',
      '└───────────────────────────────┴─────────────────────────┴────────────────────┘',
    ]);
    expect(notes).to.deep.equal([
      'Left out for lack of room: Label, Scopes, Permitted users. ' +
        'To see them: --columns name,label,scopes,permitted-users, or --json.',
    ]);
  });

  it('leaves out no more than the scopes in 120 columns', () => {
    const { lines, notes } = show(120);
    expect(lines[1]).to.match(/^│ Name +│ Label +│ Flows +│ Permitted users +│ Security controls +│$/);
    expect(lines[3]).to.include('│ authorizationCode, device │ adminApproved ');
    expect(notes).to.deep.equal(['Left out for lack of room: Scopes. To see them: --columns name,scopes, or --json.']);
  });

  it('shows everything, a line an app, where there is no terminal', () => {
    const { lines, notes } = show(undefined);
    expect(lines).to.have.length(6);
    expect(lines[1]).to.match(/Name.*Label.*Flows.*Scopes.*Permitted users.*Security controls/);
    expect(notes).to.deep.equal([]);
  });

  it('marks what is from a package, and what is switched off', () => {
    const nameOf = (more: Partial<AppSummary>): string =>
      listOfApps([{ ...APPS[0], name: 'acme__Shop', ...more }], ['name'], undefined).table.data[0].name;
    expect(nameOf({})).to.equal('acme__Shop');
    expect(nameOf({ installedFrom: 'acme' })).to.equal('acme__Shop (installed)');
    expect(nameOf({ installedFrom: 'acme', enabled: false })).to.equal('acme__Shop (installed, off)');
  });

  it('shows the columns that were asked for, in their order', () => {
    const { lines, notes } = show(80, ['controls', 'name']);
    expect(lines[1]).to.match(/^│ Security controls +│ Name +│$/);
    expect(notes).to.deep.equal([]);
  });

  it('shows columns that were asked for also where they do not fit, and breaks no name', () => {
    const { lines } = show(60, ['name', 'label', 'flows', 'permitted-users']);
    expect(lines[1]).to.match(/^│ Name +│ Label +│ Flows +│ Permi.*│$/);
    expect(lines.some((line) => line.startsWith('│ SendSafely_Dropzone_Connector │ SendS'))).to.equal(true);
    expect(lines[0]).to.have.length(60);
  });

  it('breaks words of columns that were asked for only where it must', () => {
    const { lines } = show(70, ['name', 'controls', 'label']);
    expect(lines.join(' '))
      .to.match(/SendSafely +│/)
      .and.to.match(/allowlist/);
  });

  it('breaks no name that is longer than the line', () => {
    const { lines } = show(20);
    expect(lines[3]).to.equal('│ SendSafely_Dropzone_Connector │');
  });
});
