/** Pages for a person, or for whatever plays a browser: plain HTML, forms, no script. */
import { html, type ApiAnswer } from '../http/api.js';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

type Field = { label: string; name: string; type?: 'text' | 'password'; value?: string };

type Form = {
  /** Where it is posted to. */
  action: string;
  fields?: readonly Field[];
  hidden?: Readonly<Record<string, string>>;
  /** A button, or one for each value of `decision`. */
  buttons: ReadonlyArray<{ label: string; decision?: 'allow' | 'deny' }>;
};

type Page = { title: string; paragraphs?: readonly string[]; form?: Form };

const writeField = ({ label, name, type = 'text', value = '' }: Field): string =>
  `<p><label>${escape(label)} <input type="${type}" name="${name}" value="${escape(value)}"></label></p>`;

const writeForm = ({ action, fields = [], hidden = {}, buttons }: Form): string =>
  [
    `<form method="post" action="${escape(action)}">`,
    ...fields.map(writeField),
    ...Object.entries(hidden).map(
      ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`
    ),
    ...buttons.map(({ label, decision }) =>
      decision === undefined
        ? `<button type="submit">${label}</button>`
        : `<button type="submit" name="decision" value="${decision}">${label}</button>`
    ),
    '</form>',
  ].join('\n');

export const showPage = ({ title, paragraphs = [], form }: Page, status = 200): ApiAnswer =>
  html(
    [
      '<!DOCTYPE html>',
      `<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head><body>`,
      `<h1>${escape(title)}</h1>`,
      ...paragraphs.map((paragraph) => `<p>${escape(paragraph)}</p>`),
      ...(form ? [writeForm(form)] : []),
      '</body></html>',
      '',
    ].join('\n'),
    status
  );

/** The question that a user answers before an app gets anything in the user's name. */
export const askForConsent = (
  app: string,
  scopes: readonly string[],
  form: Pick<Form, 'action' | 'hidden'>
): ApiAnswer =>
  showPage({
    title: 'Allow Access?',
    paragraphs: [`${app} asks for: ${scopes.join(', ')}`],
    form: {
      ...form,
      buttons: [
        { label: 'Allow', decision: 'allow' },
        { label: 'Deny', decision: 'deny' },
      ],
    },
  });
