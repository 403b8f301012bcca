import { showTime } from '../definition/showValue.js';
import { escapeXml } from '../metadata/entities.js';
import { visible } from '../settings/visible.js';

/** Text as it may stand in a page. */
export const markup = (text: string): string => escapeXml(visible(text));

/** A moment, ISO 8601, in a page. */
export const momentIn = (date: string): string => `<time datetime="${markup(date)}">${markup(showTime(date))}</time>`;

/** A page that needs nothing from elsewhere, runs no script, and can be printed, of what is {@link markup} already. */
export const toPage = ({
  title,
  style,
  body,
}: {
  title: string;
  style: string;
  body: string;
}): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
  <title>${title}</title>
  <style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
