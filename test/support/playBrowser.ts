/** Started in the place of a browser, with the address to open and the user who sits there: logs in and allows. */
import { PlainBrowser } from './browser.js';

const [url = '', username = ''] = process.argv.slice(2);

const browser = new PlainBrowser();
const consent = await browser.logIn(await browser.open(url), username);
const { url: callback } = await browser.submit(consent, 'Allow');
await browser.open(callback);
