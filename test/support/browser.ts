import type { Fetch } from './vendor.js';

/** Where the browser is: on a page of the org, or at an address elsewhere that it was sent to. */
export interface Page {
  url: URL;
  status: number;
  html: string;
  /** Whether the org sent the browser away from itself. */
  hasLeft: boolean;
}

const UNESCAPED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replace(/&(?:lt|gt|quot|amp);/g, (found) => UNESCAPED[found]);

/** The fields of a page's form with what they hold, as a browser finds them. */
const fieldsOf = (html: string): URLSearchParams => {
  const fields = new URLSearchParams();
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
    fields.set(attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '');
  }
  return fields;
};

/** The name and value that a button sends along. */
const buttonOf = (html: string, label: string): [name: string, value: string] | undefined => {
  const tag = [...html.matchAll(/<button\b[^>]*>([^<]*)<\/button>/g)].find(([, text]) => text === label)?.[0];
  if (tag === undefined) throw new Error(`There is no button ${label} on this page:\n${html}`);
  const name = attribute(tag, 'name');
  return name === undefined ? undefined : [name, attribute(tag, 'value') ?? ''];
};

/** A browser without script: it keeps cookies, follows redirects inside one site, and fills in forms. */
export class PlainBrowser {
  readonly #fetch: Fetch;
  #cookie = '';

  public constructor(fetch: Fetch = globalThis.fetch) {
    this.#fetch = fetch;
  }

  public async open(url: string | URL, init: RequestInit = {}): Promise<Page> {
    const here = new URL(url);
    const headers: Record<string, string> = this.#cookie === '' ? {} : { cookie: this.#cookie };
    const answer = await this.#fetch(here.href, { ...init, redirect: 'manual', headers });
    this.#cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie;
    const location = answer.headers.get('location');
    if (location === null) {
      return { url: here, status: answer.status, html: await answer.text(), hasLeft: false };
    }
    const next = new URL(location, here);
    return next.origin === here.origin
      ? this.open(next)
      : { url: next, status: answer.status, html: '', hasLeft: true };
  }

  /** Fills in the form of a page, over what stands there, and presses a button. */
  public async submit({ url, html }: Page, button: string, values: Record<string, string> = {}): Promise<Page> {
    const action = attribute(/<form\b[^>]*>/.exec(html)?.[0] ?? '', 'action');
    if (action === undefined) throw new Error(`There is no form on this page:\n${html}`);
    const body = fieldsOf(html);
    for (const [name, value] of [buttonOf(html, button) ?? [], ...Object.entries(values)]) {
      if (name !== undefined) body.set(name, value ?? '');
    }
    return this.open(new URL(action, url), { method: 'POST', body });
  }

  /** Logs in on the page where the org asks for it. */
  public async logIn(page: Page, username: string): Promise<Page> {
    return this.submit(page, 'Log In', { username, pw: 'local-org' });
  }
}

export const titleOf = ({ html }: Page): string => /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
