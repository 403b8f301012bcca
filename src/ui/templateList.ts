import { Messages } from '@salesforce/core/messages';
import type { TemplateSummary } from '../templates/places.js';
import { CATEGORIES } from '../templates/schema.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.list');

/** Templates that are listed together. */
export interface TemplateGroup {
  title: string;
  templates: TemplateSummary[];
}

/** The templates in which every word stands somewhere, whatever its case. */
export const findIn = (templates: TemplateSummary[], words: string): TemplateSummary[] => {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter(({ name, title, summary, category, source }) => {
    const text = [name, title, summary, category, source?.title].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
};

/** By what they are for, in the order of {@link CATEGORIES}; last come those that somebody has beside them. */
export const byCategory = (templates: TemplateSummary[]): TemplateGroup[] =>
  [...CATEGORIES, 'own']
    .map((title) => ({
      title: messages.getMessage(`category.${title}`),
      templates: templates.filter(({ origin, category }) => (origin === 'builtIn' ? category : 'own') === title),
    }))
    .filter((group) => group.templates.length > 0);

const DAY_MS = 24 * 60 * 60 * 1000;

const UNITS = [
  ['year', 365],
  ['month', 30],
  ['day', 1],
] as const;

/** How long ago a day was. */
export const describeAge = (day: string, now: Date): string => {
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(day)) / DAY_MS));
  const [unit, length] = UNITS.find(([, size]) => days >= size) ?? UNITS[2];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-Math.floor(days / length), unit);
};

/** The day on which a template's guide was read, and how long that is ago. */
const describeSource = ({ source }: TemplateSummary, now: Date): string =>
  source === null ? '' : `${source.read} (${describeAge(source.read, now)})`;

type TemplateRow = { name: string; title: string; guide: string };

export const toRow = (template: TemplateSummary, now: Date): TemplateRow => ({
  name: template.name,
  title: template.title,
  guide: describeSource(template, now),
});

export const COLUMNS = (['name', 'title', 'guide'] as const).map((key) => ({
  key,
  name: messages.getMessage(`column.${key}`),
}));
